"""Paints the voices of a call: agent above, customer below, overtalk hatched between, silence as a dimension line."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from qa_desk.audio.activity import Activity
from qa_desk.audio.passage import Passage
from qa_desk.audio.peaks import Peaks
from qa_desk.domain.calls import AgentChannel
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.glyphs import Voice, draw_voice
from qa_desk.gui.widgets.painting import draw_text, text_width
from qa_desk.gui.widgets.waveform.overview import bed
from qa_desk.gui.widgets.waveform.painting import (
    BAR_STEP,
    TimeScale,
    bar_heights,
    drawing_gain,
    paint_bars,
    paint_dimension,
    paint_hatched,
    seconds_text,
)
from qa_desk.i18n import _

_LANE = 36
_BETWEEN = 12
_STRIP = 10
_GLYPH = 10
_NOTHING = Activity((), ())


class VoiceLanes:
    """Two lanes with what lies between them; one high lane for a mono call.

    Args:
        theme: colours and sizes.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._agent_channel = AgentChannel.MONO
        self._peaks: Peaks | None = None
        self._activity = _NOTHING
        self._gain = 1.0

    @property
    def height(self) -> int:
        """Both lanes and the strip between them."""
        return 2 * self._theme.px(_LANE) + self._theme.px(_BETWEEN)

    @property
    def is_mono(self) -> bool:
        """Whether both voices are in one lane."""
        return self._agent_channel is AgentChannel.MONO or (self._peaks is not None and self._peaks.channels == 1)

    def set_call(self, agent_channel: AgentChannel) -> None:
        """Another recording, without sound yet."""
        self._agent_channel, self._peaks, self._activity = agent_channel, None, _NOTHING

    def set_peaks(self, peaks: Peaks, activity: Activity) -> None:
        """The sound to paint."""
        self._peaks, self._activity, self._gain = peaks, activity, drawing_gain(peaks)

    def paint_names(self, painter: QPainter, scale: TimeScale, top: float) -> None:
        """Shape and word of each voice in the gutter left of the axis."""
        theme, font = self._theme, self._theme.font("body")
        color = theme.color("text")
        if self.is_mono:
            place = QRectF(theme.size("lg"), top, scale.left - theme.size("lg"), self.height)
            draw_text(painter, place, _("both voices"), font=font, color=color)
            return
        glyph = theme.px(_GLYPH)
        for index, (voice, word) in enumerate(((Voice.AGENT, _("agent")), (Voice.CUSTOMER, _("customer")))):
            middle = self._lane(scale, top, index).center().y()
            draw_voice(painter, QRectF(theme.size("lg"), middle - glyph / 2, glyph / 2, glyph), voice, theme)
            left = theme.size("lg") + glyph / 2 + theme.px(11)
            place = QRectF(left, middle - theme.px(10), scale.left - left, theme.px(20))
            draw_text(painter, place, word, font=font, color=color)

    def paint(self, painter: QPainter, scale: TimeScale, top: float) -> None:
        """Bars, silences and overtalk, as far as they are known."""
        if self._peaks is None:
            return
        self._paint_bars(painter, scale, top, self._peaks)
        self._paint_silences(painter, scale, top)
        if not self.is_mono:
            self._paint_overtalk(painter, scale, top)

    def _lane(self, scale: TimeScale, top: float, place: int) -> QRectF:
        lane = self._theme.px(_LANE)
        if self.is_mono:
            return QRectF(scale.left, top, scale.width, self.height)
        return QRectF(scale.left, top + place * (lane + self._theme.px(_BETWEEN)), scale.width, lane)

    def _paint_bars(self, painter: QPainter, scale: TimeScale, top: float, peaks: Peaks) -> None:
        theme, step = self._theme, self._theme.px(BAR_STEP)
        heights = bar_heights(peaks, scale, self._gain, step)
        end_x = scale.x_of(peaks.duration_s)
        if self.is_mono:
            both, color = heights.max(axis=1), theme.color("waveform_played")
            paint_bars(painter, self._lane(scale, top, 0), both, color, step=step, end_x=end_x)
            return
        order = (1, 0) if self._agent_channel is AgentChannel.RIGHT else (0, 1)
        for place, (channel, token) in enumerate(zip(order, ("agent", "customer"), strict=True)):
            lane, color = self._lane(scale, top, place), theme.color(token)
            paint_bars(painter, lane, heights[:, channel], color, step=step, end_x=end_x)

    def _paint_silences(self, painter: QPainter, scale: TimeScale, top: float) -> None:
        theme, middle = self._theme, self._lane(scale, top, 1).center().y()
        for passage in self._activity.silences:
            left, right = max(scale.x_of(passage.start_s), scale.left), min(scale.x_of(passage.end_s), scale.right)
            if right - left > theme.px(8):
                words = _("silence {seconds}").format(seconds=seconds_text(passage.duration_s))
                place = QRectF(round(left), middle - theme.px(8), round(right - left), theme.px(16))
                paint_dimension(painter, place, words, bed(theme), theme)

    def _paint_overtalk(self, painter: QPainter, scale: TimeScale, top: float) -> None:
        theme, font, strip = self._theme, self._theme.font("caption"), self._theme.px(_STRIP)
        strip_top = self._lane(scale, top, 0).bottom() + (theme.px(_BETWEEN) - strip) / 2
        seen = [one for one in self._activity.overtalk if one.end_s >= scale.start_s and one.start_s <= scale.end_s]
        for index, passage in enumerate(seen):
            left, right = round(scale.x_of(passage.start_s)), round(scale.x_of(passage.end_s))
            box = QRectF(left, strip_top, max(theme.px(4), right - left), strip)
            paint_hatched(painter, box, theme.color("overtalk"))
            words = _("overtalk {seconds}").format(seconds=seconds_text(passage.duration_s))
            words_left = box.right() + theme.size("sm")
            place = QRectF(words_left, strip_top - theme.px(3), text_width(words, font) + 2, strip + theme.px(6))
            if place.right() + theme.size("sm") <= self._next_left(seen, index, scale):
                draw_text(painter, place, words, font=font, color=theme.color("text"))

    def _next_left(self, seen: list[Passage], index: int, scale: TimeScale) -> float:
        return scale.x_of(seen[index + 1].start_s) if index + 1 < len(seen) else scale.right

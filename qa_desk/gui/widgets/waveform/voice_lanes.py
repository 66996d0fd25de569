"""Paints the voices of a call: agent above, customer below, overtalk hatched between, silence as a dimension line.

Says in words what lies where, for tool tips and screen readers.
"""

from dataclasses import replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from qa_desk.audio.activity import SILENCE_S, Activity
from qa_desk.audio.passage import Passage
from qa_desk.audio.peaks import Peaks
from qa_desk.domain.calls import AgentChannel
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.glyphs import Voice, draw_voice
from qa_desk.gui.widgets.painting import draw_text, text_width
from qa_desk.gui.widgets.waveform.bars import BAR_STEP, drawing_gain, lane_bars, paint_bars
from qa_desk.gui.widgets.waveform.masked import masked_told_at, paint_masked
from qa_desk.gui.widgets.waveform.overview import bed
from qa_desk.gui.widgets.waveform.painting import TimeScale, clock, paint_dimension, paint_hatched, seconds_text
from qa_desk.gui.widgets.waveform.parts import CallParts, paint_parts
from qa_desk.i18n import _

LANE = 36
"""How high one voice is drawn, before projector scaling."""

_BETWEEN = 12
_STRIP = 10
_GLYPH = 10
_MONO_WORDS = 18
_NOTHING = Activity((), ())


class VoiceLanes:
    """Two lanes with what lies between them; one high lane for a mono call.

    Args:
        theme: colours and sizes.
        lane: how high one voice is drawn, before projector scaling.
    """

    def __init__(self, theme: Theme, lane: int = LANE) -> None:
        self._theme, self._high = theme, lane
        self._agent_channel = AgentChannel.MONO
        self._peaks: Peaks | None = None
        self._activity = _NOTHING
        self._parts = CallParts()
        self._gain = 1.0

    @property
    def read_s(self) -> float:
        """How far the sound is known."""
        return self._peaks.duration_s if self._peaks is not None else 0.0

    @property
    def height(self) -> int:
        """Both lanes and the strip between them."""
        return 2 * self._theme.px(self._high) + self._theme.px(_BETWEEN)

    @property
    def is_mono(self) -> bool:
        """Whether both voices are in one lane."""
        return self._agent_channel is AgentChannel.MONO or (self._peaks is not None and self._peaks.channels == 1)

    @property
    def mono_words(self) -> str:
        """Why there is one lane; empty where there are two."""
        return _("one channel: agent and customer can't be told apart") if self.is_mono else ""

    def set_call(self, agent_channel: AgentChannel, parts: CallParts) -> None:
        """Another call, without sound yet."""
        self._agent_channel, self._parts, self._peaks, self._activity = agent_channel, parts, None, _NOTHING

    def set_peaks(self, peaks: Peaks, activity: Activity = _NOTHING) -> None:
        """The sound to paint; it may end before the call does, while it is still being read."""
        self._peaks, self._gain = peaks, drawing_gain(peaks)
        silences = tuple(piece for silence in activity.silences for piece in self._parts.recorded(silence))
        self._activity = replace(activity, silences=tuple(one for one in silences if one.duration_s >= SILENCE_S))

    def told_at(self, time_s: float, scale: TimeScale) -> str:
        """Silence, overtalk, gap or boundary at a place, in words; empty where somebody just speaks."""
        said = masked_told_at(self._peaks, time_s) or self._parts.told_at(time_s, scale)
        if said:
            return said
        for passage, name in self._named():
            if passage.start_s <= time_s <= passage.end_s:
                return f"{clock(passage.start_s)}–{clock(passage.end_s)}\n{name}"
        return ""

    def _named(self) -> list[tuple[Passage, str]]:
        overtalk = [] if self.is_mono else self._activity.overtalk
        return [
            *((one, _overtalk_legend(one)) for one in overtalk),
            *((one, _silence_legend(one)) for one in self._activity.silences),
        ]

    def paint_names(self, painter: QPainter, scale: TimeScale, top: float) -> None:
        """Shape and word of each voice in the gutter left of the axis."""
        theme, font = self._theme, self._theme.font("body")
        color = theme.color("text")
        if self.is_mono:
            lane = self._lane(scale, top, 0)
            place = QRectF(theme.size("lg"), top, scale.left - theme.size("lg"), lane.height())
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
        """Bars, silences, overtalk and what lies between recordings, as far as it is known."""
        if self._peaks is not None:
            self._paint_bars(painter, scale, top, self._peaks)
            self._paint_silences(painter, scale, top)
            if not self.is_mono:
                self._paint_overtalk(painter, scale, top)
        whole = QRectF(scale.left, top, scale.width, self.height)
        paint_parts(painter, whole, scale, self._parts, self._theme, bed(self._theme))
        if self._peaks is not None:
            paint_masked(painter, whole, scale, self._peaks, self._theme, bed(self._theme), has_words=True)
        if self._peaks is not None and self.is_mono:
            self._paint_mono_words(painter, whole)

    def _paint_mono_words(self, painter: QPainter, lanes: QRectF) -> None:
        theme, high = self._theme, self._theme.px(_MONO_WORDS)
        line = QRectF(lanes.left() + theme.size("sm"), lanes.bottom() - high, lanes.width() - theme.size("sm"), high)
        draw_text(painter, line, self.mono_words, font=theme.font("caption"), color=theme.color("muted"))

    def _lane(self, scale: TimeScale, top: float, place: int) -> QRectF:
        lane = self._theme.px(self._high)
        if self.is_mono:
            return QRectF(scale.left, top, scale.width, self.height - self._theme.px(_MONO_WORDS))
        return QRectF(scale.left, top + place * (lane + self._theme.px(_BETWEEN)), scale.width, lane)

    def _paint_bars(self, painter: QPainter, scale: TimeScale, top: float, peaks: Peaks) -> None:
        theme, step = self._theme, self._theme.px(BAR_STEP)
        bars, end_x = lane_bars(peaks, scale, self._gain, step), scale.x_of(peaks.duration_s)
        if self.is_mono:
            color = theme.color("waveform_played")
            paint_bars(painter, self._lane(scale, top, 0), bars.joined(), color, end_x=end_x)
            return
        order = (1, 0) if self._agent_channel is AgentChannel.RIGHT else (0, 1)
        for place, (channel, token) in enumerate(zip(order, ("agent", "customer"), strict=True)):
            lane, color = self._lane(scale, top, place), theme.color(token)
            paint_bars(painter, lane, bars, color, channel=channel, end_x=end_x)

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


def _overtalk_legend(passage: Passage) -> str:
    return _("overtalk {seconds}: both speak at once").format(seconds=seconds_text(passage.duration_s))


def _silence_legend(passage: Passage) -> str:
    return _("silence {seconds}: nobody speaks").format(seconds=seconds_text(passage.duration_s))

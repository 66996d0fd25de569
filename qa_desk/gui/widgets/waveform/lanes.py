"""The picture of a part of the call: marks above, a lane for each voice, the ruler below, and what moves over them.

What a hand can do with it is in `detail`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QRegion, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desk.audio.activity import Activity
from qa_desk.audio.passage import Passage
from qa_desk.audio.peaks import Peaks
from qa_desk.domain.calls import AgentChannel
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import FocusRing, draw_text
from qa_desk.gui.widgets.waveform.dragging import Grip
from qa_desk.gui.widgets.waveform.loop import loop_grip_at, loop_handles, paint_loop
from qa_desk.gui.widgets.waveform.marks import (
    LABEL_HEIGHT,
    PlacedMark,
    WaveformMark,
    paint_label,
    paint_passage,
    place_marks,
    rows_needed,
)
from qa_desk.gui.widgets.waveform.overview import GUTTER, bed
from qa_desk.gui.widgets.waveform.painting import TimeScale, clock, paint_playhead, paint_time_flag
from qa_desk.gui.widgets.waveform.parts import CallParts
from qa_desk.gui.widgets.waveform.playhead import away_rect, paint_away
from qa_desk.gui.widgets.waveform.ruler import RULER, paint_ruler
from qa_desk.gui.widgets.waveform.time_strip import TimeStrip
from qa_desk.gui.widgets.waveform.view import TimeView
from qa_desk.gui.widgets.waveform.voice_lanes import LANE, VoiceLanes
from qa_desk.i18n import _, ngettext

_MARK_ROW = 28


@dataclass(frozen=True, slots=True)
class LanesShown:
    """What there is beside the voices: False where lanes below bring a ruler, or show the marks themselves.

    `gutter` is the width of the column with the names, `lane` the height of one voice, before projector scaling.
    """

    has_ruler: bool = True
    has_marks: bool = True
    gutter: int = GUTTER
    lane: int = LANE


class SoundLanes(TimeStrip):
    """Draws the lanes and says what lies where.

    Args:
        theme: colours and sizes.
        view: the part in view, shared with the overview and with further lanes.
        shown: which of its parts are there.
        parent: the widget it stands in.
    """

    def __init__(
        self, *, theme: Theme, view: TimeView, shown: LanesShown | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme=theme, view=view, parent=parent)
        self._view = view
        shown = shown or LanesShown()
        self._has_ruler, self._has_marks, self._gutter = shown.has_ruler, shown.has_marks, shown.gutter
        self._lanes = VoiceLanes(theme, shown.lane)
        self._marks: tuple[WaveformMark, ...] = ()
        self._placed: list[PlacedMark] = []
        self._n_mark_rows = 1
        self._selected_id: str | None = None
        self._selection: Passage | None = None
        self._ring = FocusRing(self, theme)
        self.setAccessibleName(_("Waveform of the voices"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        view.changed.connect(self._refresh)

    @property
    def selection(self) -> Passage | None:
        """The passage selected."""
        return self._selection

    @property
    def loop(self) -> Passage | None:
        """The passage that repeats."""
        return self._loop

    def set_call(self, agent_channel: AgentChannel, parts: CallParts | None = None) -> None:
        """Another call; everything of the last one goes."""
        self._lanes.set_call(agent_channel, parts or CallParts())
        self._marks, self._selected_id, self._selection, self._loop = (), None, None, None
        self._stack_marks()
        self._position_s = 0.0
        self._state.clear()
        self._refresh()

    def set_peaks(self, peaks: Peaks, activity: Activity) -> None:
        """The sound to draw, with its silences and overtalk; ends the busy state."""
        self._lanes.set_peaks(peaks, activity)
        self._state.clear()
        self._describe()
        self._refresh()

    def show_partial(self, peaks: Peaks) -> None:
        """The sound as far as it has been read; goes on being busy."""
        self._lanes.set_peaks(peaks)
        self._refresh()

    def set_marks(self, marks: Sequence[WaveformMark], selected_id: str | None = None) -> None:
        """The marks in their lane; the passage of the selected one is tinted. The same again costs nothing."""
        if (tuple(marks), selected_id) == (self._marks, self._selected_id):
            return
        self._marks, self._selected_id = tuple(marks), selected_id
        self._stack_marks()
        self._describe()
        self._refresh()

    def set_selection(self, passage: Passage | None) -> None:
        """The passage selected, from code."""
        if passage != self._selection:
            self._selection = passage
            self._refresh()

    def told_at(self, point: QPointF) -> str:
        """What the pointer is over, in words: a mark, a loop, silence, overtalk, a gap, or why there is one lane."""
        scale = self._scale()
        mark = self._mark_at(point)
        if self._view.duration_s <= 0:
            return ""
        if mark is not None:
            return mark.told
        if self._is_on_away(point):
            return _("The sound is at {time}; click to go there").format(time=clock(self._position_s))
        if self._loop is not None and self._loop_grip_at(point) is not None:
            span = f"{clock(self._loop.start_s, 1)}–{clock(self._loop.end_s, 1)}"
            return _("Repeats {span}; drag A or B to change it").format(span=span)
        is_in_lanes = self._lanes_top() <= point.y() <= self._ruler_rect(scale).top()
        if point.x() < scale.left:
            return self._lanes.mono_words if is_in_lanes else ""
        return self._lanes.told_at(scale.time_at(point.x()), scale) if is_in_lanes else ""

    def _length_s(self) -> float:
        return self._view.duration_s

    def _further_words(self) -> tuple[str, ...]:
        n_marks = len(self._marks)
        counted = ngettext("{n} mark", "{n} marks", n_marks).format(n=n_marks) if n_marks else ""
        return ("" if self._state.words else self._lanes.mono_words, counted)

    def _on_new_second(self, x: float) -> None:
        if not self._is_in_view(x):
            self.update()  # the arrow at the edge that leads back to the sound

    def _scale(self) -> TimeScale:
        left = self._theme.px(self._gutter)
        width = max(1.0, self.width() - left - self._theme.size("lg"))
        return TimeScale(left, width, self._view.start_s, self._view.end_s)

    def _lanes_top(self) -> int:
        if not self._has_marks:
            return self._theme.px(4)
        further = (self._n_mark_rows - 1) * (self._theme.px(LABEL_HEIGHT) + self._theme.size("xs"))
        return self._theme.px(_MARK_ROW) + further

    def _stack_marks(self) -> None:
        """As many rows as marks overlap anywhere in the call, so that the lanes stay where they are while zooming."""
        n_rows = rows_needed(self._marks)
        if n_rows != self._n_mark_rows:
            self._n_mark_rows = n_rows
            self.updateGeometry()

    def _lanes_rect(self, scale: TimeScale) -> QRectF:
        return QRectF(scale.left, self._lanes_top(), scale.width, self._lanes.height)

    def _ruler_rect(self, scale: TimeScale) -> QRectF:
        high = self._theme.px(RULER) if self._has_ruler else 0
        return QRectF(scale.left, self._lanes_top() + self._lanes.height, scale.width, high)

    def _refresh(self) -> None:
        place = self._has_marks and self._view.duration_s > 0
        top = self._theme.px(4)
        shown = (self._marks, self._selected_id, self._scale(), top, self._theme)
        self._placed = place_marks(*shown, n_rows=self._n_mark_rows) if place else []
        super()._refresh()

    def _paint_still(self, painter: QPainter) -> None:
        theme, scale = self._theme, self._scale()
        painter.fillRect(self.rect(), bed(theme))
        if self._has_marks:
            label = QRectF(theme.size("lg"), 0, scale.left - theme.size("lg"), theme.px(_MARK_ROW))
            draw_text(painter, label, _("marks"), font=theme.font("body"), color=theme.color("muted"))
        self._lanes.paint_names(painter, scale, self._lanes_top())
        if self._view.duration_s <= 0:
            return
        painter.save()
        painter.setClipRect(QRectF(scale.left, 0, scale.width + 1, self.height()))
        for passage in self._tinted():
            self._paint_tint(painter, scale, passage)
        self._lanes.paint(painter, scale, self._lanes_top())
        painter.restore()
        unread = self._lanes_rect(scale)
        unread.setLeft(min(max(scale.left, scale.x_of(self._lanes.read_s)), scale.right))
        self._state.paint(painter, unread, theme, bed(theme))
        if self._has_ruler:
            ruler = self._ruler_rect(scale)
            painter.fillRect(QRectF(0, ruler.top(), self.width(), theme.size("hairline")), theme.color("line"))
            handles = loop_handles(self._loop, scale, ruler, theme).values() if self._loop is not None else ()
            paint_ruler(painter, ruler, scale, theme, list(handles))
            if self._loop is not None:
                paint_loop(painter, self._loop, scale, self._lanes_rect(scale), ruler, theme)

    def _tinted(self) -> list[Passage]:
        chosen = [Passage(mark.start_s, mark.end_s) for mark in self._marks if mark.id == self._selected_id]
        return [*chosen, *([self._selection] if self._selection is not None else [])]

    def _paint_tint(self, painter: QPainter, scale: TimeScale, passage: Passage) -> None:
        left, right = scale.x_of(passage.start_s), scale.x_of(passage.end_s)
        if right < scale.left or left > scale.right:
            return
        top = self._theme.px(4)
        rect = QRectF(round(left), top, max(1, round(right) - round(left)), self._ruler_rect(scale).top() - top)
        paint_passage(painter, rect, self._theme, bed(self._theme))

    def _is_in_view(self, x: float) -> bool:
        scale = self._scale()
        return scale.left - 1 <= x <= scale.right + 1

    def _paint_moving(self, painter: QPainter, region: QRegion) -> None:
        theme, scale = self._theme, self._scale()
        if self._view.duration_s <= 0:
            return
        x, bottom = scale.x_of(self._position_s), self._ruler_rect(scale).top()
        if self._hover_x is not None:
            painter.fillRect(
                QRectF(round(self._hover_x), self._lanes_top(), 1, self._lanes.height), theme.color("muted")
            )
        if self._is_in_view(x):
            # Under the marks: their labels are painted after it.
            paint_playhead(painter, x, self._lanes_top() - theme.px(2), bottom, theme, has_grip=True)
        else:
            paint_away(painter, away_rect(x, self._lanes_rect(scale), theme), x, theme, bed(theme))
        for placed in self._placed:
            if region.intersects(placed.label.toAlignedRect()):
                paint_label(painter, placed, theme, bed(theme))
        if self._hover_x is not None and self._has_ruler:
            words = clock(scale.time_at(self._hover_x), scale.decimals)
            paint_time_flag(painter, self._hover_x, self._ruler_rect(scale), words, theme)
        self._ring.draw_inside(painter, QRectF(self.rect()), radius=0)

    def _mark_at(self, point: QPointF) -> WaveformMark | None:
        return next((placed.mark for placed in reversed(self._placed) if placed.label.contains(point)), None)

    def _is_on_away(self, point: QPointF) -> bool:
        scale = self._scale()
        x = scale.x_of(self._position_s)
        return not self._is_in_view(x) and away_rect(x, self._lanes_rect(scale), self._theme).contains(point)

    def _loop_grip_at(self, point: QPointF) -> Grip | None:
        if self._loop is None or not self._has_ruler:
            return None
        scale = self._scale()
        return loop_grip_at(self._loop, scale, self._ruler_rect(scale), point, self._theme)

    def sizeHint(self) -> QSize:
        ruler = self._theme.px(RULER) if self._has_ruler else self._theme.px(4)
        return QSize(self._theme.px(480), self._lanes_top() + self._lanes.height + ruler)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._refresh()
        super().resizeEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self.sizeHint().height())

"""The sound of a call on the desk: the whole call above, the part in view below, on one time axis."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desk.audio.activity import Activity
from qa_desk.audio.passage import Passage
from qa_desk.audio.peaks import Peaks
from qa_desk.domain.calls import AgentChannel
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.waveform.detail import WaveformDetail
from qa_desk.gui.widgets.waveform.marks import WaveformMark
from qa_desk.gui.widgets.waveform.overview import WaveformOverview
from qa_desk.gui.widgets.waveform.parts import CallParts
from qa_desk.gui.widgets.waveform.view import TimeView
from qa_desk.i18n import _

_NEAR_S = 0.3


class Waveform(QWidget):
    """Overview and lanes of one call.

    Signals:
        seek_requested: seconds, where the person clicked.
        selection_changed: start and end of the passage dragged, in seconds.
        selection_cleared: the person clicked outside of it.
        mark_clicked: id of the mark.
        mark_moved: id, start and end of the selected mark after its edge was dragged.
        loop_changed: start and end of the loop after one of its handles was dragged.
    """

    seek_requested = Signal(float)
    selection_changed = Signal(float, float)
    selection_cleared = Signal()
    mark_clicked = Signal(str)
    mark_moved = Signal(str, float, float)
    loop_changed = Signal(float, float)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.view = TimeView(self)
        self._overview = WaveformOverview(theme=theme, view=self.view)
        self._detail = WaveformDetail(theme=theme, view=self.view)
        self._marks: tuple[WaveformMark, ...] = ()
        self._silences: tuple[Passage, ...] = ()
        self._position_s = 0.0
        self._build()
        self._connect()

    @property
    def selection(self) -> Passage | None:
        """The passage selected."""
        return self._detail.selection

    @property
    def overview(self) -> WaveformOverview:
        """The strip with the whole call."""
        return self._overview

    @property
    def detail(self) -> WaveformDetail:
        """The lanes."""
        return self._detail

    def set_call(self, duration_s: float, agent_channel: AgentChannel, *, parts: Sequence[Passage] = ()) -> None:
        """Another call, at its start, with nothing known of its sound yet; a length of 0 is none.

        Args:
            duration_s: the whole call.
            agent_channel: where the agent is heard.
            parts: the passages that its recordings fill, in order of time; none means that one fills it all.
        """
        self._marks, self._position_s, self._silences = (), 0.0, ()
        between = CallParts.of(parts, duration_s)
        self._overview.set_duration(duration_s, between)
        self.view.set_duration(duration_s)
        self._detail.set_call(agent_channel, between)

    def set_case(self, passage: Passage | None) -> None:
        """The part of the call that is to be scored, marked on the overview; None where it is the whole call."""
        self._overview.set_case(passage)

    def grow(self, duration_s: float) -> None:
        """The call is heard as it is spoken, and goes on; marks, playhead and view stay."""
        self.view.grow(duration_s)
        self._overview.set_duration(duration_s)
        self._overview.set_marks(self._marks)
        self._overview.set_position(self._position_s)

    def set_peaks(self, peaks: Peaks, activity: Activity) -> None:
        """The sound to draw."""
        self._silences = activity.silences
        self._overview.set_peaks(peaks)
        self._detail.set_peaks(peaks, activity)

    def show_partial(self, peaks: Peaks, share: float | None = None) -> None:
        """The sound as far as it has been read; the rest says that it is being read."""
        self._overview.show_partial(peaks)
        self._detail.show_partial(peaks)
        self.show_busy(share)

    def show_busy(self, share: float | None = None) -> None:
        """The recording is being read; seeking and marks work meanwhile."""
        self._overview.show_busy(share)
        self._detail.show_busy(share)

    def show_fetching(self, share: float) -> None:
        """The recording is on its way from where it lies; seeking and marks work meanwhile."""
        self._overview.show_fetching(share)
        self._detail.show_fetching(share)

    def show_error(self, sentence: str) -> None:
        """There will be no waveform, and why."""
        self._overview.show_error("")
        self._detail.show_error(sentence)

    def show_remark(self, words: str) -> None:
        """There is no sound to draw, and that is as it should be."""
        self._overview.show_remark("")
        self._detail.show_remark(words)

    def set_marks(self, marks: Sequence[WaveformMark], selected_id: str | None = None) -> None:
        """The marks, one of them perhaps selected."""
        self._marks = tuple(marks)
        self._overview.set_marks(self._marks)
        self._detail.set_marks(self._marks, selected_id)

    def reveal_mark(self, mark_id: str) -> None:
        """Brings a mark into view."""
        for mark in self._marks:
            if mark.id == mark_id:
                self.view.reveal(mark.start_s, mark.end_s)

    def set_selection(self, passage: Passage | None) -> None:
        """The passage selected, from code."""
        self._detail.set_selection(passage)

    def set_heard(self, passages: Sequence[Passage]) -> None:
        """What was listened to."""
        self._overview.set_heard(passages)

    def set_loop(self, loop: Passage | None) -> None:
        """The passage that repeats, from code."""
        self._detail.set_loop(loop)
        self._overview.set_loop(loop)

    def set_position(self, position_s: float) -> None:
        """Where the sound is now; the page turns when it leaves the view."""
        is_own_jump = self._is_own_jump(self._position_s, position_s)
        self._position_s = position_s
        self.view.follow(position_s, is_own_jump=is_own_jump)
        self._overview.set_position(position_s)
        self._detail.set_position(position_s)

    def resume_following(self) -> None:
        """The sound was started or sought: show it, also to one who had scrolled away."""
        self.view.resume_following()

    def zoom_in(self) -> None:
        """Shows less, closer, around the playhead."""
        self.view.zoom_at_playhead(self._position_s, is_closer=True)

    def zoom_out(self) -> None:
        """Shows more."""
        self.view.zoom_at_playhead(self._position_s, is_closer=False)

    def zoom_all(self) -> None:
        """Shows the whole call."""
        self.view.show_all()

    def turn_page(self, direction: int) -> None:
        """Shows the next part of the call (1) or the one before (−1), wherever the sound is."""
        self.view.turn_page(direction)

    def _is_own_jump(self, before_s: float, now_s: float) -> bool:
        """Whether the sound went there by itself: back to the beginning of the loop, or over a silence."""
        loop = self._detail.loop
        if loop is not None and abs(before_s - loop.end_s) <= _NEAR_S and abs(now_s - loop.start_s) <= _NEAR_S:
            return True
        return any(one.start_s - _NEAR_S <= before_s < now_s <= one.end_s + _NEAR_S for one in self._silences)

    def _build(self) -> None:
        self.setObjectName("waveform")
        self.setAccessibleName(_("Sound of the call"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        line = self._theme.size("hairline")
        column.setContentsMargins(0, line, 0, line)
        column.setSpacing(line)
        column.addWidget(self._overview)
        column.addWidget(self._detail)

    def _connect(self) -> None:
        self._overview.seek_requested.connect(self.seek_requested)
        self._detail.seek_requested.connect(self.seek_requested)
        self._detail.selection_changed.connect(self.selection_changed)
        self._detail.selection_cleared.connect(self.selection_cleared)
        self._detail.mark_clicked.connect(self.mark_clicked)
        self._detail.mark_moved.connect(self.mark_moved)
        self._detail.loop_changed.connect(self._on_loop_dragged)
        self._theme.changed.connect(self.update)

    def _on_loop_dragged(self, start_s: float, end_s: float) -> None:
        self._overview.set_loop(Passage(start_s, end_s))
        self.loop_changed.emit(start_s, end_s)

    def paintEvent(self, event: QPaintEvent) -> None:
        # What shows between the parts are the hairlines.
        QPainter(self).fillRect(self.rect(), self._theme.color("line"))

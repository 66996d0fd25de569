"""The call in the meeting: its two voices, and under them one lane of marks for each member of the panel."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desk.audio.peaks import Peaks
from qa_desk.domain.calls import AgentChannel
from qa_desk.domain.errors import QADeskError
from qa_desk.domain.ids import CallId
from qa_desk.gui.shell.notices import is_away, sentence
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.sound import SoundShown
from qa_desk.gui.widgets.sound.call_sound import CallSoundLoader
from qa_desk.gui.widgets.sound.passage_in_hand import PassageInHand
from qa_desk.gui.widgets.sound.sides import parts_of
from qa_desk.gui.widgets.sound.waveform_reading import Drawing
from qa_desk.gui.widgets.waveform.detail import WaveformDetail
from qa_desk.gui.widgets.waveform.lanes import LanesShown
from qa_desk.gui.widgets.waveform.marks import WaveformMark
from qa_desk.gui.widgets.waveform.parts import CallParts
from qa_desk.gui.widgets.waveform.rater_lanes import MEETING_GUTTER, RaterLane, RaterLanes
from qa_desk.gui.widgets.waveform.view import TimeView
from qa_desk.i18n import _
from qa_desk.services.calls.listening import CallSound

_AROUND_S = 6.0
_LEAST_SPAN_S = 40.0
_VOICE = 27


class MeetingSound(QWidget):
    """Waveform and lanes on one time axis; a click on a mark plays it.

    Signals:
        mark_played: id of the mark.
    """

    mark_played = Signal(str)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._loader = CallSoundLoader(context, self)
        self._last_mark = ""
        self.view = TimeView(self)
        theme = context.theme
        shown = LanesShown(has_ruler=False, has_marks=False, gutter=MEETING_GUTTER, lane=_VOICE)
        self.detail = WaveformDetail(theme=theme, view=self.view, shown=shown)
        self.lanes = RaterLanes(theme=theme, view=self.view, gutter=MEETING_GUTTER)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.detail)
        column.addWidget(self.lanes)
        self._connect()

    @property
    def marks(self) -> tuple[WaveformMark, ...]:
        """All marks, lane by lane."""
        return tuple(mark for lane in self.lanes.lanes for mark in lane.marks)

    @property
    def last_passage(self) -> tuple[float, float] | None:
        """The passage of the mark that was played last on this criterion."""
        found = (mark for mark in self.marks if mark.id == self._last_mark)
        return next(((mark.start_s, mark.end_s) for mark in found), None)

    def go_to(self, position_s: float) -> None:
        """Put the playhead there, in sight; nothing sounds."""
        self.view.reveal(position_s, position_s)
        self._seek(position_s)

    def show_call(self, call_id: CallId, title: str, duration_s: float) -> None:
        """Take another call: the time line at once, sound and waveform as they come. The same call goes on."""
        if call_id == self._loader.call_id:
            return
        self.detail.set_call(AgentChannel.MONO)
        self.view.set_duration(duration_s)
        self.detail.show_busy()
        self._loader.load(SoundShown(title=title, duration_s=duration_s, call_id=call_id, has_waveform=False))

    def show_lanes(self, lanes: Sequence[RaterLane]) -> None:
        """One lane a member; the view turns to their marks."""
        before = {mark.id for mark in self.marks}
        self.lanes.set_lanes(lanes)
        if {mark.id for mark in self.marks} != before:
            self._last_mark = ""
            self._show_marks()

    def play_next_mark(self) -> None:
        """Play the first mark, then the one after, lane by lane, and the first again."""
        marks = self.marks
        if not marks:
            return
        ids = [mark.id for mark in marks]
        place = ids.index(self._last_mark) + 1 if self._last_mark in ids else 0
        self.play_mark(ids[place % len(ids)])

    def play_mark(self, mark_id: str) -> None:
        """Play the passage of one mark."""
        mark = next((one for one in self.marks if one.id == mark_id), None)
        if mark is None:
            return
        self._last_mark = mark_id
        self.view.reveal(mark.start_s, mark.end_s)
        self._loader.show_as(passage=(mark.start_s, mark.end_s), note=mark.note)
        if self._context.player is not None:
            self._context.player.player.play_passage(mark.start_s, mark.end_s)
        self.mark_played.emit(mark_id)

    def release(self) -> None:
        """Be silent: the meeting goes off the screen, and other pages may load other calls into the player."""
        self._loader.release()
        self.forget()

    def forget(self) -> None:
        """Another session: load its call anew."""
        self._loader.forget()

    def _connect(self) -> None:
        loader = self._loader
        self.lanes.mark_clicked.connect(self.play_mark)
        self.lanes.seek_requested.connect(self._seek)
        self.detail.seek_requested.connect(self._seek)
        loader.found.connect(self._on_found)
        loader.fetched.connect(self.detail.show_fetching)
        loader.grown.connect(self._on_grown)
        loader.drawn.connect(self._on_drawn)
        loader.failed.connect(self._on_failed)
        if self._context.player is not None:
            self._context.player.position_changed.connect(self._on_position_changed)
        PassageInHand(self._context, self.detail, loader, self, show_loop=self.detail.set_loop, is_shown=lambda: True)
        view = {
            "sound.zoom_in": lambda: self.view.zoom_at_playhead(self._position_s, is_closer=True),
            "sound.zoom_out": lambda: self.view.zoom_at_playhead(self._position_s, is_closer=False),
            "sound.zoom_all": self.view.show_all,
            "sound.view_back": lambda: self.view.turn_page(-1),
            "sound.view_forward": lambda: self.view.turn_page(1),
        }
        self._context.commands.bind(self, view)

    @property
    def _position_s(self) -> float:
        return self._context.player.player.position_s if self._context.player is not None else 0.0

    def _seek(self, position_s: float) -> None:
        if self._context.player is not None:
            self._context.player.player.seek(position_s)

    def _show_marks(self) -> None:
        marks = self.marks
        if not marks or self.view.duration_s <= 0:
            return
        start_s = min(mark.start_s for mark in marks) - _AROUND_S
        end_s = max(mark.end_s for mark in marks) + _AROUND_S
        lacking_s = max(_LEAST_SPAN_S - (end_s - start_s), 0.0)
        self.view.show_range(start_s - lacking_s / 2, end_s + lacking_s / 2)

    def _on_found(self, sound: CallSound) -> None:
        track = sound.track
        self.view.set_duration(sound.duration_s)
        self.detail.set_call(sound.agent_channel, CallParts.of(parts_of(track), sound.duration_s))
        self.detail.show_busy()
        self._show_marks()

    def _on_grown(self, peaks: Peaks, share: float) -> None:
        self.detail.show_partial(peaks)
        self.detail.show_busy(share)

    def _on_drawn(self, drawing: Drawing) -> None:
        self.detail.set_peaks(drawing.peaks, drawing.activity)

    def _on_failed(self, error: Exception) -> None:
        if is_away(error):
            self.detail.show_remark(_("comes when the recordings store is back"))
            return
        known = isinstance(error, QADeskError)
        self.detail.show_error(sentence(error) if known else _("The waveform can't be drawn."))

    def _on_position_changed(self, position_s: float) -> None:
        if self.isVisible():
            self.view.follow(position_s)
            self.detail.set_position(position_s)
            self.lanes.set_position(position_s)

"""The call of a case on a waveform, heard as it is kept here or as its copy will sound."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from qa_desk.audio.passage import Passage
from qa_desk.domain.calls import AgentChannel
from qa_desk.gui.shell.notices import sentence
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.sound import SoundShown
from qa_desk.gui.widgets.sound.call_sound import CallSoundLoader
from qa_desk.gui.widgets.sound.sides import parts_of
from qa_desk.gui.widgets.sound.waveform_reading import Drawing
from qa_desk.gui.widgets.waveform.marks import WaveformMark
from qa_desk.gui.widgets.waveform.waveform import Waveform
from qa_desk.services.calls.listening import CallSound
from qa_desk.services.packages.preview import CopyPlan
from qa_desk.services.progress import Progress


class CopyWave(QObject):
    """Loads one call into the player and onto a waveform; `opens` decides how it sounds."""

    def __init__(self, context: PageContext, waveform: Waveform, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._waveform = waveform
        self._plan: CopyPlan | None = None
        self._marks: tuple[tuple[WaveformMark, ...], str | None] = ((), None)
        self.loader = CallSoundLoader(context, self, notes_heard=False)
        self.loader.found.connect(self._on_found)
        self.loader.fetched.connect(waveform.show_fetching)
        self.loader.grown.connect(waveform.show_partial)
        self.loader.drawn.connect(self._on_drawn)
        self.loader.failed.connect(lambda error: waveform.show_error(sentence(error)))
        waveform.seek_requested.connect(self.seek)
        if context.player is not None:
            context.player.position_changed.connect(self._on_moved)

    @property
    def position_s(self) -> float:
        """Where the sound is."""
        return self.loader.place_s

    def load(self, plan: CopyPlan, opens: Callable[[Progress], CallSound] | None) -> None:
        """Let the call be heard, as `opens` finds it or as it is kept; the same call goes on where it was."""
        is_same = self._plan is not None and self._plan.call_id == plan.call_id
        start_s = self.position_s if is_same else plan.passage[0] if plan.passage else 0.0
        self._plan = plan
        if not is_same:
            self._waveform.set_call(plan.duration_s, AgentChannel.MONO)
            self._show_passage()
        self._waveform.show_busy()
        shown = SoundShown(plan.code, plan.duration_s, call_id=plan.call_id, has_waveform=False)
        self.loader.load(shown, start_s=start_s, opens=opens)

    def show_marks(self, marks: Sequence[WaveformMark], selected_id: str | None) -> None:
        """Draw the tones."""
        self._marks = (tuple(marks), selected_id)
        self._waveform.set_marks(*self._marks)

    def play_around(self, start_s: float, end_s: float, beside_s: float) -> None:
        """Play a passage with a little of what is beside it."""
        player = self._context.player
        if player is not None and self.loader.is_loaded and self._plan is not None:
            last_s = min(end_s + beside_s, self._plan.duration_s)
            player.player.play_passage(max(0.0, start_s - beside_s), last_s)

    def seek(self, position_s: float) -> None:
        """Go to a place, playing or not."""
        player = self._context.player
        if player is not None and self.loader.is_loaded:
            self._waveform.resume_following()
            player.player.seek(position_s)

    def forget(self) -> None:
        """The call is not wanted any more."""
        self.loader.forget()
        self._plan = None

    def _show_passage(self) -> None:
        passage = self._plan.passage if self._plan is not None else None
        self._waveform.set_case(Passage(*passage) if passage else None)
        if passage:
            margin = (passage[1] - passage[0]) / 5
            self._waveform.view.show_range(max(0.0, passage[0] - margin), passage[1] + margin)

    def _on_found(self, sound: CallSound) -> None:
        view = (self._waveform.view.start_s, self._waveform.view.end_s)
        selection = self._waveform.selection
        self._waveform.set_call(sound.duration_s, sound.agent_channel, parts=parts_of(sound.track))
        self._waveform.show_busy()
        self._waveform.view.show_range(*view)
        self._waveform.set_selection(selection)
        passage = self._plan.passage if self._plan is not None else None
        self._waveform.set_case(Passage(*passage) if passage else None)
        self._waveform.set_marks(*self._marks)
        self._waveform.set_position(self.position_s)

    def _on_drawn(self, drawing: Drawing) -> None:
        self._waveform.set_peaks(drawing.peaks, drawing.activity)
        self._waveform.set_position(self.position_s)

    def _on_moved(self, position_s: float) -> None:
        if self._waveform.isVisible() and self.loader.is_loaded:
            self._waveform.set_position(position_s)

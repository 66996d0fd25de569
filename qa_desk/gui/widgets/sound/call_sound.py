"""The one way in which a call's sound comes into the window: found, given to the player, drawn, and noted as heard.

The desk, the meeting and the pages whose rows play each have a loader; the transport shows what the last one loaded.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from qa_desk.audio.heard import Heard
from qa_desk.audio.listener import PlayerState
from qa_desk.audio.passage import Passage
from qa_desk.audio.peaks import Peaks
from qa_desk.audio.player import Player
from qa_desk.domain.calls import AgentChannel
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import CallId
from qa_desk.gui.shell.jobs import Job
from qa_desk.gui.shell.notices import AWAY_NOTICE, is_away, sentence
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.sound import SoundShown
from qa_desk.gui.widgets.sound.sides import parts_of
from qa_desk.gui.widgets.sound.waveform_reading import Drawing, WaveformReading
from qa_desk.i18n import _
from qa_desk.services.calls.listening import CallSound
from qa_desk.services.progress import Progress

_KEEP_HEARD_MS = 4000

Passages = tuple[tuple[float, float], ...]


class CallSoundLoader(QObject):
    """One call at a time.

    Signals:
        fetched: the share of it that has come from where recordings lie (0…1).
        found: the `CallSound`; from here on it can be played.
        grown: the `Peaks` so far, and the share that is read (0…1).
        drawn: the `Drawing`, whole.
        failed: the exception; there is nothing to hear or to draw.
        heard_changed: more of the call was listened to.
        heard_settled: what was heard is worth keeping now.

    Args:
        notes_heard: keeps what was heard itself; false where the page does so, with an evaluation.
    """

    fetched = Signal(float)
    found = Signal(object)
    grown = Signal(object, float)
    drawn = Signal(object)
    failed = Signal(object)
    heard_changed = Signal()
    heard_settled = Signal()

    def __init__(self, context: PageContext, parent: QObject, *, notes_heard: bool = True) -> None:
        super().__init__(parent)
        self._context = context
        self._notes_heard = notes_heard
        self._shown: SoundShown | None = None
        self._sound: CallSound | None = None
        self._drawing: Drawing | None = None
        self._is_reading = False
        self._fetching: Job | None = None
        self._waits_for_store = False
        self._is_elsewhere = False
        self._was_noted = False
        self._opens: Callable[[Progress], CallSound] | None = None
        self._heard = Heard()
        self._places_s: dict[CallId, float] = {}
        self._reading = WaveformReading(context.jobs, self)
        self._keep = QTimer(self)
        self._keep.setSingleShot(True)
        self._keep.setInterval(_KEEP_HEARD_MS)
        self._keep.timeout.connect(self._settle)
        self._reading.grown.connect(self._on_grown)
        if context.player is not None:
            context.player.passage_heard.connect(self._on_passage_heard)
        context.hub.subscribe(self, self._on_masks_changed, ObjectKind.MASK)
        context.hub.subscribe(self, self._on_recordings_changed, ObjectKind.RECORDING)
        context.jobs.progressed.connect(self._on_progressed)

    @property
    def call_id(self) -> CallId | None:
        """The call wanted; it may still be on its way."""
        return self._shown.call_id if self._shown is not None else None

    @property
    def sound(self) -> CallSound | None:
        """Its sound, once it was found."""
        return self._sound

    @property
    def drawing(self) -> Drawing | None:
        """Its peaks and what they tell, once they are whole."""
        return self._drawing

    @property
    def is_reading(self) -> bool:
        """Whether its drawing is still to come."""
        return self._is_reading

    @property
    def heard(self) -> Heard:
        """What was listened to."""
        return self._heard

    @property
    def is_loaded(self) -> bool:
        """Whether the player holds this call and not one that another page loaded."""
        player = self._player
        return player is not None and self._sound is not None and player.track is self._sound.track

    @property
    def is_playing(self) -> bool:
        """Whether it is heard now."""
        player = self._player
        return player is not None and self.is_loaded and player.state is PlayerState.PLAYING

    @property
    def place_s(self) -> float:
        """Where the sound of this call is, or where it was left."""
        player = self._player
        if player is not None and self.is_loaded:
            return player.position_s
        return self._places_s.get(self.call_id, 0.0) if self.call_id is not None else 0.0

    def load(
        self,
        shown: SoundShown,
        *,
        heard: Sequence[tuple[float, float]] = (),
        start_s: float | None = None,
        opens: Callable[[Progress], CallSound] | None = None,
    ) -> None:
        """Take another call, named in `shown`: the bar shows it at once, sound and waveform as they come.

        What other people's pages loaded goes silent. `heard` is what is known to have been listened to; a loader that
        notes it itself asks for it. Without `start_s` it begins where it was left. `opens` finds the sound where it is
        not to be heard as it is kept, such as with more tones in it.
        """
        assert shown.call_id is not None
        self.forget()
        if start_s is not None:
            self._places_s[shown.call_id] = start_s
        self._shown, self._is_reading, self._was_noted, self._opens = shown, True, False, opens
        self._heard = Heard(tuple(Passage(start_s, end_s) for start_s, end_s in heard))
        self._context.sound.show(replace(shown, heard=self._heard.passages))
        if self._player is not None:
            self._player.unload()
        self._find(shown.call_id)

    def _find(self, call_id: CallId) -> None:
        listening, actor = self._context.services.listening, self._context.actor
        if not self._notes_heard:
            self._fetch(call_id, ())
            return
        # behind what is still being kept of it
        self._context.jobs.run(
            self,
            _("Opening the recording"),
            lambda _progress: listening.heard(actor, call_id),
            partial(self._fetch, call_id),
            partial(self._on_failed, call_id),
            is_quiet=True,
        )

    def _fetch(self, call_id: CallId, heard: Passages) -> None:
        if call_id != self.call_id:
            return
        listening, actor = self._context.services.listening, self._context.actor
        self._waits_for_store = False
        opens = self._opens or (lambda progress: listening.sound(actor, call_id, progress))
        self._fetching = self._context.jobs.run(
            self,
            _("Opening the recording"),
            lambda progress: (opens(progress), heard),
            partial(self._on_found, call_id),
            partial(self._on_failed, call_id),
            lane="files",
            is_quiet=True,
        )

    def show_as(self, **values: object) -> None:
        """Show more or other of the same call in the bar, such as its title or the passage selected."""
        if self._shown is None:
            return
        is_in_bar = self._context.sound.shown.call_id == self._shown.call_id
        if is_in_bar:
            values = {"plays_when_there": self._context.sound.shown.plays_when_there, **values}
        self._shown = replace(self._shown, **values)  # pyright: ignore[reportArgumentType]  # the record checks them
        if is_in_bar:
            self._context.sound.show(self._shown)

    def resume(self) -> None:
        """Come back to the call where it was left, in case another page took the player."""
        if self._shown is None:
            return
        self._context.sound.show(self._shown)
        if self._sound is not None and not self.is_loaded:
            self._give_to_player(self._sound)

    def release(self) -> None:
        """The page goes off the screen: be silent, remember the place, keep what was heard."""
        player = self._player
        if player is not None and self.is_loaded and self.call_id is not None:
            player.pause()
            self._places_s[self.call_id] = player.position_s
        if self._keep.isActive():
            self._keep.stop()
            self._settle()

    def forget(self) -> None:
        """The call is not wanted any more, nor is what still comes of it."""
        self.release()
        self._reading.stop()
        if self._fetching is not None:
            self._fetching.cancel()
        self._is_reading = self._waits_for_store = False
        self._shown, self._sound, self._drawing = None, None, None
        self._heard = Heard()

    @property
    def _player(self) -> Player | None:
        bridge = self._context.player
        return bridge.player if bridge is not None else None

    def _on_progressed(self, job: Job) -> None:
        if job is self._fetching and job.share is not None:
            self.show_as(fetched=job.share)
            self.fetched.emit(job.share)

    def _on_found(self, call_id: CallId, found: tuple[CallSound, Passages]) -> None:
        if call_id != self.call_id:
            return
        sound, heard = found
        bar = self._context.sound.shown
        plays = bar.plays_when_there and bar.call_id == call_id
        self._sound = sound
        for start_s, end_s in heard:
            self._heard.add(start_s, end_s)
        self.show_as(
            duration_s=sound.duration_s,
            parts=parts_of(sound.track),
            is_mono=sound.agent_channel is AgentChannel.MONO,
            remarks=sound.remarks,
            n_missing=len(sound.missing),
            heard=self._heard.passages,
            fetched=None,
            plays_when_there=False,
        )
        if not self._is_elsewhere:  # else another page plays its own call now; `resume` gives this one back
            self._give_to_player(sound)
            if plays and self._player is not None:
                self._player.play()
        self._is_elsewhere = False
        self.found.emit(sound)
        self._reading.start(
            lambda: sound.track, partial(self._on_drawn, call_id), lambda error: self._on_failed(call_id, error)
        )

    def _on_masks_changed(self, changes: Changes) -> None:
        """Other passages are a tone now: the sound is opened anew, where it was and without a word heard of before."""
        call_id, player = self.call_id, self._player
        if call_id is None or call_id not in changes.ids:
            return
        self._is_elsewhere = player is not None and self._sound is not None and not self.is_loaded
        if player is not None and self.is_loaded:
            self._places_s[call_id] = player.position_s
            player.unload()
        self._reading.stop()
        self._drawing, self._is_reading = None, True
        self._find(call_id)

    def _give_to_player(self, sound: CallSound) -> None:
        player, call_id = self._player, self.call_id
        if player is None or call_id is None:
            return
        player.load(sound.track, start_s=self._places_s.get(call_id, 0.0))
        self._tell_player()

    def _tell_player(self) -> None:
        """What the player can only know from the whole call: its silences, and how loud the voices are."""
        if self._player is not None and self.is_loaded and self._drawing is not None:
            self._player.set_silences(self._drawing.activity.silences)
            self._player.set_levels(self._drawing.levels)

    def _on_grown(self, peaks: Peaks, share: float) -> None:
        if self._sound is not None and self._drawing is None:
            self.show_as(peaks=peaks)
            self.grown.emit(peaks, share)

    def _on_drawn(self, call_id: CallId, drawing: Drawing) -> None:
        if call_id != self.call_id:
            return
        self._drawing, self._is_reading = drawing, False
        self._tell_player()
        self.show_as(peaks=drawing.peaks, activity=drawing.activity)
        self.drawn.emit(drawing)

    def _on_failed(self, call_id: CallId, error: Exception) -> None:
        code = error.code if isinstance(error, QADeskError) else None
        if call_id != self.call_id or code is ErrorCode.CANCELLED:
            return
        self._is_reading, self._waits_for_store = False, is_away(error)
        if self._waits_for_store:
            self._context.notices.warning(sentence(error), key=AWAY_NOTICE)
        self.show_as(fetched=None, plays_when_there=False)
        self.failed.emit(error)

    def _on_recordings_changed(self, _changes: Changes) -> None:
        """The store that this call waits for may be back."""
        if self._waits_for_store and self.call_id is not None:
            self._is_reading = True
            self._find(self.call_id)

    def _on_passage_heard(self, start_s: float, end_s: float) -> None:
        if not self.is_loaded:
            return
        self._heard.add(start_s, end_s)
        self.heard_changed.emit()
        if not self._keep.isActive():
            self._keep.start()

    def _settle(self) -> None:
        self.show_as(heard=self._heard.passages)
        self.heard_settled.emit()
        if not self._notes_heard or self.call_id is None:
            return
        listening, actor, call_id = self._context.services.listening, self._context.actor, self.call_id
        passages = tuple((passage.start_s, passage.end_s) for passage in self._heard.passages)
        begins, self._was_noted = not self._was_noted, True
        self._context.jobs.run(
            self,
            _("Keeping what was heard"),
            lambda _progress: listening.note_heard(actor, call_id, passages, begins=begins),
            is_quiet=True,
            must_finish=True,
        )

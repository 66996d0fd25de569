"""A call on the desk that is heard as it is spoken: its clock in the place of the player's, and its recording.

The recording is written by a thread of its own; here it is begun, watched, and let join the call when it stops.
"""

import logging
from collections.abc import Callable
from functools import partial
from math import ceil

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from qa_desk.audio.recorder import RecorderState
from qa_desk.domain.calls import Call
from qa_desk.domain.changes import Changes
from qa_desk.domain.errors import QADeskError
from qa_desk.domain.ids import CallId
from qa_desk.gui.desk.left_behind import LEFT_BEHIND, join_left_behind
from qa_desk.gui.desk.recording_bar import BarState, RecordingBar
from qa_desk.gui.desk.sound import DeskSound
from qa_desk.gui.shell.dates import length_text
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.notices import Notice, NoticeKind, sentence
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import mode_title
from qa_desk.gui.widgets.waveform.waveform import Waveform
from qa_desk.i18n import _
from qa_desk.services.calls.monitoring import LONGEST_CALL
from qa_desk.services.calls.monitoring_views import JoinedRecording
from qa_desk.services.keeping.call_recording import CallRecording
from qa_desk.services.keeping.left_recording import LeftRecording
from qa_desk.services.scoring.inspecting_views import DeskView

_log = logging.getLogger(__name__)

_TICK_MS = 100
_GROWS_BY_S = 60.0
_ROOM_AHEAD_S = 15.0
_NOTICE = "live-recording"
_AWAY = "live-away"
_KEPT = "live-kept"
_BAR_STATES = {RecorderState.OPENING: BarState.OPENING, RecorderState.RECORDING: BarState.RECORDING}


class LiveCall(QObject):
    """At most one call at a time.

    Signals:
        over: the call has ended, or is not heard here any more, and what was recorded has joined it.

    Args:
        sound: whose place in time is the clock's while a call goes on.
        waveform: the time line that runs with the clock.
    """

    over = Signal()

    def __init__(self, context: PageContext, sound: DeskSound, waveform: Waveform, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._sound = sound
        self._waveform = waveform
        self.bar = RecordingBar(theme=context.theme)
        self.bar.hide()
        self._call: Call | None = None
        self._recording: CallRecording | None = None
        self._wanted: CallId | None = None
        self._place = Place.to("my_calls")
        self._running: list[CallRecording] = []
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self.bar.record_requested.connect(self._record)
        self.bar.end_requested.connect(self.end)
        app = QCoreApplication.instance()
        assert app is not None
        attach = partial(context.services.monitoring.attach_recording, context.actor)
        for farewell in (self.destroyed, app.aboutToQuit):
            farewell.connect(partial(_break_off, self._running, attach))

    @property
    def is_on(self) -> bool:
        """Whether a call is going on at the desk."""
        return self._call is not None

    @property
    def is_recording(self) -> bool:
        """Whether it is recorded, or is going to be."""
        return self._recording is not None

    def want_recording(self, call_id: CallId) -> None:
        """Once this call is on the desk, record it from the device of the settings."""
        self._wanted = call_id

    def show(self, view: DeskView) -> None:
        """Another call on the desk; one that goes on shows its clock."""
        call = view.detail.call
        if not call.is_going_on or view.is_read_only or call.started_at is None:
            return
        self._call = call
        self._place = Place.to("my_calls", assignment=str(view.evaluation.assignment_id))
        if self._elapsed_s() > LONGEST_CALL.total_seconds():
            self.end()
            return
        self._sound.set_clock(self._elapsed_s)
        self._waveform.set_call(self._length_s(), self._sound.agent_channel)
        device = self._context.settings.current.input_device or _("the system’s device")
        self.bar.show_call(mode_title(call.mode), device, can_record=self._context.player is not None)
        self.bar.show()
        self._tick.start()
        self._on_tick()
        wanted, self._wanted = self._wanted, None
        if wanted == call.id:
            self._record()

    def leave(self) -> None:
        """The desk goes off the screen: the recording goes on, and every other page says so."""
        if self._recording is not None and self._call is not None:
            told = _("REC · {call} is still being recorded").format(call=self._call.key)
            back = partial(self._context.navigation.go, self._place)
            self._context.notices.show(Notice(NoticeKind.RECORDING, told, _("Back to the call"), back, _AWAY))

    def resume(self) -> None:
        """The desk is on the screen again."""
        self._context.notices.close_key(_AWAY)

    def let_go(self) -> None:
        """Another call comes to the desk: what was recorded joins its call, which may still go on."""
        self.resume()
        self._context.notices.close_key(_KEPT)
        if self._recording is not None:
            self._keep(lambda: None)
        self._forget()

    def end(self) -> None:
        """The call is over."""
        call = self._call
        if call is None:
            return
        self.bar.show_state(BarState.KEEPING)
        if self._recording is not None:
            self._keep(partial(self._note_end, call))
        else:
            self._note_end(call)

    def _elapsed_s(self) -> float:
        call = self._call
        if call is None or call.started_at is None:
            return 0.0
        return max(0.0, (self._context.services.now() - call.started_at).total_seconds())

    def _length_s(self) -> float:
        """The length of the time line: whole minutes, with some room ahead."""
        return _GROWS_BY_S * ceil((self._elapsed_s() + _ROOM_AHEAD_S) / _GROWS_BY_S)

    def _on_tick(self) -> None:
        elapsed_s = self._elapsed_s()
        self.bar.show_time(elapsed_s)
        if elapsed_s + _ROOM_AHEAD_S > self._waveform.view.duration_s:
            self._waveform.grow(self._length_s())
        if self._waveform.isVisible():
            self._waveform.set_position(elapsed_s)
        recording = self._recording
        if recording is None:
            return
        reading = recording.reading
        if reading.state is RecorderState.ENDED:
            if reading.error is not None:
                self._context.notices.warning(sentence(reading.error), key=_NOTICE)
            self._keep(lambda: None)
            return
        self.bar.show_state(_BAR_STATES[reading.state])
        self.bar.show_levels(reading.levels)

    def _record(self) -> None:
        call, player = self._call, self._context.player
        if call is None or player is None or self._recording is not None:
            return
        self._context.notices.close_key(_NOTICE)
        self.bar.show_state(BarState.OPENING)
        monitoring, actor = self._context.services.monitoring, self._context.actor
        device = player.input_device(self._context.settings.current.input_device)
        self._context.jobs.run(
            self,
            _("Beginning to record"),
            lambda _progress: monitoring.record(actor, call.id, device),
            partial(self._on_recording, call),
            self._on_refused,
            is_quiet=True,
        )

    def _on_recording(self, call: Call, recording: CallRecording) -> None:
        if self._call is not call:
            return
        self._recording = recording
        self._running.append(recording)
        recording.start()
        self._on_tick()

    def _on_refused(self, error: Exception) -> None:
        self.bar.show_state(BarState.LISTENING)
        self._context.notices.error(error, key=_NOTICE)

    def _keep(self, then: Callable[[], None]) -> None:
        """Stop recording and let what there is join the call; then do what comes next, whether that worked or not."""
        recording, self._recording = self._recording, None
        assert recording is not None
        self._running.remove(recording)
        # The store may be busy for minutes; nothing is recorded meanwhile that no red bar tells of.
        recording.ask_to_stop()
        monitoring, actor = self._context.services.monitoring, self._context.actor

        def keep() -> JoinedRecording | None:
            recording.stop()
            return monitoring.attach_recording(actor, recording.left)

        self.bar.show_state(BarState.KEEPING)
        self._context.jobs.run(
            self,
            _("Keeping the recording"),
            lambda _progress: keep(),
            partial(self._on_kept, then),
            partial(self._on_not_kept, then),
            lane="files",
            must_finish=True,
        )

    def _on_kept(self, then: Callable[[], None], joined: JoinedRecording | None) -> None:
        if joined is not None:
            told = _("{length} of {call} recorded").format(length=length_text(joined.duration_s), call=joined.call_key)
            self._context.notices.done(told, key=_KEPT)
            self._context.hub.announce(joined.changes)
        self._go_on(then)

    def _on_not_kept(self, then: Callable[[], None], error: Exception) -> None:
        told = _("{problem} The recording is kept on this machine and has not joined the call yet.")
        self._context.notices.error(
            told.format(problem=sentence(error)), action_title=_("Try again"), action=self._join_again, key=LEFT_BEHIND
        )
        self._go_on(then)

    def _go_on(self, then: Callable[[], None]) -> None:
        if self._call is not None:
            self.bar.show_state(BarState.LISTENING)
        then()

    def _note_end(self, call: Call) -> None:
        monitoring, actor = self._context.services.monitoring, self._context.actor
        self.bar.show_state(BarState.KEEPING)
        self._context.jobs.run(
            self,
            _("Ending the call"),
            lambda _progress: monitoring.end(actor, call.id),
            partial(self._on_ended, call),
            self._on_refused,
            is_quiet=True,
            must_finish=True,
        )

    def _on_ended(self, call: Call, changes: Changes) -> None:
        self._context.hub.announce(changes)
        if self._call is call:
            self._forget()
            self.over.emit()

    def _join_again(self) -> None:
        join_left_behind(self._context, self)

    def _forget(self) -> None:
        self._tick.stop()
        self._call = None
        self._sound.set_clock(None)
        self.bar.hide()


def _break_off(running: list[CallRecording], attach: Callable[[LeftRecording], object], *_of_signal: object) -> None:
    """The desk goes with the person, the language or the program: nothing is recorded that no red bar tells of.

    There is no window left to do this beside, and little to do.
    """
    while running:
        recording = running.pop()
        recording.stop()
        try:
            attach(recording.left)
        except QADeskError as error:
            _log.warning("a recording joins its call at the next start: %s", error)

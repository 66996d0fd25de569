"""Tells the listeners of a player what was heard since the last time."""

from collections.abc import Callable

from qa_desk.audio.listener import PlayerListener, PlayerState
from qa_desk.audio.playing.run import Run
from qa_desk.domain.errors import QADeskError

_REPORT_S = 1 / 40
_BEFORE_ALL = -1.0  # of the input, so that a silence skipped at its very beginning counts


class Reporter:
    """The listeners, and how far they were told; the place is told on the player's thread only."""

    def __init__(self) -> None:
        self._listeners: tuple[PlayerListener, ...] = ()
        self._run: Run | None = None
        self._told_s = -1.0
        self._told_input = 0.0
        self.skipped_s = 0.0

    def add(self, listener: PlayerListener) -> Callable[[], None]:
        """Adds a listener; returns what takes it away again."""
        self._listeners = (*self._listeners, listener)

        def forget() -> None:
            self._listeners = tuple(other for other in self._listeners if other is not listener)

        return forget

    def tell_state(self, state: PlayerState) -> None:
        """Playing began, paused, or the recording was taken away."""
        for listener in self._listeners:
            listener.state_changed(state)

    def tell_notice(self, error: QADeskError) -> None:
        """Something a person should know."""
        for listener in self._listeners:
            listener.notice_given(error)

    def tell_device(self, name: str) -> None:
        """Sound goes elsewhere."""
        for listener in self._listeners:
            listener.device_changed(name)

    def tell_end(self) -> None:
        """The end of the track was heard."""
        for listener in self._listeners:
            listener.ended()

    def tell_place(self, run: Run, n_output: int, *, is_playing: bool) -> None:
        """The place heard after `n_output` frames, when it is another than was told, and what was heard on the way."""
        position_s = run.frame_at(n_output) / run.loaded.rate_hz
        is_new = run is not self._run
        is_final = run.is_fed and n_output >= run.ring.written
        if not is_new and abs(position_s - self._told_s) < (1e-9 if is_final else _REPORT_S):
            return
        reached = run.course.input_at(min(n_output, run.ring.written))
        heard_from = _BEFORE_ALL if is_new else self._told_input
        last_s, self._run, self._told_s, self._told_input = self._told_s, run, position_s, reached
        if position_s != last_s:
            for listener in self._listeners:
                listener.position_changed(position_s)
        if is_playing:
            self._tell_heard(run, heard_from, reached)
            run.course = run.course.since(n_output)

    def stand_at(self, run: Run) -> None:
        """Playing came to its end and stands there, which needs no telling."""
        self._run, self._told_s, self._told_input = run, run.start / run.loaded.rate_hz, 0.0

    def _tell_heard(self, run: Run, start: float, end: float) -> None:
        rate_hz = run.loaded.rate_hz
        for first, last in run.course.parts(start, end):
            for listener in self._listeners:
                listener.passage_heard(first / rate_hz, min(last, run.plan.end) / rate_hz)
        for seam in run.course.skips(start, end):
            self.skipped_s += (seam.frame - seam.left_at) / rate_hz
            for listener in self._listeners:
                listener.silence_skipped(seam.left_at / rate_hz, seam.frame / rate_hz)

"""Plays a recording: play, pause, seek, jump, loop, speed, balance. No Qt; the gui's bridge listens to it.

Orders may be given from any thread and never wait: they leave a new run, and the player's own thread reads the
recording, keeps the device going and reports. The device's callback takes frames from the run's ring and nothing else.
"""

import threading
from collections.abc import Callable

import numpy as np

from qa_desk.audio.blocks import Sound
from qa_desk.audio.feed import Feed, Run
from qa_desk.audio.listener import PlayerListener, PlayerState
from qa_desk.audio.output.clock import ClockDevice
from qa_desk.audio.output.device import OutputDevice
from qa_desk.audio.output.keeper import DeviceKeeper
from qa_desk.audio.output.ring import OUTPUT_CHANNELS
from qa_desk.audio.stretch import FASTEST, SLOWEST
from qa_desk.audio.track import Track
from qa_desk.domain.errors import ErrorCode, QADeskError

_TICK_S = 0.015
_REPORT_S = 1 / 40
_SHORTEST_LOOP_S = 0.1
_IDLE_TICKS = 130  # about two seconds of pause before the device is let go


class Player:
    """One recording at a time on one output device.

    Args:
        device: where sound goes.
        fallback: what goes on when the device is missing; a clock unless said otherwise.
        is_threaded: False in tests, where `serve` is called by hand.
    """

    def __init__(self, device: OutputDevice, *, fallback: OutputDevice | None = None, is_threaded: bool = True) -> None:
        self._device = DeviceKeeper(device, fallback if fallback is not None else ClockDevice(), self._on_missing)
        self._feed = Feed()
        self._listeners: tuple[PlayerListener, ...] = ()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._is_closing = False
        self._state = PlayerState.EMPTY
        self._run: Run | None = None
        self._speed = 1.0
        self._loop: tuple[int, int] | None = None
        self._volume, self._balance = 1.0, 0.0
        self._gains = np.ones(OUTPUT_CHANNELS, np.float32)
        self._idle_ticks = 0
        self._n_underflows = 0
        self._reported: tuple[Run | None, float] = (None, -1.0)
        self._thread = threading.Thread(target=self._work, name="player", daemon=True) if is_threaded else None
        if self._thread is not None:
            self._thread.start()

    @property
    def state(self) -> PlayerState:
        """What it does now."""
        return self._state

    @property
    def track(self) -> Track | None:
        """The sound loaded."""
        run = self._run
        return run.track if run is not None else None

    @property
    def position_s(self) -> float:
        """The place heard now; 0 with nothing loaded."""
        run = self._run
        return self._frame_heard(run) / run.track.rate_hz if run is not None else 0.0

    @property
    def duration_s(self) -> float:
        """Length of the recording loaded; 0 with nothing loaded."""
        run = self._run
        return run.track.duration_s if run is not None else 0.0

    @property
    def speed(self) -> float:
        """1.0 = as recorded."""
        return self._speed

    @property
    def volume(self) -> float:
        """0 = silent, 1 = as recorded."""
        return self._volume

    @property
    def balance(self) -> float:
        """−1 = agent only, 0 = both, 1 = customer only."""
        return self._balance

    @property
    def loop_s(self) -> tuple[float, float] | None:
        """Start and end of what is repeated."""
        run, loop = self._run, self._loop
        return (loop[0] / run.track.rate_hz, loop[1] / run.track.rate_hz) if run is not None and loop else None

    @property
    def is_audible(self) -> bool:
        """False while the time line runs on a clock, without sound."""
        return self._device.is_audible

    @property
    def n_underflows(self) -> int:
        """How often the device asked for more than was ready."""
        return self._n_underflows

    def listen(self, listener: PlayerListener) -> Callable[[], None]:
        """Adds a listener; returns what takes it away again."""
        self._listeners = (*self._listeners, listener)

        def forget() -> None:
            self._listeners = tuple(other for other in self._listeners if other is not listener)

        return forget

    def load(self, track: Track, *, start_s: float = 0.0) -> None:
        """Takes the sound of a call, standing at `start_s`; speed, volume and balance stay, the loop goes."""
        with self._lock:
            self._loop = None
            self._device.try_wanted_again()
            self._state = PlayerState.PAUSED
            self._run = self._run_from(track, round(start_s * track.rate_hz))
        self._mix()
        self._tell_state()

    def unload(self) -> None:
        """Lets the recording go."""
        with self._lock:
            self._state, self._run, self._loop = PlayerState.EMPTY, None, None
        self._tell_state()

    def play(self) -> None:
        """Goes on from here; from the start when it stands at the end."""
        with self._lock:
            run = self._run
            if run is None or self._state is PlayerState.PLAYING:
                return
            here = int(self._frame_heard(run))
            is_at_end = here >= run.track.frames
            if is_at_end or run.end < run.track.frames or run.is_fed:
                self._run = self._run_from(run.track, 0 if is_at_end else here)
            self._state = PlayerState.PLAYING
        self._tell_state()

    def play_passage(self, start_s: float, end_s: float) -> None:
        """Plays a passage once and stands at its end."""
        with self._lock:
            run = self._run
            if run is None:
                return
            rate_hz = run.track.rate_hz
            self._loop = None
            self._run = self._run_from(run.track, round(start_s * rate_hz), end=round(end_s * rate_hz))
            self._state = PlayerState.PLAYING
        self._tell_state()

    def pause(self) -> None:
        """Stands still where it was last heard."""
        with self._lock:
            run = self._run
            if run is None or self._state is not PlayerState.PLAYING:
                return
            # What the device still holds was not heard yet: going on begins exactly where hearing stopped.
            self._run = self._run_from(run.track, round(self._frame_heard(run)))
            self._state = PlayerState.PAUSED
        self._tell_state()

    def toggle(self) -> None:
        """Plays when standing, pauses when playing."""
        if self._state is PlayerState.PLAYING:
            self.pause()
        else:
            self.play()

    def seek(self, position_s: float) -> None:
        """Goes to a place, playing or not; beyond either end it stops there."""
        with self._lock:
            run = self._run
            if run is None:
                return
            self._run = self._run_from(run.track, round(position_s * run.track.rate_hz))
        self._wake.set()

    def jump(self, by_s: float) -> None:
        """Goes forward, or back where negative."""
        self.seek(self.position_s + by_s)

    def set_loop(self, passage_s: tuple[float, float] | None) -> None:
        """Repeats a passage (start, end), or no longer; playing outside of it goes to its start."""
        with self._lock:
            run = self._run
            if run is None:
                return
            here = round(self._frame_heard(run))
            self._loop = _loop_frames(run.track, passage_s)
            if self._loop is not None and not self._loop[0] <= here < self._loop[1]:
                here = self._loop[0]
            self._run = self._run_from(run.track, here)
        self._wake.set()

    def set_speed(self, speed: float) -> None:
        """Plays faster or slower at the same pitch; kept within 0.5…3."""
        with self._lock:
            run = self._run
            self._speed = min(max(round(speed, 2), SLOWEST), FASTEST)
            if run is not None and run.speed != self._speed:
                end = run.end if run.end < run.track.frames else None
                self._run = self._run_from(run.track, round(self._frame_heard(run)), end=end)
        self._wake.set()

    def set_volume(self, volume: float) -> None:
        """0 = silent, 1 = as recorded."""
        self._volume = min(max(volume, 0.0), 1.0)
        self._mix()

    def set_balance(self, balance: float) -> None:
        """−1 = agent only, 0 = both, 1 = customer only; without effect on a mono call."""
        self._balance = min(max(balance, -1.0), 1.0)
        self._mix()

    def close(self) -> None:
        """Stops, lets the device and the recording go and ends the thread."""
        self._is_closing = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        self._device.let_go()
        self._feed.close()

    def serve(self) -> bool:
        """One round of work: reads ahead, keeps the device going, reports; True when another is due soon.

        The player's thread calls it; tests without a thread call it between the steps of a `SilentDevice`.
        """
        run = self._run
        if run is None:
            self._device.stop()
            self._feed.close()
            return False
        try:
            if self._state is PlayerState.PLAYING:
                self._keep_device_going(run.track)
            run = self._run or run
            self._feed.top_up(run)
            self._device.pump()
        except QADeskError as error:
            self._fail(error, run)
        self._report()
        return self._is_busy()

    def fill(self, out: Sound) -> None:
        """Gives the device its next frames. Called by the device, perhaps from the sound card's own thread."""
        run = self._run
        if run is None or self._state is not PlayerState.PLAYING:
            out.fill(0.0)
            return
        n_frames = run.ring.read_into(out)
        if n_frames < len(out):
            out[n_frames:] = 0.0
            if run.is_fed:
                run.n_after_end += len(out) - n_frames
            elif run.ring.written:
                self._n_underflows += 1
        np.multiply(out, self._gains, out=out)

    def _work(self) -> None:
        while not self._is_closing:
            is_busy = self.serve()
            self._wake.wait(_TICK_S if is_busy else None)
            self._wake.clear()

    def _is_busy(self) -> bool:
        return self._state is PlayerState.PLAYING or self._device.is_started

    def _run_from(self, track: Track, start: int, *, end: int | None = None) -> Run:
        stop = track.frames if end is None else min(max(end, 0), track.frames)
        first = min(max(start, 0), stop)
        loop = self._loop if self._loop is not None and first < self._loop[1] else None
        return Run(track, first, stop, self._speed, loop, self._device.output_hz(track.rate_hz))

    def _frame_heard(self, run: Run) -> float:
        n_output = run.ring.consumed + run.n_after_end - round(self._device.latency_s * run.output_hz)
        return run.frame_at(max(0, n_output))

    def _keep_device_going(self, track: Track) -> None:
        self._idle_ticks = 0
        self._device.open(track.rate_hz, self.fill)
        with self._lock:
            run = self._run
            if run is not None and run.output_hz != self._device.output_hz(run.track.rate_hz):
                run = self._run = self._run_from(run.track, run.start, end=run.end)
        if run is not None and not self._device.is_started:
            self._feed.top_up(run)  # the first frames are there before the device asks for them
            self._device.start()

    def _fail(self, error: QADeskError, run: Run) -> None:
        """A lost device: stand here and open it anew at the next play. A recording that can't be read: say so."""
        if error.code is ErrorCode.AUDIO_DEVICE_LOST:
            self.pause()
            self._device.let_go()
        elif run.ring.written == 0 and self._state is PlayerState.PLAYING:
            self._state = PlayerState.PAUSED
            self._tell_state()
        self._tell_notice(error)

    def _report(self) -> None:
        run = self._run
        if run is None:
            return
        if self._state is not PlayerState.PLAYING:
            self._idle_ticks += 1
            if self._idle_ticks > _IDLE_TICKS:
                self._device.stop()
        position_s = self._frame_heard(run) / run.track.rate_hz
        self._tell_position(run, position_s)
        is_over = run.is_fed and run.ring.consumed == run.ring.written
        if is_over and run.n_after_end >= round(self._device.latency_s * run.output_hz):
            self._end(run)

    def _end(self, run: Run) -> None:
        with self._lock:
            if self._run is not run or self._state is not PlayerState.PLAYING:
                return
            self._state = PlayerState.PAUSED
            stands_at = round(run.frame_at(run.ring.consumed)) if run.has_failed else run.end
            self._run = self._run_from(run.track, stands_at)
        self._reported = (self._run, stands_at / run.track.rate_hz)
        self._tell_state()
        if stands_at >= run.track.frames:
            for listener in self._listeners:
                listener.ended()

    def _tell_position(self, run: Run, position_s: float) -> None:
        last_run, last_s = self._reported
        is_same_run = run is last_run
        is_final = run.is_fed and position_s >= run.end / run.track.rate_hz
        if is_same_run and abs(position_s - last_s) < (1e-9 if is_final else _REPORT_S):
            return
        self._reported = (run, position_s)
        for listener in self._listeners:
            if position_s != last_s:
                listener.position_changed(position_s)
            if self._state is PlayerState.PLAYING:
                heard_from_s = last_s if is_same_run else run.start / run.track.rate_hz
                for start_s, end_s in _heard(run, heard_from_s, position_s):
                    listener.passage_heard(start_s, end_s)

    def _tell_state(self) -> None:
        self._wake.set()
        for listener in self._listeners:
            listener.state_changed(self._state)

    def _on_missing(self, error: QADeskError) -> None:
        self._tell_notice(error)
        self._tell_state()  # whoever shows the state shows that nothing is heard

    def _tell_notice(self, error: QADeskError) -> None:
        for listener in self._listeners:
            listener.notice_given(error)

    def _mix(self) -> None:
        run = self._run
        is_mono = run is not None and run.track.channels == 1
        agent = self._volume * (1.0 if is_mono else min(1.0, 1.0 - self._balance))
        customer = self._volume * (1.0 if is_mono else min(1.0, 1.0 + self._balance))
        self._gains = np.array((agent, customer), np.float32)


def _loop_frames(track: Track, passage_s: tuple[float, float] | None) -> tuple[int, int] | None:
    if passage_s is None:
        return None
    first, last = sorted(min(max(0, round(place_s * track.rate_hz)), track.frames) for place_s in passage_s)
    return (first, last) if last - first >= _SHORTEST_LOOP_S * track.rate_hz else None


def _heard(run: Run, start_s: float, end_s: float) -> list[tuple[float, float]]:
    """What was played between two reports; across the seam of a loop these are two parts."""
    if end_s > start_s:
        return [(start_s, end_s)]
    if run.loop is None or end_s == start_s:
        return []
    first_s, last_s = (frame / run.track.rate_hz for frame in run.loop)
    return [(start_s, last_s), (first_s, end_s)]

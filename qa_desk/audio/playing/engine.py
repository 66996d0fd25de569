"""Keeps sound going for the player: reads ahead, keeps the device fed and open, reports.

Orders leave another run or plan and wake the engine's thread; they never wait for it. The sound card's callback takes
frames from the run's ring through the tap and nothing else.
"""

import threading

import numpy as np

from qa_desk.audio.blocks import Sound
from qa_desk.audio.listener import PlayerState
from qa_desk.audio.output.device import OutputDevice
from qa_desk.audio.output.keeper import DeviceKeeper
from qa_desk.audio.playing.feed import Feed
from qa_desk.audio.playing.mix import Mixer
from qa_desk.audio.playing.plan import Plan
from qa_desk.audio.playing.reporter import Reporter
from qa_desk.audio.playing.run import Loaded, Run
from qa_desk.audio.playing.tap import Tap
from qa_desk.domain.errors import ErrorCode, QADeskError

_TICK_S = 0.015
_RESTING_TICK_S = 0.1
_IDLE_TICKS = 600  # about a minute of pause before the device is let go
_SNIPPET_S = 0.06


class Engine:
    """What plays now, and the thread that serves it.

    Args:
        device: where sound goes.
        fallback: what goes on when the device is missing.
        is_threaded: False in tests, where `serve` is called by hand.
    """

    def __init__(self, device: OutputDevice, fallback: OutputDevice, *, is_threaded: bool) -> None:
        self.lock = threading.Lock()
        self.reporter = Reporter()
        self.mixer = Mixer()
        self.device = DeviceKeeper(device, fallback, self._on_missing, self.reporter.tell_device)
        self.state = PlayerState.EMPTY
        self.run: Run | None = None
        self._tap = Tap(self.mixer)
        self._feed = Feed()
        self._wake = threading.Event()
        self._is_closing = False
        self._idle_ticks = 0
        self._must_warm_up = False
        self._snippet_of: Run | None = None
        self._thread = threading.Thread(target=self._work, name="player", daemon=True) if is_threaded else None
        if self._thread is not None:
            self._thread.start()

    @property
    def n_underflows(self) -> int:
        """How often the device asked for more than was ready."""
        return self._tap.n_underflows

    def run_from(self, loaded: Loaded, frame: int, plan: Plan) -> Run:
        """A run that begins at a frame, at the rate the device is known to have."""
        return Run(loaded, min(max(frame, 0), plan.end), plan, self.device.output_hz(loaded.rate_hz))

    def frame_heard(self, run: Run) -> float:
        """The frame of the track that is heard now."""
        return run.frame_at(self._n_heard(run))

    def tell_state(self) -> None:
        """Tells the listeners, and has the engine look at what is to be done."""
        self.wake()
        self.reporter.tell_state(self.state)

    def wake(self) -> None:
        """Something was ordered."""
        self._wake.set()

    def warm_up(self) -> None:
        """Has the device opened before it is needed, so that the first key press is heard at once."""
        self._must_warm_up = True
        self._idle_ticks = 0
        self.wake()

    def play_snippet(self, run: Run) -> None:
        """Lets the first frames of a run be heard without playing it."""
        self._snippet_of = run
        self.warm_up()

    def pause(self) -> None:
        """Stands still where it was last heard."""
        with self.lock:
            run = self.run
            if run is None or self.state is not PlayerState.PLAYING:
                return
            # What the device still holds was not heard yet: going on begins exactly where hearing stopped.
            self.state = PlayerState.PAUSED
            self.run = self.run_from(run.loaded, round(self.frame_heard(run)), run.plan)
        self.tell_state()

    def close(self) -> None:
        """Ends the thread and lets the device and the recording go."""
        self._is_closing = True
        self.wake()
        if self._thread is not None:
            self._thread.join()
        self.device.let_go()
        self._feed.close()

    def serve(self) -> bool:
        """One round of work; True when another is due soon."""
        run = self.run
        if run is None:
            self.device.stop()
            self._feed.close()
            return False
        try:
            if self.state is PlayerState.PLAYING:
                self._must_warm_up = False
                self._keep_device_going(run.loaded)
            elif self._must_warm_up:
                self._must_warm_up = False
                self.device.warm_up(run.loaded.rate_hz, self.fill)
            run = self.run or run
            self._feed.top_up(run)
            self._give_snippet(run)
            self.device.pump()
        except QADeskError as error:
            self._fail(error, run)
        self._report()
        return self.state is PlayerState.PLAYING or self.device.is_started

    def fill(self, out: Sound) -> None:
        """Gives the device its next frames. Called by the device, perhaps from the sound card's own thread."""
        self._tap.fill(out, self.run if self.state is PlayerState.PLAYING else None)

    def _work(self) -> None:
        while not self._is_closing:
            is_busy = self.serve()
            tick_s = _TICK_S if self.state is PlayerState.PLAYING else _RESTING_TICK_S
            self._wake.wait(tick_s if is_busy else None)
            self._wake.clear()

    def _n_heard(self, run: Run) -> int:
        ring = run.ring
        n_output = ring.consumed + run.n_after_end - round(self.device.latency_s * run.output_hz)
        # The device tells its latency a little differently every time; what was heard is not taken back.
        run.n_heard = max(run.n_heard, n_output, 0)
        return run.n_heard

    def _keep_device_going(self, loaded: Loaded) -> None:
        self._idle_ticks = 0
        self.device.open(loaded.rate_hz, self.fill)
        with self.lock:
            run = self.run
            if run is not None and run.output_hz != self.device.output_hz(run.loaded.rate_hz):
                run = self.run = self.run_from(run.loaded, round(run.frame_at(run.n_heard)), run.plan)
        if run is not None and not self.device.is_started:
            self._feed.top_up(run)  # the first frames are there before the device asks for them
            self.device.start()

    def _give_snippet(self, run: Run) -> None:
        if self._snippet_of is not run or self.state is PlayerState.PLAYING:
            return
        self._snippet_of = None
        sound = run.ring.peek(round(_SNIPPET_S * run.output_hz))
        n_fade = min(len(run.fade_in), len(sound) // 2)
        if n_fade:
            fade = np.linspace(0.0, 1.0, n_fade, dtype=np.float32)[:, np.newaxis]
            sound[:n_fade] *= fade
            sound[-n_fade:] *= fade[::-1]
            self._tap.play_snippet(sound)

    def _fail(self, error: QADeskError, run: Run) -> None:
        """A lost device: stand here and open it anew at the next play. A recording that can't be read: say so."""
        if error.code is ErrorCode.AUDIO_DEVICE_LOST:
            was_playing = self.state is PlayerState.PLAYING
            self.pause()
            self.device.let_go()
            if not was_playing:
                return  # nobody misses it, and the next play looks for another
        elif run.ring.written == 0 and self.state is PlayerState.PLAYING:
            self.state = PlayerState.PAUSED
            self.tell_state()
        self.reporter.tell_notice(error)

    def _report(self) -> None:
        run = self.run
        if run is None:
            return
        is_playing = self.state is PlayerState.PLAYING
        if not is_playing:
            self._idle_ticks += 1
            if self._idle_ticks > _IDLE_TICKS:
                self.device.let_go()
        n_heard = self._n_heard(run)
        self.reporter.tell_place(run, n_heard, is_playing=is_playing)
        if is_playing and run.is_fed and run.plan is self._feed.plan and n_heard >= run.ring.written:
            self._end(run)

    def _end(self, run: Run) -> None:
        with self.lock:
            if self.run is not run or self.state is not PlayerState.PLAYING:
                return
            self.state = PlayerState.PAUSED
            stands_at = round(run.frame_at(run.ring.written))
            self.run = self.run_from(run.loaded, stands_at, run.plan)
        self.reporter.stand_at(self.run)
        self.tell_state()
        if stands_at >= run.loaded.frames:
            self.reporter.tell_end()

    def _on_missing(self, error: QADeskError) -> None:
        self.reporter.tell_notice(error)
        self.tell_state()  # whoever shows the state shows that nothing is heard

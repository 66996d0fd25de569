"""Plays the sound of a call: the orders a person gives, and what can be asked. No Qt; the gui's bridge listens to it.

Orders may be given from any thread and never wait. What is a jump begins another run; what only changes what comes
next (speed, loop, silences) gives the run another plan, which it goes on by without a gap.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from qa_desk.audio.listener import PlayerListener, PlayerState
from qa_desk.audio.output.clock import ClockDevice
from qa_desk.audio.output.device import OutputDevice
from qa_desk.audio.passage import Passage
from qa_desk.audio.playing.engine import Engine
from qa_desk.audio.playing.levels import VoiceLevels
from qa_desk.audio.playing.mix import Mix
from qa_desk.audio.playing.plan import Plan, skipped_frames
from qa_desk.audio.playing.run import Loaded, Run
from qa_desk.audio.stretch import FASTEST, SLOWEST
from qa_desk.audio.track import Track
from qa_desk.audio.voice import Voice

NUDGE_S = 0.01
_SECOND_SPEED = 1.5
_SHORTEST_LOOP_S = 0.1


class Player:
    """One track at a time on one output device.

    Args:
        device: where sound goes.
        fallback: what goes on when the device is missing; a clock unless said otherwise.
        is_threaded: False in tests, where `serve` is called by hand.
    """

    def __init__(self, device: OutputDevice, *, fallback: OutputDevice | None = None, is_threaded: bool = True) -> None:
        self._engine = Engine(device, fallback if fallback is not None else ClockDevice(), is_threaded=is_threaded)
        self._mix = Mix()
        self._speed, self._first_speed, self._second_speed = 1.0, 1.0, _SECOND_SPEED
        self._loop: tuple[int, int] | None = None
        self._silences: tuple[Passage, ...] = ()
        self._skips_silence = False

    @property
    def state(self) -> PlayerState:
        """What it does now."""
        return self._engine.state

    @property
    def track(self) -> Track | None:
        """The sound loaded."""
        run = self._engine.run
        return run.loaded.track if run is not None else None

    @property
    def position_s(self) -> float:
        """The place heard now; 0 with nothing loaded."""
        run = self._engine.run
        return self._engine.frame_heard(run) / run.loaded.rate_hz if run is not None else 0.0

    @property
    def duration_s(self) -> float:
        """Length of the track loaded; 0 with nothing loaded."""
        run = self._engine.run
        return run.loaded.frames / run.loaded.rate_hz if run is not None else 0.0

    @property
    def speed(self) -> float:
        """1.0 = as recorded."""
        return self._speed

    @property
    def second_speed(self) -> float:
        """What `toggle_second_speed` goes to."""
        return self._second_speed

    @property
    def volume(self) -> float:
        """0 = silent, 1 = as recorded."""
        return self._mix.volume

    @property
    def balance(self) -> float:
        """−1 = agent only, 0 = both, 1 = customer only."""
        return self._mix.balance

    @property
    def muted(self) -> frozenset[Voice]:
        """Who is silenced."""
        return self._mix.muted

    @property
    def solo(self) -> Voice | None:
        """Who alone is heard."""
        return self._mix.solo

    @property
    def is_swapped(self) -> bool:
        """Whether the agent is heard at the right."""
        return self._mix.is_swapped

    @property
    def is_evened(self) -> bool:
        """Whether both voices are brought to one level."""
        return self._mix.is_evened

    @property
    def skips_silence(self) -> bool:
        """Whether long silences are left out."""
        return self._skips_silence

    @property
    def skipped_s(self) -> float:
        """How much silence was left out since the track was loaded."""
        return self._engine.reporter.skipped_s

    @property
    def loop_s(self) -> tuple[float, float] | None:
        """Start and end of what is repeated."""
        run, loop = self._engine.run, self._loop
        return (loop[0] / run.loaded.rate_hz, loop[1] / run.loaded.rate_hz) if run is not None and loop else None

    @property
    def is_audible(self) -> bool:
        """False while the time line runs on a clock, without sound."""
        return self._engine.device.is_audible

    @property
    def device_name(self) -> str:
        """The device that sound goes to; empty before the first sound, and for none."""
        return self._engine.device.name

    @property
    def chosen_device(self) -> str | None:
        """The device asked for; None = the system's default."""
        return self._engine.device.chosen

    @property
    def n_underflows(self) -> int:
        """How often the device asked for more than was ready."""
        return self._engine.n_underflows

    def listen(self, listener: PlayerListener) -> Callable[[], None]:
        """Adds a listener; returns what takes it away again."""
        return self._engine.reporter.add(listener)

    def load(self, track: Track, *, start_s: float = 0.0) -> None:
        """Takes the sound of a call, standing at `start_s`; speed and mix stay; loop, silences and levels go."""
        loaded, engine = Loaded.of(track), self._engine
        with engine.lock:
            self._loop, self._silences = None, ()
            engine.reporter.skipped_s = 0.0
            engine.state = PlayerState.PAUSED
            engine.run = engine.run_from(loaded, round(start_s * loaded.rate_hz), self._plan(loaded))
        self._set_mix(levels=None, is_mono=loaded.is_mono)
        engine.device.look_again()
        engine.warm_up()
        engine.tell_state()

    def unload(self) -> None:
        """Lets the recording go."""
        with self._engine.lock:
            self._engine.state, self._engine.run, self._loop = PlayerState.EMPTY, None, None
        self._engine.tell_state()

    def play(self) -> None:
        """Goes on from here; from the start when it stands at the end."""
        engine = self._engine
        with engine.lock:
            run = engine.run
            if run is None or engine.state is PlayerState.PLAYING:
                return
            here = int(engine.frame_heard(run))
            is_at_end = here >= run.loaded.frames
            if is_at_end or run.plan.end < run.loaded.frames or run.is_fed:
                self._go_to(run.loaded, 0 if is_at_end else here)
            engine.state = PlayerState.PLAYING
        engine.tell_state()

    def play_passage(self, start_s: float, end_s: float) -> None:
        """Plays a passage once, all of it, and stands at its end; a loop goes."""
        engine = self._engine
        with engine.lock:
            run = engine.run
            if run is None:
                return
            loaded = run.loaded
            self._loop = None
            end = min(max(round(end_s * loaded.rate_hz), 0), loaded.frames)
            engine.run = engine.run_from(loaded, round(start_s * loaded.rate_hz), Plan(end, self._speed))
            engine.state = PlayerState.PLAYING
        engine.tell_state()

    def pause(self) -> None:
        """Stands still where it was last heard."""
        self._engine.pause()

    def toggle(self) -> None:
        """Plays when standing, pauses when playing."""
        if self.state is PlayerState.PLAYING:
            self.pause()
        else:
            self.play()

    def seek(self, position_s: float) -> None:
        """Goes to a place, playing or not; beyond either end it stops there."""
        self._seek_frame(lambda run: round(position_s * run.loaded.rate_hz))

    def jump(self, by_s: float) -> None:
        """Goes forward, or back where negative."""
        self.seek(self.position_s + by_s)

    def nudge(self, by_s: float = NUDGE_S) -> None:
        """Goes on by a hair, exact to the frame; while paused, what lies there is heard for a moment."""
        engine = self._engine
        run = self._seek_frame(lambda run: round(engine.frame_heard(run)) + round(by_s * run.loaded.rate_hz))
        if run is not None and engine.state is PlayerState.PAUSED:
            engine.play_snippet(run)

    def set_loop(self, passage_s: tuple[float, float] | None) -> None:
        """Repeats a passage (start, end), or no longer; neither starts playing nor moves the place that is heard.

        Playing before the passage goes on into it; playing behind it goes on to the end of the call.
        """
        run = self._engine.run
        if run is not None:
            self._loop = _loop_frames(run.loaded, passage_s)
            self._replan(loop=self._loop, end=run.loaded.frames)

    def set_speed(self, speed: float) -> None:
        """Plays faster or slower at the same pitch, kept within 0.5…3; the change itself is not heard."""
        self._speed = _sane_speed(speed)
        self._replan(speed=self._speed)

    def set_second_speed(self, speed: float) -> None:
        """The speed that one key goes to and comes back from."""
        self._second_speed = _sane_speed(speed)

    def toggle_second_speed(self) -> None:
        """To the second speed, and back to the one before."""
        if self._speed == self._second_speed:
            self.set_speed(self._first_speed)
        else:
            self._first_speed = self._speed
            self.set_speed(self._second_speed)

    def set_skips_silence(self, skips: bool) -> None:
        """Leaves the middle of long silences out, or no longer; passages and loops are heard whole."""
        self._skips_silence = skips
        self._replan(skips=self._skips())

    def set_silences(self, silences: Iterable[Passage]) -> None:
        """The long silences of the track loaded; the gaps between its recordings are known without."""
        self._silences = tuple(silences)
        self._replan(skips=self._skips())

    def set_levels(self, levels: VoiceLevels | None) -> None:
        """How loud the voices of the track loaded speak; evening them rests on it."""
        self._set_mix(levels=levels)

    def set_volume(self, volume: float) -> None:
        """0 = silent, 1 = as recorded."""
        self._set_mix(volume=min(max(volume, 0.0), 1.0))

    def set_balance(self, balance: float) -> None:
        """−1 = agent only, 0 = both, 1 = customer only; without effect on a mono call."""
        self._set_mix(balance=min(max(balance, -1.0), 1.0))

    def set_muted(self, voice: Voice, is_muted: bool) -> None:
        """Silences a voice or lets it be heard again."""
        self._set_mix(muted=self._mix.muted | {voice} if is_muted else self._mix.muted - {voice})

    def set_solo(self, voice: Voice | None) -> None:
        """Only this voice, in both ears, muted or not; None = both as they are set."""
        self._set_mix(solo=voice)

    def set_swapped(self, is_swapped: bool) -> None:
        """The agent at the right and the customer at the left."""
        self._set_mix(is_swapped=is_swapped)

    def set_evened(self, is_evened: bool) -> None:
        """Brings both voices to one level, once `set_levels` has said how loud they are."""
        self._set_mix(is_evened=is_evened)

    def choose_device(self, name: str | None) -> None:
        """Sends sound to another device from here on; None = the system's default. It is kept from call to call."""
        engine = self._engine
        engine.device.choose(name)
        with engine.lock:
            run = engine.run
            if run is not None and engine.state is PlayerState.PLAYING:
                # What the device before still holds is not heard any more.
                engine.run = engine.run_from(run.loaded, round(engine.frame_heard(run)), run.plan)
        engine.warm_up()

    def close(self) -> None:
        """Stops, lets the device and the recording go and ends the thread."""
        self._engine.close()

    def serve(self) -> bool:
        """One round of work by hand, for tests without a thread; True when another is due soon."""
        return self._engine.serve()

    def _plan(self, loaded: Loaded) -> Plan:
        return Plan(loaded.frames, self._speed, self._loop, self._skips(loaded))

    def _skips(self, loaded: Loaded | None = None) -> tuple[tuple[int, int], ...]:
        run = self._engine.run
        loaded = loaded if loaded is not None else run.loaded if run is not None else None
        if loaded is None or not self._skips_silence:
            return ()
        return skipped_frames((*self._silences, *loaded.track.gaps), loaded.rate_hz)

    def _go_to(self, loaded: Loaded, frame: int) -> Run:
        run = self._engine.run_from(loaded, frame, self._plan(loaded))
        self._engine.run = run
        return run

    def _seek_frame(self, find: Callable[[Run], int]) -> Run | None:
        engine = self._engine
        with engine.lock:
            before = engine.run
            run = self._go_to(before.loaded, find(before)) if before is not None else None
        engine.warm_up()
        return run

    def _replan(self, **changes: Any) -> None:
        """Another plan for what comes next."""
        engine = self._engine
        with engine.lock:
            run = engine.run
            if run is None:
                return
            if run.plan.end < run.loaded.frames:
                changes.pop("skips", None)  # a passage that was asked for is heard whole
            plan = replace(run.plan, **changes)
            if engine.state is PlayerState.PLAYING:
                run.plan = plan
            elif plan != run.plan:
                engine.run = engine.run_from(run.loaded, round(engine.frame_heard(run)), plan)
        engine.wake()

    def _set_mix(self, **changes: Any) -> None:
        self._mix = replace(self._mix, **changes)
        self._engine.mixer.set_mix(self._mix)


def _sane_speed(speed: float) -> float:
    return min(max(round(speed, 2), SLOWEST), FASTEST)


def _loop_frames(loaded: Loaded, passage_s: tuple[float, float] | None) -> tuple[int, int] | None:
    if passage_s is None:
        return None
    first, last = sorted(min(max(0, round(place_s * loaded.rate_hz)), loaded.frames) for place_s in passage_s)
    return (first, last) if last - first >= _SHORTEST_LOOP_S * loaded.rate_hz else None

"""Plays through the sound card, records what it was given, and measures it; run under null_sink.sh by the tests.

python -m tests.proof.audio_capture RATE TASK…    prints one line of JSON: what each task found
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

from qa_desk.audio.clip import probe
from qa_desk.audio.listener import PlayerListener, PlayerState
from qa_desk.audio.output.devices import output_devices
from qa_desk.audio.output.sound_card import SoundDeviceOutput
from qa_desk.audio.player import Player
from qa_desk.audio.track import Track
from qa_desk.audio.voice import Voice
from qa_desk.domain.errors import QADeskError
from tests.proof.audio_signals import PAUSE_S, TONE_AT_S, TONE_HZ, VOICES_AT_S, VOICES_S, call, largest_step, pitch_of

_PATIENCE_S = 30.0
_SETTLE_S = 0.2
_FULL_SCALE = 32768


class Report(PlayerListener):
    """Counts what the player says."""

    def __init__(self) -> None:
        self.has_paused = threading.Event()
        self.notices: list[str] = []
        self.positions: list[float] = []
        self.heard_s = 0.0

    def position_changed(self, position_s: float) -> None:
        self.positions.append(position_s)

    def passage_heard(self, start_s: float, end_s: float) -> None:
        self.heard_s += end_s - start_s

    def state_changed(self, state: PlayerState) -> None:
        if state is PlayerState.PAUSED:
            self.has_paused.set()

    def notice_given(self, error: QADeskError) -> None:
        self.notices.append(error.code.value)


class Watch:
    """Measures, in a process that does nothing else, how long the machine lets a program wait for its turn."""

    _PROGRAM = """
import signal, sys, time
longest_s = 0.0
is_over = []
signal.signal(signal.SIGTERM, lambda *_: is_over.append(True))
while not is_over:
    began = time.monotonic()
    time.sleep(0.005)
    longest_s = max(longest_s, time.monotonic() - began - 0.005)
print(longest_s)
"""

    def __init__(self) -> None:
        self._process = subprocess.Popen([sys.executable, "-c", self._PROGRAM], stdout=subprocess.PIPE, text=True)

    def stop(self) -> float:
        """The longest wait, in seconds."""
        self._process.terminate()
        return float(self._process.communicate()[0])


class Monitor:
    """Records what the sink is given, as 16-bit stereo."""

    def __init__(self, source: str, rate_hz: int) -> None:
        form = [f"--rate={rate_hz}", "--channels=2", "--format=s16le", "--raw"]
        options = [f"--device={source}", *form, "--latency-msec=20"]
        self._process = subprocess.Popen(["parec", *options], stdout=subprocess.PIPE)
        self._parts: list[bytes] = []
        self._has_begun = threading.Event()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def wait_until_it_records(self) -> None:
        """The first bytes come only after a second or two."""
        assert self._has_begun.wait(_PATIENCE_S), "parec records nothing"

    @property
    def recorded(self) -> np.ndarray:
        """Everything so far, int16 (frames, 2)."""
        data = b"".join(self._parts)
        return np.frombuffer(data[: len(data) // 4 * 4], "<i2").reshape(-1, 2)

    def stop(self) -> None:
        """Ends the recording."""
        self._process.terminate()
        self._thread.join()
        self._process.wait()

    def _read(self) -> None:
        assert self._process.stdout is not None
        while part := self._process.stdout.read1(65536):  # pyright: ignore[reportAttributeAccessIssue]  # a BufferedReader
            self._parts.append(part)
            self._has_begun.set()


class Session:
    """One player at one sound card, with everything it plays recorded."""

    def __init__(self, rate_hz: int, folder: Path) -> None:
        self.rate_hz = rate_hz
        self.sound = call(rate_hz)
        path = folder / "call.wav"
        soundfile.write(path, self.sound, rate_hz, subtype="PCM_16")
        self.wanted = np.rint(self.sound * _FULL_SCALE).clip(-_FULL_SCALE, _FULL_SCALE - 1).astype(np.int32)
        self.report = Report()
        self.player = Player(SoundDeviceOutput())
        self.player.listen(self.report)
        self.monitor = Monitor(os.environ["QA_DESK_NULL_SINK_MONITOR"], rate_hz)
        self.monitor.wait_until_it_records()
        self.player.load(Track.of(probe(path)))
        time.sleep(_SETTLE_S)

    def close(self) -> None:
        """Ends playing and recording."""
        self.player.close()
        self.monitor.stop()

    def played(self, order: Callable[[], None]) -> np.ndarray:
        """What came out from an order on until the player paused, int32 (frames, 2)."""
        before = len(self.monitor.recorded)
        self.report.has_paused.clear()
        order()
        assert self.report.has_paused.wait(_PATIENCE_S), "playing did not end"
        time.sleep(_SETTLE_S)
        return self.monitor.recorded[before:].astype(np.int32)

    def passage(self, start_s: float, end_s: float) -> np.ndarray:
        """What came out of a passage."""
        return self.played(lambda: self.player.play_passage(start_s, end_s))


def exact(session: Session) -> dict[str, object]:
    """Both voices at the recorded speed, frame by frame, and the time line beside them."""
    session.report.positions.clear()
    session.report.heard_s = 0.0
    began = time.monotonic()
    end_s = VOICES_AT_S + VOICES_S + PAUSE_S
    captured = session.passage(0.0, end_s)
    return {
        **_compared(captured, session.wanted[: round(end_s * session.rate_hz)]),
        "took_s": time.monotonic() - began - _SETTLE_S,
        "duration_s": end_s,
        "heard_s": session.report.heard_s,
        "last_position_s": session.report.positions[-1],
        "n_positions": len(session.report.positions),
    }


def speeds(session: Session) -> dict[str, object]:
    """Length and pitch of a tone at other speeds."""
    found: dict[str, object] = {}
    for speed, seconds in ((0.5, 1.0), (1.5, 1.5), (3.0, 3.0)):
        session.player.set_speed(speed)
        sound = _sounding(session.passage(TONE_AT_S, TONE_AT_S + seconds))
        found[str(speed)] = {
            "length": len(sound) / session.rate_hz / (seconds / speed),
            "pitch": pitch_of(sound[:, 0], session.rate_hz) / TONE_HZ,
        }
    session.player.set_speed(1.0)
    return found


def voices(session: Session) -> dict[str, object]:
    """One voice alone in both ears, and sides exchanged."""
    player = session.player
    start_s, end_s = VOICES_AT_S, VOICES_AT_S + 0.6
    part = session.wanted[round(start_s * session.rate_hz) : round(end_s * session.rate_hz)]
    found: dict[str, object] = {}
    for name, order, back, channels, gain in (
        ("solo", lambda: player.set_solo(Voice.CUSTOMER), lambda: player.set_solo(None), [1, 1], 0.5**0.5),
        (
            "mute",
            lambda: player.set_muted(Voice.CUSTOMER, True),
            lambda: player.set_muted(Voice.CUSTOMER, False),
            [0, 0],
            0.5**0.5,
        ),
        ("swapped", lambda: player.set_swapped(True), lambda: player.set_swapped(False), [1, 0], 1.0),
    ):
        order()
        time.sleep(_SETTLE_S)
        found[name] = _compared(session.passage(start_s, end_s), np.rint(part[:, channels] * gain).astype(np.int32))
        back()
        time.sleep(_SETTLE_S)
    return found


def loop(session: Session) -> dict[str, object]:
    """Three rounds of a loop, each compared but for the 5 ms that are faded at its seam."""
    player, rate_hz = session.player, session.rate_hz
    first, last = round(0.5 * rate_hz), round(0.85 * rate_hz)
    player.seek(first / rate_hz)
    player.set_loop((first / rate_hz, last / rate_hz))

    def play_and_pause() -> None:
        player.play()
        time.sleep(1.3)
        player.pause()

    captured = session.played(play_and_pause)
    player.set_loop(None)
    once, n_faded = session.wanted[first:last], round(0.006 * rate_hz)
    start = place_of(captured[: 2 * len(once)], once)
    rounds = [captured[start + turn * len(once) :][: len(once)] for turn in range(3)]
    differences = [int(np.abs(one[n_faded:] - once[n_faded:]).max()) for one in rounds]
    return {"largest_differences": differences}


def change(session: Session) -> dict[str, object]:
    """The speed changed over and over in a tone."""
    player = session.player

    def play_and_change() -> None:
        player.seek(TONE_AT_S)
        player.play()
        for speed in (1.5, 0.7, 2.0, 1.0):
            time.sleep(0.25)
            player.set_speed(speed)
        time.sleep(0.25)
        player.pause()

    sound = _sounding(session.played(play_and_change))
    ideal = largest_step(session.wanted[round((TONE_AT_S + 0.1) * session.rate_hz) :][: session.rate_hz])
    return {"step": largest_step(sound) / ideal, "seconds": len(sound) / session.rate_hz}


def lose(session: Session) -> dict[str, object]:
    """The sound card taken away while it plays; then playing goes on without."""
    player, report = session.player, session.report
    n_devices = len(output_devices())
    player.seek(0.0)
    player.play()
    while player.position_s < 0.5:
        time.sleep(0.02)
    report.has_paused.clear()
    os.kill(int(os.environ["QA_DESK_NULL_SINK_PID"]), signal.SIGKILL)
    lost_at_s = player.position_s
    has_paused = report.has_paused.wait(_PATIENCE_S)
    time.sleep(0.2)
    stood_at_s = player.position_s
    time.sleep(0.3)
    has_kept_place = player.position_s == stood_at_s
    player.play()
    time.sleep(1.0)
    return {
        "has_paused": has_paused,
        "lost_at_s": lost_at_s,
        "stood_at_s": stood_at_s,
        "has_kept_place": has_kept_place,
        "went_on_s": player.position_s - stood_at_s,
        "n_devices": n_devices,
        "notices": report.notices,
    }


TASKS = {task.__name__: task for task in (exact, speeds, voices, loop, change, lose)}


def main() -> None:
    """Does the tasks named, in their order."""
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        session = Session(int(sys.argv[1]), Path(folder))
        watch = Watch()
        try:
            for name in sys.argv[2:]:
                found[name] = TASKS[name](session)
        finally:
            longest_wait_s = watch.stop()
            session.close()
    found.update(longest_wait_s=longest_wait_s, n_underflows=session.player.n_underflows)
    sys.stdout.write(json.dumps(found) + "\n")


def _compared(captured: np.ndarray, wanted: np.ndarray) -> dict[str, object]:
    """Compares every frame but those of the fade at the beginning, and the one at a passage's end."""
    start = place_of(captured, wanted)
    part = captured[start : start + len(wanted)]
    n_faded = min(len(wanted), 160)
    difference = np.abs(part[n_faded:] - wanted[n_faded : len(part)])
    return {
        "n_captured": len(part),
        "n_expected": len(wanted),
        "largest_difference": int(difference.max()),
        "is_loud": int(np.abs(part).max()) > 4000,
    }


def place_of(captured: np.ndarray, wanted: np.ndarray) -> int:
    """Where `wanted` lies in what was captured, by correlating all of it."""
    key, line = wanted[:, 0].astype(np.float64), captured[:, 0].astype(np.float64)
    size = 1 << int(np.ceil(np.log2(len(line) + len(key))))
    match = np.fft.irfft(np.fft.rfft(line, size) * np.conj(np.fft.rfft(key, size)), size)
    return int(np.argmax(match[: len(line)]))


def _sounding(captured: np.ndarray) -> np.ndarray:
    loud = np.flatnonzero(np.abs(captured).max(axis=1) > 1)
    return captured[loud[0] : loud[-1] + 1] if len(loud) else captured[:1]


if __name__ == "__main__":
    main()

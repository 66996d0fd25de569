"""Plays a recording through the sound card and records what it was given; test_audio_playback runs it.

Prints one line of JSON: how the captured sound compares with the recording, and what the player reported.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np

from qa_desk.audio.blocks import BlockReader
from qa_desk.audio.clip import probe
from qa_desk.audio.listener import PlayerListener, PlayerState
from qa_desk.audio.output.sound_card import SoundDeviceOutput
from qa_desk.audio.player import Player
from qa_desk.audio.track import Track
from qa_desk.domain.errors import QADeskError

_PATIENCE_S = 30.0


class Report(PlayerListener):
    """Counts what the player says."""

    def __init__(self) -> None:
        self.has_ended = threading.Event()
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

    def ended(self) -> None:
        self.has_ended.set()

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

    def stop(self) -> np.ndarray:
        """Everything recorded, int16 (frames, 2)."""
        self._process.terminate()
        self._thread.join()
        self._process.wait()
        data = b"".join(self._parts)
        return np.frombuffer(data[: len(data) // 4 * 4], "<i2").reshape(-1, 2)

    def _read(self) -> None:
        assert self._process.stdout is not None
        while part := self._process.stdout.read1(65536):
            self._parts.append(part)
            self._has_begun.set()


def main() -> None:
    """Play the file named first; `lose` as second argument takes the sound card away in the middle."""
    path, task = Path(sys.argv[1]), sys.argv[2]
    clip = probe(path)
    report = Report()
    player = Player(SoundDeviceOutput())
    player.listen(report)
    try:
        player.load(Track.of(clip))
        found = _lose_the_card(player, report) if task == "lose" else _play_through(player, report, path, clip.rate_hz)
    finally:
        player.close()
    sys.stdout.write(json.dumps({**found, "notices": report.notices, "n_underflows": player.n_underflows}) + "\n")


def _play_through(player: Player, report: Report, path: Path, rate_hz: int) -> dict[str, object]:
    monitor = Monitor(os.environ["QA_DESK_NULL_SINK_MONITOR"], rate_hz)
    monitor.wait_until_it_records()
    watch = Watch()
    began = time.monotonic()
    report.has_paused.clear()
    player.play()
    has_ended = report.has_ended.wait(_PATIENCE_S)
    took_s = time.monotonic() - began
    time.sleep(0.5)
    longest_wait_s = watch.stop()
    captured = monitor.stop()
    with BlockReader(path) as reader:
        sound = reader.read(1 << 24)
    return {
        **_compared(captured, sound),
        "has_ended": has_ended,
        "longest_wait_s": longest_wait_s,
        "took_s": took_s,
        "duration_s": len(sound) / rate_hz,
        "heard_s": report.heard_s,
        "n_positions": len(report.positions),
        "last_position_s": report.positions[-1],
    }


def _compared(captured: np.ndarray, sound: np.ndarray) -> dict[str, object]:
    """Finds where the sound lies in what was captured, by correlating all of it, and compares every frame."""
    wanted = np.rint(np.clip(sound, -1, 1) * 32768).clip(-32768, 32767).astype(np.int32)
    key, line = wanted[:, 0].astype(np.float64), captured[:, 0].astype(np.float64)
    size = 1 << int(np.ceil(np.log2(len(line) + len(key))))
    match = np.fft.irfft(np.fft.rfft(line, size) * np.conj(np.fft.rfft(key, size)), size)
    start = int(np.argmax(match[: len(line)]))
    part = captured[start : start + len(wanted)].astype(np.int32)
    difference = np.abs(part - wanted[: len(part)])
    return {
        "n_captured": len(part),
        "n_expected": len(wanted),
        "largest_difference": int(difference.max()),
        "n_different": int((difference > 1).any(axis=1).sum()),
        "is_loud": int(np.abs(part).max()) > 8000,
    }


def _lose_the_card(player: Player, report: Report) -> dict[str, object]:
    player.play()
    while player.position_s < 0.7:
        time.sleep(0.02)
    report.has_paused.clear()
    os.kill(int(os.environ["QA_DESK_NULL_SINK_PID"]), signal.SIGKILL)
    lost_at_s = player.position_s
    has_paused = report.has_paused.wait(_PATIENCE_S)
    time.sleep(0.2)
    stood_at_s = player.position_s
    time.sleep(0.5)
    return {
        "has_paused": has_paused,
        "lost_at_s": lost_at_s,
        "stood_at_s": stood_at_s,
        "has_kept_place": player.position_s == stood_at_s,
    }


if __name__ == "__main__":
    main()

"""How soon a key is heard, and what another speed costs: python -m tests.benchmarks.playing_speed.

The sound card is one that asks for 10 ms at a time and has no latency of its own, so that what is measured is ours.
Exits 1 when a figure misses its bound.
"""

import os
import sys
import tempfile
import threading
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from qa_desk.audio.blocks import Sound
from qa_desk.audio.output.device import Fill
from qa_desk.audio.output.silent import SilentDevice
from qa_desk.audio.player import Player
from qa_desk.audio.reading import open_sound
from qa_desk.audio.stretch import Stretcher
from qa_desk.gui.shell.command_registry import CommandRegistry
from tests.benchmarks.overview_speed import track_of
from tests.benchmarks.reading_speed import Figure, write_recording

_BLOCK_S = 0.01
_PATIENCE_S = 5.0
_N_PRESSES = 15
_RATE_HZ, _TONE_HZ = 48_000, 440.0
_STRETCHED_S, _SPEED = 60, 2.0


class RunningCard(SilentDevice):
    """A sound card with a thread that asks for 10 ms of frames when their time has come; knows when it first heard."""

    def __init__(self) -> None:
        super().__init__()
        self.heard_at_s = 0.0
        self._is_open = threading.Event()
        self._thread: threading.Thread | None = None

    def open(self, rate_hz: int, fill: Fill) -> int:
        def listening(out: Sound) -> None:
            fill(out)
            if not self.heard_at_s and out.any():
                self.heard_at_s = time.perf_counter()

        return super().open(rate_hz, listening)

    def start(self) -> None:
        super().start()
        self._is_open.set()
        self._thread = threading.Thread(target=self._run, name="card")
        self._thread.start()

    def stop(self) -> None:
        super().stop()
        self._is_open.clear()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def wait_until_heard(self) -> float:
        """The moment of the first frame that is not silence."""
        ends_s = time.perf_counter() + _PATIENCE_S
        while not self.heard_at_s:
            assert time.perf_counter() < ends_s, "nothing was heard"
            time.sleep(0.001)
        return self.heard_at_s

    def _run(self) -> None:
        due_s = time.perf_counter()
        while self._is_open.is_set():
            self.advance(round(_BLOCK_S * self.rate_hz))
            self.take_played()
            due_s += _BLOCK_S
            time.sleep(max(0.0, due_s - time.perf_counter()))


def measure(folder: Path) -> list[Figure]:
    """All figures, on recordings made in that folder."""
    wav, mp3 = write_recording(folder / "long.wav", 7_200), write_recording(folder / "call.mp3", 600)
    with open_sound(mp3) as reader:  # decoded once, as by whoever opened the call before
        reader.seek(600 * 8_000)
        reader.read(1)
    cpu, hz = _stretching()
    return [
        Figure("key press to sound, WAV", 1000 * _key_to_sound_s(wav), 60, "ms"),
        Figure("key press to sound, MP3 in the cache", 1000 * _key_to_sound_s(mp3), 60, "ms"),
        Figure("opening 2 h of WAV to its first sound", 1000 * _open_to_sound_s(wav), 150, "ms"),
        Figure("48 kHz stereo at 2×, of a processor", 100 * cpu, 1.1, "%"),
        Figure("error of its pitch", 100 * abs(hz / _TONE_HZ - 1), 0.3, "%"),
    ]


def _key_to_sound_s(path: Path) -> float:
    """The median from Space to the first sound, each time at another place of the call."""
    window, commands = QWidget(), CommandRegistry()
    card = RunningCard()
    player = Player(card)
    commands.watch(window)
    commands.bind(window, {"sound.play_pause": player.toggle})
    window.show()
    window.activateWindow()
    window.setFocus()
    player.load(track_of(path))
    took: list[float] = []
    for number in range(_N_PRESSES):
        player.seek(7.0 + 31.0 * number)
        time.sleep(0.1)
        card.heard_at_s = 0.0
        began = time.perf_counter()
        QTest.keyClick(window, Qt.Key.Key_Space)
        took.append(card.wait_until_heard() - began)
        player.pause()
    player.close()
    window.close()
    return float(np.median(took))


def _open_to_sound_s(path: Path) -> float:
    """The median from naming a call to its first sound, with a device that must be opened, too."""
    took: list[float] = []
    for _turn in range(_N_PRESSES):
        card = RunningCard()
        player = Player(card)
        began = time.perf_counter()
        player.load(track_of(path))
        player.play()
        took.append(card.wait_until_heard() - began)
        player.close()
    return float(np.median(took))


def _stretching() -> tuple[float, float]:
    """The share of a processor, as processor time over time played, and the pitch of a tone in Hz."""
    times = np.arange(_STRETCHED_S * _RATE_HZ) / _RATE_HZ
    tone = (0.5 * np.sin(2 * np.pi * _TONE_HZ * times)).astype(np.float32)
    sound = np.stack([tone, tone], axis=1)
    stretcher = Stretcher(_RATE_HZ, 2, _SPEED)
    began = time.process_time()
    given = np.concatenate([stretcher.feed(part) for part in np.array_split(sound, 600)])
    cpu_s = time.process_time() - began
    middle = given[_RATE_HZ : _RATE_HZ + (1 << 20), 0]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)), 1 << 22))
    return cpu_s / (_STRETCHED_S / _SPEED), float(np.argmax(spectrum) * _RATE_HZ / (1 << 22))


def main() -> int:
    """Measures, says the figures, and whether all of them keep their bound."""
    app = QApplication.instance() or QApplication([])
    assert app is not None
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        figures = measure(Path(folder))
    for figure in figures:
        sys.stdout.write(f"{figure.what}: {figure.value:.3g} {figure.unit} (at most {figure.bound:g})\n")
    return int(any(figure.value > figure.bound for figure in figures))


if __name__ == "__main__":
    sys.exit(main())

"""Plays for long while the window draws without rest and another thread analyses; run under null_sink.sh.

python -m tests.proof.busy_playback SECONDS    prints one line of JSON: underflows of the player and of the sound card,
the longest time that the machine let a program wait meanwhile, and how far playing came
"""

import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import soundfile

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from qa_desk.audio.activity import find_activity
from qa_desk.audio.clip import probe
from qa_desk.audio.output.sound_card import SoundDeviceOutput
from qa_desk.audio.peak_cache import PeakCache
from qa_desk.audio.player import Player
from qa_desk.audio.track import Track
from tests.proof.audio_capture import Watch

_RATE_HZ = 8000
_N_LINES = 1500


class _BusyWindow(QWidget):
    """Paints its columns one by one in Python, as often as it can."""

    def __init__(self) -> None:
        super().__init__()
        self.n_painted = 0
        self.resize(1280, 400)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for x in range(_N_LINES):
            painter.drawLine(x % self.width(), 0, x % self.width(), (x * 7 + self.n_painted) % self.height())
        self.n_painted += 1


def main() -> None:
    """Loops over a call, a change of speed now and then, for as long as was asked."""
    seconds = float(sys.argv[1])
    app = QApplication([])
    window = _BusyWindow()
    window.show()
    redraw = QTimer(window)
    redraw.timeout.connect(window.update)
    redraw.start(0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "call.flac"
        noise = np.random.default_rng(1).normal(0, 0.1, (120 * _RATE_HZ, 2))
        soundfile.write(path, np.clip(noise, -1, 1), _RATE_HZ)
        is_over = threading.Event()
        analysis = threading.Thread(target=_analyse, args=(path, Path(folder) / "peaks", is_over))
        card, watch = SoundDeviceOutput(), Watch()
        player = Player(card)
        player.load(Track.of(probe(path)))
        player.set_loop((0.0, 100.0))
        player.play()
        analysis.start()
        speeds = QTimer(window)
        speeds.timeout.connect(player.toggle_second_speed)
        speeds.start(7000)
        QTimer.singleShot(round(1000 * seconds), app.quit)
        began = time.monotonic()
        app.exec()
        took_s = time.monotonic() - began
        found = {
            "n_underflows": player.n_underflows,
            "n_card_underflows": card.n_underflows,
            "longest_wait_s": watch.stop(),
            "is_audible": player.is_audible,
            "took_s": took_s,
        }
        is_over.set()
        analysis.join()
        player.close()
    sys.stdout.write(json.dumps({**found, "frames_painted": window.n_painted}) + "\n")


def _analyse(path: Path, folder: Path, is_over: threading.Event) -> None:
    while not is_over.is_set():
        find_activity(PeakCache(folder).peaks_of(path, ""))


if __name__ == "__main__":
    main()

"""How fast a whole call is drawn: python -m tests.benchmarks.overview_speed.

A figure is the time of our overview over that of decoding the same recording with plain soundfile. Both take turns in
one run and the best turn of each counts, because whatever else a machine does only adds. Exits 1 when one misses.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

from qa_desk.audio.clip import ClipInfo
from qa_desk.audio.peak_cache import PeakCache
from qa_desk.audio.peaks import Peaks
from qa_desk.audio.quiet import quiet_stderr
from qa_desk.audio.track import Track
from qa_desk.audio.track_peaks import peaks_of_track
from tests.benchmarks.reading_speed import Figure, decode_plainly

_HOUR_S = 3600
_PIECE_S = 60
_N_TURNS = 3
_MOST_MEMORY_MIB = 60
_RECORDINGS = (
    ("2 h of WAV, 8 kHz stereo", "wav", 8_000, 2 * _HOUR_S, 1.5),
    ("1 h of FLAC, 48 kHz stereo", "flac", 48_000, _HOUR_S, 1.3),
    ("1 h of MP3, 8 kHz stereo", "mp3", 8_000, _HOUR_S, 1.3),
)


def write_speech(path: Path, rate_hz: int, seconds: int) -> Path:
    """Two voices that take turns of some seconds, each a changing tone in noise."""
    random = np.random.default_rng(3)
    times = np.arange(_PIECE_S * rate_hz) / rate_hz
    turn = np.sin(times / 2) > 0
    noise = random.normal(0, 0.03, len(times)).astype(np.float32)
    with soundfile.SoundFile(path, "w", rate_hz, 2) as file:
        for minute in range(seconds // _PIECE_S):
            voice = (0.3 * np.sin(2 * np.pi * (150 + minute) * times)).astype(np.float32) + noise
            file.write(np.stack([voice * turn, voice * ~turn], axis=1))
    return path


def track_of(path: Path) -> Track:
    """As the store knows a call: length and format come from the import, nothing is probed again."""
    found = soundfile.info(path)
    return Track.of(
        ClipInfo(path, found.format.lower(), found.subtype.lower(), found.samplerate, found.channels, found.frames)
    )


def draw(path: Path) -> Peaks:
    """The whole overview, with nothing of this recording kept from before."""
    folder = tempfile.mkdtemp(dir=path.parent)  # the last of a decoded recording is kept after the overview is whole
    os.environ["XDG_CACHE_HOME"] = folder
    return peaks_of_track(track_of(path), PeakCache(Path(folder) / "peaks"), partial=lambda _peaks: None)


def measure(folder: Path) -> list[Figure]:
    """All figures, on recordings made in that folder."""
    figures: list[Figure] = []
    draw(write_speech(folder / "short.wav", 8_000, _PIECE_S))
    for what, ending, rate_hz, seconds, bound in _RECORDINGS:
        path = write_speech(folder / f"call.{ending}", rate_hz, seconds)
        plain, ours = _best_s(lambda path=path: decode_plainly(path), lambda path=path: draw(path))
        figures.append(Figure(f"overview of {what} / decoding it ({plain:.2f} s)", ours / plain, bound, ""))
        memory_mib = _memory_mib(path, folder / "short.wav")
        figures.append(Figure(f"memory taken by the overview of {what}", memory_mib, _MOST_MEMORY_MIB, "MiB"))
        path.unlink()
    return figures


def grow(path: Path, short: Path) -> int:
    """Draws a recording, and says by how many MiB this process grew."""
    draw(short)
    before = _most_kib()
    draw(path)
    return (_most_kib() - before) // 1024


def _most_kib() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


def _memory_mib(path: Path, short: Path) -> float:
    code = "import sys; from pathlib import Path; from tests.benchmarks.overview_speed import grow; "
    code += "print(grow(*map(Path, sys.argv[1:])))"
    command = [sys.executable, "-c", code, str(path), str(short)]
    root = Path(__file__).parents[2]
    return float(subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout)


def _best_s(*works: Callable[[], object]) -> list[float]:
    took: list[list[float]] = [[] for _work in works]
    for _turn in range(_N_TURNS):
        for times, work in zip(took, works, strict=True):
            began = time.perf_counter()
            work()
            times.append(time.perf_counter() - began)
    return [min(times) for times in took]


def main() -> int:
    """Measures, says the figures, and whether all of them keep their bound."""
    # libmpg123 complains of MP3 files that libmp3lame has just made.
    with tempfile.TemporaryDirectory() as folder, quiet_stderr():
        figures = measure(Path(folder))
    for figure in figures:
        sys.stdout.write(f"{figure.what}: {figure.value:.3g} {figure.unit} (at most {figure.bound:g})\n")
    return int(any(figure.value > figure.bound for figure in figures))


if __name__ == "__main__":
    sys.exit(main())

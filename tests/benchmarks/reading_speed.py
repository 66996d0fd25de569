"""How fast recordings open, seek and decode: python -m tests.benchmarks.reading_speed.

Every figure is a ratio to decoding the same recording with plain soundfile in the same run, so it says the same on
every machine. Exits 1 when one misses its bound.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from qa_desk.audio.decoding.pcm_cache import PcmCache
from qa_desk.audio.reading import open_sound

_RATE_HZ = 8_000
_WAV_S, _MP3_S = 7_200, 1_800
_PIECE_S = 60
_N_SEEKS = 200
_BLOCK_FRAMES = 2_048
_MOST_MEMORY_MIB = 60
_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Figure:
    """Something measured, beside its bound; both in the same unit."""

    what: str
    value: float
    bound: float
    unit: str


def write_recording(path: Path, seconds: int) -> Path:
    """Two channels of changing tones in noise, written a minute at a time."""
    random = np.random.default_rng(1)
    times = np.arange(_PIECE_S * _RATE_HZ) / _RATE_HZ
    with soundfile.SoundFile(path, "w", _RATE_HZ, 2) as file:
        for index in range(seconds // _PIECE_S):
            tone = 0.3 * np.sin(2 * np.pi * (200 + index) * times)
            file.write(np.stack([tone, random.normal(0, 0.1, len(times))], axis=1).astype(np.float32))
    return path


def decode_plainly(path: Path) -> None:
    """What any program must do at least: all blocks, one after another."""
    with soundfile.SoundFile(path) as file:
        while len(file.read(65_536, dtype="float32")):
            pass


def measure(folder: Path) -> list[Figure]:
    """All figures, on recordings made in that folder."""
    wav, mp3 = write_recording(folder / "long.wav", _WAV_S), write_recording(folder / "call.mp3", _MP3_S)
    plain_wav_s, plain_mp3_s = _median_s(lambda: decode_plainly(wav)), _median_s(lambda: decode_plainly(mp3))
    first_s = _median_s(lambda: _read_first_block(wav))
    decoding_s = statistics.median(_decode_s(mp3, PcmCache(folder / f"pcm{index}")) for index in range(3))
    seeks_s = _seeks_s(mp3, PcmCache(folder / "pcm0"))
    return [
        Figure("first block of 2 h of WAV / decoding it", first_s / plain_wav_s, 0.05, ""),
        Figure("half an hour of MP3 into the cache / decoding it", decoding_s / plain_mp3_s, 1.5, ""),
        Figure("a seek in the cache / decoding the MP3", statistics.median(seeks_s) / plain_mp3_s, 0.005, ""),
        Figure(
            "memory taken while 2 h of WAV and the MP3 are read", _memory_mib(wav, mp3, folder), _MOST_MEMORY_MIB, "MiB"
        ),
    ]


def grow(*paths: Path) -> int:
    """Reads recordings to their end, and says by how many MiB this process grew."""
    cache = PcmCache(paths[0].parent / "pcm_of_child")
    _read_through(paths[0].with_name("short.wav"), cache)
    before = _most_kib()
    for path in paths:
        _read_through(path, cache)
    return (_most_kib() - before) // 1024


def _most_kib() -> int:
    """The most memory this process ever had; `getrusage` would count that of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


def _read_through(path: Path, cache: PcmCache) -> None:
    with open_sound(path, cache=cache) as reader:
        while len(reader.read(_BLOCK_FRAMES)):
            pass


def _read_first_block(path: Path) -> None:
    with open_sound(path) as reader:
        reader.read(_BLOCK_FRAMES)


def _decode_s(path: Path, cache: PcmCache) -> float:
    began = time.perf_counter()
    with open_sound(path, cache=cache) as reader:
        reader.seek(_MP3_S * _RATE_HZ + _RATE_HZ)
        reader.read(1)  # waits until all is decoded
        took_s = time.perf_counter() - began
        _wait_until_kept(path, cache)
    return took_s


def _wait_until_kept(path: Path, cache: PcmCache) -> None:
    found = path.stat()
    end = time.monotonic() + _PATIENCE_S
    while not cache.holds(f"{path.absolute()} {found.st_size} {found.st_mtime_ns}") and time.monotonic() < end:
        time.sleep(0.01)


def _seeks_s(path: Path, cache: PcmCache) -> list[float]:
    took: list[float] = []
    with open_sound(path, cache=cache) as reader:
        for place in np.random.default_rng(2).integers(0, (_MP3_S - 1) * _RATE_HZ, _N_SEEKS):
            began = time.perf_counter()
            reader.seek(int(place))
            reader.read(_BLOCK_FRAMES)
            took.append(time.perf_counter() - began)
    return took


def _memory_mib(wav: Path, mp3: Path, folder: Path) -> float:
    write_recording(folder / "short.wav", _PIECE_S)
    code = "import sys; from pathlib import Path; from tests.benchmarks.reading_speed import grow; "
    code += "print(grow(*map(Path, sys.argv[1:])))"
    command = [sys.executable, "-c", code, str(wav), str(mp3)]
    root = Path(__file__).parents[2]
    return float(subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout)


def _median_s(work: Callable[[], None]) -> float:
    took: list[float] = []
    for _index in range(5):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def main() -> int:
    """Measures, says the figures, and whether all of them keep their bound."""
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder))
    for figure in figures:
        sys.stdout.write(f"{figure.what}: {figure.value:.4g} {figure.unit} (at most {figure.bound:g})\n")
    return int(any(figure.value > figure.bound for figure in figures))


if __name__ == "__main__":
    sys.exit(main())

"""Recordings damaged at random, each the same for the same number, and a process that tries to read them.

`python -m tests.unit.audio.mutations FOLDER FIRST LAST` says one line a recording; `try_all` runs it and watches it.
"""

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa_desk.audio.clip import examine
from qa_desk.audio.decoding.ffmpeg import find_ffmpeg
from qa_desk.audio.decoding.pcm_cache import PcmCache
from qa_desk.audio.reading import open_sound
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.wording import explain
from tests.unit.audio.every_format import EVERY_FORMAT

LONGEST_S = 5.0
_NO_WORD = f"no word for {LONGEST_S:.0f} s"
_ROOT = Path(__file__).parents[3]
_MOST_MEMORY_BYTES = 3 << 30  # of address space; numpy and the libraries alone take about one
_HEAD_BYTES = 160
_MIXED = 4  # of so many recordings, one is of those that need ffmpeg, which are slow to try

_SPOKEN_OF = frozenset(
    {
        ErrorCode.FILE_EMPTY,
        ErrorCode.AUDIO_UNKNOWN_FORMAT,
        ErrorCode.AUDIO_NEEDS_FFMPEG,
        ErrorCode.AUDIO_CODEC_UNREAD,
        ErrorCode.AUDIO_BROKEN,
        ErrorCode.AUDIO_NO_FRAMES,
    }
)
"""The answers that a damaged recording may get."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of the recordings tried: how many could be played or were refused, and what must not happen."""

    n_played: int
    n_refused: int
    failures: tuple[str, ...]


def _flip(data: bytearray, random: np.random.Generator) -> bytearray:
    for _index in range(int(random.integers(1, 100))):
        data[random.integers(0, len(data))] = random.integers(0, 256)
    return data


def _spoil_head(data: bytearray, random: np.random.Generator) -> bytearray:
    for _index in range(int(random.integers(1, 6))):
        place = int(random.integers(0, min(_HEAD_BYTES, len(data))))
        width = int(random.choice([1, 2, 4]))
        value = random.choice([b"\x00" * 4, b"\xff" * 4, b"\x7f\xff\xff\xff", random.bytes(4)])
        data[place : place + width] = value[:width]
    return data


def _cut(data: bytearray, random: np.random.Generator) -> bytearray:
    return data[: int(random.integers(1, len(data)))]


def _take_out(data: bytearray, random: np.random.Generator) -> bytearray:
    start, end = sorted(int(place) for place in random.integers(0, len(data), 2))
    return data[:start] + data[end:]


def _repeat(data: bytearray, random: np.random.Generator) -> bytearray:
    start, end = sorted(int(place) for place in random.integers(0, len(data), 2))
    return data[:end] + data[start:]


def _put_in(data: bytearray, random: np.random.Generator) -> bytearray:
    place = int(random.integers(0, len(data)))
    filling = bytes(5_000) if random.random() < 0.5 else random.bytes(int(random.integers(1, 5_000)))
    return data[:place] + filling + data[place:]


_MUTATIONS: tuple[Callable[[bytearray, np.random.Generator], bytearray], ...] = (
    _flip,
    _spoil_head,
    _spoil_head,
    _cut,
    _take_out,
    _repeat,
    _put_in,
)


def make_originals(folder: Path) -> None:
    """The recordings that are to be damaged; those that need ffmpeg where there is one."""
    for fixture in EVERY_FORMAT:
        if fixture.made_by != "ffmpeg" or find_ffmpeg() is not None:
            fixture.make(folder / fixture.name)


def mutated(folder: Path, number: int) -> tuple[str, bytes]:
    """The name and the content of the damaged recording of that number."""
    random = np.random.default_rng([2026, number])
    here = [fixture for fixture in EVERY_FORMAT if (folder / fixture.name).exists()]
    wants_ffmpeg = number % _MIXED == 0
    chosen = [one for one in here if (one.made_by != "soundfile") == wants_ffmpeg] or here
    fixture = chosen[int(random.integers(0, len(chosen)))]
    data = bytearray((folder / fixture.name).read_bytes())
    for _index in range(int(random.integers(1, 3))):
        data = _MUTATIONS[int(random.integers(0, len(_MUTATIONS)))](data, random) or data
    return fixture.name, bytes(data)


def try_all(folder: Path, first: int, last: int) -> Tried:
    """Has a process of its own read the damaged recordings of these numbers; it is begun anew where one ends it.

    One that gave no word in time is tried once more: a recording that hangs a decoder hangs it again, while a busy
    machine may have kept the process waiting.
    """
    n_played, n_refused, failures = 0, 0, list[str]()
    was_silent = -1
    while first < last:
        command = [sys.executable, "-m", "tests.unit.audio.mutations", str(folder), str(first), str(last)]
        with _Child(command) as child:
            while first < last:
                said = child.line()
                if said is None:
                    ended = child.ended()
                    if ended == _NO_WORD and first != was_silent:
                        was_silent = first
                        break
                    failures.append(f"{first} {mutated(folder, first)[0]}: the process ended or hung, {ended}")
                    first += 1
                    break
                first += 1
                n_played += said.startswith("played")
                n_refused += said.startswith("refused")
                if not said.startswith(("played", "refused")):
                    failures.append(f"{first - 1} {said}")
    return Tried(n_played, n_refused, tuple(failures))


class _Child:
    """The process that reads, and its lines, each within `LONGEST_S`; the first may take longer, for its imports."""

    def __init__(self, command: list[str]) -> None:
        self._running = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._patience_s = 60.0
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> "_Child":
        assert self.line() == "ready"
        self._patience_s = LONGEST_S
        return self

    def __exit__(self, *_error: object) -> None:
        self._running.kill()
        self._running.wait()
        assert self._running.stdout is not None
        self._running.stdout.close()

    def line(self) -> str | None:
        """The next line; None when the process ended or said nothing for too long."""
        with contextlib.suppress(queue.Empty):
            return self._lines.get(timeout=self._patience_s)
        return None

    def ended(self) -> str:
        """How the process ended, if it did."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return f"status {self._running.wait(0.5)}"
        return _NO_WORD

    def _listen(self) -> None:
        assert self._running.stdout is not None
        with contextlib.suppress(ValueError):
            for line in self._running.stdout:
                self._lines.put(line.rstrip("\n"))
        self._lines.put(None)


def _answer(path: Path, cache: PcmCache) -> str:
    """Reads a damaged recording as the import and the player do, and says in a line what came of it."""
    try:
        probed = examine(path, ffmpeg=find_ffmpeg())
        with open_sound(path, cache=cache) as reader:
            for place in (0, probed.clip.frames // 2, max(0, probed.clip.frames - 50)):
                reader.seek(place)
                with contextlib.suppress(QADeskError):  # in the middle of the damage
                    block = reader.read(200)
                    if not np.isfinite(block).all() or block.shape[1] != probed.clip.channels:
                        return f"wrong: {path.name} at {place}"
    except QADeskError as error:
        is_clear = error.code in _SPOKEN_OF and path.name in explain(error) and "?" not in explain(error)
        return f"refused: {error.code.value}" if is_clear else f"unclear: {error.code.value} {error.params}"
    except BaseException as error:  # noqa: BLE001 – whatever it is, it must not happen
        return f"unforeseen: {path.name} {error!r}"
    return f"played: {probed.clip.duration_s:.1f} s"


def main(folder: Path, first: int, last: int) -> int:
    """Says `ready`, then a line for each damaged recording."""
    if os.name != "nt":
        import resource  # there is none on Windows

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY_BYTES, _MOST_MEMORY_BYTES))
    cache = PcmCache(folder / "pcm", limit_bytes=50_000_000)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    work = folder / f"work-{first}-{last}"
    work.mkdir(exist_ok=True)
    for number in range(first, last):
        name, content = mutated(folder, number)
        path = work / f"{number}-{name}"
        path.write_bytes(content)
        sys.stdout.write(_answer(path, cache) + "\n")
        sys.stdout.flush()
        path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))

"""Players without a thread, closed when the test is over, and a recording for them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qa_desk.audio.clip import ClipInfo, probe
from tests.unit.audio.recordings import two_voices, write_format
from tests.unit.audio.sound_bench import Bench


@pytest.fixture
def make_bench() -> Iterator[Callable[..., Bench]]:
    made: list[Bench] = []

    def make(**options: Any) -> Bench:
        made.append(Bench(**options))
        return made[-1]

    yield make
    for bench in made:
        bench.player.close()


@pytest.fixture
def bench(make_bench: Callable[..., Bench]) -> Bench:
    return make_bench()


@pytest.fixture
def clip(tmp_path: Path) -> ClipInfo:
    return probe(write_format(tmp_path, "pcm.wav", two_voices(4.0)))

"""Five thousand recordings damaged at random, of every format: each plays or is refused; none crashes or hangs."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

from tests.unit.audio.mutations import make_originals, try_all

_N_TRIED = 5_000
_N_PROCESSES = 2


def test_no_damaged_recording_crashes_or_hangs_or_gets_no_clear_answer(tmp_path: Path) -> None:
    make_originals(tmp_path)
    edges = [_N_TRIED * index // _N_PROCESSES for index in range(_N_PROCESSES + 1)]
    with ThreadPoolExecutor(_N_PROCESSES) as pool:
        tried = list(pool.map(lambda edge: try_all(tmp_path, *edge), pairwise(edges)))
    failures = [failure for one in tried for failure in one.failures]
    assert not failures, "\n".join(failures)
    assert sum(one.n_played + one.n_refused for one in tried) == _N_TRIED

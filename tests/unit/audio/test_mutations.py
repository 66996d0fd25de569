"""A few recordings damaged at random; `make proof` tries five thousand of them."""

from pathlib import Path

from tests.unit.audio.mutations import make_originals, try_all

_N_TRIED = 60


def test_a_damaged_recording_is_played_or_refused_and_never_crashes_or_hangs(tmp_path: Path) -> None:
    make_originals(tmp_path)
    tried = try_all(tmp_path, 0, _N_TRIED)
    assert not tried.failures
    assert tried.n_played + tried.n_refused == _N_TRIED
    assert tried.n_played > 10
    assert tried.n_refused > 5

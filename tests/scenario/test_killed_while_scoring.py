"""The window is killed while somebody scores; whoever opens it again finds every answer that it showed as saved."""

import os
from pathlib import Path

import pytest

from tests.proof.killed_desk import killer
from tests.small_centre import build, open_copy

# A sample of what `make proof` does 200 times.
_N_KILLS = 3


@pytest.mark.skipif(os.name == "nt", reason="a process can't be killed by a signal there")
def test_nothing_shown_as_saved_is_lost_and_the_draft_goes_on_where_it_was(tmp_path: Path) -> None:
    build(tmp_path / "made")
    centre = open_copy(tmp_path / "made", tmp_path / "workspace")
    centre.assign(centre.anna, "1043")
    centre.workspace.close()
    with killer(tmp_path / "workspace", 5) as killing:
        for _kill in range(_N_KILLS):
            killing.kill_once()
    outcome = killing.outcome
    assert (outcome.lost, outcome.unsound, outcome.elsewhere) == ([], [], [])
    assert outcome.n_told > _N_KILLS, "nothing was shown as saved but what was there already"

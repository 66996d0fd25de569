"""A desk without its server killed 100 times: what it noted on this computer is there, whole, and nothing else."""

import os
import random
import sys
from pathlib import Path

import pytest

from tests.proof.killed_notes import kill_often

_N_KILLS = int(os.environ.get("QA_DESK_KILLS", "100"))


def test_nothing_noted_is_lost_torn_or_back_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = kill_often(tmp_path / "kept" / "here" / "mine", _N_KILLS, random.Random(20261122))
    with capsys.disabled():
        sys.stdout.write(f"\n{outcome.n_kills} kills, {outcome.n_noted} changes noted, {len(outcome.wrong)} wrong\n")
    assert outcome.wrong == []

"""A few kills of a desk that notes changes; `make proof` kills it 100 times."""

import random
from pathlib import Path

from tests.proof.killed_notes import kill_often


def test_what_was_noted_outlives_a_kill(tmp_path: Path) -> None:
    outcome = kill_often(tmp_path / "kept" / "here" / "mine", 4, random.Random(7))
    assert outcome.n_noted > 0
    assert outcome.wrong == []

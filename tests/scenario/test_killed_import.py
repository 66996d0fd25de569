"""An import that is killed on the way and run again leaves nothing twice and nothing without a call: a small sample.

`make proof` does the same with 10,000 recordings and 28 kills.
"""

import os
from pathlib import Path

import pytest

from tests.proof.killed_import import require_no_orphans


@pytest.mark.skipif(os.name == "nt", reason="a process can't be killed by a signal there")
def test_recordings_come_in_once_each_though_their_import_is_killed(tmp_path: Path) -> None:
    require_no_orphans(tmp_path, n_files=40, n_kills=2, seed=7)

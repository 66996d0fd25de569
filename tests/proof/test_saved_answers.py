"""An answer shown as saved is there after a crash of the program and after a power cut; nothing is half there."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qa_desk.bootstrap import open_workspace
from qa_desk.domain.errors import QADeskError
from tests.proof.power_cuts import Deed, Disk, Log, noted
from tests.proof.saving_answers import n_saved, save
from tests.small_centre import build, open_copy

_ROOT = Path(__file__).parents[2]
_N_KILLS = 16
_N_ANSWERS = 320
_N_CUTS = 210


@pytest.fixture(scope="module")
def waiting_call(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace, closed, in which one call waits for Anna and is begun."""
    folder = tmp_path_factory.mktemp("waiting")
    build(folder / "made")
    centre = open_copy(folder / "made", folder / "workspace")
    centre.services.inspecting.open(centre.anna, *centre.assign(centre.anna, "1043"))
    centre.workspace.close()
    return folder / "workspace"


@pytest.mark.skipif(os.name == "nt", reason="a process can't be killed by a signal there")
def test_no_saved_answer_is_lost_when_the_program_is_killed(waiting_call: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(waiting_call, tmp_path / "workspace")
    chance = random.Random(20261122)
    n_told = 0
    for _kill in range(_N_KILLS):
        n_told = _told_until_killed(folder, n_told, chance.uniform(0, 0.4)) or n_told
        with open_workspace(folder) as workspace:
            there = n_saved(workspace)
            assert n_told <= there <= n_told + 1, "saved, and lost"
            n_told = there
    with open_workspace(folder) as workspace:
        assert workspace.store.check_database() == ()
    assert n_told > _N_KILLS


@pytest.fixture(scope="module")
def log(waiting_call: Path, tmp_path_factory: pytest.TempPathFactory) -> Log:
    """What the database file and its journal went through while answers were saved."""
    folder = shutil.copytree(waiting_call, tmp_path_factory.mktemp("noted") / "workspace")
    try:
        with noted(folder) as log, open_workspace(folder) as workspace:
            save(workspace, range(_N_ANSWERS), lambda _number: log.acknowledge())
    except AttributeError as error:
        pytest.skip(f"POWER CUTS WERE NOT PROVED: this Python's SQLite can't be reached ({error})")
    return log


def test_no_saved_answer_is_lost_in_a_power_cut(waiting_call: Path, log: Log, tmp_path: Path) -> None:
    database = next(name for name in log.before if name.endswith(".sqlite3"))
    poured = [at for at, entry in enumerate(log.entries) if entry.deed is Deed.WRITTEN and entry.name == database]
    assert poured, "the journal was never poured into the database: save more answers"
    chance = random.Random(20261122)
    # A power cut while the journal is poured over is the rarest and the worst: a third of them fall there.
    cuts = chance.sample(range(len(log.entries)), _N_CUTS * 2 // 3) + chance.choices(poured, k=_N_CUTS // 3)
    disk = Disk(log)
    for cut in sorted(cuts):
        disk.follow(cut)
        there = _n_found(disk, waiting_call, tmp_path / "found", chance)
        assert disk.n_acknowledged <= there <= disk.n_acknowledged + 1, f"after {cut} of {len(log.entries)} deeds"


def test_a_disk_that_does_not_flush_would_be_found_out(waiting_call: Path, log: Log, tmp_path: Path) -> None:
    """The test above could not fail without this."""
    chance = random.Random(20261122)
    disk = Disk(log, honours_flushes=False)
    disk.follow(len(log.entries) // 3)
    assert disk.n_acknowledged > 0
    try:
        there = _n_found(disk, waiting_call, tmp_path / "found", chance)
    except (QADeskError, AssertionError):
        there = 0
    assert there < disk.n_acknowledged


def _n_found(disk: Disk, workspace_folder: Path, folder: Path, chance: random.Random) -> int:
    """How many answers the program finds after the cut; the database must be sound."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(workspace_folder, folder, ignore=shutil.ignore_patterns("recordings", "*.sqlite3*"))
    for name, content in disk.after_a_cut(chance).items():
        (folder / name).write_bytes(content)
    with open_workspace(folder) as workspace:
        assert workspace.store.check_database() == ()
        return n_saved(workspace)


def _told_until_killed(folder: Path, first: int, patience_s: float) -> int:
    """Let answers be saved for so long; returns how many were told of as saved, 0 when none was."""
    command = [sys.executable, "-m", "tests.proof.saving_answers", str(folder), str(first)]
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=_ROOT, env={**os.environ, "PYTHONPATH": str(_ROOT)}
    )
    assert child.stdout is not None
    lines = [child.stdout.readline()]
    time.sleep(patience_s)
    child.send_signal(signal.SIGKILL)
    lines += child.stdout.read().splitlines(keepends=True)
    child.stdout.close()
    assert child.wait(10) == -signal.SIGKILL
    # A line without its end was not yet told.
    whole = [line for line in lines if line.endswith("\n")]
    return int(whole[-1]) + 1 if whole else 0

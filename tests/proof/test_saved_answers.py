"""An answer shown as saved is there after a crash of the program and after a power cut; nothing is half there."""

import os
import random
import shutil
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import event

from qa_desk.bootstrap import open_workspace
from qa_desk.domain.errors import QADeskError
from tests.proof import saving_answers
from tests.proof.begun_work import Run, beginner_of
from tests.proof.power_cuts import Deed, Disk, Log, noted
from tests.proof.saving_answers import n_saved, save
from tests.small_centre import build, open_copy

_N_KILLS = int(os.environ.get("QA_DESK_SAVING_KILLS", "300"))
_N_ANSWERS = 320
_N_CUTS = int(os.environ.get("QA_DESK_POWER_CUTS", "1000"))
_N_CARELESS_CUTS = 100


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
def test_no_saved_answer_is_lost_when_the_program_is_killed(
    waiting_call: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(waiting_call, tmp_path / "workspace")
    chance = random.Random(20261122)
    n_told = n_in_work = 0
    with beginner_of(saving_answers.__name__) as begin:
        for _kill in range(_N_KILLS):
            told = _told_until_killed(begin(str(folder), str(n_told)), chance.uniform(0, 0.2))
            n_told = max(n_told, told)
            with open_workspace(folder) as workspace:
                there = n_saved(workspace)
            assert n_told <= there <= n_told + 1, "saved, and lost"
            n_in_work += there > n_told
            n_told = there
    with open_workspace(folder) as workspace:
        assert workspace.store.check_database() == ()
    with capsys.disabled():
        print(f"\n{_N_KILLS} kills while answers were saved: {n_told} saved, 0 lost, {n_in_work} kept untold")  # noqa: T201
    assert n_told > _N_KILLS


@pytest.fixture(scope="module")
def log(waiting_call: Path, tmp_path_factory: pytest.TempPathFactory) -> Log:
    """What the database file and its journal went through while answers were saved."""
    return _noted(shutil.copytree(waiting_call, tmp_path_factory.mktemp("noted") / "workspace"))


@pytest.fixture(scope="module")
def careless_log(waiting_call: Path, tmp_path_factory: pytest.TempPathFactory) -> Log:
    """The same where each answer is not flushed before it is told of."""
    return _noted(
        shutil.copytree(waiting_call, tmp_path_factory.mktemp("careless") / "workspace"), synchronous="NORMAL"
    )


def test_no_saved_answer_is_lost_in_a_power_cut(
    waiting_call: Path, log: Log, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = next(name for name in log.before if name.endswith(".sqlite3"))
    poured = [at for at, entry in enumerate(log.entries) if entry.deed is Deed.WRITTEN and entry.name == database]
    assert poured, "the journal was never poured into the database: save more answers"
    chance = random.Random(20261122)
    # A power cut while the journal is poured over is the rarest and the worst: a third of them fall there.
    cuts = chance.choices(range(len(log.entries)), k=_N_CUTS * 2 // 3) + chance.choices(poured, k=_N_CUTS // 3)
    n_lost, n_told = _cut(log, cuts, waiting_call, tmp_path / "found", chance)
    with capsys.disabled():
        print(f"\n{len(cuts)} power cuts, {n_told} answers told of as saved before them: {n_lost} lost")  # noqa: T201
    assert n_lost == 0


def test_cuts_would_find_out_a_program_that_does_not_flush_each_answer(
    waiting_call: Path, careless_log: Log, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The test above could not fail without this."""
    chance = random.Random(20261122)
    cuts = chance.choices(range(len(careless_log.entries)), k=_N_CARELESS_CUTS)
    n_lost, n_told = _cut(careless_log, cuts, waiting_call, tmp_path / "found", chance)
    with capsys.disabled():
        print(f"\n{len(cuts)} power cuts with synchronous=NORMAL, {n_told} told of: {n_lost} lost")  # noqa: T201
    assert n_lost > _N_CARELESS_CUTS // 2


def test_a_disk_that_does_not_flush_would_be_found_out(waiting_call: Path, log: Log, tmp_path: Path) -> None:
    """Nor without this."""
    chance = random.Random(20261122)
    disk = Disk(log, honours_flushes=False)
    disk.follow(len(log.entries) // 3)
    assert disk.n_acknowledged > 0
    try:
        there = _n_found(disk, waiting_call, tmp_path / "found", chance)
    except (QADeskError, AssertionError):
        there = 0
    assert there < disk.n_acknowledged


def _noted(folder: Path, *, synchronous: str = "FULL") -> Log:
    def flush_so(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA synchronous={synchronous}").close()

    try:
        with noted(folder) as log, open_workspace(folder) as workspace:
            engine = workspace.store._engine
            # what is open already was opened with a flush for each answer
            engine.dispose()
            event.listen(engine, "connect", flush_so)
            save(workspace, range(_N_ANSWERS), lambda _number: log.acknowledge())
    except AttributeError as error:
        pytest.skip(f"POWER CUTS WERE NOT PROVED: this Python's SQLite can't be reached ({error})")
    return log


def _cut(log: Log, cuts: Sequence[int], workspace_folder: Path, folder: Path, chance: random.Random) -> tuple[int, int]:
    """How many answers that were told of are not there after these cuts, and how many were told of."""
    disk = Disk(log)
    n_lost = n_told = 0
    for cut in sorted(cuts):
        disk.follow(cut)
        there = _n_found(disk, workspace_folder, folder, chance)
        assert there <= disk.n_acknowledged + 1, f"after {cut} of {len(log.entries)} deeds"
        n_lost += max(0, disk.n_acknowledged - there)
        n_told += disk.n_acknowledged
    return n_lost, n_told


def _n_found(disk: Disk, workspace_folder: Path, folder: Path, chance: random.Random) -> int:
    """How many answers the program finds after the cut; the database must be sound."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(workspace_folder, folder, ignore=shutil.ignore_patterns("recordings", "*.sqlite3*"))
    for name, content in disk.after_a_cut(chance).items():
        (folder / name).write_bytes(content)
    with open_workspace(folder) as workspace:
        assert workspace.store.check_database() == ()
        return n_saved(workspace)


def _told_until_killed(run: Run, patience_s: float) -> int:
    """Let answers be saved until a moment after the first; returns how many were told of as saved, counted from 0."""
    first = run.hear()
    time.sleep(patience_s)
    numbers = [first, *run.kill()]
    return int(numbers[-1] or -1) + 1

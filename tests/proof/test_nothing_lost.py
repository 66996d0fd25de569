"""A full disk, a folder that can't be written, a wrong clock, a backup beside people who write: nothing is lost."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from qa_desk.bootstrap import Workspace, open_workspace
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.services.centre.workspace_copies import move_to, restore_workspace
from qa_desk.services.clock import FixedClock
from qa_desk.services.progress import NoProgress
from qa_desk.store.copying.snapshots import snapshots_in
from qa_desk.store.workspace import read_workspace
from tests.proof.saving_answers import n_saved, save
from tests.small_centre import NOW, build, open_copy
from tests.store import postgresql_server

_ROOT = Path(__file__).parents[2]
_DISK_BYTES = 6 << 20


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace, closed, in which one call waits for Anna and is begun."""
    folder = tmp_path_factory.mktemp("made")
    build(folder / "begun")
    centre = open_copy(folder / "begun", folder / "workspace")
    opened = centre.services.inspecting.open(centre.anna, *centre.assign(centre.anna, "1043"))
    centre.services.inspecting.let_go(centre.anna, opened.evaluation.id)
    centre.workspace.close()
    return folder / "workspace"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_DISK_BYTES}", "tmpfs", str(folder)]
    if sys.platform != "linux" or os.geteuid() != 0 or subprocess.run(mount, check=False).returncode != 0:
        pytest.skip("A FULL DISK WAS NOT PROVED: a small disk can only be made by root on Linux")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_what_was_told_as_saved_is_there_when_the_disk_is_full(
    made: Path, small_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(made, small_disk / "workspace", ignore=shutil.ignore_patterns("recordings"))
    (folder / "recordings").mkdir()
    ballast = small_disk / "ballast"
    told: list[int] = []
    with open_workspace(folder) as workspace:
        save(workspace, range(10), told.append)
        ballast.write_bytes(b"\0" * (shutil.disk_usage(small_disk).free - (96 << 10)))
        with pytest.raises(QADeskError) as caught:
            save(workspace, count(10), told.append)
        assert caught.value.code is ErrorCode.DISK_FULL
        with pytest.raises(QADeskError) as refused:
            workspace.services.safekeeping.keep_daily_copy()
        assert refused.value.code in {ErrorCode.DISK_FULL, ErrorCode.FILE_NOT_WRITTEN}
        assert not list(folder.glob("backups/*"))
    # the draft is let go of by itself when nothing was heard of its desk for a minute
    later = FixedClock(datetime.now(UTC) + timedelta(hours=1))
    with open_workspace(folder, clock=later) as workspace:
        assert workspace.store.check_database() == ()
        assert n_saved(workspace) == len(told)
        ballast.unlink()
        save(workspace, range(len(told), len(told) + 5), told.append)
        assert n_saved(workspace) == len(told)
        assert workspace.services.safekeeping.keep_daily_copy() is not None
    with capsys.disabled():
        print(f"\nfull disk: {len(told)} answers told of as saved, 0 lost")  # noqa: T201


@pytest.fixture
def write_protected(made: Path, tmp_path: Path) -> Iterator[Path]:
    """A workspace that nobody can write, root included."""
    folder = shutil.copytree(made, tmp_path / "workspace")
    if sys.platform == "linux" and os.geteuid() == 0:
        protect = [["mount", "--bind", str(folder), str(folder)], ["mount", "-o", "remount,ro,bind", str(folder)]]
        if any(subprocess.run(command, check=False).returncode != 0 for command in protect):
            pytest.skip("A READ-ONLY FOLDER WAS NOT PROVED: nothing can be mounted here")
        yield folder
        subprocess.run(["umount", str(folder)], check=True)
        return
    inside = [folder, *folder.rglob("*")]
    for path in inside:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield folder
    for path in inside:
        path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.mark.skipif(os.name == "nt", reason="folders are write-protected in another way there")
def test_a_folder_that_can_not_be_written_is_looked_at_and_stays_as_it_is(write_protected: Path) -> None:
    before = {path: path.read_bytes() for path in write_protected.rglob("*") if path.is_file()}
    with open_workspace(write_protected) as workspace:
        anna = workspace.services.administering.actor_named("i-1")
        assert len(workspace.services.inspecting.my_calls(anna)) == 1
        assert workspace.store.check_database() == ()
        assert workspace.services.safekeeping.is_for_viewing
        assert workspace.services.safekeeping.keep_daily_copy() is None
        with pytest.raises(QADeskError) as caught:
            save(workspace, range(1), print)
        assert caught.value.code is ErrorCode.WORKSPACE_READ_ONLY
    assert {path: path.read_bytes() for path in write_protected.rglob("*") if path.is_file()} == before


def test_a_clock_that_goes_back_a_day_or_ahead_a_year_loses_nothing(made: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(made, tmp_path / "workspace")
    clock = FixedClock(NOW)
    told: list[int] = []
    for at, moved in enumerate((0, 1, -1, 400, 0, 2)):
        clock.moment = NOW + timedelta(days=moved)
        with open_workspace(folder, clock=clock) as workspace:
            save(workspace, range(8 * at, 8 * at + 8), told.append)
            assert n_saved(workspace) == len(told)
            workspace.services.safekeeping.keep_daily_copy()
    backups = snapshots_in(read_workspace(folder).backups_dir)
    assert {(one.made_at - NOW).days for one in backups} == {0, 1, -1, 400, 2}
    with open_workspace(folder, clock=FixedClock(NOW)) as workspace:
        assert n_saved(workspace) == len(told) == 48
        assert workspace.store.check_database() == ()
        assert workspace.store.verify_audit_chain().broken_at is None


@pytest.fixture(params=["sqlite", "postgresql"])
def written(
    request: pytest.FixtureRequest, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Workspace]:
    """An open workspace on either database."""
    folder = shutil.copytree(made, tmp_path / "workspace")
    server = None
    if request.param == "postgresql":
        binaries = postgresql_server.find_binaries()
        if binaries is None:
            pytest.skip("POSTGRESQL IS NOT INSTALLED: a backup of a server was not proved")
        server = postgresql_server.start(binaries)
        monkeypatch.setenv("PGPASSWORD", server.password)
        url = server.url("postgres").replace(f":{server.password}@", "@")
        with open_workspace(folder) as workspace:
            chief = workspace.services.administering.actor_named("Wang Fang")
        move_to(chief, folder, url, "", NoProgress())
    with open_workspace(folder) as workspace:
        yield workspace
    if server is not None:
        server.stop()


def test_a_backup_beside_somebody_who_writes_is_of_one_moment(
    written: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[int] = []
    ended = threading.Event()

    def numbers() -> Iterator[int]:
        yield from iter(lambda: len(told) if not ended.is_set() else -1, -1)

    writer = threading.Thread(target=save, args=(written, numbers(), told.append))
    writer.start()
    lead = written.services.administering.actor_named("Wang Fang")
    found: list[tuple[int, int, int]] = []
    try:
        for number in range(5):
            n_before = len(told)
            file = tmp_path / f"{number}.qabackup"
            written.services.safekeeping.back_up(lead, file, with_sound=False, progress=NoProgress())
            n_after = len(told)
            restore_workspace(file, tmp_path / str(number), None, None, NoProgress())
            with closing(open_workspace(tmp_path / str(number))) as restored:
                assert restored.store.check_database() == ()
                assert restored.store.verify_audit_chain().broken_at is None
                found.append((n_before, n_saved(restored), n_after))
    finally:
        ended.set()
        writer.join()
    assert all(before <= there <= after + 1 for before, there, after in found), found
    assert found[-1][2] > found[0][0], "nobody wrote meanwhile"
    with capsys.disabled():
        print(f"\n5 backups beside {len(told)} answers being saved: each of one moment, {found}")  # noqa: T201

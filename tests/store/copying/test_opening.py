"""Opening a workspace's file: on a share, damaged, gone, read-only, older; and that nothing is ever overwritten."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store import opening
from qa_desk.store.copying.damage import damage_of, put_last_good_back
from qa_desk.store.copying.snapshots import Snapshot, kept_of, last_good, snapshots_in, take_snapshot, thin
from qa_desk.store.engine import make_engine
from qa_desk.store.schema import newest_revision, released_revisions, upgrade
from qa_desk.store.store import create_store, open_store
from qa_desk.store.workspace import Workspace, read_workspace, write_workspace
from tests.store.furnishing import NOW, StandingClock, furnish


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a small centre in it, closed."""
    folder = tmp_path_factory.mktemp("made") / "workspace"
    store = create_store(folder)
    furnish(store)
    store.close()
    return folder


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Workspace:
    """A copy of it for one test."""
    shutil.copytree(made, tmp_path / "workspace")
    return read_workspace(tmp_path / "workspace")


def code_of_opening(workspace: Workspace) -> ErrorCode:
    """What opening it says."""
    with pytest.raises(QADeskError) as caught:
        open_store(workspace.folder)
    return caught.value.code


def damage(workspace: Workspace) -> bytes:
    """Spoil the file; returns what it holds now."""
    content = bytearray(workspace.database_file.read_bytes())
    content[:200] = b"\xff" * 200
    workspace.database_file.write_bytes(content)
    return bytes(content)


def test_a_file_on_a_network_share_is_refused(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "is_on_network", lambda folder: folder == workspace.folder.resolve())
    assert code_of_opening(workspace) is ErrorCode.DATABASE_ON_SHARE
    monkeypatch.setattr(opening, "is_on_network", lambda _folder: True)
    with pytest.raises(QADeskError) as caught:
        create_store(workspace.folder.parent / "new")
    assert caught.value.code is ErrorCode.DATABASE_ON_SHARE
    assert not (workspace.folder.parent / "new").exists()


def test_a_damaged_file_is_left_alone_and_the_last_good_backup_named(workspace: Workspace) -> None:
    take_snapshot(workspace.database_file, workspace.backups_dir, NOW - timedelta(days=1))
    take_snapshot(workspace.database_file, workspace.backups_dir, NOW)
    newest, before = snapshots_in(workspace.backups_dir)
    newest.file.write_bytes(newest.file.read_bytes()[:5000])
    spoiled = damage(workspace)
    assert code_of_opening(workspace) is ErrorCode.DATABASE_REPLACEABLE
    assert damage_of(workspace).backup == before
    assert workspace.database_file.read_bytes() == spoiled


def test_the_last_good_backup_takes_its_place_and_the_damaged_file_is_kept(workspace: Workspace) -> None:
    take_snapshot(workspace.database_file, workspace.backups_dir, NOW)
    spoiled = damage(workspace)
    workspace.database_file.with_name("qa_desk.sqlite3-wal").write_bytes(b"an old journal")
    backup, aside = put_last_good_back(workspace, NOW)
    assert aside is not None
    assert (aside / "qa_desk.sqlite3").read_bytes() == spoiled
    assert (aside / "qa_desk.sqlite3-wal").read_bytes() == b"an old journal"
    assert backup.file.is_file()
    store = open_store(workspace.folder)
    with store.reading() as uow:
        assert uow.calls.count() == 4
    store.close()


def test_without_a_backup_a_damaged_or_lost_file_is_said_to_be_lost(workspace: Workspace) -> None:
    damage(workspace)
    assert code_of_opening(workspace) is ErrorCode.DATABASE_LOST
    with pytest.raises(QADeskError) as caught:
        put_last_good_back(workspace, NOW)
    assert caught.value.code is ErrorCode.DATABASE_LOST
    assert workspace.database_file.is_file()
    workspace.database_file.unlink()
    assert code_of_opening(workspace) is ErrorCode.DATABASE_LOST
    assert not workspace.database_file.exists()


def test_it_is_told_what_would_be_missing(workspace: Workspace) -> None:
    take_snapshot(workspace.database_file, workspace.backups_dir, NOW)
    store = open_store(workspace.folder)
    with store.unit_of_work(None, StandingClock(NOW + timedelta(hours=1))) as uow:
        uow.audit("something.done", "workspace")
        uow.audit("something.done", "workspace")
        uow.commit()
    store.close()
    found = damage_of(workspace)
    assert found.n_missing == 2
    assert found.last_saved_at is not None


@pytest.fixture
def read_only(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """The same workspace where nobody may write."""
    if os.name == "nt":
        pytest.skip("folders are write-protected in another way there")
    paths = [workspace.folder, *workspace.folder.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    if os.geteuid() == 0:
        # the disk refuses root nothing; the proof does the same as somebody else
        monkeypatch.setattr(opening, "may_write", lambda _file: False)
    yield workspace
    for path in paths:
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_read_only_folder_opens_for_viewing(read_only: Workspace) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in read_only.folder.rglob("*")}
    store = open_store(read_only.folder)
    assert store.is_read_only
    with store.reading() as uow:
        assert uow.calls.count() == 4
    assert store.check_database() == ()
    with pytest.raises(QADeskError) as caught, store.unit_of_work(None, StandingClock()):
        pass
    assert caught.value.code is ErrorCode.WORKSPACE_READ_ONLY
    store.close()
    assert {path.name: path.stat().st_mtime_ns for path in read_only.folder.rglob("*")} == before


def test_an_older_file_is_copied_before_it_is_brought_up(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "old")
    write_workspace(workspace)
    oldest = released_revisions()[0]
    for _time in range(2):
        workspace.database_file.unlink(missing_ok=True)
        engine = make_engine(workspace.engine_url)
        upgrade(engine, oldest)
        engine.dispose()
        open_store(workspace.folder).close()
    names = sorted(path.name for path in workspace.backups_dir.iterdir())
    assert names == [f"before-upgrade-from-{oldest}-2.sqlite3", f"before-upgrade-from-{oldest}.sqlite3"]
    kept = make_engine(f"sqlite:///{workspace.backups_dir / names[1]}")
    with kept.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == oldest != newest_revision()
    kept.dispose()


def test_a_backup_is_taken_beside_somebody_who_writes(workspace: Workspace) -> None:
    writer = sqlite3.connect(workspace.database_file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE people SET grade = 'unfinished'")
    taken = take_snapshot(workspace.database_file, workspace.backups_dir, NOW)
    writer.execute("COMMIT")
    writer.close()
    with sqlite3.connect(taken.file) as copy:
        assert copy.execute("SELECT count(*) FROM people WHERE grade = 'unfinished'").fetchone() == (0,)


def test_a_damaged_file_never_becomes_a_backup(workspace: Workspace) -> None:
    content = bytearray(workspace.database_file.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 4096] = b"\xff" * 4096
    workspace.database_file.write_bytes(content)
    with pytest.raises(QADeskError) as caught:
        take_snapshot(workspace.database_file, workspace.backups_dir, NOW)
    assert caught.value.code is ErrorCode.DATABASE_DAMAGED
    assert snapshots_in(workspace.backups_dir) == ()
    assert list(workspace.backups_dir.iterdir()) == []


def test_of_two_years_of_daily_backups_twelve_days_ten_weeks_nine_months_stay() -> None:
    newest = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    kept = sorted(kept_of(newest - timedelta(days=n) for n in range(730)))
    assert kept[-12:] == [newest - timedelta(days=n) for n in reversed(range(12))]
    assert len({moment.isocalendar()[:2] for moment in kept}) >= 10
    assert {(moment.year, moment.month) for moment in kept} == {(2026, month) for month in range(3, 12)}
    assert len(kept) <= 12 + 10 + 9


def test_a_clock_that_was_wrong_throws_nothing_away() -> None:
    days = [datetime(2026, 11, 1 + n, 9, tzinfo=UTC) for n in range(12)]
    ahead = days[-1] + timedelta(days=400)
    assert set(days[1:]) | {ahead} <= kept_of([*days, ahead])
    assert set(days) <= kept_of([*days, days[-1] - timedelta(hours=25, minutes=1)]) | {days[-2]}


def test_the_folder_is_thinned_to_what_is_kept(tmp_path: Path) -> None:
    for n in range(40):
        stamp = (NOW - timedelta(days=n)).strftime("%Y-%m-%dT%H-%M-%SZ")
        (tmp_path / f"qa_desk-{stamp}.sqlite3").touch()
    (tmp_path / "before-upgrade-from-0003.sqlite3").touch()
    (tmp_path / "mine.sqlite3").touch()
    thin(tmp_path)
    assert {one.made_at for one in snapshots_in(tmp_path)} == kept_of(NOW - timedelta(days=n) for n in range(40))
    assert (tmp_path / "mine.sqlite3").exists()
    assert (tmp_path / "before-upgrade-from-0003.sqlite3").exists()
    assert last_good(tmp_path) is None
    assert isinstance(snapshots_in(tmp_path)[0], Snapshot)

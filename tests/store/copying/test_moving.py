"""A one-person workspace moved to a server: equal in every row, alone meanwhile, and whole or not at all."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import Purpose
from qa_desk.store.copying import filling
from qa_desk.store.copying.moving import MoveOrder, move_workspace
from qa_desk.store.copying.table_shapes import Row, TableShape, TableSum, present_shapes, sum_of
from qa_desk.store.engine import TransactionMode, in_mode, make_engine
from qa_desk.store.schema import revision_of
from qa_desk.store.store import Store, create_store, open_store
from qa_desk.store.workspace import Workspace, read_workspace
from tests.store.furnishing import NOW, SECRET, furnish


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a small centre and evaluations in it, closed."""
    folder = tmp_path_factory.mktemp("made") / "workspace"
    store = create_store(folder)
    centre = furnish(store)
    centre.enter("ann", Purpose.ROUTINE, secret=SECRET)
    centre.enter("ben", Purpose.OVERLAP, sealed=True)
    with store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        uow.audit("something.done", "workspace")
        uow.commit()
    store.close()
    return folder


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Workspace:
    """A copy of it for one test."""
    shutil.copytree(made, tmp_path / "workspace")
    return read_workspace(tmp_path / "workspace")


@pytest.fixture
def server(other_postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an empty database without the password, which the driver finds in the environment."""
    url = make_url(other_postgresql_url)
    monkeypatch.setenv("PGPASSWORD", url.password or "")
    return url._replace(password=None).render_as_string()


def quiet(_done: int, _total: int, _what: str) -> None:
    """Nobody watches."""


def to(server: str, recordings: str = "") -> MoveOrder:
    """To that database, at a moment, by nobody in particular."""
    return MoveOrder(server, NOW, recordings=recordings)


def state_of(workspace: Workspace) -> dict[str, bytes]:
    """Every file of a workspace."""
    return {path.name: path.read_bytes() for path in workspace.folder.iterdir() if path.is_file()}


def test_a_moved_workspace_holds_the_same_and_the_old_one_is_kept(workspace: Workspace, server: str) -> None:
    before = state_of(workspace)
    report = move_workspace(workspace, to(server), tell=quiet)
    assert report.tables["people"].n_rows == 9
    assert report.n_rows > 50
    assert read_workspace(workspace.folder).database_url == server
    store = open_store(workspace.folder)
    with store.reading() as uow:
        assert uow.calls.count() == 4
    assert store.verify_audit_chain().broken_at is None
    store.close()
    assert state_of(workspace)["workspace-before-move.toml"] == before["workspace.toml"]
    # back again
    report.old_description.replace(workspace.file)
    assert sums_of(workspace) == {**report.tables, "audit_entries": sums_of(workspace)["audit_entries"]}
    with pytest.raises(QADeskError) as caught:
        move_workspace(read_workspace(workspace.folder), to(server), tell=quiet)
    assert caught.value.code is ErrorCode.DATABASE_NOT_EMPTY


def test_both_chains_say_of_the_move_and_of_the_end_they_have_in_common(workspace: Workspace, server: str) -> None:
    before = open_store(workspace.folder)
    (head,) = chain_of(before)
    with before.reading() as uow:
        mover = uow.people.all()[0].id
    before.close()
    report = move_workspace(workspace, replace(to(server), by=mover), tell=quiet)
    new = open_store(workspace.folder)
    report.old_description.replace(workspace.file)
    old = open_store(workspace.folder)
    database = make_url(server)
    places = f"{database.host}/{database.database}", str(workspace.database_file)
    for store, action, place in zip((old, new), ("workspace.moved_to", "workspace.moved_from"), places, strict=True):
        with store.reading() as uow:
            entry = uow.audit_log.latest(1)[0]
        assert (entry.number, entry.at, entry.actor_id, entry.action) == (2, NOW, mover, action)
        assert json.loads(entry.details) == {"entries": 1, "head": head, "place": place}
        assert chain_of(store)[0] == head
        assert store.verify_audit_chain().broken_at is None
        store.close()


def chain_of(store: Store) -> list[str]:
    """The hashes of an audit chain, the first first."""
    with store.reading() as uow:
        head = uow.audit_log.head()
        return [uow.audit_log.hash_of(number + 1) for number in range(head.number if head else 0)]


def sums_of(workspace: Workspace) -> dict[str, TableSum]:
    """What the file of a workspace holds."""
    engine = make_engine(f"sqlite:///{workspace.database_file}")
    with in_mode(engine, TransactionMode.READING).connect() as connection:
        found = {shape.name: sum_of(connection, shape) for shape in present_shapes()}
    engine.dispose()
    return found


def test_nothing_is_moved_while_somebody_else_has_the_workspace_open(
    workspace: Workspace, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa_desk.store.engine.BUSY_TIMEOUT_MS", 100)
    store = open_store(workspace.folder)
    with pytest.raises(QADeskError) as caught:
        move_workspace(workspace, to(server), tell=quiet)
    assert caught.value.code is ErrorCode.WORKSPACE_IN_USE
    store.close()
    assert read_workspace(workspace.folder).database_url == ""
    assert is_empty(server)


def test_one_row_that_arrives_changed_undoes_all_of_it(
    workspace: Workspace, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_insert = filling.insert_rows

    def spoil(connection: object, shape: TableShape, rows: object) -> None:
        changed: list[Row] = list(rows)  # pyright: ignore[reportArgumentType, reportUnknownVariableType]
        if shape.name == "people":
            at = [column.name for column in shape.columns].index("name")
            changed[3][at] += " "
        really_insert(connection, shape, changed)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(filling, "insert_rows", spoil)
    before = state_of(workspace)
    with pytest.raises(QADeskError) as caught:
        move_workspace(workspace, to(server), tell=quiet)
    assert (caught.value.code, caught.value.params) == (ErrorCode.COPY_DIFFERS, {"table": "people"})
    assert is_empty(server)
    assert state_of(workspace) == before


def test_the_sound_goes_to_a_shared_folder_when_one_is_named(workspace: Workspace, server: str, tmp_path: Path) -> None:
    report = move_workspace(workspace, to(server, str(tmp_path / "shared")), tell=quiet)
    assert (report.n_recordings, report.lost) == (0, ())
    assert read_workspace(workspace.folder).recordings == str(tmp_path / "shared")


def is_empty(server: str) -> bool:
    """Whether nothing was made in that database."""
    engine = make_engine(server)
    try:
        return revision_of(engine) is None
    finally:
        engine.dispose()

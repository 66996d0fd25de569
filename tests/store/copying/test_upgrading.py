"""Every schema there has been, with rows in it, comes up with all of them unchanged; and after a copy."""

import itertools
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine, inspect

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.extract import extract_of
from qa_desk.store.copying.backup_file import BackupReader
from qa_desk.store.copying.filling import fill
from qa_desk.store.copying.table_shapes import ColumnShape, Row, TableShape, TableSum, present_shapes, read_rows, sum_of
from qa_desk.store.engine import TransactionMode, in_mode, make_engine
from qa_desk.store.schema import newest_revision, released_revisions, revision_of, upgrade
from qa_desk.store.store import create_store
from qa_desk.store.upgrading import bring_up, migrate_workspace
from qa_desk.store.workspace import Workspace
from tests.store.furnishing import NOW, SECRET, furnish

CHANGED_ON_PURPOSE = {("recordings", "started_at")}
"""What a migration works out anew from other columns."""

MADE_ANEW = {"evaluation_extracts"}
"""What is laid after an upgrade where it is missing, as it is in this centre."""

STEPS = tuple(itertools.pairwise(released_revisions()))
"""Each schema and the one after it."""

N_LATE_STEPS = 6
"""How many migrations somebody may still be at work on. Of those before, which stay as they are, a third is taken."""


def quiet(_done: int, _total: int, _what: str) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[TableShape, list[Row]]:
    """Everything in the database of a centre with evaluations and a session in it."""
    store = create_store(tmp_path_factory.mktemp("centre") / "workspace")
    centre = furnish(store)
    centre.enter("ann", Purpose.ROUTINE, secret=SECRET)
    overlap = centre.enter("ben", Purpose.OVERLAP, sealed=True, secret=SECRET)
    centre.session("ann", "ben")
    with store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        uow.audit("something.done", "workspace")
        uow.commit()
    with store.unit_of_work(centre.actor("ben"), centre.clock) as uow:
        # as handing it in does: its author finds it
        uow.record.keep(extract_of(overlap, centre.version))
        uow.record.publish([overlap.id], NOW)
        uow.commit()
    with in_mode(store._engine, TransactionMode.READING).connect() as connection:
        found = {shape: list(read_rows(connection, shape)) for shape in present_shapes()}
    store.close()
    return found


def fill_older(connection: Connection, rows: dict[TableShape, list[Row]]) -> tuple[TableShape, ...]:
    """Enter of those rows what the older schema has room for; returns its tables."""
    looked_at = inspect(connection)
    shapes: dict[str, tuple[TableShape, list[Row]]] = {}
    for shape, all_rows in rows.items():
        if not looked_at.has_table(shape.name):
            continue
        there = {column["name"] for column in looked_at.get_columns(shape.name)}
        kept = [at for at, column in enumerate(shape.columns) if is_compared(shape.name, column, there)]
        older = TableShape(shape.name, tuple(shape.columns[at] for at in kept))
        shapes[shape.name] = older, [[row[at] for at in kept] for row in all_rows]
    fill(connection, [shape for shape, _rows in shapes.values()], lambda shape: shapes[shape.name][1])
    return tuple(shape for shape, _rows in shapes.values() if shape.name not in MADE_ANEW)


def is_compared(table: str, column: ColumnShape, there: set[str]) -> bool:
    """Whether the older schema has the column, and no migration is meant to change it."""
    return column.name in there and (table, column.name) not in CHANGED_ON_PURPOSE


def sums(engine: Engine, shapes: tuple[TableShape, ...]) -> dict[str, TableSum]:
    """The sums of these tables."""
    with in_mode(engine, TransactionMode.READING).connect() as connection:
        return {shape.name: sum_of(connection, shape) for shape in shapes}


def comes_up_unchanged(url: str, rows: dict[TableShape, list[Row]], revision: str, target: str) -> None:
    """Assert that a database of that schema, with rows in it, comes up to the other with every row as it was."""
    older = make_engine(url)
    upgrade(older, revision)
    assert revision_of(older) == revision
    with in_mode(older, TransactionMode.MIGRATING).begin() as connection:
        shapes = fill_older(connection, rows)
    before = sums(older, shapes)
    assert sum(total.n_rows for total in before.values()) > 50
    upgrade(older, target)
    assert revision_of(older) == target
    assert sums(older, shapes) == before
    older.dispose()


@pytest.mark.parametrize(("revision", "target"), [*STEPS[:-N_LATE_STEPS:3], *STEPS[-N_LATE_STEPS:]])
def test_a_migration_leaves_every_row_unchanged(
    rows: dict[TableShape, list[Row]], empty_url: str, revision: str, target: str
) -> None:
    # each of them: tests/proof/test_every_upgrade.py
    comes_up_unchanged(empty_url, rows, revision, target)


@pytest.mark.parametrize("revision", released_revisions()[:-1:9])
def test_a_released_schema_comes_up_to_date_with_every_row_unchanged(
    rows: dict[TableShape, list[Row]], empty_url: str, revision: str
) -> None:
    # each of them: tests/proof/test_every_upgrade.py
    comes_up_unchanged(empty_url, rows, revision, newest_revision())


def test_a_database_is_copied_before_it_is_brought_up(empty_url: str, tmp_path: Path) -> None:
    is_file = empty_url.startswith("sqlite")
    workspace = Workspace(tmp_path) if is_file else Workspace(tmp_path, empty_url)
    engine = make_engine(workspace.engine_url)
    upgrade(engine, "0004")
    report = bring_up(engine, workspace, now=NOW, tell=quiet)
    assert (report.found, report.now, report.has_changed) == ("0004", newest_revision(), True)
    assert report.copy is not None
    if is_file:
        copy = make_engine(f"sqlite:///{report.copy}")
        with copy.connect() as connection:
            assert connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == "0004"
        copy.dispose()
    else:
        reader = BackupReader(report.copy)
        assert reader.manifest.schema == "0004"
        reader.close()
    again = bring_up(engine, workspace, now=NOW, tell=quiet)
    assert (again.has_changed, again.copy) == (False, None)
    engine.dispose()


def test_a_server_is_not_brought_up_while_others_are_connected(other_postgresql_url: str, tmp_path: Path) -> None:
    engine = make_engine(other_postgresql_url)
    upgrade(engine, "0004")
    with engine.connect() as other:
        other.execute(sa.text("SELECT 1"))
        with pytest.raises(QADeskError) as caught:
            migrate_workspace(Workspace(tmp_path, other_postgresql_url), now=NOW, tell=quiet)
    assert (caught.value.code, caught.value.params["count"]) == (ErrorCode.DATABASE_IN_USE, 1)
    engine.dispose()
    assert migrate_workspace(Workspace(tmp_path, other_postgresql_url), now=NOW, tell=quiet).has_changed

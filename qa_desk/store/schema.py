"""Bringing a database to the schema of this program, and refusing one that is ahead of it."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.case_filling import fill_cases
from qa_desk.store.engine import TransactionMode, in_mode, is_sqlite
from qa_desk.store.feed.counters import lay_counters
from qa_desk.store.record.filling import keep_missing_extracts
from qa_desk.store.server.rules import apply_rules, lift_rules

_MIGRATIONS = Path(__file__).parent / "migrations"


def released_revisions() -> tuple[str, ...]:
    """All schemas there have been, the first first: what the names of the migration files begin with."""
    return tuple(sorted(path.name.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*_*.py")))


def newest_revision() -> str:
    """The schema of this program."""
    return released_revisions()[-1]


def revision_of(engine: Engine) -> str | None:
    """The schema of a database; None when it is empty."""
    with in_mode(engine, TransactionMode.READING).connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def require_known_schema(engine: Engine) -> bool:
    """Whether the database is up to date. Raises DATABASE_NEWER when a later program made it."""
    found = revision_of(engine)
    if found is not None and found not in released_revisions():
        raise QADeskError(ErrorCode.DATABASE_NEWER, found=found)
    return found == newest_revision()


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up to a schema, all of it or nothing. Raises DATABASE_NEWER."""
    require_known_schema(engine)
    with in_mode(engine, TransactionMode.MIGRATING).begin() as connection:
        _bring_to(connection, revision)
        if revision in ("head", newest_revision()):
            _lay_rules(connection)
            keep_missing_extracts(connection)
            fill_cases(connection)
        _require_whole(connection)


def make_filled(engine: Engine, revision: str, fill: Callable[[Connection], None]) -> None:
    """Make the schema of a revision in an empty database, fill it, and bring it up to date: all of it or nothing.

    The rules kept as code come last, so that they take what is filled in for what it is and not for news.
    Raises DATABASE_NOT_EMPTY, DATABASE_NEWER, and whatever `fill` raises.
    """
    if revision not in released_revisions():
        raise QADeskError(ErrorCode.DATABASE_NEWER, found=revision)
    with in_mode(engine, TransactionMode.MIGRATING).begin() as connection:
        if inspect(connection).get_table_names():
            raise QADeskError(ErrorCode.DATABASE_NOT_EMPTY)
        _bring_to(connection, revision)
        fill(connection)
        if revision != newest_revision():
            _bring_to(connection, "head")
        _lay_rules(connection)
        if revision != newest_revision():
            keep_missing_extracts(connection)
            fill_cases(connection)
        _require_whole(connection)


def _bring_to(connection: Connection, revision: str) -> None:
    # Here and not above: Alembic takes a tenth of a second to load, and a workspace is seldom behind.
    from alembic import command
    from alembic.config import Config

    config = Config()
    # a per cent sign in a path would be taken for interpolation
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    if not is_sqlite(connection):
        lift_rules(connection)
    command.upgrade(config, revision)


def _lay_rules(connection: Connection) -> None:
    """What goes with the newest schema and is kept as code, made anew."""
    lay = lay_counters if is_sqlite(connection) else apply_rules
    lay(connection)


def _require_whole(connection: Connection) -> None:
    if is_sqlite(connection):
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        assert broken is None, f"the upgrade left a row without its parent in {broken and broken[0]}"

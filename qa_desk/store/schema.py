"""Bringing a database to the schema of this program, and refusing one that is ahead of it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.engine import TransactionMode, in_mode, is_sqlite

_MIGRATIONS = Path(__file__).parent / "migrations"


def newest_revision() -> str:
    """The schema of this program."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def released_revisions() -> tuple[str, ...]:
    """All schemas there have been, the first first."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(reversed([script.revision for script in scripts]))


def revision_of(engine: Engine) -> str | None:
    """The schema of a database; None when it is empty."""
    with in_mode(engine, TransactionMode.READING).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


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
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        _require_whole(connection)


def _config() -> Config:
    config = Config()
    # a per cent sign in a path would be taken for interpolation
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _require_whole(connection: Connection) -> None:
    if is_sqlite(connection):
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        assert broken is None, f"the upgrade left a row without its parent in {broken and broken[0]}"

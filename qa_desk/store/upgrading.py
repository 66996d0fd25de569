"""Bringing the database of a workspace up to this program on purpose: after a copy, and while nobody else is in it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.connected import require_may_upgrade
from qa_desk.store.copying.backing_up import write_backup
from qa_desk.store.copying.backup_file import Tell
from qa_desk.store.credentials import url_to_connect
from qa_desk.store.engine import is_sqlite, make_engine
from qa_desk.store.opening import copy_before_upgrade, refuse_share
from qa_desk.store.recordings_place import recordings_of
from qa_desk.store.schema import newest_revision, require_known_schema, revision_of, upgrade
from qa_desk.store.sealing.seals import Protection
from qa_desk.store.server_facts import n_others_connected, require_recent_server
from qa_desk.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class MigrationReport:
    """From which schema to which (`found` is "" where nothing was made yet), and where the copy of before lies."""

    found: str
    now: str
    copy: Path | None

    @property
    def has_changed(self) -> bool:
        """Whether the schema is another now."""
        return self.found != self.now


def migrate_workspace(workspace: Workspace, *, now: datetime, tell: Tell) -> MigrationReport:
    """Bring a workspace up to this program's schema.

    Raises DATABASE_NEWER, DATABASE_OLDER for a login that doesn't own the schema, DATABASE_IN_USE, SERVER_TOO_OLD.
    """
    if not workspace.database_url:
        refuse_share(workspace)
        if not workspace.database_file.is_file():
            raise QADeskError(ErrorCode.FILE_MISSING, file=str(workspace.database_file))
    engine = make_engine(url_to_connect(workspace.engine_url))
    try:
        return bring_up(engine, workspace, now=now, tell=tell)
    finally:
        engine.dispose()


def bring_up(engine: Engine, workspace: Workspace, *, now: datetime, tell: Tell) -> MigrationReport:
    """The same for an engine that is open; an empty database gets its schema."""
    require_recent_server(engine)
    found = revision_of(engine)
    if require_known_schema(engine):
        return MigrationReport(found or "", newest_revision(), None)
    copy = None
    if found is not None:
        require_may_upgrade(engine)
        n_others = n_others_connected(engine)
        if n_others:
            raise QADeskError(ErrorCode.DATABASE_IN_USE, count=n_others)
        copy = copy_before_upgrade(engine, workspace) if is_sqlite(engine) else _dump(engine, workspace, now, tell)
    upgrade(engine)
    return MigrationReport(found or "", newest_revision(), copy)


def _dump(engine: Engine, workspace: Workspace, now: datetime, tell: Tell) -> Path:
    """A backup of a server's database; proving it goes through the same upgrade, before the database itself does."""
    folder = workspace.backups_dir
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"before-upgrade-from-{revision_of(engine)}-{now.astimezone(UTC):%Y-%m-%dT%H-%M-%SZ}.qabackup"
    return write_backup(engine, recordings_of(workspace, Protection), target, now=now, with_sound=False, tell=tell).file

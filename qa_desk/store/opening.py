"""Opening the database of a workspace: where a file must not lie, what is damaged, read-only or of another schema."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.copying.damage import damaged_error
from qa_desk.store.copying.snapshots import copy_database, verify_snapshot
from qa_desk.store.credentials import Credentials, url_to_connect
from qa_desk.store.engine import make_engine, make_viewing_engine
from qa_desk.store.network_share import is_on_network
from qa_desk.store.schema import require_known_schema, revision_of, upgrade
from qa_desk.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class OpenedDatabase:
    """A database at this program's schema; `is_read_only` where nothing can be written to its file or folder."""

    engine: Engine
    is_read_only: bool = False


def open_database(workspace: Workspace, credentials: Credentials | None = None) -> OpenedDatabase:
    """Open what a workspace keeps its data in.

    A SQLite file is brought up to this program's schema, after a copy; a server's is for `qa-desk migrate`.
    Raises DATABASE_ON_SHARE, DATABASE_REPLACEABLE, DATABASE_LOST, DATABASE_NEWER, DATABASE_OLDER, DATABASE_UNREACHABLE.
    """
    if workspace.database_url:
        url = url_to_connect(workspace.engine_url, credentials)
        return OpenedDatabase(_opened(make_engine(url), _refuse_older))
    refuse_share(workspace)
    file = workspace.database_file
    if not file.is_file():
        raise damaged_error(workspace, "it is not there")
    try:
        if not may_write(file):
            return OpenedDatabase(_opened(make_viewing_engine(file), _refuse_unwritable), is_read_only=True)
        return OpenedDatabase(_opened(make_engine(workspace.engine_url), lambda engine: _bring_up(engine, workspace)))
    except QADeskError as error:
        if error.code is ErrorCode.DATABASE_DAMAGED:
            raise damaged_error(workspace, str(error.params.get("detail", ""))) from error
        raise


def refuse_share(workspace: Workspace) -> None:
    """Raises DATABASE_ON_SHARE: locks and flushes of a network share don't hold what SQLite rests on."""
    if is_on_network(workspace.folder.resolve()):
        raise QADeskError(ErrorCode.DATABASE_ON_SHARE, folder=str(workspace.folder))


def may_write(file: Path) -> bool:
    """Whether the file can be written, and its folder, where the journal lies beside it."""
    try:
        os.close(os.open(file, os.O_RDWR | getattr(os, "O_BINARY", 0)))
    except OSError:
        return False
    return os.access(file.parent, os.W_OK)


def copy_before_upgrade(engine: Engine, workspace: Workspace) -> Path | None:
    """A copy of a SQLite file as it was, which no later copy replaces; None for an empty database."""
    found = revision_of(engine)
    if found is None:
        return None
    named = workspace.backups_dir / f"before-upgrade-from-{found}.sqlite3"
    target, number = named, 1
    while target.exists():
        number += 1
        target = named.with_stem(f"{named.stem}-{number}")
    copy_database(workspace.database_file, target, verify_snapshot)
    return target


def _opened(engine: Engine, bring_up: Callable[[Engine], None]) -> Engine:
    try:
        if not require_known_schema(engine):
            bring_up(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _bring_up(engine: Engine, workspace: Workspace) -> None:
    copy_before_upgrade(engine, workspace)
    upgrade(engine)


def _refuse_unwritable(engine: Engine) -> None:
    raise QADeskError(ErrorCode.UPGRADE_NEEDS_WRITING, found=revision_of(engine) or "–")


def _refuse_older(engine: Engine) -> None:
    raise QADeskError(ErrorCode.DATABASE_OLDER, found=revision_of(engine) or "–")

"""The workspace folder: `workspace.toml` says where the database and the recordings are, and nothing else."""

import json
import shutil
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.flushing import flush_folder

_FILE = "workspace.toml"
_DATABASE_FILE = "qa_desk.sqlite3"
OWN_RECORDINGS = "recordings"
"""The folder of the sound, in the workspace, unless another is named."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a workspace keeps things; `database_url` is empty for the SQLite file in the folder.

    `recordings` is a folder, where a relative one lies in the workspace, or a URL that fsspec knows.
    """

    folder: Path
    database_url: str = ""
    recordings: str = OWN_RECORDINGS

    @property
    def file(self) -> Path:
        """The file that makes the folder a workspace."""
        return self.folder / _FILE

    @property
    def database_file(self) -> Path:
        """The SQLite file, where that is what the workspace uses."""
        return self.folder / _DATABASE_FILE

    @property
    def server(self) -> str:
        """Where the team's database is, as people are told; empty for a file of one's own. Raises WORKSPACE_BROKEN."""
        if not self.database_url:
            return ""
        try:
            url = make_url(self.database_url)
        except ArgumentError as error:
            detail = f"{_FILE}: database_url"
            raise QADeskError(ErrorCode.WORKSPACE_BROKEN, folder=str(self.folder), detail=detail) from error
        return server_name(url)

    @property
    def backups_dir(self) -> Path:
        """Where the automatic backups of the SQLite file lie, and the copies made before an upgrade."""
        return self.folder / "backups"

    @property
    def engine_url(self) -> str:
        """The URL to open; without a password, which the driver finds where its owner keeps it."""
        return self.database_url or f"sqlite:///{self.database_file}"


def server_name(url: URL) -> str:
    """A server's database, as people are told of it."""
    return f"{url.host or 'localhost'}/{url.database or ''}"


def has_workspace(folder: Path) -> bool:
    """Whether the folder holds a workspace."""
    return (folder / _FILE).is_file()


def read_workspace(folder: Path) -> Workspace:
    """The workspace of a folder. Raises WORKSPACE_MISSING, or WORKSPACE_BROKEN naming what is wrong."""
    path = folder / _FILE
    try:
        with path.open("rb") as stream:
            content = tomllib.load(stream)
    except FileNotFoundError as error:
        raise QADeskError(ErrorCode.WORKSPACE_MISSING, folder=str(folder)) from error
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise QADeskError(ErrorCode.WORKSPACE_BROKEN, folder=str(folder), detail=f"{_FILE}: {error}") from error
    database_url, recordings = content.get("database_url", ""), content.get("recordings", OWN_RECORDINGS)
    if not isinstance(database_url, str) or not isinstance(recordings, str) or not recordings:
        raise QADeskError(
            ErrorCode.WORKSPACE_BROKEN, folder=str(folder), detail=f"{_FILE}: database_url and recordings are texts"
        )
    return Workspace(folder, database_url, recordings)


def write_workspace(workspace: Workspace) -> None:
    """Make the folder and its `workspace.toml`. Raises WORKSPACE_EXISTS; a password in the URL is refused."""
    if has_workspace(workspace.folder):
        raise QADeskError(ErrorCode.WORKSPACE_EXISTS, folder=str(workspace.folder))
    _refuse_password(workspace.database_url)
    try:
        workspace.folder.mkdir(parents=True, exist_ok=True)
        workspace.file.write_text(_content(workspace), encoding="utf-8")
    except OSError as error:
        raise _unwritten(workspace, error) from error


def describe_beside(workspace: Workspace) -> Path:
    """Write what `workspace.toml` is to say, beside it. Raises WORKSPACE_BROKEN where nothing can be written."""
    _refuse_password(workspace.database_url)
    path = workspace.file.with_suffix(".toml.new")
    try:
        path.write_text(_content(workspace), encoding="utf-8")
    except OSError as error:
        raise _unwritten(workspace, error) from error
    return path


def put_in_place(workspace: Workspace, described: Path) -> Path:
    """Let what was described beside hold from now on; returns where the description before is kept."""
    kept = workspace.file.with_name(f"{workspace.file.stem}-before-move{workspace.file.suffix}")
    try:
        shutil.copyfile(workspace.file, kept)
        described.replace(workspace.file)
        flush_folder(workspace.folder)
    except OSError as error:
        raise _unwritten(workspace, error) from error
    return kept


def name_recordings(workspace: Workspace, recordings: str) -> None:
    """Let a workspace look for its recordings in another place; its file is replaced whole or not at all."""
    fresh = workspace.file.with_suffix(".new")
    try:
        fresh.write_text(_content(replace(workspace, recordings=recordings)), encoding="utf-8")
        fresh.replace(workspace.file)
    except OSError as error:
        raise _unwritten(workspace, error) from error


def _unwritten(workspace: Workspace, error: OSError) -> QADeskError:
    return QADeskError(ErrorCode.WORKSPACE_BROKEN, folder=str(workspace.folder), detail=error.strerror or "")


def _content(workspace: Workspace) -> str:
    lines = [f"database_url = {_quoted(workspace.database_url)}"] if workspace.database_url else []
    lines.append(f"recordings = {_quoted(workspace.recordings)}")
    return "\n".join(lines) + "\n"


def _refuse_password(database_url: str) -> None:
    expected = "postgresql+psycopg://USER@HOST/DATABASE without a password (PGPASSFILE or PGPASSWORD holds it)"
    try:
        url = make_url(database_url) if database_url else None
    except ArgumentError as error:
        raise QADeskError(
            ErrorCode.VALUE_INVALID, value=database_url, what="database_url", expected=expected
        ) from error
    if url is not None and url.password is not None:
        shown = url.render_as_string(hide_password=True)
        raise QADeskError(ErrorCode.VALUE_INVALID, value=shown, what="database_url", expected=expected)


def _quoted(text: str) -> str:
    # a JSON string is a valid TOML basic string
    return json.dumps(text, ensure_ascii=False)

"""The last entry of an audit chain as this person's computer saw it last, kept apart from the workspace it is of.

Whoever can cut the chain in the database can't reach what lies here; `check` compares the two.
"""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _
from qa_desk.paths import settings_dir
from qa_desk.store.repositories.audit_log import ChainHead

_FOLDER = "audit-heads"


def kept_head(workspace: Path) -> ChainHead | None:
    """What was kept for the workspace in this folder; None when there is nothing that can be read."""
    try:
        return read_head(_file_of(workspace))
    except QADeskError:
        return None


def keep_head(workspace: Path, head: ChainHead) -> None:
    """Keep it in place of an earlier one. A folder that can't be written to is no error: it is a second look only."""
    path = _file_of(workspace)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".part")
        beside.write_text(head_as_text(head), encoding="utf-8")
        beside.replace(path)
    except OSError:
        return


def read_head(path: Path) -> ChainHead:
    """A head that was written to a file. Raises FILE_MISSING, FILE_UNREADABLE."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return ChainHead(int(content["number"]), str(content["hash"]))
    except FileNotFoundError as error:
        raise QADeskError(ErrorCode.FILE_MISSING, file=path.name) from error
    except OSError as error:
        raise QADeskError(ErrorCode.FILE_UNREADABLE, file=path.name, detail=error.strerror or "") from error
    except (ValueError, KeyError, TypeError) as error:
        detail = _("it holds no head of an audit chain")
        raise QADeskError(ErrorCode.FILE_UNREADABLE, file=path.name, detail=detail) from error


def head_as_text(head: ChainHead) -> str:
    """As a file holds it."""
    return json.dumps(asdict(head)) + "\n"


def _file_of(workspace: Path) -> Path:
    name = hashlib.sha256(str(workspace.resolve()).encode()).hexdigest()[:32]
    return settings_dir() / _FOLDER / f"{name}.json"

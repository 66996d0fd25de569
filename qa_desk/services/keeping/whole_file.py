"""Writing a text file whole or not at all: what was there before stays until all of the new one is on the disk."""

from pathlib import Path
from uuid import uuid4

from qa_desk.domain.errors import ErrorCode, QADeskError


def write_whole(path: Path, text: str) -> None:
    """Write `text` in UTF-8 in place of a file that may be there. Raises FILE_NOT_WRITTEN."""
    beside = path.with_name(f".{path.name}-{uuid4().hex}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise QADeskError(ErrorCode.FILE_NOT_WRITTEN, file=str(path), detail=error.strerror or "") from error
    finally:
        beside.unlink(missing_ok=True)

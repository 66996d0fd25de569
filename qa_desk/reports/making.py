"""From a registered report to a file: the same steps for page and command, so that both hand out the same."""

import errno
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.people import Actor
from qa_desk.reports.base import Report, ReportParams
from qa_desk.reports.document import Document
from qa_desk.reports.render import renderer_for

Sources = TypeVar("Sources")
Data = TypeVar("Data")


def document_of(report: Report[Sources, Data], sources: Sources, actor: Actor, params: ReportParams) -> Document:
    """The report of these parameters in the language in use."""
    return report.compose(report.gather(sources, actor, params))


def write_document(document: Document, path: Path, *, on_written: Callable[[], None]) -> None:
    """Write the document in the format that the file's ending names; the file is there whole or not at all.

    `on_written` is called when all is written and nothing is in place yet; what it raises takes the file away again.

    Raises:
        QADeskError: VALUE_INVALID for an ending without a format, FILE_NOT_WRITTEN, DISK_FULL.
    """
    rendered = renderer_for(path.name)(document)
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(rendered)
            on_written()
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise not_written(error, path.name) from error


def not_written(error: OSError, name: str) -> QADeskError:
    """What a person is told when the disk or the folder refuses a file or folder of this name."""
    if error.errno == errno.ENOSPC:
        return QADeskError(ErrorCode.DISK_FULL)
    return QADeskError(ErrorCode.FILE_NOT_WRITTEN, file=name, detail=error.strerror or "")


def file_name(key: str, first_day: date, last_day: date, extension: str) -> str:
    """What a report's file is called unless somebody says otherwise."""
    return f"{key}_{first_day}_{last_day}.{extension}"

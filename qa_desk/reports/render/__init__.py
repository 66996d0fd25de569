"""A Document in, bytes out: one file a format, listed here by the ending of the file that is written."""

from collections.abc import Callable

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.reports.document import Document
from qa_desk.reports.render import csv, html, json, pdf, xlsx

Renderer = Callable[[Document], bytes]

RENDERERS: tuple[tuple[str, Renderer], ...] = (
    (html.EXTENSION, html.render),
    (pdf.EXTENSION, pdf.render),
    (xlsx.EXTENSION, xlsx.render),
    (csv.EXTENSION, csv.render),
    (json.EXTENSION, json.render),
)


def renderer_for(file_name: str) -> Renderer:
    """The renderer for a file of this name. Raises VALUE_INVALID naming the formats there are."""
    known = dict(RENDERERS)
    extension = file_name.rpartition(".")[2].lower()
    if extension not in known:
        expected = ", ".join(f".{name}" for name in known)
        raise QADeskError(ErrorCode.VALUE_INVALID, value=file_name, what="file name", expected=expected)
    return known[extension]

"""A scores file as rows of text under its header: CSV or the first sheet of a workbook, a row at a time.

Titles that people put above the header are passed over. Formulas are never worked out: the value kept with one counts.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _
from qa_desk.services.bringing_in.csv_table import column_name, raw_rows, trimmed
from qa_desk.services.exchange.words import as_meant
from qa_desk.services.keeping.brought_text import clean_line

WORKBOOKS = (".xlsx", ".xlsm")
_MOST_TITLES = 20
_MOST_COLUMNS = 1000
_SHOWN_LENGTH = 60
_LARGEST_WORKBOOK_BYTES = 1 << 30
_BROKEN_WORKBOOK = (BadZipFile, zlib.error, SyntaxError, OSError, EOFError, KeyError, IndexError, ValueError, TypeError)
"""What openpyxl raises on a broken workbook, depending on where it is broken (a ParseError is a SyntaxError)."""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One row; `cells` are as many as there are columns, and `error` says what is wrong with the row as a whole."""

    number: int
    cells: Sequence[str]
    error: QADeskError | None = None


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """A table that is being read: `labels` are its columns as written, `columns` as `column_name` writes them."""

    file: str
    labels: tuple[str, ...]
    columns: tuple[str, ...]
    rows: Iterator[ScoreRow]


def open_score_table(path: Path) -> ScoreTable:
    """Read the header of a file; its rows are read as they are asked for.

    Raises:
        QADeskError: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, CSV_NOT_TEXT, CSV_COLUMN_TWICE, WORKBOOK_BROKEN,
            WORKBOOK_TOO_LARGE, VALUE_INVALID for more columns than anybody's form has.
    """
    is_workbook = path.suffix.lower() in WORKBOOKS
    rows = _workbook_rows(path) if is_workbook else raw_rows(path)
    above: list[tuple[int, list[str] | str]] = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        above.append((number, cells))
        if sum(bool(cell.strip()) for cell in cells) > 1 and not isinstance(cells, str):
            break
        if len(above) > _MOST_TITLES:
            break
    if not above:
        raise QADeskError(ErrorCode.FILE_EMPTY, file=path.name)
    *_titles, (_number, header) = above
    labels = tuple(clean_line(cell) for cell in trimmed([header] if isinstance(header, str) else header, 0))
    columns = _columns(path.name, labels)
    return ScoreTable(path.name, labels, columns, _rows(path.name, rows, len(columns), pads=is_workbook))


def _columns(file: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    if len(labels) > _MOST_COLUMNS:
        expected = _("at most {n} columns").format(n=_MOST_COLUMNS)
        raise QADeskError(ErrorCode.VALUE_INVALID, value=file, what=_("table"), expected=expected)
    columns = tuple(column_name(label) or f"column_{at}" for at, label in enumerate(labels, start=1))
    for at, column in enumerate(columns):
        if column in columns[:at]:
            raise QADeskError(ErrorCode.CSV_COLUMN_TWICE, file=file, column=labels[at] or column)
    return columns


def _rows(file: str, rows: Iterator[tuple[int, list[str] | str]], width: int, *, pads: bool) -> Iterator[ScoreRow]:
    nothing = [""] * width
    for number, cells in rows:
        if isinstance(cells, str):
            place: dict[str, object] = {"file": file, "row": number, "column": "1"}
            expected = _("a row whose quotation marks are closed")
            value = clean_line(cells, _SHOWN_LENGTH)
            yield ScoreRow(
                number, nothing, QADeskError(ErrorCode.CSV_BAD_VALUE, value=value, expected=expected, **place)
            )
            continue
        if not any(cell.strip() for cell in cells):
            continue
        fitting = trimmed(cells, width)
        error = None
        if len(fitting) > width or (len(fitting) < width and not pads):
            counts = {"found": len(cells), "expected": width}
            error = QADeskError(ErrorCode.CSV_ROW_WIDTH, file=file, row=number, **counts)
        meant = list(fitting) if pads else [as_meant(cell) for cell in fitting]
        yield ScoreRow(number, (meant + nothing)[:width], error)


def _workbook_rows(path: Path) -> Iterator[tuple[int, list[str] | str]]:
    # Loaded here: it costs 0.3 s, which neither the window's start nor a text file can wait for.
    from openpyxl import load_workbook

    _require_workbook(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            for number, values in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
                yield number, [_cell_text(value) for value in values]
        finally:
            book.close()
    except _BROKEN_WORKBOOK:
        raise QADeskError(ErrorCode.WORKBOOK_BROKEN, file=path.name) from None


def _require_workbook(path: Path) -> None:
    """Raises for what is no workbook, or would unfold to more than a computer holds."""
    try:
        with ZipFile(path) as archive:
            unfolded = sum(entry.file_size for entry in archive.infolist())
    except FileNotFoundError:
        raise QADeskError(ErrorCode.FILE_MISSING, file=str(path)) from None
    except (IsADirectoryError, PermissionError) as error:
        raise QADeskError(ErrorCode.FILE_UNREADABLE, file=path.name, detail=error.strerror or "") from None
    except _BROKEN_WORKBOOK:
        raise QADeskError(ErrorCode.WORKBOOK_BROKEN, file=path.name) from None
    if unfolded > _LARGEST_WORKBOOK_BYTES:
        raise QADeskError(ErrorCode.WORKBOOK_TOO_LARGE, file=path.name, limit="1 GiB")


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)

"""A scores file as rows of text under its header: CSV or one sheet of a workbook, a row at a time.

Titles that people put above the header are passed over. Formulas are never worked out: the value kept with one counts.
"""

import zlib
from collections.abc import Generator, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _
from qa_desk.services.bringing_in.csv_table import column_name, raw_rows, trimmed
from qa_desk.services.exchange.words import as_meant
from qa_desk.services.keeping.brought_text import clean_line

if TYPE_CHECKING:
    from openpyxl import Workbook

WORKBOOKS = (".xlsx", ".xlsm")
_MOST_TITLES = 20
_ENOUGH_NAMES = 2
_FULL_SHARE = 0.6
_MOST_EXAMPLES = 4
_MOST_COLUMNS = 1000
_MOST_SHEETS = 60
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
    """A table that is being read.

    Args:
        labels: its columns as written, a second one of the same name numbered; `columns` are keys made of them.
        names: the labels as `column_name` writes them, twice where one stands twice.
        examples: of each column the first different values.
        unread_sheets: the names of a workbook's other sheets that hold something.
    """

    file: str
    labels: tuple[str, ...]
    columns: tuple[str, ...]
    names: tuple[str, ...]
    examples: tuple[tuple[str, ...], ...]
    rows: Iterator[ScoreRow]
    unread_sheets: tuple[str, ...] = ()


def open_score_table(path: Path, known_names: Set[str]) -> ScoreTable:
    """Read the header of a file; its rows are read as they are asked for.

    Args:
        known_names: what columns are called, by which the header is told from the titles above it.

    Raises:
        QADeskError: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, CSV_NOT_TEXT, CSV_NO_HEADER, WORKBOOK_BROKEN,
            WORKBOOK_TOO_LARGE, VALUE_INVALID for more columns than anybody's form has.
    """
    is_workbook = path.suffix.lower() in WORKBOOKS
    unread: tuple[str, ...] = ()
    if is_workbook:
        chosen, unread = _choose_sheet(path, known_names)
        filled = _filled(_workbook_rows(path, chosen))
    else:
        filled = _filled(raw_rows(path))
    first = list(islice(filled, _MOST_TITLES))
    if not first:
        raise QADeskError(ErrorCode.FILE_EMPTY, file=path.name)
    at = _header_at(path.name, [_names(cells) for _number, cells in first], known_names)
    labels = tuple(clean_line(cell) for cell in trimmed(_as_cells(first[at][1]), 0))
    if len(labels) > _MOST_COLUMNS:
        expected = _("at most {n} columns").format(n=_MOST_COLUMNS)
        raise QADeskError(ErrorCode.VALUE_INVALID, value=path.name, what=_("table"), expected=expected)
    below = first[at + 1 :]
    shown, columns = _told_apart(labels)
    return ScoreTable(
        path.name,
        shown,
        columns,
        tuple(column_name(label) for label in labels),
        _examples([_as_cells(cells) for _number, cells in below], len(labels)),
        _rows(path.name, chain(below, filled), len(labels), pads=is_workbook),
        unread,
    )


def _filled(rows: Iterator[tuple[int, list[str] | str]]) -> Iterator[tuple[int, list[str] | str]]:
    return (row for row in rows if any(cell.strip() for cell in row[1]))


def _choose_sheet(path: Path, known_names: Set[str]) -> tuple[int, tuple[str, ...]]:
    """The sheet with the most column names we know, the first that holds anything otherwise, and the others' names."""
    sheets: dict[int, tuple[str, int]] = {}
    for at, name in enumerate(_sheet_names(path)):
        rows = [_names(cells) for _number, cells in islice(_filled(_workbook_rows(path, at)), _MOST_TITLES)]
        if rows:
            sheets[at] = name, max(len(known_names & set(names)) for names in rows)
    if not sheets:
        raise QADeskError(ErrorCode.FILE_EMPTY, file=path.name)
    chosen = max(sheets, key=lambda at: sheets[at][1])
    return chosen, tuple(name for at, (name, _n_known) in sheets.items() if at != chosen)


def _as_cells(row: list[str] | str) -> list[str]:
    return [row] if isinstance(row, str) else row


def _names(row: list[str] | str) -> list[str]:
    return [name for cell in _as_cells(row) if (name := column_name(cell))]


def _header_at(file: str, rows: Sequence[Sequence[str]], known_names: Set[str]) -> int:
    """Which of the first rows names the columns: the one with the most names we know, else the first full one."""
    n_known = [len(known_names & set(names)) for names in rows]
    if max(n_known) >= _ENOUGH_NAMES:
        return n_known.index(max(n_known))
    fullest = max(len(names) for names in rows)
    at = next(at for at, names in enumerate(rows) if len(names) >= _FULL_SHARE * fullest)
    if not n_known[at] and sum(name[:1].isdigit() for name in rows[at]) > 1:
        raise QADeskError(ErrorCode.CSV_NO_HEADER, file=file)
    return at


def _told_apart(labels: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Labels and keys of which no two are the same: a second column of one name is numbered."""
    shown: list[str] = []
    columns: list[str] = []
    for at, label in enumerate(labels, start=1):
        name = column_name(label) or f"column_{at}"
        key, n = name, 1
        while key in columns:
            n += 1
            key = f"{name}_{n}"
        columns.append(key)
        shown.append(label if n == 1 else f"{label} ({n})")
    return tuple(shown), tuple(columns)


def _examples(rows: Sequence[Sequence[str]], width: int) -> tuple[tuple[str, ...], ...]:
    found: list[tuple[str, ...]] = []
    for at in range(width):
        values = (clean_line(row[at], _SHOWN_LENGTH) for row in rows if at < len(row))
        found.append(tuple(dict.fromkeys(value for value in values if value))[:_MOST_EXAMPLES])
    return tuple(found)


def _rows(file: str, rows: Iterable[tuple[int, list[str] | str]], width: int, *, pads: bool) -> Iterator[ScoreRow]:
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
        fitting = trimmed(cells, width)
        error = None
        if len(fitting) > width or (len(fitting) < width and not pads):
            counts = {"found": len(cells), "expected": width}
            error = QADeskError(ErrorCode.CSV_ROW_WIDTH, file=file, row=number, **counts)
        meant = list(fitting) if pads else [as_meant(cell) for cell in fitting]
        yield ScoreRow(number, (meant + nothing)[:width], error)


def _sheet_names(path: Path) -> tuple[str, ...]:
    _require_workbook(path)
    with _opened(path) as book:
        return tuple(sheet.title for sheet in book.worksheets[:_MOST_SHEETS])


def _workbook_rows(path: Path, sheet: int) -> Iterator[tuple[int, list[str] | str]]:
    with _opened(path) as book:
        # What a sheet says of its own size is often wrong: exports say one cell, a stray format says all of them.
        book.worksheets[sheet].reset_dimensions()
        for number, values in enumerate(book.worksheets[sheet].iter_rows(values_only=True), start=1):
            yield number, [_cell_text(value) for value in values]


@contextmanager
def _opened(path: Path) -> Generator["Workbook"]:
    # Loaded here: it costs 0.3 s, which neither the window's start nor a text file can wait for.
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            yield book
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

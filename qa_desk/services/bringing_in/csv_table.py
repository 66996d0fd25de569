"""Reading a table that people bring as CSV: UTF-8 with or without BOM; comma, semicolon or tab; any order of columns.

Nothing is lost silently: a row that can't be read is refused by name, the rows after it are still read.
"""

import csv
import errno
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _
from qa_desk.services.keeping.brought_text import NAME_LENGTH, clean_line, clean_text

_DELIMITERS = (",", ";", "\t")
_LONGEST_RECORD_LINES = 60
_SHOWN_LENGTH = 60


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row; `number` counts as a spreadsheet does, the header being row 1. `cells` has every column, "" if empty."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A table as it was read: columns in their order, rows, and the errors of the rows that were left out."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[CsvRow, ...]
    refused: tuple[QADeskError, ...]


def read_csv(path: Path, *, required: Sequence[str] = ()) -> CsvTable:
    """The table in a file.

    Args:
        path: a CSV file; the separator is found by its header.
        required: columns it must have; a column name is read without regard to case, spaces and hyphens.

    Raises:
        QADeskError: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, CSV_NOT_TEXT, CSV_NO_HEADER, CSV_COLUMN_TWICE,
            CSV_COLUMN_MISSING: the file as a whole is refused.
    """
    # Unlike str.splitlines, this breaks at line ends only, not at the rarer separators that a cell may hold.
    lines = list(io.StringIO(_text_of(path), newline=""))
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise QADeskError(ErrorCode.FILE_EMPTY, file=path.name)
    delimiter = max(_DELIMITERS, key=first.count)
    columns: tuple[str, ...] = ()
    rows: list[CsvRow] = []
    refused: list[QADeskError] = []
    for number, cells in _records(lines, delimiter):
        if isinstance(cells, str):
            refused.append(_unclosed(path.name, number, cells, columns))
        elif not any(cell.strip() for cell in cells):
            continue
        elif not columns:
            columns = _header(path.name, cells, required)
        elif len(_trimmed(cells, len(columns))) != len(columns):
            counts = {"found": len(cells), "expected": len(columns)}
            refused.append(QADeskError(ErrorCode.CSV_ROW_WIDTH, file=path.name, row=number, **counts))
        else:
            rows.append(CsvRow(number, dict(zip(columns, map(clean_text, cells), strict=False))))
    return CsvTable(path.name, columns, tuple(rows), tuple(refused))


def bad_value(table: CsvTable, row: CsvRow, column: str, expected: str) -> QADeskError:
    """The error for a cell that says something else than was expected there."""
    value = clean_line(row.cells.get(column, ""), _SHOWN_LENGTH)
    place: dict[str, object] = {"file": table.file, "row": row.number, "column": column}
    return QADeskError(ErrorCode.CSV_BAD_VALUE, value=value, expected=expected, **place)


def _text_of(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise QADeskError(ErrorCode.FILE_MISSING, file=str(path)) from None
    except OSError as error:
        # IsADirectoryError and PermissionError alike: the system's own words say which.
        detail = error.strerror or errno.errorcode.get(error.errno or 0, "")
        raise QADeskError(ErrorCode.FILE_UNREADABLE, file=path.name, detail=detail) from None
    if not data:
        raise QADeskError(ErrorCode.FILE_EMPTY, file=path.name)
    if b"\0" in data:
        raise QADeskError(ErrorCode.CSV_NOT_TEXT, file=path.name, byte=data.index(b"\0") + 1)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QADeskError(ErrorCode.CSV_NOT_TEXT, file=path.name, byte=error.start + 1) from None


def _records(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Each record with its number; a line whose quotation mark is never closed comes as the line itself."""
    number = at = 0
    while at < len(lines):
        number += 1
        end = _end_of_record(lines, at)
        try:
            cells = _parse("".join(lines[at:end]), delimiter) if end else None
        except csv.Error:
            cells = None
        yield number, lines[at] if cells is None else cells
        at = at + 1 if end is None or cells is None else end


def _end_of_record(lines: Sequence[str], start: int) -> int | None:
    is_open = False
    for at in range(start, min(len(lines), start + _LONGEST_RECORD_LINES)):
        is_open ^= lines[at].count('"') % 2 == 1
        if not is_open:
            return at + 1
    return None


def _parse(record: str, delimiter: str) -> list[str]:
    if len(record) > csv.field_size_limit():
        record = record[: csv.field_size_limit()]
    return next(csv.reader([record], delimiter=delimiter), list[str]())


def _header(file: str, cells: Sequence[str], required: Sequence[str]) -> tuple[str, ...]:
    columns = tuple(_column_name(cell) or f"column_{at}" for at, cell in enumerate(_trimmed(cells, 0), start=1))
    for at, column in enumerate(columns):
        if column in columns[:at]:
            raise QADeskError(ErrorCode.CSV_COLUMN_TWICE, file=file, column=column)
    for column in required:
        if column not in columns:
            code = ErrorCode.CSV_NO_HEADER if _is_data(columns, required) else ErrorCode.CSV_COLUMN_MISSING
            raise QADeskError(code, file=file, column=column)
    return columns


def _is_data(columns: Sequence[str], required: Sequence[str]) -> bool:
    """Whether the first row looks like values: it names no column that is needed, and has numbers in it."""
    return not set(columns) & set(required) and any(column[:1].isdigit() for column in columns)


def _column_name(cell: str) -> str:
    return "_".join(clean_line(cell, NAME_LENGTH).lower().replace("-", " ").split())


def _trimmed(cells: Sequence[str], width: int) -> Sequence[str]:
    """The cells without the empty ones that a spreadsheet leaves behind the last column."""
    end = len(cells)
    while end > width and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _unclosed(file: str, number: int, line: str, columns: Sequence[str]) -> QADeskError:
    place: dict[str, object] = {"file": file, "row": number, "column": columns[0] if columns else "1"}
    expected = _("a row whose quotation marks are closed")
    return QADeskError(ErrorCode.CSV_BAD_VALUE, value=clean_line(line, _SHOWN_LENGTH), expected=expected, **place)

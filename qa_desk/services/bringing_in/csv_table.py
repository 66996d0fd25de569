"""Reading a table that people bring as CSV: UTF-8 with or without BOM; comma, semicolon or tab; any order of columns.

Nothing is lost silently: a row that can't be read is refused by name, the rows after it are still read.
"""

import codecs
import csv
import errno
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.i18n import _
from qa_desk.services.keeping.brought_text import NAME_LENGTH, clean_line, clean_text

_DELIMITERS = (",", ";", "\t")
_QUOTED = re.compile(r'"[^"]*"')
_LOOKED_AT_LINES = 40
_LONGEST_RECORD_LINES = 60
_SHOWN_LENGTH = 60
_PIECE_BYTES = 1 << 20


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
        path: a CSV file; the separator is found by its first lines.
        required: columns it must have; a column name is read without regard to case, spaces and hyphens.

    Raises:
        QADeskError: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, CSV_NOT_TEXT, CSV_NO_HEADER, CSV_COLUMN_TWICE,
            CSV_COLUMN_MISSING: the file as a whole is refused.
    """
    columns: tuple[str, ...] = ()
    rows: list[CsvRow] = []
    refused: list[QADeskError] = []
    for number, cells in raw_rows(path):
        if isinstance(cells, str):
            refused.append(_unclosed(path.name, number, cells, columns))
        elif not any(cell.strip() for cell in cells):
            continue
        elif not columns:
            columns = _header(path.name, cells, required)
        elif len(trimmed(cells, len(columns))) != len(columns):
            counts = {"found": len(cells), "expected": len(columns)}
            refused.append(QADeskError(ErrorCode.CSV_ROW_WIDTH, file=path.name, row=number, **counts))
        else:
            rows.append(CsvRow(number, dict(zip(columns, map(clean_text, cells), strict=False))))
    return CsvTable(path.name, columns, tuple(rows), tuple(refused))


def raw_rows(path: Path) -> Iterator[tuple[int, list[str] | str]]:
    """Each row of the file with its number, cells as they stand, read a line at a time however long the file is.

    A line whose quotation mark is never closed comes as the line itself.

    Raises:
        QADeskError: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, CSV_NOT_TEXT, before the first row.
    """
    _require_text(path)
    # newline="" breaks at line ends only, not at the rarer separators that a cell may hold.
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = list(islice((line for line in file if line.strip()), _LOOKED_AT_LINES))
        if not first:
            raise QADeskError(ErrorCode.FILE_EMPTY, file=path.name)
        file.seek(0)
        yield from _records(file, _delimiter("".join(first)))


def bad_value(table: CsvTable, row: CsvRow, column: str, expected: str) -> QADeskError:
    """The error for a cell that says something else than was expected there."""
    value = clean_line(row.cells.get(column, ""), _SHOWN_LENGTH)
    place: dict[str, object] = {"file": table.file, "row": row.number, "column": column}
    return QADeskError(ErrorCode.CSV_BAD_VALUE, value=value, expected=expected, **place)


def _require_text(path: Path) -> None:
    """Raises what is wrong with the file as a whole, with the byte at which it stops being text."""
    decoder, n_read = codecs.getincrementaldecoder("utf-8")(), 0
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                n_waiting = len(decoder.getstate()[0])
                if b"\0" in piece:
                    raise QADeskError(ErrorCode.CSV_NOT_TEXT, file=path.name, byte=n_read + piece.index(b"\0") + 1)
                try:
                    decoder.decode(piece)
                except UnicodeDecodeError as error:
                    at = n_read - n_waiting + error.start + 1
                    raise QADeskError(ErrorCode.CSV_NOT_TEXT, file=path.name, byte=at) from None
                n_read += len(piece)
    except FileNotFoundError:
        raise QADeskError(ErrorCode.FILE_MISSING, file=str(path)) from None
    except OSError as error:
        # IsADirectoryError and PermissionError alike: the system's own words say which.
        detail = error.strerror or errno.errorcode.get(error.errno or 0, "")
        raise QADeskError(ErrorCode.FILE_UNREADABLE, file=path.name, detail=detail) from None
    if n_read == 0:
        raise QADeskError(ErrorCode.FILE_EMPTY, file=path.name)
    if decoder.getstate()[0]:
        raise QADeskError(ErrorCode.CSV_NOT_TEXT, file=path.name, byte=n_read)


def _delimiter(text: str) -> str:
    """What parts the cells: the sign that the most lines hold equally often; a title above the header may hold none."""
    lines = _QUOTED.sub("", text).splitlines()
    return max(_DELIMITERS, key=lambda sign: _evenness(line.count(sign) for line in lines))


def _evenness(counts: Iterable[int]) -> tuple[int, int]:
    common = Counter(count for count in counts if count)
    return max(((n_lines, count) for count, n_lines in common.items()), default=(0, 0))


def _records(file: TextIO, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Each record with its number; a line whose quotation mark is never closed comes as the line itself."""
    lines, waiting, number = iter(file), deque[str](), 0
    while waiting or _read_on(lines, waiting):
        number += 1
        n_lines = _length_of_record(lines, waiting)
        try:
            cells = _parse("".join(waiting[at] for at in range(n_lines)), delimiter) if n_lines else None
        except csv.Error:
            cells = None
        if cells is None:
            yield number, waiting.popleft()
            continue
        for _line in range(n_lines):
            waiting.popleft()
        yield number, cells


def _read_on(lines: Iterator[str], waiting: deque[str]) -> bool:
    line = next(lines, None)
    if line is not None:
        waiting.append(line)
    return line is not None


def _length_of_record(lines: Iterator[str], waiting: deque[str]) -> int:
    """How many lines the next record takes; 0 when its quotation mark is not closed soon enough."""
    is_open = False
    for at in range(_LONGEST_RECORD_LINES):
        if at >= len(waiting) and not _read_on(lines, waiting):
            return 0
        is_open ^= waiting[at].count('"') % 2 == 1
        if not is_open:
            return at + 1
    return 0


def _parse(record: str, delimiter: str) -> list[str]:
    if len(record) > csv.field_size_limit():
        record = record[: csv.field_size_limit()]
    return next(csv.reader([record], delimiter=delimiter), list[str]())


def _header(file: str, cells: Sequence[str], required: Sequence[str]) -> tuple[str, ...]:
    columns = tuple(column_name(cell) or f"column_{at}" for at, cell in enumerate(trimmed(cells, 0), start=1))
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


def column_name(cell: str) -> str:
    """A header without regard to case, spaces and hyphens."""
    return "_".join(clean_line(cell, NAME_LENGTH).lower().replace("-", " ").split())


def trimmed(cells: Sequence[str], width: int) -> Sequence[str]:
    """The cells without the empty ones that a spreadsheet leaves behind the last column."""
    end = len(cells)
    while end > width and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _unclosed(file: str, number: int, line: str, columns: Sequence[str]) -> QADeskError:
    place: dict[str, object] = {"file": file, "row": number, "column": columns[0] if columns else "1"}
    expected = _("a row whose quotation marks are closed")
    return QADeskError(ErrorCode.CSV_BAD_VALUE, value=clean_line(line, _SHOWN_LENGTH), expected=expected, **place)

"""The rows of a table that people keep ratings in, CSV or XLSX, as cells of text; what is no table is refused.

Used by the reader of ratings files and by that of weights. Rows come one by one: a large file never stands in memory
as lists.
"""

import codecs
import csv
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from qa_desk.agreement.errors import RatingsError, RatingsProblem
from qa_desk.agreement.table import number_label

_BROKEN_WORKBOOK = (BadZipFile, zlib.error, SyntaxError, OSError, EOFError, KeyError, IndexError, ValueError, TypeError)
"""What openpyxl raises on a broken workbook, depending on where it is broken (a ParseError is a SyntaxError)."""
LARGEST_WORKBOOK_BYTES = 1 << 30
"""Of all parts of a workbook unfolded."""
_BYTES_AT_ONCE = 1 << 20
_HEAD_BYTES = 1 << 16


def read_content(path: Path) -> bytes:
    """The bytes of a file. Raises FILE_MISSING, FILE_EMPTY."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise RatingsError(RatingsProblem.FILE_MISSING, file=str(path)) from error
    except OSError as error:
        raise RatingsError(RatingsProblem.FILE_MISSING, file=str(path), detail=error.strerror or "") from error
    if not content.strip():
        raise RatingsError(RatingsProblem.FILE_EMPTY, file=str(path))
    return content


def text_table(name: str, content: bytes) -> tuple[bytes, str]:
    """The same table in UTF-8, and what separates its cells.

    Args:
        name: of the file, for messages.
        content: UTF-8 with or without a mark, or UTF-16 with one.

    Raises:
        RatingsError: NOT_TEXT with the place.
    """
    if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        try:
            content = content.decode("utf-16").encode("utf-8")
        except UnicodeError as error:
            raise RatingsError(RatingsProblem.NOT_TEXT, file=name, byte=0) from error
    if b"\0" in content:
        raise RatingsError(RatingsProblem.NOT_TEXT, file=name, byte=content.index(b"\0"))
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(content)
    for start in range(0, len(content), _BYTES_AT_ONCE):
        try:
            decoder.decode(view[start : start + _BYTES_AT_ONCE], start + _BYTES_AT_ONCE >= len(content))
        except UnicodeDecodeError as error:
            raise RatingsError(RatingsProblem.NOT_TEXT, file=name, byte=start + error.start) from error
    return content, delimiter_of(content[:_HEAD_BYTES].decode("utf-8-sig", errors="ignore"))


def delimiter_of(text: str) -> str:
    """The separator that the header line holds most often, outside quotation marks."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(header.split('"')[::2])
    return max((",", ";", "\t"), key=outside.count)


def text_rows(name: str, content: bytes, delimiter: str) -> Iterator[list[str]]:
    """Rows of a text table in UTF-8, the first being row 1; blank lines are empty rows. Raises NOT_TEXT."""
    lines = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
    row = 0
    try:
        for cells in csv.reader(lines, delimiter=delimiter):
            row += 1
            yield cells
    except csv.Error as error:
        raise RatingsError(RatingsProblem.NOT_TEXT, file=name, row=row + 1, detail=str(error)) from error


def workbook_rows(path: Path, content: bytes) -> Iterator[list[str]]:
    """Rows of the first sheet of a workbook. Raises NO_WORKBOOK_READER, NOT_A_WORKBOOK, WORKBOOK_TOO_LARGE."""
    try:
        # Loaded here: it costs 0.3 s that text files must not pay.
        from openpyxl import load_workbook
    except ImportError as error:
        raise RatingsError(RatingsProblem.NO_WORKBOOK_READER, file=str(path)) from error
    _require_bearable(path, content)
    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        # What a sheet says of its own size is often wrong: exports say one cell, a stray format says all of them.
        sheet.reset_dimensions()
        width = 0
        for row, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = [_cell_text(value) for value in values]
            width = max(width, len(cells)) if row == 1 else width
            yield cells + [""] * (width - len(cells))
    except _BROKEN_WORKBOOK as error:
        raise RatingsError(RatingsProblem.NOT_A_WORKBOOK, file=str(path)) from error


def _require_bearable(path: Path, content: bytes) -> None:
    """Raises for what would unfold to more than a computer holds: a few kilobytes can be made to."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            unfolded = sum(entry.file_size for entry in archive.infolist())
    except _BROKEN_WORKBOOK as error:
        raise RatingsError(RatingsProblem.NOT_A_WORKBOOK, file=str(path)) from error
    if unfolded > LARGEST_WORKBOOK_BYTES:
        raise RatingsError(RatingsProblem.WORKBOOK_TOO_LARGE, file=str(path), limit="1 GiB")


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return number_label(value)
    return str(value).strip()

"""Ratings files as people have them: CSV or XLSX, long or wide, read into one list of ratings.

Whatever is wrong is refused with the file, the row (as the spreadsheet counts, the header is row 1) and the column.
"""

import csv
import gc
import io
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice, repeat
from operator import ne
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

from qa_desk.agreement.errors import RatingsError, RatingsProblem
from qa_desk.agreement.table import number_label

ITEM, RATER, TRIAL, RATING, CLUSTER = "item", "rater", "trial", "rating", "cluster"
_ROWS_AT_ONCE = 20_000
_Rows = Iterator[tuple[int, list[str]]]
_BROKEN_WORKBOOK = (BadZipFile, zlib.error, SyntaxError, OSError, EOFError, KeyError, IndexError, ValueError, TypeError)
"""What openpyxl raises on a broken workbook, depending on where it is broken (a ParseError is a SyntaxError)."""


class Rating(NamedTuple):
    """One rating as it stands in the file: `row` and `column` say where. A named tuple: files hold millions of them."""

    item: str
    rater: str
    trial: int
    rating: str
    row: int
    column: str


@dataclass(frozen=True, slots=True)
class RatingsFile:
    """What a file holds.

    Args:
        name: of the file, for messages.
        ratings: in the order of the file; empty cells are left out.
        raters: in the order of the columns (wide) or of first appearance (long).
        clusters: the call of each item, or None where the file has no such column.
        has_decimal_comma: whether 3,5 may mean 3.5: cells are separated by semicolons.
    """

    name: str
    ratings: tuple[Rating, ...]
    raters: tuple[str, ...]
    clusters: dict[str, str] | None
    has_decimal_comma: bool = False


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Rows of trimmed text with their numbers, under a header."""

    name: str
    header: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]

    def places(self) -> dict[str, int]:
        """Column numbers of the known names, whatever their case."""
        known = (ITEM, RATER, TRIAL, RATING, CLUSTER)
        return {name.casefold(): place for place, name in enumerate(self.header) if name.casefold() in known}


def read_ratings_file(path: Path) -> RatingsFile:
    """Read a ratings file; its header says whether it is long or wide.

    Args:
        path: a .xlsx workbook (first sheet) or a text table in UTF-8 (or UTF-16 with a mark), cells separated by
            commas, semicolons or tabs.

    Returns:
        The ratings. Long files have `item`, `rater`, `rating` and perhaps `trial` and `cluster`; in wide ones the first
        column is the item and every other column a rater (but for `trial` and `cluster`).

    Raises:
        RatingsError: with file, row and column.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise RatingsError(RatingsProblem.FILE_MISSING, file=str(path)) from error
    except OSError as error:
        raise RatingsError(RatingsProblem.FILE_MISSING, file=str(path), detail=error.strerror or "") from error
    if not content.strip():
        raise RatingsError(RatingsProblem.FILE_EMPTY, file=str(path))
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return _read(str(path), lambda: _workbook_rows(path, content), has_decimal_comma=False)
    text = decode_table(str(path), content)
    delimiter = delimiter_of(text)
    with _collector_at_rest():
        return _read(str(path), lambda: _text_rows(str(path), text, delimiter), has_decimal_comma=delimiter == ";")


@contextmanager
def _collector_at_rest() -> Generator[None]:
    """Half of the time would go into looking for garbage among a million ratings that are all kept."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _read(name: str, read_rows: Callable[[], _Rows], *, has_decimal_comma: bool) -> RatingsFile:
    rows = read_rows()
    header = next((cells for _, cells in rows if any(cells)), None)
    if header is None:
        raise RatingsError(RatingsProblem.NO_HEADER, file=name)
    while header and not header[-1]:
        header.pop()
    for place, column in enumerate(header):
        if column in header[:place]:
            raise RatingsError(RatingsProblem.COLUMN_TWICE, file=name, column=column)
    sheet = _Sheet(name, tuple(header), rows)
    places = sheet.places()
    is_long = RATER in places or RATING in places
    if is_long and (whole := _long_at_once(sheet, places)) is not None:
        return replace(whole, has_decimal_comma=has_decimal_comma)
    if is_long:
        rows = read_rows()
        next(cells for _, cells in rows if any(cells))
    sheet = replace(sheet, rows=_fitting(name, len(header), rows))
    collected = _Collected(name)
    (_collect_long if is_long else _collect_wide)(sheet, places, collected)
    if not collected.ratings:
        raise RatingsError(RatingsProblem.NO_RATINGS, file=name)
    clusters = collected.clusters if CLUSTER in places else None
    raters = tuple(rater for rater in collected.raters if rater in collected.active)
    return RatingsFile(name, tuple(collected.ratings), raters, clusters, has_decimal_comma)


class _Collected:
    """Ratings so far, refusing what contradicts them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.ratings: list[Rating] = []
        self.raters: dict[str, None] = {}
        self.active: set[str] = set()
        self.clusters: dict[str, str] = {}
        self._rows: dict[tuple[str, str, int], int] = {}

    def add(self, rating: Rating) -> None:
        key = rating.item, rating.rater, rating.trial
        first = self._rows.setdefault(key, rating.row)
        if len(self._rows) == len(self.ratings):
            raise RatingsError(
                RatingsProblem.RATED_TWICE,
                file=self.name,
                row=rating.row,
                column=rating.column,
                first_row=first,
                item=rating.item,
                rater=rating.rater,
                trial=rating.trial,
            )
        self.raters.setdefault(rating.rater)
        self.active.add(rating.rater)
        self.ratings.append(rating)

    def put_in_cluster(self, item: str, cluster: str, row: int) -> None:
        if not cluster:
            raise RatingsError(RatingsProblem.CLUSTER_MISSING, file=self.name, row=row, column=CLUSTER, item=item)
        if self.clusters.setdefault(item, cluster) != cluster:
            known = self.clusters[item]
            raise RatingsError(
                RatingsProblem.TWO_CLUSTERS,
                file=self.name,
                row=row,
                column=CLUSTER,
                item=item,
                value=cluster,
                known=known,
            )


def _collect_long(sheet: _Sheet, places: dict[str, int], collected: _Collected) -> None:
    for needed in (ITEM, RATER, RATING):
        if needed not in places:
            raise RatingsError(RatingsProblem.COLUMN_MISSING, file=sheet.name, row=1, column=needed)
    for row, cells in sheet.rows:
        item, rater, rating = (cells[places[name]] for name in (ITEM, RATER, RATING))
        if not rating:
            continue
        if not item:
            raise RatingsError(RatingsProblem.ITEM_MISSING, file=sheet.name, row=row, column=ITEM)
        if not rater:
            raise RatingsError(RatingsProblem.RATER_MISSING, file=sheet.name, row=row, column=RATER)
        trial = _trial(sheet.name, row, cells[places[TRIAL]]) if TRIAL in places else 1
        collected.add(Rating(item, rater, trial, rating, row, sheet.header[places[RATING]]))
        if CLUSTER in places:
            collected.put_in_cluster(item, cells[places[CLUSTER]], row)


def _long_at_once(sheet: _Sheet, places: dict[str, int]) -> RatingsFile | None:
    """A faultless long sheet, column by column and so faster; None where `_collect_long` has to find the fault.

    Blank rows and rows without a rating may be among them; anything else out of the ordinary goes the other way.
    """
    if not {ITEM, RATER, RATING} <= places.keys():
        return None
    read = _columns(sheet, places)
    if read is None or not read[1]:
        return None
    columns, rows = read
    items, raters, ratings = columns[ITEM], columns[RATER], columns[RATING]
    trials = _whole_trials(columns[TRIAL]) if TRIAL in places else [1] * len(ratings)
    if trials is None or "" in raters or "" in items:
        return None
    if len(set(zip(items, raters, trials, strict=True))) < len(ratings):
        return None
    clusters: dict[str, str] | None = None
    if CLUSTER in places:
        of_row = columns[CLUSTER]
        clusters = dict(zip(items, of_row, strict=True))
        if "" in of_row or any(map(ne, map(clusters.__getitem__, items), of_row)):
            return None
    column = sheet.header[places[RATING]]
    found = tuple(map(Rating, items, raters, trials, ratings, rows, repeat(column)))
    return RatingsFile(sheet.name, found, tuple(dict.fromkeys(raters)), clusters)


def _columns(sheet: _Sheet, places: dict[str, int]) -> tuple[dict[str, list[str]], list[int]] | None:
    """The known columns over the rows with a rating, and these rows' numbers; None where a row does not fit the header.

    Read in parts, so that no more than a few thousand rows stand in memory as lists.
    """
    width, pools = len(sheet.header), {name: dict[str, str]() for name in places}
    columns: dict[str, list[str]] = {name: [] for name in places}
    rows: list[int] = []
    while part := list(islice(sheet.rows, _ROWS_AT_ONCE)):
        whole = [(row, cells) for row, cells in part if len(cells) == width]
        if len(whole) < len(part) and any(any(cells) for _, cells in part if len(cells) != width):
            return None
        whole = [(row, cells) for row, cells in whole if cells[places[RATING]]]
        for name, place in places.items():
            texts = [cells[place] for _, cells in whole]
            # Equal texts as one object: files name few raters and categories millions of times.
            columns[name] += map(pools[name].setdefault, texts, texts)
        rows += [row for row, _ in whole]
    return columns, rows


def _whole_trials(column: list[str]) -> list[int] | None:
    """The trial numbers, an empty cell being 1; None where one is no number from 1 on."""
    texts = set(column)
    numbers = {text: int(text or "1") for text in texts if (text or "1").isdecimal()}
    if len(numbers) < len(texts) or min(numbers.values(), default=1) < 1:
        return None
    return list(map(numbers.__getitem__, column))


def _collect_wide(sheet: _Sheet, places: dict[str, int], collected: _Collected) -> None:
    special = {places[name] for name in (TRIAL, CLUSTER) if name in places}
    raters = [(place, name) for place, name in enumerate(sheet.header) if place > 0 and place not in special]
    if not raters:
        raise RatingsError(RatingsProblem.NO_RATER_COLUMNS, file=sheet.name, row=1, known=sheet.header)
    for _, name in raters:
        if not name:
            raise RatingsError(RatingsProblem.RATER_MISSING, file=sheet.name, row=1, column="")
        collected.raters.setdefault(name)
    seen: dict[tuple[str, int], int] = {}
    for row, cells in sheet.rows:
        item = cells[0]
        if not item:
            raise RatingsError(RatingsProblem.ITEM_MISSING, file=sheet.name, row=row, column=sheet.header[0])
        trial = _trial(sheet.name, row, cells[places[TRIAL]]) if TRIAL in places else 1
        first = seen.setdefault((item, trial), row)
        if first != row:
            column = sheet.header[0]
            raise RatingsError(
                RatingsProblem.ITEM_TWICE, file=sheet.name, row=row, column=column, item=item, first_row=first
            )
        if CLUSTER in places:
            collected.put_in_cluster(item, cells[places[CLUSTER]], row)
        for place, rater in raters:
            if cells[place]:
                collected.add(Rating(item, rater, trial, cells[place], row, rater))


def _trial(name: str, row: int, cell: str) -> int:
    try:
        trial = int(cell or "1")
    except ValueError as error:
        raise RatingsError(RatingsProblem.BAD_TRIAL, file=name, row=row, column=TRIAL, value=cell) from error
    if trial < 1:
        raise RatingsError(RatingsProblem.BAD_TRIAL, file=name, row=row, column=TRIAL, value=cell)
    return trial


def _fitting(name: str, width: int, rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, exactly as wide as the header; a stray cell beyond it is refused."""
    for row, cells in rows:
        if not any(cells):
            continue
        if any(cells[width:]) or len(cells) < width:
            raise RatingsError(RatingsProblem.ROW_WIDTH, file=name, row=row, found=len(cells), expected=width)
        yield row, cells[:width]


def decode_table(name: str, content: bytes) -> str:
    """The text of a table in UTF-8, or in UTF-16 with a mark. Raises NOT_TEXT with the place."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise RatingsError(RatingsProblem.NOT_TEXT, file=name, byte=error.start) from error
    if "\0" in text:
        raise RatingsError(RatingsProblem.NOT_TEXT, file=name, byte=text.index("\0"))
    return text


def delimiter_of(text: str) -> str:
    """The separator that the header line holds most often, outside quotation marks."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(header.split('"')[::2])
    return max((",", ";", "\t"), key=outside.count)


def _text_rows(name: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    row = 0
    try:
        for cells in reader:
            row += 1
            yield row, list(map(str.strip, cells))
    except csv.Error as error:
        raise RatingsError(RatingsProblem.NOT_TEXT, file=name, row=row + 1, detail=str(error)) from error


def _workbook_rows(path: Path, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Rows of the first sheet."""
    try:
        # Loaded here: it costs 0.3 s that text files must not pay.
        from openpyxl import load_workbook
    except ImportError as error:
        raise RatingsError(RatingsProblem.NO_WORKBOOK_READER, file=str(path)) from error
    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        width = 0
        for row, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = [_cell_text(value) for value in values]
            width = max(width, len(cells)) if row == 1 else width
            yield row, cells + [""] * (width - len(cells))
    except _BROKEN_WORKBOOK as error:
        raise RatingsError(RatingsProblem.NOT_A_WORKBOOK, file=str(path)) from error


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return number_label(value)
    return str(value).strip()

"""Ratings files as people have them: CSV or XLSX, long or wide, read into columns of numbers and their names.

Whatever is wrong is refused with the file, the row (as the spreadsheet counts, the header is row 1) and the column.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import compress, islice
from pathlib import Path

import numpy as np

from qa_desk.agreement.arrays import IntArray
from qa_desk.agreement.errors import RatingsError, RatingsProblem
from qa_desk.agreement.ratings_columns import CLUSTER, Collected, Names, RatingsFile
from qa_desk.agreement.ratings_rows import read_content, text_rows, text_table, workbook_rows

ITEM, RATER, TRIAL, RATING = "item", "rater", "trial", "rating"
_ROWS_AT_ONCE = 10_000
_Rows = Iterator[list[str]]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Rows of text under a header, which stands in row `header_row`."""

    name: str
    header: tuple[str, ...]
    header_row: int
    rows: _Rows

    def places(self) -> dict[str, int]:
        """Column numbers of the known names, whatever their case."""
        known = (ITEM, RATER, TRIAL, RATING, CLUSTER)
        return {name.casefold(): place for place, name in enumerate(self.header) if name.casefold() in known}

    def fitting(self) -> Iterator[tuple[int, list[str]]]:
        """Numbered rows that hold something, trimmed, as wide as the header; a stray cell beyond it is refused."""
        width = len(self.header)
        for row, raw in enumerate(self.rows, start=self.header_row + 1):
            cells = list(map(str.strip, raw))
            if not any(cells):
                continue
            if any(cells[width:]) or len(cells) < width:
                found = {"row": row, "found": len(cells), "expected": width}
                raise RatingsError(RatingsProblem.ROW_WIDTH, file=self.name, **found)
            yield row, cells[:width]


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
    content, name = read_content(path), str(path)
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return _read(name, lambda: workbook_rows(path, content))
    content, delimiter = text_table(name, content)
    read = _read(name, lambda: text_rows(name, content, delimiter))
    return replace(read, has_decimal_comma=delimiter != ",")


def _read(name: str, read_rows: Callable[[], _Rows]) -> RatingsFile:
    sheet = _sheet(name, read_rows())
    places = sheet.places()
    if RATER not in places and RATING not in places:
        return _wide(sheet, places)
    for needed in (ITEM, RATER, RATING):
        if needed not in places:
            raise RatingsError(RatingsProblem.COLUMN_MISSING, file=name, row=sheet.header_row, column=needed)
    return _long(sheet, places) or _long_row_by_row(_sheet(name, read_rows()), places)


def _sheet(name: str, rows: _Rows) -> _Sheet:
    for row, cells in enumerate(rows, start=1):
        header = [cell.strip() for cell in cells]
        if not any(header):
            continue
        while not header[-1]:
            header.pop()
        for place, column in enumerate(header):
            if column in header[:place]:
                raise RatingsError(RatingsProblem.COLUMN_TWICE, file=name, column=column)
        return _Sheet(name, tuple(header), row, rows)
    raise RatingsError(RatingsProblem.NO_HEADER, file=name)


def _long(sheet: _Sheet, places: dict[str, int]) -> RatingsFile | None:
    """A faultless long sheet, column by column and so faster; None where `_long_row_by_row` has to find the fault.

    Blank rows and rows without a rating may be among them; anything else out of the ordinary goes the other way.
    """
    found, trials, calls = Collected(sheet.name), Names(), Names()
    next_row = sheet.header_row + 1
    while part := list(islice(sheet.rows, _ROWS_AT_ONCE)):
        rows = np.arange(next_row, next_row + len(part), dtype=np.int32)
        next_row += len(part)
        is_rated = _rated(part, len(sheet.header), places[RATING])
        if is_rated is None:
            return None
        if not all(is_rated):
            part, rows = list(compress(part, is_rated)), rows[is_rated]
        item, rater, label = (
            names.codes([cells[places[name]] for cells in part])
            for names, name in ((found.items, ITEM), (found.raters, RATER), (found.labels, RATING))
        )
        trial = _whole_trials(trials, [cells[places[TRIAL]] for cells in part] if TRIAL in places else [""] * len(part))
        if trial is None or (item < 0).any() or (rater < 0).any():
            return None
        if CLUSTER in places:
            of_row = calls.codes([cells[places[CLUSTER]] for cells in part])
            if not found.put_all_in_clusters(item, of_row, calls.known):
                return None
        found.add(item, rater, label, trial, rows)
    read = found.file(sheet.header[places[RATING]], has_clusters=CLUSTER in places)
    return None if _has_twice(read) else read


def _rated(part: list[list[str]], width: int, place: int) -> list[bool] | None:
    """Which rows hold a rating; None where one is not as wide as the header."""
    if any(len(cells) != width and any(map(str.strip, cells)) for cells in part):
        return None
    return [len(cells) == width and bool(cells[place].strip()) for cells in part]


def _whole_trials(trials: Names, texts: list[str]) -> IntArray | None:
    """The trial numbers, an empty cell being 1; None where one is no number from 1 on."""
    codes = trials.codes(texts)
    if not all(name.isdecimal() and 0 < int(name) < 2**31 for name in trials.known):
        return None
    return np.array([*map(int, trials.known), 1], dtype=np.int32)[codes]


def _has_twice(read: RatingsFile) -> bool:
    """Whether somebody rated an item twice in one trial."""
    most = int(read.trial.max()) + 1
    if most > 10_000:
        return True
    keys = read.item.astype(np.int64)
    for size, column in ((len(read.raters), read.rater), (most, read.trial)):
        keys *= size
        keys += column
    keys.sort()
    return bool((keys[1:] == keys[:-1]).any())


def _long_row_by_row(sheet: _Sheet, places: dict[str, int]) -> RatingsFile:
    """Any long sheet; its first fault is refused with its place."""
    found, column = Collected(sheet.name), sheet.header[places[RATING]]
    first_rows: dict[tuple[int, int, int], int] = {}
    for row, cells in sheet.fitting():
        item, rater, rating = (cells[places[name]] for name in (ITEM, RATER, RATING))
        if not rating:
            continue
        if not item:
            raise RatingsError(RatingsProblem.ITEM_MISSING, file=sheet.name, row=row, column=ITEM)
        if not rater:
            raise RatingsError(RatingsProblem.RATER_MISSING, file=sheet.name, row=row, column=RATER)
        trial = _trial(sheet.name, row, cells[places[TRIAL]]) if TRIAL in places else 1
        key = found.items.code(item), found.raters.code(rater), trial
        first = first_rows.setdefault(key, row)
        if first != row:
            at = {"row": row, "column": column, "first_row": first}
            raise RatingsError(RatingsProblem.RATED_TWICE, file=sheet.name, **at, item=item, rater=rater, trial=trial)
        found.add(*(np.array([one], dtype=np.int32) for one in (*key[:2], found.labels.code(rating), trial, row)))
        if CLUSTER in places:
            found.put_in_cluster(key[0], cells[places[CLUSTER]], row)
    return found.file(column, has_clusters=CLUSTER in places)


def _wide(sheet: _Sheet, places: dict[str, int]) -> RatingsFile:
    special = {places[name] for name in (TRIAL, CLUSTER) if name in places}
    raters = [(place, name) for place, name in enumerate(sheet.header) if place > 0 and place not in special]
    if not raters:
        known = {"row": sheet.header_row, "known": sheet.header}
        raise RatingsError(RatingsProblem.NO_RATER_COLUMNS, file=sheet.name, **known)
    found = Collected(sheet.name)
    for _, name in raters:
        if not name:
            raise RatingsError(RatingsProblem.RATER_MISSING, file=sheet.name, row=sheet.header_row, column="")
        found.raters.code(name)
    first_rows: dict[tuple[int, int], int] = {}
    numbered = sheet.fitting()
    while part := list(islice(numbered, _ROWS_AT_ONCE)):
        heads = [_head_of(found, places, row, cells, first_rows, sheet.header[0]) for row, cells in part]
        labels = np.column_stack([found.labels.codes([cells[place] for _, cells in part]) for place, _ in raters])
        rows, columns = np.nonzero(labels >= 0)
        item, trial = np.array(heads, dtype=np.int32).T
        number = np.array([row for row, _ in part], dtype=np.int32)
        found.add(item[rows], columns.astype(np.int32), labels[rows, columns], trial[rows], number[rows])
    return found.file("", has_clusters=CLUSTER in places)


def _head_of(
    found: Collected,
    places: dict[str, int],
    row: int,
    cells: list[str],
    first_rows: dict[tuple[int, int], int],
    item_column: str,
) -> tuple[int, int]:
    """Item and trial of a wide row, refused where they are missing or were there before."""
    at = {"file": found.name, "row": row, "column": item_column}
    if not cells[0]:
        raise RatingsError(RatingsProblem.ITEM_MISSING, **at)
    trial = _trial(found.name, row, cells[places[TRIAL]]) if TRIAL in places else 1
    item = found.items.code(cells[0])
    first = first_rows.setdefault((item, trial), row)
    if first != row:
        raise RatingsError(RatingsProblem.ITEM_TWICE, **at, item=cells[0], first_row=first)
    if CLUSTER in places:
        found.put_in_cluster(item, cells[places[CLUSTER]], row)
    return item, trial


def _trial(name: str, row: int, cell: str) -> int:
    try:
        trial = int(cell or "1")
    except ValueError as error:
        raise RatingsError(RatingsProblem.BAD_TRIAL, file=name, row=row, column=TRIAL, value=cell) from error
    if not 0 < trial < 2**31:
        raise RatingsError(RatingsProblem.BAD_TRIAL, file=name, row=row, column=TRIAL, value=cell)
    return trial

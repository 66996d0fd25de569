"""The ratings of several raters on the same items, as every statistic of this room reads them.

Build a `RatingTable` from long records or from a wide matrix. It holds category codes; `scores()` gives the numbers
behind them for the statistics of measured values.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from qa_desk.agreement.arrays import BoolArray, FloatArray, IntArray
from qa_desk.agreement.errors import RatingsError, RatingsProblem
from qa_desk.agreement.scores import ScoreTable
from qa_desk.agreement.tally import Tally

NOT_RATED = -1
MAX_CATEGORIES = 1000


@dataclass(frozen=True, eq=False)
class RatingTable:
    """Ratings as codes into a declared, ordered list of categories.

    Not slotted: the tally is counted when first asked for and kept, since every statistic needs it.

    Args:
        codes: shape (items, raters), integers; -1 is "not rated".
        categories: labels in their declared order; some may be unused.
        raters: one name per column.
        items: one name per row; None numbers them from 1.
        clusters: shape (items,), index of the call an item belongs to; None where every item stands alone.
    """

    codes: IntArray
    categories: tuple[str, ...]
    raters: tuple[str, ...]
    items: tuple[str, ...] | None = None
    clusters: IntArray | None = None

    def __post_init__(self) -> None:
        n_items, n_raters = self.codes.shape if self.codes.ndim == 2 else (-1, -1)
        if n_raters != len(self.raters) or (self.items is not None and len(self.items) != n_items):
            raise RatingsError(RatingsProblem.SHAPE, shape=self.codes.shape, raters=len(self.raters))
        if self.clusters is not None and self.clusters.shape != (n_items,):
            raise RatingsError(RatingsProblem.SHAPE, shape=self.clusters.shape, items=n_items)
        if len(set(self.categories)) != len(self.categories):
            raise RatingsError(RatingsProblem.CATEGORY_TWICE, value=_first_repeated(self.categories))
        if len(self.categories) > MAX_CATEGORIES:
            raise RatingsError(RatingsProblem.TOO_MANY_CATEGORIES, count=len(self.categories), limit=MAX_CATEGORIES)
        if self.codes.size and not (self.codes.min() >= NOT_RATED and self.codes.max() < len(self.categories)):
            raise RatingsError(RatingsProblem.UNKNOWN_CATEGORY, value=int(self.codes.max()), known=self.categories)

    @classmethod
    def from_codes(
        cls,
        codes: IntArray | Sequence[Sequence[int]],
        *,
        categories: Sequence[str],
        raters: Sequence[str] | None = None,
        items: Sequence[str] | None = None,
        clusters: Sequence[object] | IntArray | None = None,
    ) -> "RatingTable":
        """A table from ready-made codes of shape (items, raters), -1 = not rated."""
        given = np.asarray(codes)
        if given.ndim != 2:
            raise RatingsError(RatingsProblem.SHAPE, shape=given.shape)
        names = tuple(raters) if raters is not None else tuple(str(i + 1) for i in range(given.shape[1]))
        small = np.asfortranarray(given, dtype=code_type(len(categories)))
        return cls(small, tuple(categories), names, None if items is None else tuple(items), index_clusters(clusters))

    @classmethod
    def from_records(
        cls,
        records: Iterable[tuple[str, str, str]],
        *,
        categories: Sequence[str] | None = None,
        clusters: Mapping[str, str] | None = None,
    ) -> "RatingTable":
        """A table from (item, rater, rating); items and raters keep the order in which they first appear.

        Args:
            records: the ratings that exist; what is absent is "not rated".
            categories: all categories in their order; None takes the sorted observed ones (by number where all are
                numbers, so that 10 follows 9).
            clusters: the call of each item.

        Raises:
            RatingsError: RATED_TWICE, UNKNOWN_CATEGORY, TOO_MANY_CATEGORIES, CLUSTER_MISSING.
        """
        rows: dict[str, int] = {}
        columns: dict[str, int] = {}
        cells: dict[tuple[int, int], str] = {}
        for item, rater, rating in records:
            cell = rows.setdefault(item, len(rows)), columns.setdefault(rater, len(columns))
            if cell in cells:
                raise RatingsError(RatingsProblem.RATED_TWICE, item=item, rater=rater)
            cells[cell] = rating
        labels = tuple(categories) if categories is not None else sort_labels(set(cells.values()))
        code_of = {label: code for code, label in enumerate(labels)}
        codes = np.full((len(rows), len(columns)), NOT_RATED, dtype=code_type(len(labels)), order="F")
        for cell, rating in cells.items():
            if rating not in code_of:
                raise RatingsError(RatingsProblem.UNKNOWN_CATEGORY, value=rating, known=labels)
            codes[cell] = code_of[rating]
        return cls(codes, labels, tuple(columns), tuple(rows), _clusters_of(rows, clusters))

    @classmethod
    def from_matrix(
        cls,
        matrix: FloatArray,
        *,
        categories: Sequence[float] | None = None,
        raters: Sequence[str] | None = None,
        items: Sequence[str] | None = None,
        clusters: Sequence[object] | IntArray | None = None,
    ) -> "RatingTable":
        """A table from numbers of shape (items, raters), NaN = not rated.

        Args:
            matrix: the ratings.
            categories: all values in their order; None takes the sorted observed ones.
            raters: names of the columns; None numbers them from 1.
            items: names of the rows.
            clusters: the call of each row, any labels.

        Raises:
            RatingsError: UNKNOWN_CATEGORY with row and column, TOO_MANY_CATEGORIES.
        """
        given = np.asarray(matrix, dtype=np.float64)
        if given.ndim != 2:
            raise RatingsError(RatingsProblem.SHAPE, shape=given.shape)
        values = _guess_values(given) if categories is None else np.asarray(categories, dtype=np.float64)
        codes, n_matched = encode(given, values)
        if n_matched != np.count_nonzero(given == given):
            if categories is not None:
                raise _unknown_value(given, codes, values)
            values = observed_values(given)
            if len(values) > MAX_CATEGORIES:
                raise RatingsError(RatingsProblem.TOO_MANY_CATEGORIES, count=len(values), limit=MAX_CATEGORIES)
            codes, _ = encode(given, values)
        labels = tuple(number_label(float(value)) for value in values)
        return cls.from_codes(codes, categories=labels, raters=raters, items=items, clusters=clusters)

    @property
    def n_items(self) -> int:
        """Rows, rated or not."""
        return self.codes.shape[0]

    @property
    def n_raters(self) -> int:
        """Columns, used or not."""
        return self.codes.shape[1]

    @cached_property
    def values(self) -> FloatArray | None:
        """Numeric value of each category, shape (categories,); None unless all labels are numbers."""
        numbers = [parse_number(label) for label in self.categories]
        known = [number for number in numbers if number is not None]
        return np.array(known) if len(known) == len(numbers) else None

    @property
    def positions(self) -> FloatArray:
        """Category values where all are numbers, else the places 1…q; what the weightings measure distance by."""
        values = self.values
        return np.arange(1.0, len(self.categories) + 1.0) if values is None else values

    @cached_property
    def tally(self) -> Tally:
        """The counts of the rated items."""
        return Tally.of(self.codes, len(self.categories), self.clusters)

    def item_name(self, row: int) -> str:
        """The item's own name, or its number from 1."""
        return str(row + 1) if self.items is None else self.items[row]

    def rated_names(self) -> list[str]:
        """The names of the items that anybody rated: those of the rows of the tally."""
        return [self.item_name(int(row)) for row in np.flatnonzero((self.codes >= 0).any(axis=1))]

    def place_of(self, rater: str) -> int:
        """The column of a rater.

        Raises:
            RatingsError: UNKNOWN_RATER.
        """
        if rater not in self.raters:
            raise RatingsError(RatingsProblem.UNKNOWN_RATER, rater=rater, known=self.raters)
        return self.raters.index(rater)

    def select_raters(self, names: Sequence[str]) -> "RatingTable":
        """The same items with only these raters, in this order.

        Raises:
            RatingsError: UNKNOWN_RATER.
        """
        columns = [self.place_of(name) for name in names]
        codes = np.asfortranarray(self.codes[:, columns])
        return RatingTable(codes, self.categories, tuple(names), self.items, self.clusters)

    def select_items(self, keep: BoolArray | IntArray) -> "RatingTable":
        """The same raters on some of the items (a mask, or row numbers in the wanted order)."""
        rows = np.flatnonzero(keep) if keep.dtype == np.bool_ else keep
        names = None if self.items is None else tuple(self.items[int(row)] for row in rows)
        clusters = None if self.clusters is None else self.clusters[rows]
        return RatingTable(np.asfortranarray(self.codes[rows]), self.categories, self.raters, names, clusters)

    def complete(self) -> "RatingTable":
        """Only the items that every rater rated."""
        return self.select_items(np.asarray((self.codes >= 0).all(axis=1), dtype=np.bool_))

    def scores(self) -> ScoreTable | None:
        """The numbers behind the codes; None unless every category is a number."""
        values = self.values
        if values is None:
            return None
        numbers = np.append(values, np.nan)[self.codes]
        return ScoreTable(np.asfortranarray(numbers), self.raters, self.items, self.clusters)


def parse_number(label: str) -> float | None:
    """The finite number that a label spells, or None. Python's own extras (1_000, inf, nan) are words here."""
    if "_" in label:
        return None
    try:
        number = float(label)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def number_label(value: float) -> str:
    """How a number is written as a category: 3, not 3.0."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def sort_labels(labels: Iterable[str]) -> tuple[str, ...]:
    """Labels by number where all are numbers, else by text."""
    known = list(labels)
    numbers = {label: parse_number(label) for label in known}
    if all(number is not None for number in numbers.values()):
        return tuple(sorted(known, key=lambda label: (numbers[label], label)))
    return tuple(sorted(known))


def code_type(n_categories: int) -> type[np.signedinteger]:
    """The smallest integer that holds the codes: counting is bound by memory."""
    if n_categories < 127:
        return np.int8
    return np.int16 if n_categories < 32_000 else np.int32


def index_clusters(labels: Sequence[object] | IntArray | None) -> IntArray | None:
    """Labels of clusters as numbers 0…G-1 in order of first appearance."""
    if labels is None:
        return None
    if isinstance(labels, np.ndarray):
        if len(labels) and labels.dtype.kind == "i" and labels.min() >= 0 and labels.max() <= len(labels):
            return _index_small(labels)
        _labels, first, place = np.unique(labels, return_index=True, return_inverse=True)
        number = np.empty(len(first), dtype=np.intp)
        number[np.argsort(first)] = np.arange(len(first))
        return number[place]
    seen: dict[object, int] = {}
    return np.array([seen.setdefault(label, len(seen)) for label in labels], dtype=np.intp)


def _index_small(labels: IntArray) -> IntArray:
    """The same for numbers that are places themselves: counting takes a tenth of the time that sorting does."""
    first = np.full(int(labels.max()) + 1, len(labels), dtype=np.intp)
    first[labels[::-1]] = np.arange(len(labels) - 1, -1, -1)
    number = np.empty(len(first), dtype=np.intp)
    number[np.argsort(first, kind="stable")] = np.arange(len(first))
    return number[labels]


def observed_values(matrix: FloatArray) -> FloatArray:
    """The sorted distinct numbers of a matrix, NaN left out."""
    return np.unique(matrix[~np.isnan(matrix)])


def encode(matrix: FloatArray, values: FloatArray) -> tuple[IntArray, int]:
    """Codes of shape (items, raters) for a matrix of numbers, and how many cells matched a value.

    Column by column: a column fits the cache, and each comparison then costs far less than a sort of the matrix.
    """
    n_items, n_raters = matrix.shape
    codes = np.empty((n_items, n_raters), dtype=code_type(len(values)), order="F")
    ordered = len(values) > 40
    order = np.argsort(values, kind="stable")
    n_matched = 0
    for column in range(n_raters):
        numbers = np.ascontiguousarray(matrix[:, column])
        if ordered:
            place = np.minimum(np.searchsorted(values[order], numbers), len(values) - 1)
            coded = np.where(values[order][place] == numbers, order[place], NOT_RATED).astype(codes.dtype)
        else:
            coded = np.full(n_items, NOT_RATED, dtype=codes.dtype)
            for code, value in enumerate(values):
                coded += (numbers == value).view(np.int8) * codes.dtype.type(code + 1)
        n_matched += int(np.count_nonzero(coded >= 0))
        codes[:, column] = coded
    return codes, n_matched


def _guess_values(matrix: FloatArray) -> FloatArray:
    """The values of the first rows: nearly always all of them, and the caller checks that they explain every cell."""
    return observed_values(matrix[:2000])


def _unknown_value(matrix: FloatArray, codes: IntArray, values: FloatArray) -> RatingsError:
    row, column = (int(place) for place in np.argwhere((codes < 0) & ~np.isnan(matrix))[0])
    known = tuple(number_label(float(value)) for value in values)
    value = number_label(float(matrix[row, column]))
    return RatingsError(RatingsProblem.UNKNOWN_CATEGORY, row=row + 1, column=column + 1, value=value, known=known)


def _clusters_of(rows: Mapping[str, int], clusters: Mapping[str, str] | None) -> IntArray | None:
    if clusters is None:
        return None
    missing = next((item for item in rows if item not in clusters), None)
    if missing is not None:
        raise RatingsError(RatingsProblem.CLUSTER_MISSING, item=missing)
    return index_clusters([clusters[item] for item in rows])


def _first_repeated(labels: Sequence[str]) -> str:
    return next(label for place, label in enumerate(labels) if label in labels[:place])

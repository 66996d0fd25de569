"""The ratings of a file in columns, with the names behind their numbers, and how they are collected from its rows.

The readers of `ratings_file` fill a `Collected`; everybody else has the `RatingsFile` that comes of it.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from qa_desk.agreement.arrays import BoolArray, IntArray
from qa_desk.agreement.errors import RatingsError, RatingsProblem
from qa_desk.agreement.table import code_type

CLUSTER = "cluster"


class Rating(NamedTuple):
    """One rating as it stands in the file: `row` and `column` say where."""

    item: str
    rater: str
    trial: int
    rating: str
    row: int
    column: str


@dataclass(frozen=True, slots=True, eq=False)
class RatingsFile:
    """What a file holds, in columns over its ratings: a million of them take 12 MB. Empty cells are left out.

    Args:
        name: of the file, for messages.
        items: names of the rated items, in the order of first appearance.
        raters: in the order of the columns (wide) or of first appearance (long).
        labels: the different ratings as they are written.
        item: shape (ratings,), index into `items`; in the order of the file.
        rater: the same into `raters`.
        label: the same into `labels`.
        trial: trial numbers from 1.
        row: row in the file.
        rating_column: the column that holds the ratings; "" where each rater has one.
        clusters: the call of each item, or None where the file has no such column.
        has_decimal_comma: whether 3,5 may mean 3.5: cells of a text table are separated by something else.
    """

    name: str
    items: tuple[str, ...]
    raters: tuple[str, ...]
    labels: tuple[str, ...]
    item: IntArray
    rater: IntArray
    label: IntArray
    trial: IntArray
    row: IntArray
    rating_column: str
    clusters: tuple[str, ...] | None
    has_decimal_comma: bool = False

    def __len__(self) -> int:
        return len(self.item)

    def at(self, place: int) -> Rating:
        """One rating with its names."""
        rater = self.raters[int(self.rater[place])]
        return Rating(
            self.items[int(self.item[place])],
            rater,
            int(self.trial[place]),
            self.labels[int(self.label[place])],
            int(self.row[place]),
            self.rating_column or rater,
        )

    def first_of(self, labels: BoolArray) -> Rating | None:
        """The first rating whose label is marked, shape (labels,); None where there is none."""
        marked = labels[self.label]
        return self.at(int(marked.argmax())) if marked.any() else None


class Names:
    """Texts as numbers, in the order of first appearance; blanks around them do not count, an empty one is -1."""

    def __init__(self) -> None:
        self.known: list[str] = []
        self._codes: dict[str, int] = {"": -1}

    def code(self, text: str) -> int:
        """The number of one text."""
        code = self._codes.get(text)
        if code is None:
            name = text.strip()
            code = self._codes.get(name)
            if code is None:
                code = self._codes[name] = len(self.known)
                self.known.append(name)
            self._codes[text] = code
        return code

    def codes(self, texts: list[str]) -> IntArray:
        """The numbers of many, shape (texts,)."""
        for text in dict.fromkeys(texts):
            self.code(text)
        return np.fromiter(map(self._codes.__getitem__, texts), dtype=np.int32, count=len(texts))


class Collected:
    """Ratings so far, as parts of columns."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.items, self.raters, self.labels = Names(), Names(), Names()
        self.clusters: dict[int, str] = {}
        self._calls: IntArray = np.empty(0, dtype=np.int32)
        self._parts: tuple[list[IntArray], ...] = ([], [], [], [], [])

    def add(self, item: IntArray, rater: IntArray, label: IntArray, trial: IntArray, row: IntArray) -> None:
        """A part of the columns, each of shape (ratings,)."""
        for parts, codes in zip(self._parts, (item, rater, label, trial, row), strict=True):
            parts.append(_narrow(codes))

    def put_in_cluster(self, item: int, cluster: str, row: int) -> None:
        """The call of an item, as a row says. Raises CLUSTER_MISSING, TWO_CLUSTERS."""
        at = {"file": self.name, "row": row, "column": CLUSTER, "item": self.items.known[item]}
        if not cluster:
            raise RatingsError(RatingsProblem.CLUSTER_MISSING, **at)
        known = self.clusters.setdefault(item, cluster)
        if known != cluster:
            raise RatingsError(RatingsProblem.TWO_CLUSTERS, **at, value=cluster, known=known)

    def put_all_in_clusters(self, items: IntArray, calls: IntArray, names: list[str]) -> bool:
        """The same for a part of the columns at once: whether every item has one call, and no other."""
        if (calls < 0).any():
            return False
        of_item = np.append(self._calls, np.full(len(self.items.known) - len(self._calls), -1, dtype=np.int32))
        of_item[items[::-1]] = np.where(of_item[items] < 0, calls, of_item[items])[::-1]  # the first one stays
        self.clusters |= {item: names[of_item[item]] for item in range(len(self._calls), len(of_item))}
        self._calls = of_item
        return bool((of_item[items] == calls).all())

    def file(self, rating_column: str, *, has_clusters: bool) -> RatingsFile:
        """What was collected, which is given up. Raises NO_RATINGS."""
        if not any(map(len, self._parts[0])):
            raise RatingsError(RatingsProblem.NO_RATINGS, file=self.name)
        item, rater, label, trial, row = map(_joined, self._parts)
        items, used, item = _used(self.items.known, item)
        raters, _, rater = _used(self.raters.known, rater)
        clusters = tuple(self.clusters[int(item)] for item in used) if has_clusters else None
        labels = tuple(self.labels.known)
        return RatingsFile(self.name, items, raters, labels, item, rater, label, trial, row, rating_column, clusters)


def _narrow(codes: IntArray) -> IntArray:
    """The same numbers in the smallest type that holds them."""
    return codes.astype(code_type(int(codes.max(initial=0)) + 1), copy=False)


def _joined(parts: list[IntArray]) -> IntArray:
    """The parts as one column; they are given up, so that a column at a time stands in memory twice."""
    whole = np.concatenate(parts)
    parts.clear()
    return whole


def _used(names: list[str], codes: IntArray) -> tuple[tuple[str, ...], IntArray, IntArray]:
    """The names that occur, their former codes, and the codes among them."""
    occurs = np.bincount(codes, minlength=len(names)) > 0
    used = np.flatnonzero(occurs)
    if len(used) == len(names):
        return tuple(names), used, codes
    return tuple(names[code] for code in used), used, _narrow((np.cumsum(occurs) - 1)[codes])

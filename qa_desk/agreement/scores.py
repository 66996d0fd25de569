"""Measured values (total scores, points) of several raters on the same items: what ICC, W, Bland–Altman and alpha on
numbers read. Memory stays linear in the ratings, however many different values there are."""

import math
from dataclasses import dataclass

import numpy as np

from qa_desk.agreement.arrays import BoolArray, FloatArray, IntArray, count_clusters
from qa_desk.agreement.estimate import Sample


@dataclass(frozen=True, slots=True, eq=False)
class ScoreTable:
    """Numbers per item and rater.

    Args:
        scores: shape (items, raters); NaN is "not rated".
        raters: one name per column.
        items: one name per row; None numbers them from 1.
        clusters: shape (items,), index of the call of each item, or None.
    """

    scores: FloatArray
    raters: tuple[str, ...]
    items: tuple[str, ...] | None = None
    clusters: IntArray | None = None

    @classmethod
    def of(cls, scores: FloatArray, raters: tuple[str, ...] | None = None) -> "ScoreTable":
        """A table of numbered raters, unless they are named."""
        given = np.asarray(scores, dtype=np.float64)
        return cls(given, raters or tuple(str(i + 1) for i in range(given.shape[1])))

    @property
    def n_items(self) -> int:
        """Rows, rated or not."""
        return self.scores.shape[0]

    @property
    def n_raters(self) -> int:
        """Columns, used or not."""
        return self.scores.shape[1]

    def item_names(self) -> list[str]:
        """The names of the items that anybody rated, or their numbers from 1."""
        rated = np.flatnonzero(~np.isnan(self.scores).all(axis=1))
        return [str(int(row) + 1) if self.items is None else self.items[int(row)] for row in rated]

    @property
    def sample(self) -> Sample:
        """Size of what was rated."""
        if self.has_no_gap:
            n_clusters = None if self.clusters is None else count_clusters(self.clusters)
            return Sample(self.n_items, self.n_raters, self.scores.size, n_clusters)
        rated = ~np.isnan(self.scores)
        some = rated.any(axis=1)
        n_clusters = None if self.clusters is None else count_clusters(self.clusters[some])
        return Sample(int(some.sum()), int(rated.any(axis=0).sum()), int(rated.sum()), n_clusters)

    @property
    def has_no_gap(self) -> bool:
        """Whether every cell holds a number: their sum then is one, which is found in a tenth of the time."""
        return self.scores.size > 0 and math.isfinite(float(self.scores.sum()))

    @property
    def is_complete(self) -> bool:
        """Whether everybody rated everything that anybody rated."""
        if self.has_no_gap:
            return True
        rated = ~np.isnan(self.scores)
        return bool((rated.all(axis=1) | ~rated.any(axis=1)).all())

    def complete_scores(self) -> FloatArray:
        """Rows that everybody rated, shape (complete items, raters)."""
        return self.scores if self.has_no_gap else self.scores[self._everybody()]

    def complete_items(self) -> "ScoreTable":
        """The same without the items that somebody did not rate."""
        if self.has_no_gap:
            return self
        kept = self._everybody()
        items = None if self.items is None else tuple(self.items[int(row)] for row in np.flatnonzero(kept))
        clusters = None if self.clusters is None else self.clusters[kept]
        return ScoreTable(self.scores[kept], self.raters, items, clusters)

    def _everybody(self) -> BoolArray:
        return np.asarray((~np.isnan(self.scores)).all(axis=1), dtype=np.bool_)

"""Measured values (total scores, points) of several raters on the same items: what ICC, W, Bland–Altman and alpha on
numbers read. Memory stays linear in the ratings, however many different values there are."""

from dataclasses import dataclass

import numpy as np

from qa_desk.agreement.arrays import FloatArray, IntArray
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

    @property
    def sample(self) -> Sample:
        """Size of what was rated."""
        rated = ~np.isnan(self.scores)
        some = rated.any(axis=1)
        clusters = None if self.clusters is None else len(np.unique(self.clusters[some]))
        return Sample(int(some.sum()), int(rated.any(axis=0).sum()), int(rated.sum()), clusters)

    @property
    def is_complete(self) -> bool:
        """Whether everybody rated everything that anybody rated."""
        rated = ~np.isnan(self.scores)
        return bool((rated.all(axis=1) | ~rated.any(axis=1)).all())

    def complete_scores(self) -> FloatArray:
        """Rows that everybody rated, shape (complete items, raters)."""
        rated = ~np.isnan(self.scores)
        whole = rated.all(axis=1)
        return self.scores if whole.all() else self.scores[whole]

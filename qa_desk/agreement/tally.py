"""How many raters put each item into each category: the counts from which every exchangeable statistic follows.

Made once per table (`RatingTable.tally`) and shared by all statistics.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from qa_desk.agreement.arrays import BoolArray, FloatArray, IntArray, count_clusters
from qa_desk.agreement.estimate import Sample

_SMALL = 1 << 16
"""Up to so many codes a category is compared with all of them at once: they fit the cache as they are."""


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts of the rated items. Not slotted: the derived arrays are computed when first asked for and kept.

    Args:
        codes: (items, raters), column-contiguous; items that nobody rated are left out.
        counts: (items, categories), column-contiguous; r_ik in the sources.
        clusters: (items,) index of the call of each item, or None.
        n_raters: raters who rated at least once.
    """

    codes: IntArray
    counts: FloatArray
    clusters: IntArray | None
    n_raters: int

    @classmethod
    def of(cls, codes: IntArray, n_categories: int, clusters: IntArray | None) -> "Tally":
        """Count codes of shape (items, raters), -1 = not rated."""
        counts = count_categories(codes, n_categories)
        rated = np.asarray(counts.any(axis=1), dtype=np.bool_)
        if not rated.all():
            codes = np.asfortranarray(codes[rated])
            counts = take_rows(counts, rated)
            clusters = None if clusters is None else clusters[rated]
        n_raters = int(np.count_nonzero((codes >= 0).any(axis=0)))
        return cls(codes, counts, clusters, n_raters)

    @property
    def n_items(self) -> int:
        """n: items with at least one rating."""
        return self.counts.shape[0]

    @property
    def n_categories(self) -> int:
        """q: declared categories, used or not."""
        return self.counts.shape[1]

    @cached_property
    def ratings(self) -> FloatArray:
        """r_i, shape (items,): ratings of each item."""
        return _row_sums(self.counts)

    @cached_property
    def paired(self) -> BoolArray:
        """Shape (items,): whether the item has two ratings or more."""
        return self.ratings > 1.5

    @cached_property
    def n_paired(self) -> int:
        """n': items with two ratings or more."""
        return int(np.count_nonzero(self.paired))

    @cached_property
    def shares(self) -> FloatArray:
        """r_ik / r_i, shape (items, categories), column-contiguous."""
        return np.divide(self.counts.T, self.ratings).T

    @cached_property
    def mean_shares(self) -> FloatArray:
        """pi_k, shape (categories,): mean share of each category."""
        return self.shares.mean(axis=0)

    @cached_property
    def n_used(self) -> int:
        """How many categories anybody used."""
        return int(np.count_nonzero(self.counts.any(axis=0)))

    @cached_property
    def pairs(self) -> FloatArray:
        """r_i (r_i - 1), shape (items,); 1 where there is no pair, so that it can divide."""
        return np.where(self.paired, self.ratings * (self.ratings - 1.0), 1.0)

    @cached_property
    def agreeing_pairs(self) -> FloatArray:
        """sum_k r_ik (r_ik - 1), shape (items,)."""
        return np.einsum("ik,ik->i", self.counts, self.counts) - self.ratings

    @cached_property
    def sample(self) -> Sample:
        """The size of the whole sample."""
        return self._sample(self.n_items, int(self.ratings.sum()), self.clusters)

    @cached_property
    def paired_sample(self) -> Sample:
        """The size of the part that has two ratings or more."""
        clusters = None if self.clusters is None else self.clusters[self.paired]
        return self._sample(self.n_paired, int(self.ratings[self.paired].sum()), clusters)

    def _sample(self, n_items: int, n_ratings: int, clusters: IntArray | None) -> Sample:
        n_clusters = None if clusters is None else count_clusters(clusters)
        return Sample(n_items, self.n_raters, n_ratings, n_clusters)


def count_categories(codes: IntArray, n_categories: int) -> FloatArray:
    """Counts of shape (items, categories), column-contiguous, from codes of shape (items, raters).

    One comparison per category and rater over small integers that stay in the cache: faster than a histogram,
    which has to widen every code to 64 bits. Many categories fall back to the histogram.
    """
    n_items, n_raters = codes.shape
    if n_categories > 40:
        return _histogram(codes, n_categories)
    counted = np.zeros((n_categories, n_items), dtype=np.uint8 if n_raters < 256 else np.uint32)
    if codes.size <= _SMALL:
        for category in range(n_categories):
            counted[category] = np.count_nonzero(codes == category, axis=1)
        return counted.astype(np.float64).T
    columns = [np.ascontiguousarray(column) for column in codes.T]
    for category in range(n_categories):
        for column in columns:
            counted[category] += column == category
    return counted.astype(np.float64).T


def _histogram(codes: IntArray, n_categories: int) -> FloatArray:
    n_items = codes.shape[0]
    counted = np.zeros(n_items * n_categories, dtype=np.float64)
    for column in codes.T:
        rows = np.flatnonzero(column >= 0)
        counted[rows * n_categories + column[rows]] += 1.0  # a rater rates an item once, so no cell comes twice
    return np.asfortranarray(counted.reshape(n_items, n_categories))


def weighted_sum(columns: FloatArray, weights: FloatArray) -> FloatArray:
    """sum_k x_ik w_k, shape (items,), column by column: BLAS would wake its threads for less work than waking costs."""
    total = np.zeros(columns.shape[0])
    for column, weight in zip(columns.T, weights, strict=True):
        total += column * weight
    return total


def take_rows(columns: FloatArray, keep: BoolArray) -> FloatArray:
    """Some rows of a column-contiguous array, column-contiguous again."""
    return np.compress(keep, columns.T, axis=1).T


def _row_sums(counts: FloatArray) -> FloatArray:
    total = np.zeros(counts.shape[0])
    for column in counts.T:
        total += column
    return total

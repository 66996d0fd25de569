"""Ratings with repeated trials and a standard: what attribute and gauge studies read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qa_desk.agreement.arrays import FloatArray, IntArray, count_clusters
from qa_desk.agreement.errors import RatingsError, RatingsProblem
from qa_desk.agreement.estimate import Sample
from qa_desk.agreement.scores import ScoreTable
from qa_desk.agreement.table import NOT_RATED, RatingTable, code_type, index_clusters, parse_number


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Ratings as columns of shape (ratings,): index of item and rater, number of the trial, code of the category."""

    item: IntArray
    rater: IntArray
    trial: IntArray
    code: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class TrialTable:
    """Codes per item, rater and trial.

    Args:
        codes: shape (items, raters, trials); -1 = not rated. The standard is not among the raters.
        standard: shape (items,), code of the standard; -1 where it is silent.
        categories: labels in their declared order.
        raters: without the standard.
        items: names.
        clusters: shape (items,), index of the call of each item, or None.
    """

    codes: IntArray
    standard: IntArray
    categories: tuple[str, ...]
    raters: tuple[str, ...]
    items: tuple[str, ...]
    clusters: IntArray | None

    @classmethod
    def of(
        cls,
        records: Iterable[tuple[str, str, int, str]],
        *,
        categories: tuple[str, ...],
        raters: tuple[str, ...],
        clusters: Mapping[str, str] | None = None,
        standard: str = "STANDARD",
    ) -> "TrialTable":
        """A table from (item, rater, trial, rating); of several trials of the standard the first counts.

        Raises:
            RatingsError: RATED_TWICE.
        """
        given = list(records)
        items = {item: row for row, item in enumerate(dict.fromkeys(item for item, _, _, _ in given))}
        columns = {rater: column for column, rater in enumerate(raters)}
        code_of = {label: code for code, label in enumerate(categories)}
        found = Columns(
            np.array([items[item] for item, _, _, _ in given], dtype=np.intp),
            np.array([columns[rater] for _, rater, _, _ in given], dtype=np.intp),
            np.array([trial for _, _, trial, _ in given], dtype=np.intp),
            np.array([code_of[rating] for _, _, _, rating in given], dtype=np.intp),
        )
        calls = None if clusters is None else [clusters[item] for item in items]
        return cls.from_columns(
            found, items=tuple(items), raters=raters, categories=categories, clusters=calls, standard=standard
        )

    @classmethod
    def from_columns(
        cls,
        ratings: Columns,
        *,
        items: tuple[str, ...],
        raters: tuple[str, ...],
        categories: tuple[str, ...],
        clusters: Sequence[str] | None = None,
        standard: str = "STANDARD",
    ) -> "TrialTable":
        """The same from columns of numbers; `clusters` is the call of each item. Raises RATED_TWICE."""
        others = tuple(rater for rater in raters if rater != standard)
        column_of = np.array([others.index(rater) if rater != standard else -1 for rater in raters], dtype=np.int32)
        trials = np.unique(ratings.trial)
        kind = code_type(len(categories))
        codes = np.full((len(items), len(others), len(trials)), NOT_RATED, dtype=kind, order="F")
        settled = np.full(len(items), NOT_RATED, dtype=kind)
        # The last written stays: of the standard the first trial is written last, so that it counts.
        for place in range(len(trials) - 1, -1, -1):
            of_trial = slice(None) if len(trials) == 1 else ratings.trial == trials[place]
            rows, given = ratings.item[of_trial], ratings.code[of_trial]
            column = column_of[ratings.rater[of_trial]]
            own = column >= 0
            codes[rows[own], column[own], place] = given[own]
            settled[rows[~own]] = given[~own]
        n_own = int(np.count_nonzero(column_of[ratings.rater] >= 0))
        if np.count_nonzero(codes != NOT_RATED) < n_own:
            raise RatingsError(RatingsProblem.RATED_TWICE, **_first_twice(ratings, items, raters))
        return cls(codes, settled, categories, others, items, index_clusters(clusters))

    @property
    def has_trials(self) -> bool:
        """Whether anybody rated an item more than once."""
        return self.codes.shape[2] > 1 and bool((self.n_trials > 1).any())

    @property
    def has_standard(self) -> bool:
        """Whether the standard says anything."""
        return bool((self.standard >= 0).any())

    @property
    def n_trials(self) -> IntArray:
        """Shape (items, raters): how often each rater rated each item."""
        counted = np.zeros(self.codes.shape[:2], dtype=code_type(self.codes.shape[2]), order="F")
        for place in range(self.codes.shape[2]):
            counted += self.codes[:, :, place] >= 0
        return counted

    @property
    def values(self) -> FloatArray | None:
        """Number of each category; None unless all are numbers."""
        numbers = [parse_number(label) for label in self.categories]
        known = [number for number in numbers if number is not None]
        return np.array(known) if len(known) == len(numbers) else None

    @property
    def sample(self) -> Sample:
        """What the raters rated, all trials."""
        counted = self.n_trials
        some = np.asarray(counted.any(axis=1), dtype=np.bool_)
        clusters = None if self.clusters is None else count_clusters(self.clusters[some])
        n_raters = int(np.count_nonzero(counted.any(axis=0)))
        return Sample(int(np.count_nonzero(some)), n_raters, int(counted.sum()), clusters)

    def first_codes(self) -> IntArray:
        """Each rater's first trial on each item, shape (items, raters), column-contiguous."""
        first = self.codes[:, :, 0].copy(order="F")
        for place in range(1, self.codes.shape[2]):
            np.copyto(first, self.codes[:, :, place], where=first < 0)
        return first

    def first_table(self) -> RatingTable:
        """First trials as a table of categories."""
        return RatingTable(self.first_codes(), self.categories, self.raters, self.items, self.clusters)

    def first_scores(self) -> ScoreTable | None:
        """First trials as numbers; None unless all categories are numbers."""
        values = self.values
        if values is None:
            return None
        numbers = np.append(values, np.nan)[self.first_codes()]
        return ScoreTable(np.asfortranarray(numbers), self.raters, self.items, self.clusters)

    def trials_of(self, rater: int) -> RatingTable:
        """The trials of one rater as if each were a rater."""
        return self._as_raters(self.codes[:, rater, :])

    def all_as_raters(self) -> RatingTable:
        """Every rater's every trial as if each were a rater; trials that nobody used are left out."""
        flat = self.codes.reshape(len(self.items), -1)
        return self._as_raters(flat[:, (flat >= 0).any(axis=0)])

    def _as_raters(self, codes: IntArray) -> RatingTable:
        names = tuple(str(place + 1) for place in range(codes.shape[1]))
        return RatingTable(np.asfortranarray(codes), self.categories, names, None, self.clusters)


def _first_twice(ratings: Columns, items: tuple[str, ...], raters: tuple[str, ...]) -> dict[str, object]:
    """The first item that somebody rated twice in one trial."""
    seen: set[tuple[int, int, int]] = set()
    for key in zip(ratings.item.tolist(), ratings.rater.tolist(), ratings.trial.tolist(), strict=True):
        if key in seen:
            return {"item": items[key[0]], "rater": raters[key[1]], "trial": key[2]}
        seen.add(key)
    raise AssertionError("nobody rated twice")

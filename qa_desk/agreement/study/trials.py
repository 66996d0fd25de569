"""Ratings with repeated trials and a standard: what attribute and gauge studies read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from qa_desk.agreement.arrays import FloatArray, IntArray, count_clusters
from qa_desk.agreement.errors import RatingsError, RatingsProblem
from qa_desk.agreement.estimate import Sample
from qa_desk.agreement.scores import ScoreTable
from qa_desk.agreement.table import NOT_RATED, RatingTable, code_type, index_clusters, parse_number


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
        names: list[str] = []
        by: list[str] = []
        repeats: list[int] = []
        ratings: list[str] = []
        for item, rater, trial, rating in records:
            names.append(item)
            by.append(rater)
            repeats.append(trial)
            ratings.append(rating)
        items = {item: row for row, item in enumerate(dict.fromkeys(names))}
        columns = {rater: column for column, rater in enumerate(r for r in raters if r != standard)}
        trials = {trial: place for place, trial in enumerate(sorted(set(repeats)))}
        code_of = {label: code for code, label in enumerate(categories)}
        rows = np.fromiter((items[item] for item in names), dtype=np.intp, count=len(names))
        places = np.fromiter((trials[trial] for trial in repeats), dtype=np.intp, count=len(names))
        given = np.fromiter((code_of[rating] for rating in ratings), dtype=np.intp, count=len(names))
        column = np.fromiter((columns.get(rater, -1) for rater in by), dtype=np.intp, count=len(names))
        kind = code_type(len(categories))
        codes = np.full((len(items), len(columns), len(trials)), NOT_RATED, dtype=kind)
        own = column >= 0
        codes[rows[own], column[own], places[own]] = given[own]
        if np.count_nonzero(codes != NOT_RATED) < np.count_nonzero(own):
            raise RatingsError(RatingsProblem.RATED_TWICE, **_first_twice(names, by, repeats))
        settled = np.full(len(items), NOT_RATED, dtype=kind)
        of_standard = np.flatnonzero(~own)
        # The last written stays, so the first trial is written last.
        latest_first = of_standard[np.argsort(places[of_standard], kind="stable")][::-1]
        settled[rows[latest_first]] = given[latest_first]
        calls = None if clusters is None else index_clusters([clusters[item] for item in items])
        return cls(codes, settled, categories, tuple(columns), tuple(items), calls)

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
        rated = self.codes >= 0
        by_rater = rated.any(axis=2)
        some = by_rater.any(axis=1)
        clusters = None if self.clusters is None else count_clusters(self.clusters[some])
        return Sample(int(some.sum()), int(by_rater.any(axis=0).sum()), int(np.count_nonzero(rated)), clusters)

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
        names = [str(place + 1) for place in range(codes.shape[1])]
        return RatingTable.from_codes(codes, categories=self.categories, raters=names)


def _first_twice(names: list[str], by: list[str], repeats: list[int]) -> dict[str, object]:
    """The first item that somebody rated twice in one trial."""
    seen: set[tuple[str, str, int]] = set()
    for key in zip(names, by, repeats, strict=True):
        if key in seen:
            item, rater, trial = key
            return {"item": item, "rater": rater, "trial": trial}
        seen.add(key)
    raise AssertionError("nobody rated twice")

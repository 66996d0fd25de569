"""Each rater against the standard (the settled answers): agreement, misses and false alarms, clustered by call."""

from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np

from qa_desk.agreement.arrays import BoolArray, IntArray
from qa_desk.agreement.chance.linearised import DEFAULT, Settings
from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.shares import ratio_of_sums, share_of_counts
from qa_desk.agreement.table import RatingTable


class DecisionError(StrEnum):
    """The two ways to be wrong about a criterion that is passed or failed."""

    MISS = "miss"
    """Passed by the rater, failed by the standard."""

    FALSE_ALARM = "false_alarm"
    """Failed by the rater, passed by the standard."""


def agreement_with_standard(
    table: RatingTable, standard: str, *, rater: str | None = None, settings: Settings = DEFAULT
) -> Estimate:
    """Share of ratings equal to the standard's, of one rater or of all together.

    Args:
        table: the ratings; `standard` is one of its raters.
        standard: the column with the settled answers.
        rater: one rater; None pools all of them.
        settings: confidence.

    Returns:
        0…1, sum of equal ratings by sum of ratings that have a standard; calls are the sample where the table has
        clusters, else items. Undefined: NO_STANDARD (no item has both).
    """
    codes, truth = _against(table, standard, rater)
    rated = (codes >= 0) & (truth >= 0)[:, None]
    equal = (codes == truth[:, None]) & rated
    n_of_item, equal_of_item = rated.sum(axis=1).astype(np.float64), equal.sum(axis=1).astype(np.float64)
    return ratio_of_sums(equal_of_item, n_of_item, table.clusters, settings, n_raters=_n_who_rated(rated))


def error_rate(
    table: RatingTable,
    standard: str,
    *,
    positive: str,
    kind: DecisionError,
    negative: str | None = None,
    rater: str | None = None,
    settings: Settings = DEFAULT,
) -> Estimate:
    """How often a rater (or all) missed what the standard failed, or failed what the standard passed.

    Args:
        table: the ratings; `standard` is one of its raters.
        standard: the column with the settled answers.
        positive: the category that means "good" (passed).
        kind: which error.
        negative: the category that means "bad" (failed); None: every other one does. A third one, such as N/A, is
            then neither missed nor a false alarm, whoever says it.
        rater: one rater; None pools all of them.
        settings: confidence.

    Returns:
        0…1 with MATCHED errors of INSPECTED decisions; clustered by call, else exact. Undefined: NO_STANDARD (the
        standard holds no item of the kind that can be missed or falsely failed, or nobody rated one).
    """
    codes, truth = _against(table, standard, rater)
    is_concerned, is_wrong = decided(table.categories, positive, negative, kind)
    rated = (codes >= 0) & is_concerned(truth)[:, None]
    wrong = rated & is_wrong(codes)
    n_of_item, wrong_of_item = rated.sum(axis=1).astype(np.float64), wrong.sum(axis=1).astype(np.float64)
    return share_of_counts(wrong_of_item, n_of_item, table.clusters, settings, n_raters=_n_who_rated(rated))


def decided(
    categories: Sequence[str], positive: str, negative: str | None, kind: DecisionError
) -> tuple[Callable[[IntArray], BoolArray], Callable[[IntArray], BoolArray]]:
    """Which codes of the standard an error of this kind can be made on, and which codes make it there."""
    good = categories.index(positive)
    bad = None if negative is None else categories.index(negative)

    def is_good(codes: IntArray) -> BoolArray:
        return codes == good

    def is_bad(codes: IntArray) -> BoolArray:
        return (codes >= 0) & (codes != good) if bad is None else codes == bad

    return (is_bad, is_good) if kind is DecisionError.MISS else (is_good, is_bad)


def _n_who_rated(rated: BoolArray) -> int:
    """Who rated at least once, as in a tally: somebody who was late has an empty column."""
    return int(np.count_nonzero(rated.any(axis=0)))


def _against(table: RatingTable, standard: str, rater: str | None) -> tuple[IntArray, IntArray]:
    """Codes of the rater(s), shape (items, raters), and of the standard, shape (items,)."""
    place = table.place_of(standard)
    codes = np.delete(table.codes, place, axis=1) if rater is None else table.codes[:, [table.place_of(rater)]]
    return codes, table.codes[:, place]

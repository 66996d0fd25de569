"""Each rater against the standard (the settled answers): agreement, misses and false alarms, clustered by call."""

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
    rater: str | None = None,
    settings: Settings = DEFAULT,
) -> Estimate:
    """How often a rater (or all) missed what the standard failed, or failed what the standard passed.

    Args:
        table: the ratings; `standard` is one of its raters.
        standard: the column with the settled answers.
        positive: the category that means "good" (passed); every other one is bad.
        kind: which error.
        rater: one rater; None pools all of them.
        settings: confidence.

    Returns:
        0…1 with MATCHED errors of INSPECTED decisions; clustered by call, else exact. Undefined: NO_STANDARD (the
        standard holds no item of the kind that can be missed or falsely failed, or nobody rated one).
    """
    codes, truth = _against(table, standard, rater)
    good = table.categories.index(positive)
    concerned = (truth >= 0) & ((truth == good) == (kind is DecisionError.FALSE_ALARM))
    rated = (codes >= 0) & concerned[:, None]
    wrong = rated & ((codes == good) == (kind is DecisionError.MISS))
    n_of_item, wrong_of_item = rated.sum(axis=1).astype(np.float64), wrong.sum(axis=1).astype(np.float64)
    return share_of_counts(wrong_of_item, n_of_item, table.clusters, settings, n_raters=_n_who_rated(rated))


def _n_who_rated(rated: BoolArray) -> int:
    """Who rated at least once, as in a tally: somebody who was late has an empty column."""
    return int(np.count_nonzero(rated.any(axis=0)))


def _against(table: RatingTable, standard: str, rater: str | None) -> tuple[IntArray, IntArray]:
    """Codes of the rater(s), shape (items, raters), and of the standard, shape (items,)."""
    place = table.place_of(standard)
    codes = np.delete(table.codes, place, axis=1) if rater is None else table.codes[:, [table.place_of(rater)]]
    return codes, table.codes[:, place]

"""What moves a figure: its value without each rater, each item, each category in turn, the largest change first."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from qa_desk.agreement.bootstrap import Sums
from qa_desk.agreement.chance import Statistic
from qa_desk.agreement.interval.summed import ScoreStatistic
from qa_desk.agreement.scores import ScoreTable
from qa_desk.agreement.table import NOT_RATED, RatingTable
from qa_desk.agreement.weights import Weights, identity_weights


class Left(StrEnum):
    """What was left out."""

    RATER = "rater"
    ITEM = "item"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class Influence:
    """The figure without one thing. `value` and `change` (without minus with) are None where it is undefined then."""

    left: Left
    name: str
    value: float | None
    change: float | None


def influences(
    table: RatingTable, statistic: Statistic, left: Left, *, weights: Weights | None = None
) -> tuple[Influence, ...]:
    """Leave out one rater, item or category at a time.

    Args:
        table: the ratings.
        statistic: one of `chance.STATISTICS`; for items one that has sums.
        left: what to leave out. Without a category its ratings are missing and it is no longer declared.
        weights: credit for near agreement; the weights of a left-out category go with it.

    Returns:
        Ranked by the size of the change; what leaves the figure undefined comes first, since it all hangs on it. Empty
        where the figure itself is undefined.
    """
    used = weights or identity_weights(len(table.categories))
    whole = statistic.compute(table, weights=used).value
    if whole is None:
        return ()
    values = {Left.RATER: _without_raters, Left.ITEM: _without_items, Left.CATEGORY: _without_categories}[left]
    return _ranked(left, values(table, statistic, used), whole)


def score_influences(table: ScoreTable, statistic: ScoreStatistic, left: Left) -> tuple[Influence, ...]:
    """The same for a figure of measured values, which have raters and items but no categories to leave out."""
    whole = statistic.compute(table).value
    if whole is None or left is Left.CATEGORY:
        return ()
    if left is Left.ITEM:
        return _ranked(left, _left_out(statistic.sums(table), table.item_names()), whole)
    values: list[tuple[str, float | None]] = []
    for column, name in enumerate(table.raters):
        others = tuple(rater for rater in table.raters if rater != name)
        scores = np.delete(table.scores, column, axis=1)
        values.append((name, statistic.compute(ScoreTable(scores, others, table.items, table.clusters)).value))
    return _ranked(left, values, whole)


def _ranked(left: Left, values: list[tuple[str, float | None]], whole: float) -> tuple[Influence, ...]:
    found = [Influence(left, name, value, None if value is None else value - whole) for name, value in values]
    return tuple(sorted(found, key=lambda each: (each.change is not None, -abs(each.change or 0.0))))


def _left_out(sums: Sums, names: Sequence[str]) -> list[tuple[str, float | None]]:
    values = sums.value(sums.rows.sum(axis=0) - sums.rows)
    known = [float(value) if np.isfinite(value) else None for value in values]
    return list(zip(names, known, strict=True))


def _without_raters(table: RatingTable, statistic: Statistic, weights: Weights) -> list[tuple[str, float | None]]:
    values: list[tuple[str, float | None]] = []
    for name in table.raters:
        others = table.select_raters([rater for rater in table.raters if rater != name])
        values.append((name, statistic.compute(others, weights=weights).value))
    return values


def _without_items(table: RatingTable, statistic: Statistic, weights: Weights) -> list[tuple[str, float | None]]:
    assert statistic.sums is not None, "leaving out items needs the statistic as a function of sums"
    return _left_out(statistic.sums(table, weights), table.rated_names())


def _without_categories(table: RatingTable, statistic: Statistic, weights: Weights) -> list[tuple[str, float | None]]:
    values: list[tuple[str, float | None]] = []
    for code, name in enumerate(table.categories):
        kept = [other for other in range(len(table.categories)) if other != code]
        new_codes = np.full(len(table.categories) + 1, NOT_RATED)
        new_codes[kept] = np.arange(len(kept))
        labels = [table.categories[other] for other in kept]
        smaller = RatingTable.from_codes(new_codes[table.codes], categories=labels, raters=table.raters)
        of_kept = Weights(weights.name, weights.matrix[np.ix_(kept, kept)])
        values.append((name, statistic.compute(smaller, weights=of_kept).value))
    return values

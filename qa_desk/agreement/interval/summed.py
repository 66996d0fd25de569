"""Figures of measured values as functions of sums over items: for comparing two sets and for leaving items out."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from qa_desk.agreement.arrays import FloatArray
from qa_desk.agreement.bootstrap import Sums
from qa_desk.agreement.chance.krippendorff import krippendorff_alpha_interval
from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.interval.icc import intraclass_correlations
from qa_desk.agreement.scores import ScoreTable


@dataclass(frozen=True, slots=True)
class ScoreStatistic:
    """One figure of measured values.

    Args:
        key: its name.
        compute: scores to estimate.
        sums: the same as a function of sums over the items that anybody rated.
    """

    key: str
    compute: Callable[[ScoreTable], Estimate]
    sums: Callable[[ScoreTable], Sums]


def alpha_interval_sums(table: ScoreTable) -> Sums:
    """Alpha with the interval metric; items with a single rating add nothing."""
    scores, clusters = _rated(table)
    rated = ~np.isnan(scores)
    n = rated.sum(axis=1).astype(np.float64)
    centred = np.where(rated, scores - (scores[rated].mean() if rated.any() else 0.0), 0.0)
    total, square = centred.sum(axis=1), np.einsum("ij,ij->i", centred, centred)
    inside = 2.0 * (n * square - total * total) / np.maximum(n - 1.0, 1.0)
    rows = np.column_stack([n, total, square, inside]) * (n > 1.0)[:, None]

    def value(sums: FloatArray) -> FloatArray:
        n, total, square, inside = (sums[..., term] for term in range(4))
        expected = 2.0 * (n * square - total * total)
        ratio = np.divide((n - 1.0) * inside, expected, out=np.full(n.shape, np.nan), where=expected > 1e-12 * n * n)
        return 1.0 - ratio

    return Sums(rows, value, clusters)


def icc_sums(form: str) -> Callable[[ScoreTable], Sums]:
    """Intraclass correlation 1,1, 2,1 or 3,1 of complete scores, from the sums behind its mean squares."""

    def of(table: ScoreTable) -> Sums:
        scores, clusters = _rated(table)
        k = scores.shape[1]
        centred = scores - np.nanmean(scores)
        totals = centred.sum(axis=1)
        squares = np.einsum("ij,ij->i", centred, centred)
        rows = np.column_stack([np.ones(len(scores)), totals * totals, squares, centred])
        return Sums(rows, lambda sums: _icc(form, sums, k), clusters)

    return of


def _icc(form: str, sums: FloatArray, k: int) -> FloatArray:
    n, of_items, squares, of_raters = sums[..., 0], sums[..., 1], sums[..., 2], sums[..., 3:]
    with np.errstate(divide="ignore", invalid="ignore"):  # a set too small to leave anything out has no value: NaN
        correction = of_raters.sum(axis=-1) ** 2 / (n * k)
        between = of_items / k - correction
        raters = np.square(of_raters).sum(axis=-1) / n - correction
        total = squares - correction
        ms_items = between / (n - 1.0)
        ms_raters = raters / (k - 1.0)
        error = (total - between - raters) / ((n - 1.0) * (k - 1.0))
        within = (total - between) / (n * (k - 1.0))
        noise = within if form == "icc_1_1" else error
        shift = k * (ms_raters - error) / n if form == "icc_2_1" else 0.0
        return np.asarray((ms_items - noise) / (ms_items + (k - 1.0) * noise + shift))


def _rated(table: ScoreTable) -> tuple[FloatArray, np.typing.NDArray[np.signedinteger] | None]:
    """The items that anybody rated, with their calls."""
    some = ~np.isnan(table.scores).all(axis=1)
    return table.scores[some], None if table.clusters is None else table.clusters[some]


SCORE_STATISTICS: tuple[ScoreStatistic, ...] = (
    ScoreStatistic("krippendorff_alpha:interval", krippendorff_alpha_interval, alpha_interval_sums),
    *(
        ScoreStatistic(form, lambda table, form=form: intraclass_correlations(table)[form], icc_sums(form))
        for form in ("icc_1_1", "icc_2_1", "icc_3_1")
    ),
)

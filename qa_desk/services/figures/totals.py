"""Total scores before policy: do inspectors give the same, how far from the settled one, who is strict; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa_desk.agreement.chance.linearised import DEFAULT
from qa_desk.agreement.estimate import Estimate, Undefined
from qa_desk.agreement.interval.bland_altman import bland_altman
from qa_desk.agreement.interval.icc import intraclass_correlations
from qa_desk.agreement.interval.severity import mean_of
from qa_desk.agreement.scores import ScoreTable
from qa_desk.agreement.shares import ratio_of_sums
from qa_desk.agreement.study.crossed import ScoreSpread, spread_of_scores
from qa_desk.services.calibration.calibration_figures import Panellist
from qa_desk.services.figures.pooled import Pooled

DEFAULT_TOLERANCE = 5.0
"""Points within which a total counts as right, before the centre sets its own."""


@dataclass(frozen=True, slots=True)
class Severity:
    """Mean of an inspector's totals minus the settled ones, in points: negative is strict. Not shrunken."""

    panellist: Panellist
    deviation: Estimate


@dataclass(frozen=True, slots=True)
class Totals:
    """What totals say. `bias` and the limits of agreement are given minus settled, in points.

    `icc` and `spread` stand on the calls that the same inspectors all scored: `n_crossed_calls` × `n_crossed`, each
    call once: what was scored again hangs together with the first time.
    """

    icc: Estimate
    bias: Estimate
    lower: Estimate
    upper: Estimate
    within: Estimate
    tolerance: float
    severity: tuple[Severity, ...]
    spread: ScoreSpread
    n_crossed: int
    n_crossed_calls: int


def totals_of(pooled: Pooled, panel: Sequence[Panellist], tolerance: float) -> Totals:
    """The figures on totals; those against the settled ones are undefined where nothing is settled."""
    crossed = _each_call_once(crossed_scores(pooled.totals()))
    deviations = pooled.deviations()
    flat = deviations.scores.ravel()
    known = ~np.isnan(flat)
    clusters = None if deviations.clusters is None else np.repeat(deviations.clusters, deviations.n_raters)[known]
    given = flat[known]
    pairs = ScoreTable(np.column_stack([given, np.zeros(len(given))]), ("given", "settled"), None, clusters)
    limits = bland_altman(pairs)
    near = (np.abs(given) <= tolerance + 1e-9).astype(np.float64)
    within = ratio_of_sums(
        near, np.ones(len(near)), clusters, DEFAULT, n_raters=len(panel), missing=Undefined.NO_STANDARD
    )
    return Totals(
        icc=intraclass_correlations(crossed)["icc_2_1"],
        bias=limits["bland_altman_bias"],
        lower=limits["bland_altman_lower"],
        upper=limits["bland_altman_upper"],
        within=within,
        tolerance=tolerance,
        severity=tuple(
            Severity(member, mean_of(column, deviations.clusters, DEFAULT))
            for member, column in zip(panel, deviations.scores.T, strict=True)
        ),
        spread=spread_of_scores(crossed),
        n_crossed=crossed.n_raters,
        n_crossed_calls=crossed.n_items,
    )


def _each_call_once(table: ScoreTable) -> ScoreTable:
    """Of the rows of each call the first, which is the one of its earliest session."""
    if table.clusters is None:
        return table
    _calls, first = np.unique(table.clusters, return_index=True)
    rows = np.sort(first)
    return ScoreTable(np.asfortranarray(table.scores[rows]), table.raters)


def crossed_scores(table: ScoreTable) -> ScoreTable:
    """The largest part of a table without a gap that leaving out one rater after another leads to.

    Raters with the fewest scores go first; what counts is the number of scores kept. Below two raters nothing is.
    """
    kept = list(range(table.n_raters))
    best: tuple[int, list[int]] = (0, [])
    rated = ~np.isnan(table.scores)
    while len(kept) >= 2:
        n_complete = int(np.count_nonzero(rated[:, kept].all(axis=1)))
        if n_complete * len(kept) > best[0]:
            best = (n_complete * len(kept), list(kept))
        kept.remove(min(kept, key=lambda place: (int(np.count_nonzero(rated[:, place])), -place)))
    columns = best[1]
    part = ScoreTable(table.scores[:, columns], tuple(table.raters[c] for c in columns), None, table.clusters)
    return part.complete_items()

"""Intraclass correlation: the share of the variance of scores that lies between the items and not in the inspectors."""

import math
from dataclasses import dataclass

import numpy as np

from qa_desk.agreement.arrays import FloatArray
from qa_desk.agreement.chance.linearised import DEFAULT, Settings
from qa_desk.agreement.estimate import Estimate, Extra, Method, Sample, Spread, Undefined, estimate, undefined
from qa_desk.agreement.intervals import check_confidence, f_quantile, f_upper
from qa_desk.agreement.scores import ScoreTable

FORMS = ("icc_1_1", "icc_2_1", "icc_3_1", "icc_1_k", "icc_2_k", "icc_3_k")
_ROUNDING = 1e-13


@dataclass(frozen=True, slots=True)
class _MeanSquares:
    """Two-way layout of n items × k raters without repetition, and the one-way "within" of the same data."""

    n: int
    k: int
    items: float
    raters: float
    error: float
    within: float

    @property
    def df_error(self) -> int:
        return (self.n - 1) * (self.k - 1)


def intraclass_correlations(table: ScoreTable, *, settings: Settings = DEFAULT) -> dict[str, Estimate]:
    """All six forms of Shrout & Fleiss: one-way, two-way random (absolute agreement), two-way mixed (consistency).

    Args:
        table: complete scores of shape (items, raters); `complete_items` of another table leaves gaps out.
        settings: confidence.

    Returns:
        `icc_1_1` … `icc_3_k`: of one rater's score and of the mean of k. Exact F limits for forms 1 and 3;
        Satterthwaite for 2,1; Spearman–Brown of these for 2,k (McGraw & Wong's own as extras). The p-value is of "it is
        0". A limit without end is left out, and all limits where items hang together in clusters: F takes items for
        independent.
        Undefined: INCOMPLETE, TOO_FEW_RATERS, TOO_FEW_ITEMS, NO_VARIANCE.

    Source:
        Shrout & Fleiss (1979), Psychol. Bull. 86; McGraw & Wong (1996), Psychol. Methods 1.
    """
    sample = table.sample
    if not table.is_complete:
        return dict.fromkeys(FORMS, undefined(Undefined.INCOMPLETE, sample))
    scores = table.complete_scores()
    if scores.shape[1] < 2 or scores.shape[0] < 2:
        reason = Undefined.TOO_FEW_RATERS if scores.shape[1] < 2 else Undefined.TOO_FEW_ITEMS
        return dict.fromkeys(FORMS, undefined(reason, sample))
    squares = _mean_squares(scores)
    if squares.items == 0.0 and squares.within == 0.0:
        return dict.fromkeys(FORMS, undefined(Undefined.NO_VARIANCE, sample))
    hangs_together = sample.n_clusters is not None and sample.n_clusters < sample.n_items
    quantile = (1.0 + check_confidence(settings.confidence)) / 2.0
    figures = _one_way(squares, quantile) | _absolute(squares, quantile) | _consistency(squares, quantile)
    return {key: figures[key].estimate(sample, squares.n, with_limits=not hangs_together) for key in FORMS}


@dataclass(frozen=True, slots=True)
class _Icc:
    """A form before it is dressed as an estimate; None where 0/0 leaves it without value."""

    value: float | None
    f: float
    df1: float
    df2: float
    low: float
    high: float
    other_limits: tuple[float, float] | None = None

    def estimate(self, sample: Sample, n: int, *, with_limits: bool) -> Estimate:
        if self.value is None:
            return undefined(Undefined.NO_VARIANCE, sample)
        extras = {Extra.DF1: self.df1, Extra.DF2: self.df2, Extra.N_TARGETS: float(n)}
        if math.isfinite(self.f):
            extras[Extra.F] = self.f
        if not with_limits:
            return estimate(self.value, sample, extras=extras)
        if self.other_limits is not None and self.other_limits[0] <= self.other_limits[1]:
            extras[Extra.CI_LOW_MCGRAW_WONG], extras[Extra.CI_HIGH_MCGRAW_WONG] = self.other_limits
        p_value = f_upper(self.f, self.df1, self.df2) if math.isfinite(self.f) else 0.0
        # Far below chance no degrees of freedom are left, or a limit has no end.
        low, high, p_known = (number if math.isfinite(number) else None for number in (self.low, self.high, p_value))
        return estimate(self.value, sample, method=Method.F, spread=Spread(None, low, high, p_known), extras=extras)


def _mean_squares(scores: FloatArray) -> _MeanSquares:
    n, k = scores.shape
    centred = scores - scores.mean()
    # einsum adds along a short axis several times faster than mean does
    items, raters = np.einsum("ij->i", centred) / k, np.einsum("ij->j", centred) / n
    total = float(np.einsum("ij,ij->", centred, centred))
    between_items = k * float(items @ items)
    between_raters = n * float(raters @ raters)
    negligible = _ROUNDING * (total + float(n * k) * scores.flat[0] ** 2 * np.finfo(float).eps)
    error = total - between_items - between_raters
    error = error if error > negligible else 0.0
    within = total - between_items
    within = within if within > negligible else 0.0
    return _MeanSquares(
        n, k, between_items / (n - 1), between_raters / (k - 1), error / ((n - 1) * (k - 1)), within / (n * (k - 1))
    )


def _ratio(part: float, whole: float) -> float:
    """part/whole with the limits of F: anything over nothing is infinite."""
    return part / whole if whole > 0.0 else math.inf


def _one_way(ms: _MeanSquares, quantile: float) -> dict[str, _Icc]:
    return _plain(ms, ms.within, float(ms.n * (ms.k - 1)), quantile, "icc_1_1", "icc_1_k")


def _consistency(ms: _MeanSquares, quantile: float) -> dict[str, _Icc]:
    return _plain(ms, ms.error, float(ms.df_error), quantile, "icc_3_1", "icc_3_k")


def _plain(ms: _MeanSquares, noise: float, df2: float, quantile: float, single: str, mean: str) -> dict[str, _Icc]:
    """Forms 1 and 3: (MS_items - noise)/(MS_items + (k - 1) noise) and 1 - noise/MS_items, with exact F limits."""
    f, df1 = _ratio(ms.items, noise), float(ms.n - 1)
    low = f / f_quantile(quantile, df1, df2)
    high = f * f_quantile(quantile, df2, df1)
    whole = ms.items + (ms.k - 1) * noise
    value = (ms.items - noise) / whole if whole > 0.0 else None
    of_mean = 1.0 - noise / ms.items if ms.items > 0.0 else None
    return {
        single: _Icc(value, f, df1, df2, _single(low, ms.k), _single(high, ms.k)),
        mean: _Icc(of_mean, f, df1, df2, _mean(low), _mean(high)),
    }


def _single(f: float, k: int) -> float:
    return (f - 1.0) / (f + k - 1.0) if math.isfinite(f) else 1.0


def _mean(f: float) -> float:
    return 1.0 - 1.0 / f if f > 0.0 else -math.inf


def _absolute(ms: _MeanSquares, quantile: float) -> dict[str, _Icc]:
    """Forms 2: raters' own levels count as disagreement; degrees of freedom by Satterthwaite."""
    n, k = ms.n, ms.k
    shift = ms.raters - ms.error
    whole = ms.items + (k - 1) * ms.error + k * shift / n
    of_mean = ms.items + shift / n
    single = (ms.items - ms.error) / whole if whole > 0.0 else None
    mean = (ms.items - ms.error) / of_mean if of_mean > 0.0 else None
    f, df1 = _ratio(ms.items, ms.error), float(n - 1)
    df2 = _satterthwaite(ms, single)
    df2_mean = _satterthwaite(ms, mean)  # as R irr prints it: the formula of the single form with the mean's value
    rest = k * ms.raters + (k * n - k - n) * ms.error
    low, high = _absolute_limits(ms, rest, df2, quantile)
    other = _absolute_limits(ms, shift, df2_mean, quantile)
    return {
        "icc_2_1": _Icc(single, f, df1, df2, low, high),
        "icc_2_k": _Icc(mean, f, df1, df2_mean, _spearman_brown(low, k), _spearman_brown(high, k), other),
    }


def _absolute_limits(ms: _MeanSquares, rest: float, df2: float, quantile: float) -> tuple[float, float]:
    df1 = float(ms.n - 1)
    f_low, f_high = f_quantile(quantile, df1, df2), f_quantile(quantile, df2, df1)
    low_room, high_room = f_low * rest + ms.n * ms.items, rest + ms.n * f_high * ms.items
    low = ms.n * (ms.items - f_low * ms.error) / low_room if low_room else math.nan
    high = ms.n * (f_high * ms.items - ms.error) / high_room if high_room else math.nan
    return low, high


def _satterthwaite(ms: _MeanSquares, value: float | None) -> float:
    """Degrees of freedom of a·MS_raters + b·MS_error; those of the error alone where there is nothing else."""
    df_error = float(ms.df_error)
    if value is None or value >= 1.0:
        return df_error
    a = ms.k * value / (ms.n * (1.0 - value))
    b = 1.0 + ms.k * value * (ms.n - 1) / (ms.n * (1.0 - value))
    of_raters, of_error = a * ms.raters, b * ms.error
    spread = of_raters**2 / (ms.k - 1) + of_error**2 / df_error
    return (of_raters + of_error) ** 2 / spread if spread > 0.0 else df_error


def _spearman_brown(single: float, k: int) -> float:
    """The mean's limit from the single rater's; without end where that one is at the pole of the formula or beyond."""
    room = 1.0 + (k - 1) * single
    return k * single / room if room > 0.0 else -math.inf

"""Variable gauge R&R: how much of the spread of scores is the calls, the inspectors, and mere repetition."""

import math
from dataclasses import dataclass

from qa_desk.agreement.arrays import FloatArray
from qa_desk.agreement.estimate import Estimate, Extra, Method, Sample, Spread, Undefined, estimate, undefined
from qa_desk.agreement.intervals import f_upper
from qa_desk.agreement.study.trials import TrialTable

POOLING_P = 0.05
"""An interaction whose p-value reaches this is pooled into repeatability (Minitab's default rule, AIAG likewise)."""

KEYS = tuple(
    f"grr_{name}"
    for name in (
        *(f"ss_{source}" for source in ("part", "operator", "interaction", "repeatability")),
        "interaction_removed",
        "f_part_reduced",
        "f_operator_reduced",
        *(f"{source}_var" for source in ("repeatability", "operator", "interaction", "reproducibility")),
        "var",
        "part_var",
        "total_var",
        "percent_contribution",
        "percent_study_variation",
        *(f"percent_study_variation_{source}" for source in ("repeatability", "reproducibility", "part")),
        "study_variation_6sd",
        "ndc",
    )
)


@dataclass(frozen=True, slots=True)
class _Source:
    """One row of the analysis of variance."""

    ss: float
    df: int

    @property
    def ms(self) -> float:
        return self.ss / self.df

    def pooled(self, other: "_Source") -> "_Source":
        return _Source(self.ss + other.ss, self.df + other.df)


@dataclass(frozen=True, slots=True)
class _Anova:
    """Two-way random layout, crossed and balanced: parts × operators × trials."""

    part: _Source
    operator: _Source
    interaction: _Source
    repeatability: _Source
    n_parts: int
    n_operators: int
    n_trials: int


def gauge_statistics(trials: TrialTable) -> dict[str, Estimate]:
    """The gauge study by analysis of variance, parts being the items and operators the raters.

    Args:
        trials: numbers, each rater the same number (two or more) of trials on each item.

    Returns:
        Sums of squares with df, ms, f, p; variance components by the method of moments (negative ones are 0); gauge R&R
        as share of the variance (`grr_percent_contribution`) and of the standard deviation
        (`grr_percent_study_variation`); `grr_ndc`, the number of distinct categories, trunc(1.41421 sd_part/sd_grr), at
        least 1.
        Undefined: NOT_NUMERIC, TOO_FEW_RATERS, TOO_FEW_ITEMS, NO_TRIALS, UNBALANCED, NO_VARIANCE.

    Source:
        AIAG, Measurement Systems Analysis, 4th ed. (2010), chapter III section B; Burdick, Borror & Montgomery (2003).
    """
    values = _balanced(trials)
    if isinstance(values, Undefined):
        return dict.fromkeys(KEYS, undefined(values, trials.sample))
    return gauge_of_scores(values, trials.sample)


def gauge_of_scores(scores: FloatArray, sample: Sample) -> dict[str, Estimate]:
    """The same of scores of shape (parts, operators, trials), at least two of each, without a gap.

    Returns:
        As `gauge_statistics`. Undefined: NO_VARIANCE.
    """
    anova = _analyse(scores)
    total = anova.part.ss + anova.operator.ss + anova.interaction.ss + anova.repeatability.ss
    if total <= 1e-14 * float((scores * scores).sum()):
        return dict.fromkeys(KEYS, undefined(Undefined.NO_VARIANCE, sample))
    return _table(anova, sample) | _components(anova, sample)


def _balanced(trials: TrialTable) -> FloatArray | Undefined:
    """Numbers of shape (parts, operators, trials), or why the study can't be done."""
    numbers = trials.values
    if numbers is None:
        return Undefined.NOT_NUMERIC
    counts = trials.n_trials
    rated = counts.any(axis=1)
    counts = counts[rated]
    if counts.shape[1] < 2:
        return Undefined.TOO_FEW_RATERS
    if counts.shape[0] < 2:
        return Undefined.TOO_FEW_ITEMS
    if not (counts == counts[0, 0]).all():
        return Undefined.UNBALANCED
    if counts[0, 0] < 2:
        return Undefined.NO_TRIALS
    codes = trials.codes[rated]
    flat = codes[codes >= 0]  # in the order parts, operators, trials: balanced, so it folds back
    return numbers[flat].reshape(*counts.shape, int(counts[0, 0]))


def _analyse(values: FloatArray) -> _Anova:
    n, k, r = values.shape
    centred = values - values.mean()
    part, operator, cell = centred.mean(axis=(1, 2)), centred.mean(axis=(0, 2)), centred.mean(axis=2)
    crossed = cell - part[:, None] - operator
    error = centred - cell[:, :, None]
    return _Anova(
        _Source(k * r * float((part * part).sum()), n - 1),
        _Source(n * r * float((operator * operator).sum()), k - 1),
        _Source(r * float((crossed * crossed).sum()), (n - 1) * (k - 1)),
        _Source(float((error * error).sum()), n * k * (r - 1)),
        n,
        k,
        r,
    )


def _is_pooled(anova: _Anova) -> tuple[bool, float]:
    """Whether the interaction goes into repeatability, and its p-value."""
    _, p_value = _f_test(anova.interaction, anova.repeatability)
    return p_value >= POOLING_P, p_value


def _f_test(effect: _Source, noise: _Source) -> tuple[float | None, float]:
    """F and its p-value; anything against no noise at all is infinite with p = 0, nothing against nothing has p = 1."""
    if noise.ms > 0.0:
        f = effect.ms / noise.ms
        return f, f_upper(f, effect.df, noise.df)
    return None, float(effect.ms == 0.0)


def _table(anova: _Anova, sample: Sample) -> dict[str, Estimate]:
    figures = {
        "grr_ss_part": _row(anova.part, anova.interaction, sample),
        "grr_ss_operator": _row(anova.operator, anova.interaction, sample),
        "grr_ss_interaction": _row(anova.interaction, anova.repeatability, sample),
        "grr_ss_repeatability": _row(anova.repeatability, None, sample),
    }
    is_pooled, p_value = _is_pooled(anova)
    spread = Spread(p_value=p_value)
    figures["grr_interaction_removed"] = estimate(float(is_pooled), sample, method=Method.F, spread=spread)
    noise = anova.interaction.pooled(anova.repeatability)
    for name, source in (("part", anova.part), ("operator", anova.operator)):
        f, p_value = _f_test(source, noise)
        key = f"grr_f_{name}_reduced"
        reduced = estimate(f, sample, method=Method.F, spread=Spread(p_value=p_value)) if f is not None else None
        figures[key] = reduced or undefined(Undefined.NO_VARIANCE, sample)
    return figures


def _row(source: _Source, noise: _Source | None, sample: Sample) -> Estimate:
    extras = {Extra.DF: float(source.df), Extra.MEAN_SQUARE: source.ms}
    if noise is None:
        return estimate(source.ss, sample, extras=extras)
    f, p_value = _f_test(source, noise)
    if f is not None:
        extras[Extra.F] = f
    return estimate(source.ss, sample, method=Method.F, spread=Spread(p_value=p_value), extras=extras)


def _components(anova: _Anova, sample: Sample) -> dict[str, Estimate]:
    is_pooled, _ = _is_pooled(anova)
    noise = anova.interaction.pooled(anova.repeatability) if is_pooled else anova.interaction
    repeatability = noise.ms if is_pooled else anova.repeatability.ms
    crossed = 0.0 if is_pooled else max(0.0, (anova.interaction.ms - repeatability) / anova.n_trials)
    operator = max(0.0, (anova.operator.ms - noise.ms) / (anova.n_parts * anova.n_trials))
    part = max(0.0, (anova.part.ms - noise.ms) / (anova.n_operators * anova.n_trials))
    reproducibility = operator + crossed
    gauge = repeatability + reproducibility
    total = gauge + part
    values = {
        "grr_repeatability_var": repeatability,
        "grr_operator_var": operator,
        "grr_interaction_var": crossed,
        "grr_reproducibility_var": reproducibility,
        "grr_var": gauge,
        "grr_part_var": part,
        "grr_total_var": total,
        "grr_percent_contribution": 100.0 * gauge / total,
        "grr_percent_study_variation": 100.0 * math.sqrt(gauge / total),
        "grr_percent_study_variation_repeatability": 100.0 * math.sqrt(repeatability / total),
        "grr_percent_study_variation_reproducibility": 100.0 * math.sqrt(reproducibility / total),
        "grr_percent_study_variation_part": 100.0 * math.sqrt(part / total),
        "grr_study_variation_6sd": 6.0 * math.sqrt(gauge),
    }
    figures = {key: estimate(value, sample) for key, value in values.items()}
    distinct = math.trunc(1.41421 * math.sqrt(part / gauge)) if gauge > 0.0 else None
    figures["grr_ndc"] = (
        undefined(Undefined.NO_VARIANCE, sample) if distinct is None else estimate(max(1, distinct), sample)
    )
    return figures

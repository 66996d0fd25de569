"""What every statistic of this room returns: a figure with its uncertainty, or the reason for its absence."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Undefined(StrEnum):
    """Why a statistic has no value. An undefined figure is never shown as 0, 1 or NaN."""

    NO_ITEMS = "no_items"
    NO_PAIRS = "no_pairs"
    ONE_CATEGORY = "one_category"
    CATEGORY_UNUSED = "category_unused"
    NO_DISAGREEMENT_POSSIBLE = "no_disagreement_possible"
    NOT_TWO_RATERS = "not_two_raters"
    TOO_FEW_RATERS = "too_few_raters"
    TOO_FEW_ITEMS = "too_few_items"
    INCOMPLETE = "incomplete"
    UNBALANCED = "unbalanced"
    NOT_NUMERIC = "not_numeric"
    NEGATIVE_VALUES = "negative_values"
    NO_VARIANCE = "no_variance"
    CONSTANT_RATER = "constant_rater"
    NO_TRIALS = "no_trials"
    NO_STANDARD = "no_standard"
    NO_ORDER = "no_order"


class Method(StrEnum):
    """How the standard error and the limits were found."""

    NONE = "none"
    LINEARISED = "linearised"
    LINEARISED_RATIO = "linearised_ratio"
    CLUSTERED = "clustered"
    LARGE_SAMPLE = "large_sample"
    NULL_TEST = "null_test"
    T = "t"
    F = "f"
    CHI_SQUARED = "chi_squared"
    CLOPPER_PEARSON = "clopper_pearson"
    WILSON = "wilson"
    CLUSTERED_WILSON = "clustered_wilson"
    HAJEK = "hajek"
    EFFECTIVE_WILSON = "effective_wilson"
    JACKKNIFE = "jackknife"
    BOOTSTRAP_PERCENTILE = "bootstrap_percentile"
    BOOTSTRAP_BCA = "bootstrap_bca"


class Extra(StrEnum):
    """Secondary figures that a statistic's source prints beside it; the values are their keys in exported files."""

    OBSERVED = "pa"
    EXPECTED = "pe"
    SE_N_DIVISOR = "se_n_divisor"
    SE_NULL = "se0"
    Z_NULL = "z0"
    P_NULL = "p0"
    P_NULL_ONE_SIDED = "p0_one_sided"
    CI_LOW_NULL = "ci_low_h0"
    CI_HIGH_NULL = "ci_high_h0"
    COUNT = "n"
    F = "f"
    DF = "df"
    DF1 = "df1"
    DF2 = "df2"
    MEAN_SQUARE = "ms"
    N_TARGETS = "n_targets"
    CI_LOW_MCGRAW_WONG = "ci_low_mcgraw_wong"
    CI_HIGH_MCGRAW_WONG = "ci_high_mcgraw_wong"
    CHI_SQUARED = "chi2"
    MATCHED = "matched"
    INSPECTED = "inspected"
    CI_LOW_MINITAB = "ci_low_minitab"
    CI_HIGH_MINITAB = "ci_high_minitab"
    RESAMPLES = "B"


@dataclass(frozen=True, slots=True)
class Sample:
    """How much stands behind a figure: items, raters, ratings, and calls (clusters) where items hang together."""

    n_items: int
    n_raters: int
    n_ratings: int
    n_clusters: int | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its uncertainty, or the reason for its absence.

    `se`, `ci_low`, `ci_high` and `p_value` are None where the method gives none (one item, one call, a description);
    `value` is None exactly when `undefined` says why. Nothing is rounded. `extras` holds what the source prints beside.
    """

    value: float | None
    se: float | None
    ci_low: float | None
    ci_high: float | None
    p_value: float | None
    method: Method
    n_items: int
    n_raters: int
    n_ratings: int
    n_clusters: int | None = None
    undefined: Undefined | None = None
    extras: Mapping[Extra, float] = field(default_factory=dict[Extra, float], hash=False)

    def __post_init__(self) -> None:
        assert (self.value is None) != (self.undefined is None), "a figure has a value or a reason, never both"
        assert self.value is None or math.isfinite(self.value), "a figure is a finite number"

    @property
    def has_interval(self) -> bool:
        """Whether limits can be shown."""
        return self.ci_low is not None and self.ci_high is not None

    @property
    def n_calls(self) -> int:
        """Independent units behind the figure: clusters where there are any, else items."""
        return self.n_items if self.n_clusters is None else self.n_clusters


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard error, limits and p-value of a figure; None where the data do not give one."""

    se: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p_value: float | None = None


def estimate(
    value: float,
    sample: Sample,
    *,
    method: Method = Method.NONE,
    spread: Spread | None = None,
    extras: Mapping[Extra, float] | None = None,
) -> Estimate:
    """A figure that exists, from its parts."""
    spread = spread or Spread()
    return Estimate(
        float(value),
        spread.se,
        spread.ci_low,
        spread.ci_high,
        spread.p_value,
        method,
        sample.n_items,
        sample.n_raters,
        sample.n_ratings,
        sample.n_clusters,
        extras=dict(extras or {}),
    )


def undefined(reason: Undefined, sample: Sample) -> Estimate:
    """A figure that does not exist, with the reason."""
    return Estimate(
        None,
        None,
        None,
        None,
        None,
        Method.NONE,
        sample.n_items,
        sample.n_raters,
        sample.n_ratings,
        sample.n_clusters,
        reason,
    )

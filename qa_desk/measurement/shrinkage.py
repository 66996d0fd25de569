"""Many agents or units at once, each drawn towards all: shrunken estimates, and how surely one is among the best.

A few calls make the extremes; what is known of everybody says how much of an extreme to believe. Recognition uses it.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from qa_desk.agreement.intervals import check_confidence, normal_quantile

Floats: TypeAlias = NDArray[np.float64]

FEWEST_PARTS = 4
"""Below it nothing can be learnt of how much parts differ: each stands for itself."""

N_DRAWS = 10_000
_N_STEPS = 400
_N_STEPS_EACH = 48
_SMALLEST = 1e-12


@dataclass(frozen=True, slots=True)
class Shrunken:
    """What is believed of each part, in the order given.

    Args:
        value, low, high: the mean of what is believed, and its limits.
        kept: how much of a part's own distance from all is left, 0…1.
        draws: of shape (draws, parts), what all parts may truly be together; a row is one possible world.
        centre: what all parts are drawn towards; None where each stands for itself.
    """

    value: Floats
    low: Floats
    high: Floats
    kept: Floats
    draws: Floats
    centre: float | None


def shrunken_means(
    values: Floats,
    variances: Floats,
    *,
    generator: np.random.Generator,
    confidence: float = 0.95,
    n_draws: int = N_DRAWS,
) -> Shrunken:
    """Means with known variances v, taken to come from a normal distribution whose mean μ and variance A are not known.

    Given A, μ is the mean with weights 1/(v+A), and a part is B·μ + (1−B)·y with B = v/(v+A). A is averaged over with
    a flat prior, so that limits hold what is not known of A and μ; they are the mean ± z standard deviations. With
    equal variances B is that of James and Stein, (k−3)·v/Σ(y−ȳ)², save that it never exceeds 1.

    Args:
        values, variances: a number each a part; variances above 0.
        generator: for `draws` alone; values and limits do not depend on it.

    Returns:
        Below `FEWEST_PARTS` parts: the values as they are, with their own limits.

    Source:
        Morris (1983), JASA 78, 47–65; Efron & Morris (1975), JASA 70, 311–319.
    """
    assert values.shape == variances.shape, "each part has a value and a variance"
    assert bool(np.all(variances > 0.0)), "a value without error needs no shrinking"
    z = normal_quantile((1 + check_confidence(confidence)) / 2)
    if len(values) < FEWEST_PARTS:
        se = np.sqrt(variances)
        draws = values + se * generator.standard_normal((n_draws, len(values)))
        return Shrunken(values, values - z * se, values + z * se, np.ones_like(values), draws, None)
    between, chance = _spreads(values, variances)
    weights = 1 / (variances + between[:, None])
    means, mean_variances = (weights * values).sum(axis=1) / weights.sum(axis=1), 1 / weights.sum(axis=1)
    pull = variances * weights
    given = pull * means[:, None] + (1 - pull) * values
    own = between[:, None] * pull
    variance_given = own + pull**2 * mean_variances[:, None]
    value = chance @ given
    sd = np.sqrt(chance @ (variance_given + (given - value) ** 2))
    steps = generator.choice(len(between), n_draws, p=chance)
    centres = means[steps] + np.sqrt(mean_variances[steps]) * generator.standard_normal(n_draws)
    drawn = pull[steps] * centres[:, None] + (1 - pull[steps]) * values
    draws = drawn + np.sqrt(own[steps]) * generator.standard_normal(drawn.shape)
    return Shrunken(value, value - z * sd, value + z * sd, 1 - chance @ pull, draws, float(chance @ means))


def shrunken_shares(
    n_hit: Floats,
    n_calls: Floats,
    *,
    generator: np.random.Generator,
    confidence: float = 0.95,
    n_draws: int = N_DRAWS,
) -> Shrunken:
    """Shares of calls, taken to come from a beta distribution with mean m and weight M that are not known.

    Given them, a part is Beta(m·M + hits, (1−m)·M + calls − hits): as if M calls of everybody were added to its own.
    The prior is flat over m and over 1/√M, M at least one call. Limits are quantiles of the draws.

    Args:
        n_hit, n_calls: a number each a part, fractions where calls weigh differently; 0 ≤ hits ≤ calls, calls above 0.

    Returns:
        Below `FEWEST_PARTS` parts: each with the prior of Jeffreys, Beta(½, ½), for itself.

    Source:
        Gelman et al. (2013), Bayesian Data Analysis, 3rd ed., § 5.3.
    """
    assert n_hit.shape == n_calls.shape, "each part has hits and calls"
    assert bool(np.all((n_hit >= 0) & (n_hit <= n_calls) & (n_calls > 0))), "hits are among the calls"
    tail = (1 - check_confidence(confidence)) / 2
    if len(n_hit) < FEWEST_PARTS:
        a, b = n_hit + 0.5, n_calls - n_hit + 0.5
        draws = generator.beta(a, b, (n_draws, len(n_hit)))
        low, high = _limits(draws, tail)
        return Shrunken(a / (a + b), low, high, n_calls / (n_calls + 1), draws, None)
    mean, weight, chance = _priors(n_hit, n_calls)
    steps = generator.choice(len(mean), n_draws, p=chance)
    a = (mean * weight)[steps, None] + n_hit
    b = ((1 - mean) * weight)[steps, None] + (n_calls - n_hit)
    draws = generator.beta(a, b)
    low, high = _limits(draws, tail)
    whole = weight[:, None] + n_calls
    value = chance @ (((mean * weight)[:, None] + n_hit) / whole)
    return Shrunken(value, low, high, chance @ (n_calls / whole), draws, float(chance @ mean))


def chance_among_best(draws: Floats, k: int = 1) -> Floats:
    """How probable it is for each part to be among the k highest; sums to k (to all parts if there are fewer)."""
    n_draws, n_parts = draws.shape
    if k >= n_parts:
        return np.ones(n_parts)
    best = np.argpartition(draws, n_parts - k, axis=1)[:, n_parts - k :]
    return np.bincount(best.ravel(), minlength=n_parts) / n_draws


def chance_above(draws: Floats, bound: float) -> Floats:
    """How probable it is for each part to reach a bound."""
    return np.mean(draws >= bound, axis=0)


def _spreads(values: Floats, variances: Floats) -> tuple[Floats, Floats]:
    """Steps of A on a scale of logarithms, closest where A is likely, and the chance of each."""
    reach = max(float(np.ptp(values)) ** 2, float(variances.max()))
    widely = np.linspace(np.log(float(variances.min()) * 1e-4), np.log(reach * 1e4), _N_STEPS)
    likely = widely[_chance_of_spreads(widely, values, variances) > _SMALLEST]
    steps = np.linspace(likely[0], likely[-1], _N_STEPS)
    chance = _chance_of_spreads(steps, values, variances)
    return np.exp(steps), chance / chance.sum()


def _chance_of_spreads(steps: Floats, values: Floats, variances: Floats) -> Floats:
    """Of each ln A in proportion, 1 being the highest; the flat prior of A is as steep as A itself on this scale."""
    total = variances + np.exp(steps)[:, None]
    precision = (1 / total).sum(axis=1)
    centre = (values / total).sum(axis=1) / precision
    misfit = ((values - centre[:, None]) ** 2 / total).sum(axis=1)
    log_chance = steps - 0.5 * (np.log(total).sum(axis=1) + np.log(precision) + misfit)
    return np.exp(log_chance - log_chance.max())


def _priors(n_hit: Floats, n_calls: Floats) -> tuple[Floats, Floats, Floats]:
    """Steps of m and M, closest where they are likely, and the chance of each."""
    kinds, n_of_kind = np.unique(np.stack([n_hit, n_calls]), axis=1, return_counts=True)
    logits, roots = np.linspace(-14.0, 14.0, _N_STEPS_EACH), _centres(0.0, 1.0)
    for _round in range(2):
        logit, root = _crossed(logits, roots)
        is_likely = _chance_of_priors(logit, root, kinds, n_of_kind) > _SMALLEST
        step, half = logits[1] - logits[0], (roots[1] - roots[0]) / 2
        logits = np.linspace(logit[is_likely].min() - step, logit[is_likely].max() + step, _N_STEPS_EACH)
        roots = _centres(max(0.0, root[is_likely].min() - half), min(1.0, root[is_likely].max() + half))
    logit, root = _crossed(logits, roots)
    chance = _chance_of_priors(logit, root, kinds, n_of_kind)
    return 1 / (1 + np.exp(-logit)), 1 / root**2, chance / chance.sum()


def _chance_of_priors(logit: Floats, root: Floats, kinds: Floats, n_of_kind: NDArray[np.intp]) -> Floats:
    """Of each ln m/(1−m) with 1/√M in proportion, 1 being the highest."""
    mean, weight = 1 / (1 + np.exp(-logit)), 1 / root**2
    log_chance = _log_likelihood(mean * weight, (1 - mean) * weight, kinds, n_of_kind) + np.log(mean * (1 - mean))
    return np.exp(log_chance - log_chance.max())


def _crossed(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Every value of one with every value of the other."""
    return np.repeat(one, len(other)), np.tile(other, len(one))


def _centres(low: float, high: float) -> Floats:
    edges = np.linspace(low, high, _N_STEPS_EACH + 1)
    return (edges[:-1] + edges[1:]) / 2


def _log_likelihood(a: Floats, b: Floats, kinds: Floats, n_of_kind: NDArray[np.intp]) -> Floats:
    """Of the beta-binomial, up to a constant; parts with the same hits and calls are one kind."""
    total = np.zeros_like(a)
    alone = _log_gamma(a + b) - _log_gamma(a) - _log_gamma(b)
    for (hits, calls), n in zip(kinds.T, n_of_kind, strict=True):
        total += n * (_log_gamma(a + hits) + _log_gamma(b + calls - hits) - _log_gamma(a + b + calls) + alone)
    return total


def _log_gamma(x: Floats) -> Floats:
    """ln Γ(x) for x above 0, to about 1e-11: Stirling's series eight further, brought back by the product."""
    product = np.zeros_like(x)
    for step in range(8):
        product += np.log(x + step)
    y = x + 8
    inverse = 1 / y
    series = inverse / 12 - inverse**3 / 360 + inverse**5 / 1260 - inverse**7 / 1680
    return (y - 0.5) * np.log(y) - y + 0.5 * np.log(2 * np.pi) + series - product


def _limits(draws: Floats, tail: float) -> tuple[Floats, Floats]:
    low, high = np.quantile(draws, [tail, 1 - tail], axis=0)
    return low, high

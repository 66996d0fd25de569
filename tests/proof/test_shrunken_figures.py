"""Whole centres simulated: do limits of shrunken figures hold, and is who is recognised truly among the best?

Forty agents with 6 to 24 calls each. Single calls scatter by 9 points and their spread is pooled from the calls, as the
report does; agents differ by 0, 3 or 6 points.
"""

import numpy as np
import pytest

from qa_desk.domain.recognition import RecognitionRules
from qa_desk.measurement.group_means import group_means
from qa_desk.measurement.shrinkage import Floats, Shrunken, chance_among_best, shrunken_means, shrunken_shares

_N_CENTRES = 300
_N_AGENTS = 40
_RULES = RecognitionRules()


@pytest.mark.parametrize("between", [0.0, 3.0, 6.0])
def test_limits_of_scores_hold_and_lie_nearer_than_the_plain_means(between: float) -> None:
    generator = np.random.default_rng(5)
    hits, own_error, plain_error = 0, 0.0, 0.0
    for _centre in range(_N_CENTRES):
        true, found, means = _a_centre(generator, between, 9.0)
        hits += int(np.sum((found.low <= true) & (true <= found.high)))
        own_error += float(((found.value - true) ** 2).sum())
        plain_error += float(((means - true) ** 2).sum())
    coverage = hits / (_N_CENTRES * _N_AGENTS)
    # where all are alike limits can't but hold too often: how much agents differ is never below nothing
    assert 0.935 <= coverage <= (0.98 if between else 1.0), coverage
    assert own_error < plain_error


@pytest.mark.parametrize("between", [3.0, 6.0])
def test_the_chance_to_be_the_best_is_what_it_says(between: float) -> None:
    """Of all who were given between p and q, between p and q are the best; who is named is among the best five."""
    generator = np.random.default_rng(6)
    said: list[float] = []
    is_best: list[bool] = []
    n_named = n_among_five = 0
    for _centre in range(_N_CENTRES):
        true, found, _means = _a_centre(generator, between, 9.0)
        chance = chance_among_best(found.draws)
        said += list(chance)
        is_best += list(true == true.max())
        named = np.flatnonzero(chance >= _RULES.tie_bound)
        n_named += len(named)
        n_among_five += int(np.isin(named, np.argsort(-true)[:5]).sum())
    stated, came = np.array(said), np.array(is_best)
    for low, high in ((0.0, 0.05), (0.05, 0.2), (0.2, 0.5), (0.5, 1.01)):
        own = (stated >= low) & (stated < high)
        if own.sum() >= 100:
            assert came[own].mean() == pytest.approx(stated[own].mean(), abs=4 * np.sqrt(0.25 / own.sum()))
    assert n_among_five / n_named > 0.7, n_among_five / n_named


def test_where_all_are_alike_hardly_anybody_is_named() -> None:
    generator = np.random.default_rng(7)
    n_named = 0
    for _centre in range(_N_CENTRES):
        _true, found, _means = _a_centre(generator, 0.0, 9.0)
        n_named += bool((chance_among_best(found.draws) >= _RULES.tie_bound).any())
    assert n_named / _N_CENTRES < 0.1, n_named / _N_CENTRES


@pytest.mark.parametrize(("a", "b"), [(1.0, 49.0), (0.5, 9.5), (20.0, 180.0)])
def test_limits_of_critical_failures_hold(a: float, b: float) -> None:
    generator = np.random.default_rng(8)
    hits, n_centres = 0, 60
    for _centre in range(n_centres):
        true = generator.beta(a, b, _N_AGENTS)
        n_calls = generator.integers(6, 25, _N_AGENTS)
        failed = generator.binomial(n_calls, true).astype(float)
        found = shrunken_shares(failed, n_calls.astype(float), generator=generator, n_draws=2_000)
        hits += int(np.sum((found.low <= true) & (true <= found.high)))
    assert 0.92 <= hits / (n_centres * _N_AGENTS) <= 0.995, hits / (n_centres * _N_AGENTS)


def _a_centre(generator: np.random.Generator, between: float, within: float) -> tuple[Floats, Shrunken, Floats]:
    true = 85.0 + between * generator.standard_normal(_N_AGENTS)
    group = np.repeat(np.arange(_N_AGENTS), generator.integers(6, 25, _N_AGENTS))
    values = true[group] + within * generator.standard_normal(len(group))
    found = group_means(group, values, np.ones(len(group)), _N_AGENTS)
    return true, shrunken_means(found.mean, found.variance, generator=generator, n_draws=2_000), found.mean

"""Estimates over all calls from a draw: textbook formulas, known answers, and unbiased whatever the scheme."""

import numpy as np
import pytest

from qa_desk.agreement.estimate import Method, Undefined
from qa_desk.measurement.drawing.places import places_of
from qa_desk.measurement.drawing.schemes import risk_weighted
from qa_desk.measurement.survey import (
    DrawnSample,
    calls_for_margin,
    margin_of_calls,
    total,
    weighted_mean,
    weighted_share,
)


def one_stratum(n: int, probability: float) -> DrawnSample:
    return DrawnSample(np.full(n, probability), np.zeros(n, dtype=np.intp))


def test_a_thousand_calls_at_95_percent_and_five_points_take_278() -> None:
    assert calls_for_margin(0.05, 1000) == 278
    assert calls_for_margin(0.05, None) == 385
    assert calls_for_margin(0.05, 0) == 0
    assert calls_for_margin(0.0001, 50) == 50


def test_the_margin_of_so_many_calls_is_the_one_that_so_many_calls_are_for() -> None:
    assert margin_of_calls(278, 1000) == pytest.approx(0.05, abs=1e-4)
    assert margin_of_calls(1000, 1000) == 0.0
    assert margin_of_calls(0, 1000) is None


def test_the_variance_of_a_simple_sample_is_the_textbooks() -> None:
    values = np.array([80.0, 90, 100, 70, 85, 95, 60, 100])
    found = weighted_mean(one_stratum(8, 8 / 40), values, upper=100.0)
    assert found.value == pytest.approx(values.mean())
    assert found.se == pytest.approx(np.sqrt((1 - 8 / 40) * values.var(ddof=1) / 8))
    assert found.method is Method.HAJEK


def test_the_variance_of_strata_is_the_sum_of_theirs() -> None:
    sizes, drawn = (100, 20), (5, 4)
    values = np.array([70.0, 75, 80, 85, 90, 40, 50, 60, 45])
    strata = np.array([0] * 5 + [1] * 4)
    probabilities = np.array([5 / 100] * 5 + [4 / 20] * 4)
    found = weighted_mean(DrawnSample(probabilities, strata), values)
    means = [values[strata == h].mean() for h in (0, 1)]
    assert found.value == pytest.approx((sizes[0] * means[0] + sizes[1] * means[1]) / 120)
    expected = sum(
        (sizes[h] / 120) ** 2 * (1 - drawn[h] / sizes[h]) * values[strata == h].var(ddof=1) / drawn[h] for h in (0, 1)
    )
    assert found.se == pytest.approx(np.sqrt(expected))


def test_a_population_drawn_whole_has_no_uncertainty_left() -> None:
    found = weighted_share(one_stratum(4, 1.0), np.array([1.0, 1, 0, 1]))
    assert (found.value, found.ci_low, found.ci_high) == (0.75, 0.75, 0.75)


def test_a_share_at_unanimity_still_has_an_interval() -> None:
    found = weighted_share(one_stratum(20, 0.01), np.ones(20))
    assert found.value == 1.0
    assert found.ci_low is not None
    assert 0.75 < found.ci_low < 0.84


def test_the_share_of_a_part_counts_only_its_calls() -> None:
    in_part = np.array([1.0, 1, 0, 0, 1])
    found = weighted_share(one_stratum(5, 0.1), np.array([1.0, 0, 1, 1, 1]) * in_part, counts=in_part)
    assert found.value == pytest.approx(2 / 3)
    assert found.n_items == 3


def test_a_part_without_calls_is_undefined_and_a_single_call_has_no_limits() -> None:
    assert weighted_mean(one_stratum(2, 0.5), np.ones(2), counts=np.zeros(2)).undefined is Undefined.NO_ITEMS
    assert not weighted_mean(one_stratum(1, 0.5), np.array([80.0])).has_interval


def test_a_risk_weighted_draw_estimates_the_whole_without_bias() -> None:
    generator = np.random.default_rng(4)
    weights = np.where(generator.random(80) < 0.3, 4.0, 1.0)
    scores = np.where(weights > 1, 60.0, 90.0) + generator.normal(0, 5, 80)
    keys = [str(number) for number in range(80)]
    sums, covered, n_draws = [], 0, 400
    for seed in range(n_draws):
        chosen = risk_weighted(places_of(seed, keys), weights, 16)
        sample = DrawnSample(chosen.probabilities, np.zeros(16, dtype=np.intp))
        sums.append(total(sample, scores[chosen.indices]))
        found = weighted_mean(sample, scores[chosen.indices])
        assert found.ci_low is not None
        assert found.ci_high is not None
        covered += found.ci_low <= scores.mean() <= found.ci_high
    error = np.mean(sums) - scores.sum()
    assert abs(error) < 4 * np.std(sums) / np.sqrt(n_draws)
    assert covered / n_draws > 0.90

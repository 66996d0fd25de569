"""Estimates over all calls from a draw: textbook formulas, known answers, and unbiased whatever the scheme."""

import numpy as np
import pytest

from qa_desk.agreement.estimate import Method, Undefined
from qa_desk.measurement.drawing.places import places_of
from qa_desk.measurement.drawing.schemes import risk_weighted
from qa_desk.measurement.survey import (
    DrawnSample,
    total,
    weighted_mean,
    weighted_share,
)


def one_stratum(n: int, probability: float) -> DrawnSample:
    return DrawnSample(np.full(n, probability), np.zeros(n, dtype=np.intp))


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


def test_limits_stay_within_what_is_possible() -> None:
    scores = np.array([0.0, 0, 0, 90, 100])
    plain, cut = (weighted_mean(one_stratum(5, 0.1), scores, upper=100.0, lower=low) for low in (None, 0.0))
    assert plain.ci_low is not None
    assert plain.ci_low < 0.0
    assert (cut.ci_low, cut.ci_high) == (0.0, plain.ci_high)


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


def test_a_stratum_that_gave_one_call_is_put_together_with_another_and_its_chance_is_not_forgotten() -> None:
    alone = DrawnSample(np.full(4, 0.1), np.arange(4))
    together = DrawnSample(np.full(4, 0.1), np.zeros(4, dtype=np.intp))
    values = np.array([70.0, 90, 80, 100])
    assert weighted_mean(alone, values).se == pytest.approx(weighted_mean(together, values).se)
    one_of_them = DrawnSample(np.full(5, 0.1), np.array([0, 0, 0, 1, 1]))
    with_a_lone_one = DrawnSample(np.full(5, 0.1), np.array([0, 0, 0, 1, 2]))
    assert weighted_mean(with_a_lone_one, np.append(values, 60.0)).se == pytest.approx(
        weighted_mean(one_of_them, np.append(values, 60.0)).se
    )


def test_calls_that_could_not_be_scored_are_spoken_for_by_those_of_their_stratum() -> None:
    # of the second stratum's ten calls two were scored: they stand for all twenty, not for ten
    sample = DrawnSample(np.array([0.5] * 10 + [0.5] * 2), np.array([0] * 10 + [1] * 2), np.array([20.0, 20.0]))
    found = weighted_mean(sample, np.array([90.0] * 10 + [60.0, 70.0]))
    assert found.value == pytest.approx((20 * 90 + 20 * 65) / 40)
    # only the second stratum varies: (20/40)² · (1 − 2/20) · s²/2
    assert found.se == pytest.approx(np.sqrt(0.25 * 0.9 * 50 / 2))


def test_the_limits_of_a_part_rest_on_its_own_calls_however_many_the_draw_had() -> None:
    generator = np.random.default_rng(3)
    values, in_part = generator.normal(80, 10, 40), np.arange(40) < 4
    found = weighted_mean(one_stratum(40, 0.1), np.where(in_part, values, 0.0), counts=in_part.astype(float))
    assert found.ci_low is not None
    assert found.value is not None
    assert found.se is not None
    assert (found.value - found.ci_low) / found.se == pytest.approx(3.182, abs=0.001)


def test_the_spread_of_a_part_is_that_of_its_own_calls_about_their_own_mean() -> None:
    values, in_part = np.random.default_rng(3).normal(80, 10, 40), np.arange(40) < 4
    found = weighted_mean(one_stratum(40, 0.1), np.where(in_part, values, 0.0), counts=in_part.astype(float))
    assert found.se == pytest.approx(np.sqrt(0.9 * values[:4].var(ddof=1) / 4))


def test_the_variance_of_a_part_of_unequal_calls_in_two_strata_is_right_on_average() -> None:
    generator = np.random.default_rng(5)
    strata = np.array([0] * 6 + [1] * 5)
    probabilities = np.array([1, 1, 4, 1, 4, 2, 1, 3, 3, 1, 1]) * 1e-6
    counts = np.array([1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0], dtype=np.float64)
    weights = counts / probabilities
    truth = float(np.sum(weights**2) / weights.sum() ** 2)
    found = [
        weighted_mean(DrawnSample(probabilities, strata), generator.normal(0, 1, 11) * counts, counts=counts).se
        for _draw in range(4_000)
    ]
    variances = np.array(found, dtype=np.float64) ** 2
    assert abs(variances.mean() - truth) < 4 * variances.std() / np.sqrt(len(variances))
    assert variances.std() / np.sqrt(len(variances)) < 0.02 * truth


def test_a_call_that_stands_alone_for_much_leaves_its_one_degree_of_freedom_and_not_less() -> None:
    # of the part four calls are in one stratum, and one in the other, which weighs as much as they do
    strata, probabilities = np.array([0] * 8 + [1] * 8), np.array([0.04] * 8 + [0.01] * 8)
    counts = np.array([1, 1, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], dtype=np.float64)
    values = np.array([80, 90, 70, 85, 0, 0, 0, 0, 95, 0, 0, 0, 0, 0, 0, 0], dtype=np.float64)
    found = weighted_mean(DrawnSample(probabilities, strata), values, counts=counts)
    assert found.ci_low is not None
    assert found.value is not None
    assert found.se is not None
    assert 1.96 < (found.value - found.ci_low) / found.se < 12.706


def test_calls_that_are_alike_within_strata_are_no_proof_that_others_are() -> None:
    strata = np.repeat(np.arange(4), 2)
    alike = DrawnSample(np.full(8, 0.1), strata)
    assert not weighted_mean(alike, np.repeat([70.0, 80, 90, 100], 2)).has_interval
    # of eight calls no more is known than eight calls drawn at random would tell
    share = weighted_share(alike, np.array([1.0, 0, 1, 1, 1, 1, 0, 0]))
    at_random = weighted_share(one_stratum(8, 0.1), np.array([1.0, 0, 1, 1, 1, 1, 0, 0]))
    assert share.ci_high is not None
    assert share.ci_low is not None
    assert at_random.ci_low is not None
    assert share.ci_low <= at_random.ci_low

"""How precise a sample will be: textbook numbers, and what is told beforehand is what is found afterwards."""

import numpy as np
import pytest

from qa_desk.measurement.precision import (
    calls_for_margin,
    calls_for_mean,
    margin_of_calls,
    margin_of_mean,
    margin_of_share,
)
from qa_desk.measurement.survey import DrawnSample, weighted_mean, weighted_share


def test_a_thousand_calls_at_95_percent_and_five_points_take_278() -> None:
    assert calls_for_margin(0.05, 1000) == 278
    assert calls_for_margin(0.05, None) == 385
    assert calls_for_margin(0.05, 0) == 0
    assert calls_for_margin(0.0001, 50) == 50


def test_the_margin_of_so_many_calls_is_the_one_that_so_many_calls_are_for() -> None:
    assert margin_of_calls(278, 1000) == pytest.approx(0.05, abs=1e-4)
    assert margin_of_calls(1000, 1000) == 0.0
    assert margin_of_calls(0, 1000) is None


def test_a_mean_takes_the_fewest_calls_that_reach_the_margin() -> None:
    for n_population, sd, margin in ((1000, 15.0, 5.0), (40, 12.0, 5.0), (8, 10.0, 9.0), (3, 10.0, 1.0)):
        n = calls_for_mean(margin, n_population, sd)
        reached = margin_of_mean(n, n_population, sd)
        assert reached is not None
        assert reached <= margin
        one_less = margin_of_mean(n - 1, n_population, sd)
        assert one_less is None or one_less > margin
    assert (calls_for_mean(5.0, 0, 15.0), calls_for_mean(5.0, 1, 15.0)) == (0, 1)


def test_what_is_told_beforehand_is_the_interval_found_afterwards() -> None:
    values = np.tile([70.0, 90.0], 20)
    sample = DrawnSample(np.full(40, 40 / 400), np.zeros(40, dtype=np.intp))
    of_mean = weighted_mean(sample, values)
    assert of_mean.value is not None
    assert of_mean.ci_low is not None
    told = margin_of_mean(40, 400, float(values.std(ddof=1)))
    assert of_mean.value - of_mean.ci_low == pytest.approx(told)
    of_share = weighted_share(sample, (np.arange(40) < 4).astype(float))
    assert of_share.ci_low is not None
    assert of_share.ci_high is not None
    told = margin_of_share(40, 400, 0.1)
    assert (of_share.ci_high - of_share.ci_low) / 2 == pytest.approx(told, rel=0.03)


def test_one_call_promises_nothing_and_all_calls_promise_certainty() -> None:
    assert margin_of_mean(1, 10, 15.0) is None
    assert margin_of_share(1.9, 10, 0.1) is None
    assert (margin_of_mean(10, 10, 15.0), margin_of_share(10, 10, 0.1)) == (0.0, 0.0)

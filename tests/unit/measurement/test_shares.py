"""Shares over calls: published figures, undefined cases, and the sums that a database can hand over."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desk.agreement.estimate import Undefined
from qa_desk.measurement.shares import (
    CallSums,
    difference_of_shares,
    ratio_of_sums,
    share_of_calls,
    significant_after_fdr,
)


def sums_of(y: np.ndarray, x: np.ndarray) -> CallSums:
    return CallSums(len(y), y.sum(), x.sum(), (y * y).sum(), (x * y).sum(), (x * x).sum())


def test_twenty_of_twenty_starts_at_839() -> None:
    found = share_of_calls(20, 20)
    assert found.value == 1.0
    assert found.ci_low == pytest.approx(0.8389, abs=5e-5)


def test_no_calls_give_no_share() -> None:
    assert share_of_calls(0, 0).undefined is Undefined.NO_ITEMS
    assert ratio_of_sums(CallSums(3, 0, 0, 0, 0, 0)).undefined is Undefined.NO_ITEMS


def test_one_call_gives_a_description_without_interval() -> None:
    found = ratio_of_sums(CallSums(1, 2, 8, 4, 16, 64))
    assert found.value == 0.25
    assert not found.has_interval


def test_the_interval_of_a_ratio_is_that_of_its_residuals() -> None:
    generator = np.random.default_rng(5)
    x = generator.uniform(1, 9, 40)
    y = x * generator.uniform(0, 1, 40)
    found = ratio_of_sums(sums_of(y, x))
    ratio = y.sum() / x.sum()
    expected = (y - ratio * x).std(ddof=1) / np.sqrt(40) / x.mean()
    assert found.se == pytest.approx(expected, rel=1e-9)


def test_the_interval_of_a_ratio_covers_as_often_as_it_says() -> None:
    generator = np.random.default_rng(7)
    hits = 0
    for _repeat in range(400):
        x = generator.gamma(2.0, 4.0, 60)
        y = x * generator.beta(2, 6, 60)
        found = ratio_of_sums(sums_of(y, x))
        assert found.ci_low is not None
        assert found.ci_high is not None
        hits += found.ci_low <= 0.25 <= found.ci_high
    assert 0.91 <= hits / 400 <= 0.98


def test_newcombes_published_difference() -> None:
    # Newcombe (1998), table II, method 10: 56/70 − 48/80 = 0.2000, limits 0.0524 and 0.3339
    found = difference_of_shares(56, 70, 48, 80)
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_benjamini_and_hochbergs_published_example() -> None:
    # Benjamini & Hochberg (1995), section 3.2: 15 tests of which the first four stay at 5 %
    p_values = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
        0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
    ]  # fmt: skip
    assert sum(significant_after_fdr(p_values)) == 4


@given(st.lists(st.floats(0, 1), max_size=30), st.randoms())
def test_order_of_tests_does_not_matter(p_values: list[float], random: object) -> None:
    kept = {p for p, keep in zip(p_values, significant_after_fdr(p_values), strict=True) if keep}
    again = list(reversed(p_values))
    kept_again = {p for p, keep in zip(again, significant_after_fdr(again), strict=True) if keep}
    assert kept == kept_again

"""Control limits of shares: worked by hand, by properties, and when there is nothing to compare."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desk.measurement.control_chart import p_chart


def test_limits_follow_the_formula_for_each_sample_size() -> None:
    # By hand: p̄ = 234/2500 = 0.0936; 3·√(0.0936·0.9064/100) = 0.0874 and with n = 80 0.0977, cut at 0.
    counts = [(9, 100), (225, 2400 - 80), (0, 80)]
    mean, limits = p_chart(counts)
    assert mean == pytest.approx(0.0936)
    assert limits[0] is not None
    assert limits[0].low == pytest.approx(0.0062, abs=5e-5)
    assert limits[0].high == pytest.approx(0.1810, abs=5e-5)
    assert limits[2] is not None
    assert (limits[2].low, limits[2].high) == (0.0, pytest.approx(0.1913, abs=5e-5))


def test_a_period_far_from_the_others_is_a_signal() -> None:
    _mean, limits = p_chart([(6, 30)] * 9 + [(26, 30)])
    assert [limit.is_signal for limit in limits if limit] == [False] * 9 + [True]


def test_nothing_is_compared_with_itself_alone() -> None:
    assert p_chart([(3, 10), (0, 0)]) == (0.3, [None, None])
    assert p_chart([(0, 0)]) == (None, [None])


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (min(pair), max(pair))), max_size=20)
)
def test_limits_hold_the_mean_and_stay_within_0_and_1(counts: list[tuple[int, int]]) -> None:
    mean, limits = p_chart(counts)
    for limit in limits:
        if limit is not None:
            assert mean is not None
            assert 0.0 <= limit.low <= mean <= limit.high <= 1.0

"""Control limits of shares: worked by hand, by properties, and when there is nothing to compare."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desk.measurement.chart_rules import Rule
from qa_desk.measurement.control_chart import Counted, control_chart, p_chart


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


ORANGE_JUICE = [
    12,
    15,
    8,
    10,
    4,
    7,
    16,
    9,
    14,
    10,
    5,
    6,
    17,
    12,
    22,
    8,
    10,
    5,
    13,
    11,
    20,
    18,
    24,
    15,
    9,
    12,
    7,
    13,
    9,
    6,
]
"""Cans that leak in samples of 50: Montgomery (2013), table 7.1; centre 0.2313, limits 0.0524 and 0.4102."""


def test_the_published_p_chart_comes_out_with_its_two_points_beyond() -> None:
    chart = control_chart([(hit, 50) for hit in ORANGE_JUICE], Counted.SHARE, may_widen=False)
    limits = [one for one in chart.limits if one]
    assert limits[0].centre == pytest.approx(0.2313, abs=5e-5)
    assert (limits[0].low, limits[0].high) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.4102, abs=5e-5))
    beyond = [place for place, one in enumerate(limits, 1) if Rule.BEYOND_LIMITS in one.rules]
    assert beyond == [15, 23]


def test_a_u_chart_follows_its_formula_and_is_not_cut_at_one() -> None:
    # By hand: u = 60/40 = 1.5 a call; 3·√(1.5/10) = 1.1619.
    chart = control_chart([(15, 10), (18, 10), (12, 10), (15, 10)], Counted.RATE)
    assert chart.limits[0] is not None
    assert chart.limits[0].high == pytest.approx(2.6619, abs=5e-5)
    assert chart.limits[0].low == pytest.approx(0.3381, abs=5e-5)


def test_limits_widen_with_laney_where_points_scatter_beyond_chance() -> None:
    counts = [(1_000, 10_000), (1_200, 10_000)] * 6
    chart = control_chart(counts, Counted.SHARE)
    # By hand: c = 0.11, σ = 0.0031289; neighbours are 0.02/σ = 6.392 apart, over 1.128 is 5.667.
    assert chart.sigma_z == pytest.approx(5.667, abs=5e-4)
    assert chart.is_widened
    assert chart.n_signals == 0
    assert chart.limits[0] is not None
    assert chart.limits[0].high == pytest.approx(0.11 + 3 * 0.0031289 * 5.667, abs=1e-5)


def test_a_jump_of_the_level_is_a_signal_and_not_scatter() -> None:
    chart = control_chart([(10, 100), (12, 100)] * 8 + [(40, 100)] * 4, Counted.SHARE)
    assert not chart.is_widened
    assert chart.limits[-1] is not None
    assert Rule.BEYOND_LIMITS in chart.limits[-1].rules


def test_chance_widens_the_limits_of_about_one_chart_in_twenty() -> None:
    drawn = np.random.default_rng(3).binomial(200, 0.2, size=(600, 25))
    widened = [control_chart([(int(hit), 200) for hit in row], Counted.SHARE).is_widened for row in drawn]
    assert 0.02 < sum(widened) / len(widened) < 0.09


def test_everything_begins_anew_with_a_stretch() -> None:
    counts = [(5, 50), (6, 50), (30, 50), (31, 50)]
    chart = control_chart(counts, Counted.SHARE, stretches=[0, 0, 1, 1])
    assert [one.centre for one in chart.limits if one] == pytest.approx([0.11, 0.11, 0.61, 0.61])
    assert chart.n_signals == 0
    assert control_chart(counts, Counted.SHARE, stretches=[0, 0, 0, 1]).limits[-1] is None


def test_a_small_period_enters_neither_limits_nor_rules() -> None:
    counts = [(5, 50), (4, 4), (5, 50)]
    chart = control_chart(counts, Counted.SHARE, n_least=5)
    assert chart.limits[1] is None
    assert chart.limits[0] is not None
    assert chart.limits[0].centre == pytest.approx(0.1)

"""Rules of control charts: each fires where its words say so, and by chance as often as is stated."""

import numpy as np
import pytest

from qa_desk.measurement.chart_rules import FALSE_ALARMS, Rule, rules_fired


def fired(z: list[float]) -> list[tuple[Rule, ...]]:
    return rules_fired(z, z)


def test_a_point_beyond_three_standard_errors_fires_alone() -> None:
    assert fired([0.1, 3.1, -3.1, 1.9]) == [(), (Rule.BEYOND_LIMITS,), (Rule.BEYOND_LIMITS,), ()]


def test_two_of_three_beyond_two_must_be_on_one_side() -> None:
    assert fired([2.1, 0.5, 2.2])[-1] == (Rule.TWO_OF_THREE,)
    assert fired([2.1, 0.5, -2.2])[-1] == ()
    assert fired([2.1, 0.5, -0.5, 2.2])[-1] == ()


def test_nine_on_one_side_fire_and_eight_do_not() -> None:
    alternating = [0.4, 0.6] * 5
    assert [bool(rules) for rules in fired(alternating[:9])] == [False] * 8 + [True]
    assert fired(alternating)[8] == (Rule.ONE_SIDE,)
    assert not any(fired([0.4, 0.6, 0.4, 0.6, 0.0, 0.6, 0.4, 0.6, 0.4, 0.6]))


def test_six_rising_fire_by_what_is_plotted() -> None:
    z = [-1.0, -0.6, -0.2, 0.2, 0.6, 1.0]
    assert fired(z)[-1] == (Rule.TRENDING,)
    assert rules_fired(z, [1.0, 2.0, 3.0, 3.0, 4.0, 5.0])[-1] == ()
    assert fired(z[::-1])[-1] == (Rule.TRENDING,)


def test_chance_alone_fires_as_often_as_is_said() -> None:
    z = list(np.random.default_rng(7).standard_normal(40_000))
    found = rules_fired(z, z)
    # 40,000 points: the standard error of a share of 1.1 % that clumps is about 0.1 percentage points.
    assert sum(bool(rules) for rules in found) / len(z) == pytest.approx(FALSE_ALARMS, abs=0.003)
    for rule in Rule:
        assert 0.0015 < sum(rule in rules for rules in found) / len(z) < 0.0045

"""A change at one mix of strata: only what moved within them is left, with an interval that holds."""

import numpy as np
import pytest

from qa_desk.measurement.standardised import Stratum, standardised_change


def test_other_inspectors_alone_change_nothing_at_the_mix_of_before() -> None:
    # One judges 10 %, the other 50 %; only how much each of them judged is another.
    change = standardised_change([Stratum(10, 100, 90, 900), Stratum(450, 900, 50, 100)])
    assert change is not None
    assert change.value == pytest.approx(0.0)
    assert change.before == pytest.approx(0.14)
    assert change.low < 0.0 < change.high


def test_a_change_that_everybody_sees_is_left_whole() -> None:
    change = standardised_change([Stratum(60, 200, 20, 200), Stratum(90, 300, 10, 100)])
    assert change is not None
    assert change.value == pytest.approx(0.2)
    assert (change.n_strata, change.n_risen) == (2, 2)
    assert change.low > 0.0


def test_who_judged_in_one_period_only_is_left_out_and_told() -> None:
    change = standardised_change([Stratum(5, 50, 5, 60), Stratum(0, 0, 30, 40), Stratum(9, 10, 0, 0)])
    assert change is not None
    assert (change.n_strata, change.coverage) == (1, pytest.approx(0.6))


def test_nobody_in_both_periods_leaves_nothing_to_compare() -> None:
    assert standardised_change([Stratum(1, 5, 0, 0), Stratum(0, 0, 1, 5)]) is None


def test_the_order_of_strata_does_not_matter() -> None:
    strata = [Stratum(3, 10, 4, 30), Stratum(8, 40, 1, 10), Stratum(2, 9, 2, 8)]
    assert standardised_change(strata) == standardised_change(strata[::-1])


def test_the_interval_holds_as_often_as_it_says_when_nothing_changed() -> None:
    rng = np.random.default_rng(7)
    shares, n, n_before = (0.05, 0.2, 0.4), (30, 60, 20), (60, 20, 40)
    n_held = 0
    for _trial in range(400):
        strata = [
            Stratum(int(rng.binomial(m, p)), m, int(rng.binomial(k, p)), k)
            for p, m, k in zip(shares, n, n_before, strict=True)
        ]
        change = standardised_change(strata)
        assert change is not None
        n_held += change.low <= 0.0 <= change.high
    # 95 % nominal; three standard errors of 400 trials below it are 91.7 %
    assert n_held / 400 >= 0.917

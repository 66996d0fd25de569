"""The effect check: published intervals, what is subtracted and what is not, and how often chance alone shows one."""

import math

import numpy as np
import pytest

from qa_desk.measurement.effect import BeforeAfter, Effect, Verdict, effect_of, has_returned, raters_changed
from qa_desk.measurement.shares import difference_of_shares


def test_the_change_has_newcombes_published_interval() -> None:
    # Newcombe (1998), table II, example a: 56/70 − 48/80 = 0.20, method 10: 0.0524 to 0.3339.
    effect = effect_of(BeforeAfter(48, 80, 56, 70), None)
    assert effect.change is not None
    assert (effect.change.low, effect.change.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert effect.verdict is Verdict.NOT_SHOWN


def test_what_happened_everywhere_is_taken_off() -> None:
    here, elsewhere = BeforeAfter(60, 200, 20, 200), BeforeAfter(60, 200, 22, 200)
    alone, against = effect_of(here, None), effect_of(here, elsewhere)
    assert alone.verdict is Verdict.SHOWN
    assert against.verdict is Verdict.NOT_SHOWN
    assert against.net is not None
    assert against.net.value == pytest.approx(-0.2 + 0.19)


def test_the_net_interval_squares_and_adds_the_limits_of_both_changes() -> None:
    one, other = difference_of_shares(20, 200, 60, 200), difference_of_shares(58, 200, 60, 200)
    net = effect_of(BeforeAfter(60, 200, 20, 200), BeforeAfter(60, 200, 58, 200)).net
    assert one is not None
    assert other is not None
    assert net is not None
    assert net.low == pytest.approx(net.value - math.sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2))
    assert net.high == pytest.approx(
        net.value + math.sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    )


def test_what_is_confounded_is_subtracted_from_nothing() -> None:
    effect = effect_of(BeforeAfter(60, 200, 20, 200), BeforeAfter(60, 200, 60, 200), is_confounded=True)
    assert effect.verdict is Verdict.CONFOUNDED
    assert (effect.change, effect.elsewhere, effect.net) == (None, None, None)
    assert effect.before.value == pytest.approx(0.3)


@pytest.mark.parametrize("counts", [BeforeAfter(2, 4, 0, 50), BeforeAfter(20, 50, 0, 4), BeforeAfter(0, 0, 0, 0)])
def test_a_handful_of_calls_is_not_compared(counts: BeforeAfter) -> None:
    assert effect_of(counts, None).verdict is Verdict.TOO_FEW


def test_the_worst_month_gets_better_by_itself_and_is_no_baseline() -> None:
    """No effect at all: items are raised on the worst of 13 months of their unit, and everything stays as it was."""
    rng = np.random.default_rng(20261118)
    n_items, n_calls, rate = 2000, 80, 0.2
    months = rng.binomial(n_calls, rate, (n_items, 13))
    worst = months.max(axis=1)
    before, after = rng.binomial(n_calls, rate, (2, n_items))
    others = rng.binomial(3 * n_calls, rate, (2, n_items))

    def shown(effects: list[Effect]) -> float:
        return sum(effect.verdict is Verdict.SHOWN for effect in effects) / n_items

    against_quiet = shown(
        [
            effect_of(
                BeforeAfter(int(b), n_calls, int(a), n_calls), BeforeAfter(int(x), 3 * n_calls, int(y), 3 * n_calls)
            )
            for b, a, x, y in zip(before, after, others[0], others[1], strict=True)
        ]
    )
    against_worst = shown(
        [effect_of(BeforeAfter(int(w), n_calls, int(a), n_calls), None) for w, a in zip(worst, after, strict=True)]
    )
    # 2.5 % stated; three standard errors of 2,000 repetitions are 1 %.
    assert against_quiet <= 0.035
    assert against_worst > 0.1


def test_other_inspectors_may_explain_a_change() -> None:
    strict, lenient = (40, 100), (5, 100)
    assert not raters_changed({"a": strict, "b": lenient}, {"a": strict, "b": lenient})
    assert raters_changed({"a": (80, 200), "b": (1, 20)}, {"a": (8, 20), "b": (10, 200)})
    assert raters_changed({"a": strict}, {"a": (8, 20), "c": (10, 100)})
    assert not raters_changed({}, {"a": strict})


def test_a_rate_returns_when_it_is_surely_up_and_nearer_to_before() -> None:
    signed = BeforeAfter(60, 200, 10, 200)
    assert has_returned(signed, (30, 100))
    assert not has_returned(signed, (6, 100))
    assert not has_returned(signed, (2, 4))
    # Surely above what was signed, and still far below where it came from.
    assert not has_returned(signed, (120, 1000))

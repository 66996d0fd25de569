"""The effect check: published intervals, what is subtracted and what is not, and how often chance alone shows one."""

import math

import numpy as np
import pytest

from qa_desk.measurement.agent_clusters import BeforeAfter, Clusters, change_of, variance_of_change
from qa_desk.measurement.effect import Effect, Verdict, effect_of, has_returned
from qa_desk.measurement.mix import mix_changed
from qa_desk.measurement.shares import difference_of_shares
from tests.simulated_effects import false_effects


def alone(*counts: int) -> Clusters:
    """Calls that each stand for themselves."""
    return Clusters((), BeforeAfter(*counts))


def test_the_change_has_newcombes_published_interval() -> None:
    # Newcombe (1998), table II, example a: 56/70 − 48/80 = 0.20, method 10: 0.0524 to 0.3339.
    effect = effect_of(alone(48, 80, 56, 70), None)
    assert effect.change is not None
    assert (effect.change.low, effect.change.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert effect.verdict is Verdict.NOT_SHOWN


def test_what_happened_everywhere_is_taken_off() -> None:
    here, elsewhere = alone(60, 200, 20, 200), alone(60, 200, 22, 200)
    by_itself, against = effect_of(here, None), effect_of(here, elsewhere)
    assert by_itself.verdict is Verdict.SHOWN
    assert against.verdict is Verdict.NOT_SHOWN
    assert against.net is not None
    assert against.net.value == pytest.approx(-0.2 + 0.19)


def test_the_net_interval_squares_and_adds_the_limits_of_both_changes() -> None:
    one, other = difference_of_shares(20, 200, 60, 200), difference_of_shares(58, 200, 60, 200)
    net = effect_of(alone(60, 200, 20, 200), alone(60, 200, 58, 200)).net
    assert one is not None
    assert other is not None
    assert net is not None
    assert net.low == pytest.approx(net.value - math.sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2))
    assert net.high == pytest.approx(
        net.value + math.sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    )


def test_what_is_confounded_is_subtracted_from_nothing() -> None:
    effect = effect_of(alone(60, 200, 20, 200), alone(60, 200, 60, 200), is_confounded=True)
    assert effect.verdict is Verdict.CONFOUNDED
    assert (effect.change, effect.elsewhere, effect.net) == (None, None, None)
    assert effect.before.value == pytest.approx(0.3)


@pytest.mark.parametrize("counts", [(2, 4, 0, 50), (20, 50, 0, 4), (0, 0, 0, 0)])
def test_a_handful_of_calls_is_not_compared(counts: tuple[int, int, int, int]) -> None:
    assert effect_of(alone(*counts), None).verdict is Verdict.TOO_FEW


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
            effect_of(alone(int(b), n_calls, int(a), n_calls), alone(int(x), 3 * n_calls, int(y), 3 * n_calls))
            for b, a, x, y in zip(before, after, others[0], others[1], strict=True)
        ]
    )
    against_worst = shown(
        [effect_of(alone(int(w), n_calls, int(a), n_calls), None) for w, a in zip(worst, after, strict=True)]
    )
    # 2.5 % stated; three standard errors of 2,000 repetitions are 1 %.
    assert against_quiet <= 0.035
    assert against_worst > 0.1


def test_other_people_may_explain_a_change() -> None:
    strict, lenient = (40, 100), (5, 100)
    assert not mix_changed({"a": strict, "b": lenient}, {"a": strict, "b": lenient})
    assert mix_changed({"a": (80, 200), "b": (1, 20)}, {"a": (8, 20), "b": (10, 200)})
    assert mix_changed({"a": strict}, {"a": (8, 20), "c": (10, 100)})
    assert mix_changed({"a": (8, 20), "c": (10, 100)}, {"a": strict})
    assert not mix_changed({}, {"a": strict})


def test_parts_that_do_not_differ_beyond_chance_explain_nothing() -> None:
    """Sixty agents with three calls each before, one after and one rate; who has how many calls changes by chance."""
    rng = np.random.default_rng(7)
    n_wrong = 0
    for _centre in range(200):
        before = {str(agent): (int(rng.binomial(n, 0.3)), n) for agent, n in enumerate(1 + rng.poisson(3, 60))}
        after = {str(agent): (int(rng.binomial(n, 0.3)), n) for agent, n in enumerate(1 + rng.poisson(1, 60))}
        n_wrong += mix_changed(before, after)
    assert n_wrong <= 10


def test_a_rate_returns_when_it_is_surely_up_and_nearer_to_before() -> None:
    assert has_returned(60, 200, alone(10, 200, 30, 100))
    assert not has_returned(60, 200, alone(10, 200, 6, 100))
    assert not has_returned(60, 200, alone(10, 200, 2, 4))
    # Surely above what was signed, and still far below where it came from.
    assert not has_returned(60, 200, alone(10, 200, 120, 1000))


def test_what_sets_agents_apart_widens_the_interval_and_what_they_carry_over_does_not() -> None:
    same = BeforeAfter(15, 30, 6, 30)
    single = change_of(alone(150, 300, 60, 300))
    alike = change_of(Clusters((same,) * 10))
    # Half the agents always fail before and never after, the others the other way round.
    apart = change_of(Clusters((BeforeAfter(30, 30, 0, 30),) * 5 + (BeforeAfter(0, 30, 12, 30),) * 5))
    widths: list[float] = []
    for one in (single, alike, apart):
        assert one is not None
        assert one.value == pytest.approx(-0.3)
        widths.append(one.high - one.low)
    # t of nine degrees of freedom stands for z
    assert widths[1] == pytest.approx(2.262 / 1.96 * widths[0], rel=0.02)
    assert widths[2] > 3 * widths[1]
    # The same shares each time: once agents keep their places, once they change them.
    kept = change_of(Clusters((BeforeAfter(24, 30, 15, 30), BeforeAfter(12, 30, 3, 30)) * 5))
    changed = change_of(Clusters((BeforeAfter(24, 30, 3, 30), BeforeAfter(12, 30, 15, 30)) * 5))
    assert kept is not None
    assert changed is not None
    assert changed.value == kept.value
    assert changed.high - changed.low > 1.5 * (kept.high - kept.low)


def test_the_design_effect_is_that_of_the_linearised_variance() -> None:
    """Two agents by hand: shares 0.5 and 0.25, parts ±0.125 each in the change, variance 2 · Σ part²."""
    agents = (BeforeAfter(8, 10, 4, 10), BeforeAfter(2, 10, 1, 10))
    parts = [(4 - 0.25 * 10) / 20 - (8 - 0.5 * 10) / 20, (1 - 0.25 * 10) / 20 - (2 - 0.5 * 10) / 20]
    variance = 2 * sum(part * part for part in parts)
    plain = 0.25 * 0.75 / 20 + 0.5 * 0.5 / 20
    assert variance_of_change(Clusters(agents)) == pytest.approx(max(variance, plain))


def test_the_calls_of_one_agent_are_not_compared() -> None:
    assert effect_of(Clusters((BeforeAfter(20, 30, 1, 30),)), None).verdict is Verdict.TOO_FEW


@pytest.mark.parametrize("n_agents", [6, 20])
def test_without_an_effect_few_are_shown_though_agents_differ(n_agents: int) -> None:
    """Stated: 2.5 % at most. Taking calls as independent shows two to three times as many."""
    clustered, naive = false_effects(n_agents, n_centres=300, seed=11)
    # three standard errors of 300 repetitions
    assert clustered <= 0.025 + 0.027
    assert naive > clustered

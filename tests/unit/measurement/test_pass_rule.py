"""Pass rules: both error rates by two ways, what is refused, and the smallest rule that would do."""

import numpy as np
import pytest

from qa_desk.measurement.pass_rule import (
    Ability,
    Fault,
    PassRule,
    error_rates,
    errors_that_would_do,
    fault_of,
    judgements_for,
    pass_probability,
    smallest_rule,
)
from tests.simulated_sittings import share_passing


def test_the_chance_to_pass_is_that_of_the_published_operating_characteristic() -> None:
    """Montgomery (2013), § 15.2.2, table 15.2: n = 89, c = 2."""
    published = {0.005: 0.9897, 0.01: 0.9397, 0.02: 0.7366, 0.03: 0.4985, 0.05: 0.1721, 0.07: 0.0468, 0.09: 0.0109}
    for rate, chance in published.items():
        assert pass_probability(PassRule(89, 2), rate) == pytest.approx(chance, abs=0.0005)


@pytest.mark.parametrize(("n", "allowed", "rate"), [(1, 0, 0.3), (7, 3, 0.5), (35, 0, 0.02), (120, 11, 0.1)])
def test_the_chance_to_pass_agrees_with_counting_it_out(n: int, allowed: int, rate: float) -> None:
    chances = np.array([1.0])
    for _judgement in range(n):
        chances = np.convolve(chances, [1 - rate, rate])
    assert pass_probability(PassRule(n, allowed), rate) == pytest.approx(chances[: allowed + 1].sum(), abs=1e-12)


def test_whoever_never_errs_passes_and_whoever_always_errs_fails() -> None:
    assert pass_probability(PassRule(20, 0), 0.0) == 1.0
    assert pass_probability(PassRule(20, 19), 1.0) == 0.0
    assert pass_probability(PassRule(20, -1), 0.0) == 0.0
    assert pass_probability(PassRule(20, 20), 1.0) == 1.0


def test_more_errors_allowed_pass_more_and_more_judgements_fewer() -> None:
    by_allowed = [pass_probability(PassRule(40, allowed), 0.1) for allowed in range(8)]
    by_n = [pass_probability(PassRule(n, 2), 0.1) for n in range(10, 80, 7)]
    assert by_allowed == sorted(by_allowed)
    assert by_n == sorted(by_n, reverse=True)


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (PassRule(0, 0), Fault.NO_JUDGEMENTS),
        (PassRule(-3, 0), Fault.NO_JUDGEMENTS),
        (PassRule(30, -1), Fault.ERRORS_BELOW_ZERO),
        (PassRule(3, 3), Fault.EVERYBODY_PASSES),
        (PassRule(3, 9), Fault.EVERYBODY_PASSES),
        (PassRule(200, 0), Fault.FAILS_THE_ABLE),
        (PassRule(10, 1), Fault.PASSES_THE_UNABLE),
        (PassRule(29, 1), None),
    ],
)
def test_a_rule_that_nobody_or_everybody_passes_is_found_out(rule: PassRule, fault: Fault | None) -> None:
    assert fault_of(rule, Ability()) is fault


def test_a_rule_can_be_wrong_both_ways() -> None:
    assert fault_of(PassRule(10, 0), Ability(0.05, 0.10)) is Fault.WRONG_BOTH_WAYS


@pytest.mark.parametrize("ability", [Ability(0.1, 0.1), Ability(-0.1, 0.1), Ability(0.1, 1.2), Ability(most_failed=0)])
def test_no_rule_tells_apart_what_is_not_apart(ability: Ability) -> None:
    assert fault_of(PassRule(30, 1), ability) is Fault.ABILITY_IMPOSSIBLE
    assert smallest_rule(ability) is None


@pytest.mark.parametrize("ability", [Ability(), Ability(0.1, 0.4)])
def test_the_smallest_rule_keeps_both_rates_and_no_smaller_one_does(ability: Ability) -> None:
    found = smallest_rule(ability)
    assert found is not None
    assert fault_of(found, ability) is None
    for n in range(1, found.n_judgements):
        assert all(fault_of(PassRule(n, allowed), ability) is not None for allowed in range(n))


def test_nothing_serves_where_the_rates_lie_too_close() -> None:
    assert smallest_rule(Ability(0.02, 0.021, 0.01, 0.01)) is None


def test_it_is_said_how_many_errors_would_do() -> None:
    assert errors_that_would_do(29, Ability()) == 1
    assert errors_that_would_do(200, Ability()) == 6
    assert errors_that_would_do(10, Ability()) is None
    assert errors_that_would_do(0, Ability()) is None


@pytest.mark.parametrize(("share", "n"), [(0.90, 35), (0.95, 73), (0.995, 765)])
def test_so_many_judgements_without_an_error_reach_a_target(share: float, n: int) -> None:
    assert judgements_for(share) == n


def test_the_stated_rates_hold_in_a_small_simulation() -> None:
    rule, ability, n_sittings = PassRule(52, 2), Ability(), 1_500
    rates = error_rates(rule, ability)
    rng = np.random.default_rng(9)
    failed = 1 - share_passing(rule, ability.acceptable, n_sittings, rng)
    passed = share_passing(rule, ability.unacceptable, n_sittings, rng)
    assert failed == pytest.approx(rates.able_failed, abs=4 * (0.25 / n_sittings) ** 0.5 * 0.6)
    assert passed == pytest.approx(rates.unable_passed, abs=4 * (0.25 / n_sittings) ** 0.5 * 0.6)

"""10,000 sittings of people whose true error rate is known: the stated error rates of pass rules hold.

Sat as the program sits: a set is drawn, judgements are made on it, and `outcome_of` gives the verdict, with cases that
bring more judgements than a rule counts.
"""

from uuid import uuid4

import numpy as np
import pytest

from qa_desk.domain.ids import CallId, CaseId, VersionId
from qa_desk.domain.qualification import CaseScored, CriticalJudgement, FamilyRule, Plan, SetCase, Side, outcome_of
from qa_desk.domain.qualification_set import drawn_set
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.standard_case import Difficulty
from qa_desk.measurement.pass_rule import Ability, PassRule, error_rates, smallest_rule

N_SITTINGS = 10_000
N_KEYS = 2


def library(n_cases: int) -> list[SetCase]:
    """Cases with two judgements of one family each, every third failing."""
    return [
        SetCase(
            CaseId(uuid4()), 1, f"SC-{place:03d}", CallId(uuid4()), VersionId(uuid4()), Difficulty.MEDIUM, "en",
            tuple(CriticalJudgement(f"c{key}", CriticalFamily.CUSTOMER, place % 3 == 0) for key in range(N_KEYS)),
        )
        for place in range(n_cases)
    ]  # fmt: skip


def share_passing(rule: FamilyRule, error_rate: float, rng: np.random.Generator) -> float:
    plan = Plan("a rule", 0, (rule,))
    n_cases = 2 * rule.n_judgements
    cases = drawn_set(Plan("a rule", n_cases, (rule,)), library(n_cases)).cases
    none = CaseScored(frozenset(), 0, 0)
    n_passed = 0
    for _sitting in range(N_SITTINGS):
        wrong = np.argwhere(rng.random((len(cases), N_KEYS)) < error_rate).tolist()
        keys: dict[int, set[str]] = {}
        for place, key in wrong:
            keys.setdefault(place, set()).add(f"c{key}")
        scored = dict.fromkeys((case.case_id for case in cases), none)
        scored |= {cases[place].case_id: CaseScored(frozenset(own), 0, 0) for place, own in keys.items()}
        n_passed += outcome_of(plan, cases, scored).passed
    return n_passed / N_SITTINGS


TRIED = (
    (Ability(), Side.ALL),
    (Ability(), Side.FAILING),
    (Ability(), Side.PASSING),
    (Ability(0.05, 0.30, 0.1, 0.05), Side.ALL),
)


@pytest.mark.parametrize(("ability", "side"), TRIED, ids=str)
def test_both_stated_error_rates_hold(ability: Ability, side: Side) -> None:
    smallest = smallest_rule(ability)
    assert smallest is not None
    rule = FamilyRule(CriticalFamily.CUSTOMER, smallest.n_judgements, smallest.n_allowed, side)
    rates = error_rates(PassRule(smallest.n_judgements, smallest.n_allowed), ability)
    rng = np.random.default_rng(9_2026)
    for stated, found in (
        (rates.able_failed, 1 - share_passing(rule, ability.acceptable, rng)),
        (rates.unable_passed, share_passing(rule, ability.unacceptable, rng)),
    ):
        assert found == pytest.approx(stated, abs=4 * (stated * (1 - stated) / N_SITTINGS) ** 0.5)

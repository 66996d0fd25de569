"""Qualifications: which judgements a rule counts, the verdict of a sitting, and the set that a blueprint draws."""

from datetime import date
from itertools import combinations
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from qa_desk.domain.ids import CallId, CaseId, VersionId
from qa_desk.domain.qualification import (
    CaseScored,
    CriticalJudgement,
    FamilyRule,
    Plan,
    Quota,
    QuotaKind,
    SetCase,
    Side,
    months_after,
    outcome_of,
)
from qa_desk.domain.qualification_set import drawn_set, lacks_of
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.standard_case import Difficulty

CUSTOMER, COMPLIANCE = CriticalFamily.CUSTOMER, CriticalFamily.COMPLIANCE
ALL_RIGHT = CaseScored(frozenset(), 4, 4)


def case(
    code: str,
    *judgements: tuple[str, CriticalFamily, bool],
    difficulty: Difficulty = Difficulty.EASY,
    language: str = "en",
) -> SetCase:
    return SetCase(
        CaseId(uuid4()), 1, code, CallId(uuid4()), VersionId(uuid4()), difficulty, language,
        tuple(CriticalJudgement(*one) for one in judgements),
    )  # fmt: skip


def plan(n_cases: int, *rules: FamilyRule, quotas: tuple[Quota, ...] = (), other_share: float | None = None) -> Plan:
    return Plan("First line", n_cases, rules, quotas, other_share=other_share)


def three_cases() -> list[SetCase]:
    return [
        case("SC-001", ("consent", CUSTOMER, True), ("secret", COMPLIANCE, False)),
        case("SC-002", ("consent", CUSTOMER, False), ("secret", COMPLIANCE, False)),
        case("SC-003", ("consent", CUSTOMER, True), ("secret", COMPLIANCE, True)),
    ]


def test_a_rule_counts_exactly_its_first_judgements_in_the_order_of_the_set() -> None:
    cases = three_cases()
    rule = FamilyRule(CUSTOMER, 2, 0)
    last_wrong = {one.case_id: ALL_RIGHT for one in cases} | {
        cases[2].case_id: CaseScored(frozenset({"consent"}), 4, 4)
    }
    assert outcome_of(plan(3, rule), cases, last_wrong).passed
    first_wrong = {one.case_id: ALL_RIGHT for one in cases} | {
        cases[0].case_id: CaseScored(frozenset({"consent"}), 4, 4)
    }
    outcome = outcome_of(plan(3, rule), cases, first_wrong)
    assert (outcome.rules[0].n_errors, outcome.passed) == (1, False)


def test_misses_and_false_alarms_can_be_counted_apart() -> None:
    cases = three_cases()
    misses, alarms = FamilyRule(CUSTOMER, 2, 0, Side.FAILING), FamilyRule(CUSTOMER, 1, 0, Side.PASSING)
    scored = {one.case_id: ALL_RIGHT for one in cases} | {cases[2].case_id: CaseScored(frozenset({"consent"}), 4, 4)}
    outcome = outcome_of(plan(3, misses, alarms), cases, scored)
    assert [one.n_errors for one in outcome.rules] == [1, 0]


def test_what_was_not_handed_in_counts_as_errors() -> None:
    cases = three_cases()
    outcome = outcome_of(plan(3, FamilyRule(COMPLIANCE, 3, 1)), cases, {cases[0].case_id: ALL_RIGHT})
    assert (outcome.n_errors, outcome.n_handed_in, outcome.passed) == (2, 1, False)


def test_the_share_on_what_is_not_critical_can_fail_somebody() -> None:
    cases = three_cases()
    scored = {one.case_id: CaseScored(frozenset(), 4, 3) for one in cases}
    rule = FamilyRule(CUSTOMER, 3, 0)
    assert outcome_of(plan(3, rule, other_share=0.75), cases, scored).passed
    assert not outcome_of(plan(3, rule, other_share=0.76), cases, scored).passed


def test_a_set_meets_every_quota_and_keeps_the_order_given() -> None:
    cases = [
        case(
            f"SC-{n:03d}", ("consent", CUSTOMER, n == 7), difficulty=Difficulty.HARD if n in (4, 8) else Difficulty.EASY
        )
        for n in range(9)
    ]
    quotas = (Quota(QuotaKind.FAILING, "customer", 1), Quota(QuotaKind.DIFFICULTY, "hard", 2))
    drawn = drawn_set(plan(4, FamilyRule(CUSTOMER, 4, 1), quotas=quotas), cases)
    assert [one.code for one in drawn.cases] == ["SC-000", "SC-004", "SC-007", "SC-008"]
    assert drawn.lacks == ()


def test_it_is_said_what_the_library_lacks() -> None:
    cases = three_cases()
    asked = plan(
        5,
        FamilyRule(CUSTOMER, 9, 1),
        quotas=(Quota(QuotaKind.LANGUAGE, "zh", 1), Quota(QuotaKind.FAMILY, "customer", 3)),
    )
    found = drawn_set(asked, cases)
    assert [(lack.n_wanted, lack.n_there) for lack in found.lacks] == [(5, 3), (1, 0), (9, 3)]
    assert found.cases == ()
    assert lacks_of(asked, cases) == found.lacks


def test_what_each_could_be_met_alone_but_not_together_is_lacking() -> None:
    cases = [case("SC-001", difficulty=Difficulty.HARD), case("SC-002", language="zh")]
    quotas = (Quota(QuotaKind.DIFFICULTY, "hard", 1), Quota(QuotaKind.LANGUAGE, "zh", 1))
    found = drawn_set(plan(1, quotas=quotas), cases)
    assert len(found.lacks) == 1


case_facts = st.tuples(st.sampled_from(Difficulty), st.sampled_from(["en", "zh"]), st.integers(0, 2), st.booleans())


@settings(max_examples=60, deadline=None)
@given(st.lists(case_facts, min_size=3, max_size=7), st.integers(1, 3), st.integers(0, 2), st.integers(0, 2))
def test_a_drawn_set_is_one_that_counting_all_sets_finds(
    facts: list[tuple[Difficulty, str, int, bool]], n_cases: int, n_hard: int, n_failing: int
) -> None:
    cases = [
        case(f"SC-{n:03d}", *((f"c{k}", CUSTOMER, fails) for k in range(n_judged)), difficulty=hard, language=language)
        for n, (hard, language, n_judged, fails) in enumerate(facts)
    ]
    quotas = (Quota(QuotaKind.DIFFICULTY, "hard", n_hard), Quota(QuotaKind.FAILING, "customer", n_failing))
    asked = plan(n_cases, FamilyRule(CUSTOMER, 2, 0), quotas=quotas)
    possible = [found for found in combinations(cases, n_cases) if not lacks_of(asked, found)]
    drawn = drawn_set(asked, cases)
    if drawn.cases:
        assert drawn.cases in possible
    else:
        assert drawn.lacks
        assert not possible


def test_a_certificate_ends_on_the_same_day_of_a_later_month_or_its_last() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2026, 11, 22), 12) == date(2027, 11, 22)
    assert months_after(date(2026, 12, 31), 2) == date(2027, 2, 28)
    assert months_after(date(2027, 12, 15), 2) == date(2028, 2, 15)

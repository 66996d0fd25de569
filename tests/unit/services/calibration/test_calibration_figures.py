"""The figures of a session on tables small enough to count by hand, and against the statistics they are made of."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from qa_desk.agreement.chance.gwet import gwet_ac
from qa_desk.agreement.chance.krippendorff import krippendorff_alpha
from qa_desk.agreement.chance.percent import percent_agreement, specific_agreement
from qa_desk.agreement.estimate import Extra, Method, Undefined
from qa_desk.agreement.standard import agreement_with_standard
from qa_desk.agreement.table import RatingTable
from qa_desk.agreement.verdict import Outcome, with_believable_limits
from qa_desk.domain.calibration import SettledAnswer
from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.coded_line import FAILED, NOT_APPLICABLE, PASSED, coded
from qa_desk.domain.criteria.base import RatingValue, Reason
from qa_desk.domain.criteria.deduction import Deduction
from qa_desk.domain.criteria.levels import Level, Levels
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.evaluation import Answer, Evaluation, EvaluationState, Purpose
from qa_desk.domain.ids import AnswerId, AssignmentId, CallId, EvaluationId, PersonId, ScorecardId, VersionId
from qa_desk.domain.scorecard import (
    Condition,
    Criterion,
    CriticalFamily,
    CriticalPolicy,
    PolicyKind,
    ScorecardVersion,
    Section,
    VersionState,
)
from qa_desk.domain.text import LocalText
from qa_desk.services.calibration.calibration_figures import (
    SETTLED,
    Basis,
    Panellist,
    PanelRatings,
    session_result,
)

NA = "na"
LEVELS = Levels(tuple(Level(LocalText.of(f"{points:g}"), points) for points in (0.0, 3.0, 5.0)))
DISCLOSURE = Criterion("disclosure", LocalText.of("Nothing disclosed"), PassFail(), critical=CriticalFamily.COMPLIANCE)
GREETING = Criterion("greeting", LocalText.of("Greeting"), LEVELS, na_allowed=True)
PANEL = tuple(Panellist(PersonId(UUID(int=place + 1)), name, place) for place, name in enumerate(("Ann", "Ben", "Cai")))
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def version(*criteria: Criterion) -> ScorecardVersion:
    return ScorecardVersion(
        VersionId(uuid4()),
        ScorecardId(uuid4()),
        "service",
        1,
        LocalText.of("Service"),
        VersionState.PUBLISHED,
        CriticalPolicy(PolicyKind.REPORT_SEPARATELY),
        (Section("all", LocalText.of("All"), criteria),),
    )


def answer(criterion: Criterion, given: RatingValue) -> Answer:
    is_na = given == NA
    return Answer(AnswerId(uuid4()), EvaluationId(uuid4()), criterion.key, None if is_na else given, is_na)


def ratings(
    *calls: Mapping[Criterion, tuple[RatingValue | None, ...]],
    settled: tuple[Mapping[Criterion, RatingValue], ...] = (),
    target: float = 0.9,
) -> PanelRatings:
    """One dict a call: what Ann, Ben and Cai said on each criterion; `settled` likewise."""
    criteria = tuple(dict.fromkeys(criterion for call in calls for criterion in call))
    keys = tuple(CallId(UUID(int=100 + place)) for place in range(len(calls)))
    evaluations = tuple(
        Evaluation(
            EvaluationId(uuid4()),
            AssignmentId(uuid4()),
            call_id,
            member.person_id,
            VersionId(uuid4()),
            Purpose.CALIBRATION,
            MonitoringMode.SAMPLED,
            EvaluationState.SUBMITTED,
            sealed=False,
            started_at=NOW,
            answers=tuple(
                answer(criterion, given) for criterion, said in call.items() if (given := said[member.seat]) is not None
            ),
        )
        for call_id, call in zip(keys, calls, strict=True)
        for member in PANEL
    )
    agreed = tuple(
        SettledAnswer(call_id, criterion.key, None if said == NA else said, said == NA, (), "", PANEL[0].person_id, NOW)
        for call_id, call in zip(keys, settled, strict=False)
        for criterion, said in call.items()
    )
    return PanelRatings(version(*criteria), PANEL, keys, evaluations, agreed, target)


THREE_CALLS = (
    {DISCLOSURE: (True, True, True), GREETING: (5.0, 3.0, 5.0)},
    {DISCLOSURE: (False, True, False), GREETING: (5.0, 5.0, NA)},
    {DISCLOSURE: (True, True, True), GREETING: (0.0, 3.0, 3.0)},
)
SETTLED_SO = (
    {DISCLOSURE: True, GREETING: 5.0},
    {DISCLOSURE: False, GREETING: 5.0},
    {DISCLOSURE: True, GREETING: 3.0},
)


def hand_made(*, with_standard: bool) -> RatingTable:
    """The same judgements coded by hand: 0 passed, 1 failed, 2 N/A."""
    rows = [
        [0, 0, 0, 0],
        [0, 1, 0, 0],
        [1, 0, 1, 1],
        [0, 0, 2, 0],
        [0, 0, 0, 0],
        [1, 1, 1, 1],
    ]
    raters = ["Ann", "Ben", "Cai", SETTLED]
    n_raters = 4 if with_standard else 3
    return RatingTable.from_codes(
        [row[:n_raters] for row in rows],
        categories=(PASSED, FAILED, NOT_APPLICABLE),
        raters=raters[:n_raters],
        clusters=["1", "1", "2", "2", "3", "3"],
    )


def test_the_figures_are_those_of_the_statistics_on_a_table_made_by_hand() -> None:
    result = session_result(ratings(*THREE_CALLS, settled=SETTLED_SO))
    between = hand_made(with_standard=False)
    figures = result.overall
    assert figures.between == with_believable_limits(percent_agreement(between))
    assert figures.between.value == percent_agreement(between).value
    assert figures.ac1 == gwet_ac(between)
    assert figures.alpha == krippendorff_alpha(between)
    assert figures.on_failures == specific_agreement(between, FAILED)
    assert figures.agreement == agreement_with_standard(hand_made(with_standard=True), SETTLED)
    assert (result.n_calls, result.n_inspectors, result.n_judgements, result.basis) == (3, 3, 18, Basis.SETTLED)


def test_agreement_counted_by_hand() -> None:
    result = session_result(ratings(*THREE_CALLS, settled=SETTLED_SO))
    # 18 judgements; Ben differs on the greeting of call 1 and the disclosure of call 2, Cai by N/A on call 2.
    assert result.overall.agreement.value == pytest.approx(15 / 18)
    # Pairs that agree, by item: 3, 1, 1, 1, 3, 3 of 3.
    assert result.overall.between.value == pytest.approx((1 + 1 / 3 + 1 / 3 + 1 / 3 + 1 + 1) / 6)
    assert result.overall.agreement.method is Method.CLUSTERED_WILSON
    assert result.overall.agreement.n_clusters == 3


def test_pairs_are_counted_on_what_both_judged() -> None:
    by_names = {(p.first.name, p.second.name): p.agreement.value for p in session_result(ratings(*THREE_CALLS)).pairs}
    assert by_names == {
        ("Ann", "Ben"): pytest.approx(4 / 6),
        ("Ann", "Cai"): pytest.approx(5 / 6),
        ("Ben", "Cai"): pytest.approx(3 / 6),
    }


def test_misses_and_false_alarms_are_counted_on_critical_criteria_only() -> None:
    result = session_result(ratings(*THREE_CALLS, settled=SETTLED_SO))
    missed = {one.panellist.name: one.missed.extras for one in result.accuracy}
    assert {name: (found[Extra.MATCHED], found[Extra.INSPECTED]) for name, found in missed.items()} == {
        "Ann": (0, 1),
        "Ben": (1, 1),
        "Cai": (0, 1),
    }
    assert {one.false_alarms.extras[Extra.INSPECTED] for one in result.accuracy} == {2}


def test_one_call_gives_a_description_and_no_interval() -> None:
    overall = session_result(ratings(THREE_CALLS[0], settled=SETTLED_SO[:1])).overall
    assert overall.agreement.value == pytest.approx(5 / 6)
    for figure in (overall.agreement, overall.between, overall.ac1, overall.alpha):
        assert not figure.has_interval
    assert overall.verdict.outcome is Outcome.TOO_FEW_CALLS


def test_until_everything_is_settled_figures_are_between_inspectors() -> None:
    part = session_result(ratings(*THREE_CALLS, settled=SETTLED_SO[:1]))
    assert part.basis is Basis.BETWEEN
    assert part.accuracy == ()
    assert part.overall.agreement == part.overall.between


@pytest.mark.parametrize(
    ("target", "outcome"), [(0.5, Outcome.WELL_CALIBRATED), (0.99, Outcome.NEEDS_WORK), (0.93, Outcome.TOO_FEW_CALLS)]
)
def test_the_verdict_is_about_agreement_with_the_settled_answers(target: float, outcome: Outcome) -> None:
    said = [(True, True, True), (True, True, False)]
    calls = [{DISCLOSURE: said[place % 5 == 0]} for place in range(40)]
    settled = tuple({DISCLOSURE: True} for _call in calls)
    overall = session_result(ratings(*calls, settled=settled, target=target)).overall
    assert overall.agreement.value == pytest.approx(112 / 120)
    assert overall.verdict.outcome is outcome
    assert overall.verdict.target == target


def test_where_everybody_passed_everything_alpha_says_why_it_is_missing() -> None:
    overall = session_result(ratings(*({DISCLOSURE: (True, True, True)} for _call in range(4)))).overall
    assert overall.between.value == 1.0
    assert overall.alpha.undefined is Undefined.ONE_CATEGORY
    assert overall.on_failures.undefined is Undefined.CATEGORY_UNUSED


def test_a_hidden_or_unanswered_criterion_is_missing_and_not_na() -> None:
    asked = replace(GREETING, key="asked", shown_when=Condition("disclosure", True))
    result = session_result(
        ratings(
            {DISCLOSURE: (True, False, True), asked: (5.0, 0.0, None)},
            {DISCLOSURE: (True, True, True), asked: (5.0, 5.0, 5.0)},
        )
    )
    of_asked = next(one for one in result.criteria if one.criterion.key == "asked")
    # In the first call Ben's is hidden and Cai's unanswered: no pair is left there.
    assert of_asked.figures.between.n_ratings == 4
    assert of_asked.figures.between.value == 1.0


def test_nothing_handed_in_leaves_every_figure_undefined() -> None:
    nothing = ratings({DISCLOSURE: (None, None, None)})
    result = session_result(nothing)
    assert (result.n_calls, result.n_judgements, result.criteria) == (0, 0, ())
    assert result.overall.between.undefined is Undefined.NO_PAIRS


def test_coding_follows_the_one_definition_of_a_failure() -> None:
    late = Reason("late", LocalText.of("late"), 2.0)
    deduction = Criterion("hold", LocalText.of("Hold"), Deduction(5.0), reasons=(late,))
    noted = replace(answer(deduction, True), reasons=("late",))
    assert coded(deduction, noted) == FAILED
    assert coded(deduction, answer(deduction, True)) == PASSED
    assert coded(GREETING, answer(GREETING, 3.0)) == FAILED
    assert coded(GREETING, answer(GREETING, NA)) == NOT_APPLICABLE
    assert coded(GREETING, None) is None

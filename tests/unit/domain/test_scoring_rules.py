"""The scoring rules, as properties over made-up forms and answers."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.criteria.base import RatingValue, Reason
from qa_desk.domain.criteria.deduction import Deduction
from qa_desk.domain.criteria.levels import Level, Levels
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.criteria.points import Points
from qa_desk.domain.evaluation import (
    Answer,
    CauseOwner,
    CauseOwnerKind,
    Evaluation,
    EvaluationState,
    Purpose,
)
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
from qa_desk.domain.scoring import (
    AnswerState,
    FamilyOutcome,
    agent_score,
    evaluation_of_record,
    is_shown,
    points_lost,
    rate,
    score,
)
from qa_desk.domain.text import LocalText

SEPARATE = CriticalPolicy(PolicyKind.REPORT_SEPARATELY)
ZERO = CriticalPolicy(PolicyKind.ZERO_TOTAL)
DEPARTMENT = CauseOwner(CauseOwnerKind.DEPARTMENT, uuid4())
AGENT = CauseOwner(CauseOwnerKind.AGENT)


def form(*criteria: Criterion, policy: CriticalPolicy = SEPARATE) -> ScorecardVersion:
    """A version of one section."""
    return ScorecardVersion(
        VersionId(uuid4()),
        ScorecardId(uuid4()),
        "made_up",
        1,
        LocalText.of("Made up"),
        VersionState.DRAFT,
        policy,
        (Section("only", LocalText.of("Only"), criteria),),
    )


def criterion(key: str, **fields: object) -> Criterion:
    """A criterion of ten points unless told otherwise."""
    return Criterion(key, LocalText.of(key), **({"scale": Points(10.0)} | fields))  # type: ignore[arg-type]


def critical(key: str, family: CriticalFamily = CriticalFamily.CUSTOMER) -> Criterion:
    """A critical criterion."""
    return criterion(key, scale=PassFail(), critical=family, weight=0.0)


def answer(key: str, rating: RatingValue | None, **fields: object) -> Answer:
    """An answer to that criterion."""
    return Answer(AnswerId(uuid4()), EvaluationId(uuid4()), key, rating, **fields)  # type: ignore[arg-type]


weights = st.floats(0.5, 50).map(lambda weight: round(weight, 2))
ratings = st.integers(0, 10)


@st.composite
def rated_forms(draw: st.DrawFn, bonus: bool = False) -> tuple[ScorecardVersion, tuple[Answer, ...]]:
    """A form of non-critical criteria, each answered with points or N/A, at least one with points."""
    n = draw(st.integers(1, 6))
    criteria = [criterion(f"c{i}", weight=draw(weights), na_allowed=True) for i in range(n)]
    answers = [answer("c0", draw(ratings))]
    for i in range(1, n):
        rating = draw(st.none() | ratings)
        answers.append(answer(f"c{i}", rating, na=rating is None))
    if bonus:
        criteria.append(criterion("extra", weight=draw(weights), bonus=True))
        answers.append(answer("extra", draw(ratings)))
    return form(*criteria), tuple(answers)


@given(rated_forms(), st.floats(0.1, 40))
def test_weights_scale_out(rated: tuple[ScorecardVersion, tuple[Answer, ...]], factor: float) -> None:
    version, answers = rated
    scaled = form(*(criterion(c.key, weight=c.weight * factor, na_allowed=True) for c in version.criteria))
    assert score(scaled, answers).score == pytest.approx(score(version, answers).score)


@given(rated_forms())
def test_the_score_is_the_weighted_mean_of_fractions(rated: tuple[ScorecardVersion, tuple[Answer, ...]]) -> None:
    version, answers = rated
    given_points = {a.criterion_key: float(a.rating) for a in answers if a.rating is not None}
    above = sum(version.criterion(key).weight * points / 10 for key, points in given_points.items())
    below = sum(version.criterion(key).weight for key in given_points)
    assert score(version, answers).score == pytest.approx(100 * above / below)


@given(rated_forms())
def test_a_criterion_answered_na_drops_out(rated: tuple[ScorecardVersion, tuple[Answer, ...]]) -> None:
    version, answers = rated
    without = form(*(c for c, a in zip(version.criteria, answers, strict=True) if not a.na))
    assert score(version, answers).score == pytest.approx(score(without, answers).score)


@given(rated_forms())
def test_points_lost_sum_to_what_is_missing_from_100(rated: tuple[ScorecardVersion, tuple[Answer, ...]]) -> None:
    result = score(*rated)
    assert result.score is not None
    assert sum(points_lost(result).values()) == pytest.approx(100 - result.score)


@given(rated_forms(bonus=True))
def test_bonus_only_helps_and_the_total_is_capped_at_100(rated: tuple[ScorecardVersion, tuple[Answer, ...]]) -> None:
    version, answers = rated
    plain = score(form(*(c for c in version.criteria if not c.bonus)), answers).score
    total = score(version, answers).score
    assert plain is not None
    assert total is not None
    assert plain - 1e-9 <= total <= 100


def test_a_bonus_criterion_never_fails_and_costs_nothing() -> None:
    version = form(criterion("base"), criterion("extra", bonus=True))
    result = score(version, (answer("base", 10), answer("extra", 0)))
    assert result.score == 100
    assert not result.result("extra").has_failed
    assert points_lost(result) == {}


def test_a_section_of_bonus_criteria_alone_is_not_scored() -> None:
    assert score(form(criterion("extra", bonus=True)), (answer("extra", 10),)).score is None


@given(rated_forms())
def test_every_score_lies_between_0_and_100(rated: tuple[ScorecardVersion, tuple[Answer, ...]]) -> None:
    result = score(*rated)
    assert all(s.score is None or -1e-9 <= s.score <= 100 for s in result.sections)
    assert result.score is not None
    assert 0 <= result.score <= 100


@pytest.mark.parametrize("rating", [None, 7])
def test_nothing_applicable_is_not_scored(rating: int | None) -> None:
    version = form(criterion("only", na_allowed=True), critical("gate"))
    result = score(version, (answer("only", rating, na=rating is None), answer("gate", True)))
    assert result.score == (None if rating is None else pytest.approx(70))
    assert score(version, ()).score is None
    assert score(version, ()).score_before_policy is None


def test_a_missing_answer_is_not_na() -> None:
    version = form(criterion("one"), criterion("two", na_allowed=True))
    result = score(version, (answer("two", None, na=True),))
    assert result.missing == ("one",)
    assert [r.state for r in result.criteria] == [AnswerState.MISSING, AnswerState.NA]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (ZERO, 0.0),
        (CriticalPolicy(PolicyKind.CAP, 59.0), 59.0),
        (CriticalPolicy(PolicyKind.CAP, 95.0), 80.0),
        (SEPARATE, 80.0),
    ],
)
def test_a_critical_failure_acts_as_the_policy_says(policy: CriticalPolicy, expected: float) -> None:
    version = form(criterion("one"), critical("gate"), policy=policy)
    failed = score(version, (answer("one", 8), answer("gate", False)))
    passed = score(version, (answer("one", 8), answer("gate", True)))
    assert (failed.score, failed.passed) == (expected, False)
    assert (passed.score, passed.passed) == (80.0, True)


@given(rated_forms(), st.sampled_from([ZERO, CriticalPolicy(PolicyKind.CAP, 59.0), SEPARATE]), st.booleans())
def test_the_score_before_policy_does_not_know_the_policy(
    rated: tuple[ScorecardVersion, tuple[Answer, ...]], policy: CriticalPolicy, passed: bool
) -> None:
    version, answers = rated
    gated = form(*version.criteria, critical("gate"), policy=policy)
    result = score(gated, (*answers, answer("gate", passed)))
    assert result.score_before_policy == pytest.approx(score(version, answers).score)
    assert result.passed is passed


def test_a_critical_criterion_weighs_nothing() -> None:
    version = form(criterion("one"), critical("gate"))
    assert score(version, (answer("one", 10), answer("gate", False))).score_before_policy == 100


def test_each_critical_family_has_its_own_outcome() -> None:
    version = form(
        critical("told", CriticalFamily.CUSTOMER),
        critical("asked", CriticalFamily.BUSINESS),
        critical("safe", CriticalFamily.COMPLIANCE),
    )
    result = score(version, (answer("told", False), answer("asked", None, na=True)))
    assert dict(result.families) == {
        CriticalFamily.CUSTOMER: FamilyOutcome.FAILED,
        CriticalFamily.BUSINESS: FamilyOutcome.NOT_APPLICABLE,
        CriticalFamily.COMPLIANCE: FamilyOutcome.OPEN,
    }


def test_a_section_of_critical_criteria_shows_passes_and_no_score() -> None:
    version = form(critical("told"), critical("asked"))
    (section,) = score(version, (answer("told", True), answer("asked", False))).sections
    assert (section.score, section.n_critical, section.n_critical_passed) == (None, 2, 1)


def test_agent_score_takes_out_what_somebody_else_caused() -> None:
    version = form(criterion("own"), criterion("billing"), critical("gate"), policy=ZERO)
    answers = (
        answer("own", 5, cause_owner=AGENT),
        answer("billing", 0, cause_owner=DEPARTMENT),
        answer("gate", False, cause_owner=DEPARTMENT),
    )
    quality, own = score(version, answers), agent_score(version, answers)
    assert (quality.score_before_policy, quality.score, quality.passed) == (25.0, 0.0, False)
    assert (own.score_before_policy, own.score, own.passed) == (50.0, 50.0, True)
    assert own.result("billing").state is AnswerState.NA


@given(rated_forms())
def test_excusing_whole_failures_never_lowers_the_agent_score(
    rated: tuple[ScorecardVersion, tuple[Answer, ...]],
) -> None:
    version, answers = rated
    owned = tuple(
        answer(a.criterion_key, None if a.na else 10 * (int(a.rating or 0) // 5 > 0), na=a.na, cause_owner=DEPARTMENT)
        for a in answers
    )
    quality, own = score(version, owned).score, agent_score(version, owned).score
    assert quality is not None
    assert own is None or own >= quality - 1e-9


def test_a_partial_failure_of_somebody_else_is_na_too() -> None:
    version = form(criterion("own"), criterion("billing"))
    answers = (answer("own", 4), answer("billing", 9, cause_owner=DEPARTMENT))
    assert score(version, answers).score == 65
    assert agent_score(version, answers).score == 40


def test_a_passed_criterion_with_another_owner_stays_in_the_agent_score() -> None:
    version = form(criterion("one"), criterion("two"))
    answers = (answer("one", 10, cause_owner=DEPARTMENT), answer("two", 0))
    assert agent_score(version, answers).score == 50


def test_a_conditional_criterion_drops_out_until_its_condition_is_met() -> None:
    gate = criterion("inbound", scale=PassFail(), weight=1.0)
    extra = criterion("greeting", shown_when=Condition("inbound", True), weight=1.0)
    version = form(gate, extra)
    hidden = score(version, (answer("inbound", False), answer("greeting", 10)))
    shown = score(version, (answer("inbound", True), answer("greeting", 0)))
    assert hidden.result("greeting").state is AnswerState.HIDDEN
    assert hidden.score == 0
    assert shown.score == 50
    assert score(version, (answer("inbound", True),)).missing == ("greeting",)
    assert score(version, ()).missing == ("inbound",)


def test_a_condition_on_a_hidden_criterion_hides_too() -> None:
    first = criterion("first", scale=PassFail())
    second = criterion("second", scale=PassFail(), shown_when=Condition("first", True))
    third = criterion("third", shown_when=Condition("second", True))
    version = form(first, second, third)
    answers = {a.criterion_key: a for a in (answer("first", False), answer("second", True))}
    assert not is_shown(third, version, answers)
    answers["first"] = answer("first", True)
    assert is_shown(third, version, answers)


@pytest.mark.parametrize(
    ("scale", "rating", "reasons", "state", "fraction"),
    [
        (Points(10.0), 10, (), AnswerState.FULL, 1.0),
        (Points(10.0), 4, (), AnswerState.PARTIAL, 0.4),
        (Points(10.0), 0, (), AnswerState.FAILED, 0.0),
        (PassFail(), True, (), AnswerState.FULL, 1.0),
        (PassFail(), False, (), AnswerState.FAILED, 0.0),
        (Levels((Level(LocalText(), 0), Level(LocalText(), 4))), 4.0, (), AnswerState.FULL, 1.0),
        (Deduction(10.0), True, ("small",), AnswerState.PARTIAL, 0.7),
        (Deduction(10.0), True, ("small", "big"), AnswerState.FAILED, 0.0),
        (Deduction(10.0), True, (), AnswerState.FULL, 1.0),
    ],
)
def test_an_answer_on_a_scale_becomes_a_fraction(
    scale: object, rating: RatingValue, reasons: tuple[str, ...], state: AnswerState, fraction: float
) -> None:
    listed = (Reason("small", LocalText.of("small"), 3.0), Reason("big", LocalText.of("big"), 9.0))
    result = rate(criterion("one", scale=scale, reasons=listed), answer("one", rating, reasons=reasons))
    assert result.state is state
    assert result.fraction == pytest.approx(fraction)
    assert result.has_failed is (fraction < 1)


_T0 = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def evaluation(purpose: Purpose, number: int, **fields: object) -> Evaluation:
    """An evaluation that is in, with a key that sorts by `number`."""
    given_fields = {"mode": MonitoringMode.SAMPLED, "state": EvaluationState.SUBMITTED, "sealed": False} | fields
    return Evaluation(
        EvaluationId(UUID(int=number)),
        AssignmentId(uuid4()),
        CallId(UUID(int=1)),
        PersonId(uuid4()),
        VersionId(uuid4()),
        purpose,
        started_at=_T0,
        **given_fields,  # type: ignore[arg-type]
    )


def assigned(*evaluations: Evaluation, after: dict[int, int] | None = None) -> dict[EvaluationId, datetime]:
    """When each was assigned: minutes after the first, by number."""
    delays = after or {}
    return {e.id: _T0 + timedelta(minutes=delays.get(e.id.int, 0)) for e in evaluations}


def test_the_routine_evaluation_is_the_score_of_record() -> None:
    overlap, routine = evaluation(Purpose.OVERLAP, 1), evaluation(Purpose.ROUTINE, 2)
    times = assigned(overlap, routine, after={2: 5})
    assert evaluation_of_record((overlap, routine), times) is routine


def test_of_an_overlap_the_first_assigned_counts() -> None:
    first, second = evaluation(Purpose.OVERLAP, 2), evaluation(Purpose.OVERLAP, 1)
    times = assigned(first, second, after={1: 3})
    assert evaluation_of_record((second, first), times) is first
    assert evaluation_of_record((second, first), assigned(first, second)) is second


@pytest.mark.parametrize(
    "other",
    [
        evaluation(Purpose.REPEAT, 1),
        evaluation(Purpose.CALIBRATION, 1),
        evaluation(Purpose.PRACTICE, 1),
        evaluation(Purpose.QUALIFICATION, 1),
        evaluation(Purpose.ROUTINE, 1, state=EvaluationState.DRAFT),
        evaluation(Purpose.ROUTINE, 1, state=EvaluationState.REOPENED),
        evaluation(Purpose.ROUTINE, 1, mode=MonitoringMode.LIVE),
        evaluation(Purpose.ROUTINE, 1, mode=MonitoringMode.SIDE_BY_SIDE),
        evaluation(Purpose.ROUTINE, 1, mode=MonitoringMode.TEST_CALL),
    ],
    ids=lambda e: f"{e.purpose}-{e.state}-{e.mode}",
)
def test_what_is_no_sampled_routine_evaluation_never_counts(other: Evaluation) -> None:
    assert evaluation_of_record((other,), assigned(other)) is None


@given(st.decimals("0.01", "5", places=2), st.integers(1, 200))
def test_all_points_are_full_marks_whatever_the_step(step: Decimal, n_steps: int) -> None:
    scale = Points(float(step * n_steps), float(step))
    rating = scale.parse(str(step * n_steps))
    assert scale.points(rating, ()) == scale.maximum

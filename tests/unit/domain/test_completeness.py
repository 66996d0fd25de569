"""What keeps an evaluation from being handed in."""

from datetime import UTC, datetime
from uuid import uuid4

from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.completeness import MissingKind, missing_parts
from qa_desk.domain.criteria.base import Reason
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

TITLE = LocalText.of("title")
REASONS = (Reason("cold", TITLE, 3.0), Reason("late", TITLE, 2.0))
LEVELS = Levels((Level(TITLE, 0.0), Level(TITLE, 5.0)))
CRITERIA = (
    Criterion("inbound", TITLE, PassFail(), na_allowed=True),
    Criterion("consent", TITLE, PassFail(), critical=CriticalFamily.BUSINESS, reasons=REASONS),
    Criterion("tone", TITLE, LEVELS, reasons=REASONS, comment_required_on_failure=True),
    Criterion("hold", TITLE, Deduction(10.0), reasons=REASONS),
    Criterion("extra", TITLE, LEVELS, bonus=True, comment_required_on_failure=True),
    Criterion("asked_back", TITLE, PassFail(), shown_when=Condition("inbound", True)),
)
VERSION = ScorecardVersion(
    VersionId(uuid4()),
    ScorecardId(uuid4()),
    "card",
    1,
    TITLE,
    VersionState.PUBLISHED,
    CriticalPolicy(PolicyKind.REPORT_SEPARATELY),
    (Section("all", TITLE, CRITERIA),),
)


def missing(**ratings: object) -> list[tuple[str, MissingKind]]:
    """What is missing when these are the answers: a rating, or the fields of an answer as a dict."""
    key = EvaluationId(uuid4())
    answers = []
    for criterion, given in ratings.items():
        fields = given if isinstance(given, dict) else {"rating": given}
        answers.append(Answer(AnswerId(uuid4()), key, criterion, **({"rating": None} | fields)))
    evaluation = Evaluation(
        key,
        AssignmentId(uuid4()),
        CallId(uuid4()),
        PersonId(uuid4()),
        VERSION.id,
        Purpose.ROUTINE,
        MonitoringMode.SAMPLED,
        EvaluationState.DRAFT,
        False,
        datetime(2026, 11, 18, tzinfo=UTC),
        answers=tuple(answers),
    )
    return [(part.criterion_key, part.what) for part in missing_parts(VERSION, evaluation)]


def full(**changed: object) -> dict[str, object]:
    """Answers that leave nothing open, but for what is changed."""
    return {"inbound": {"na": True}, "consent": True, "tone": 5.0, "hold": True, "extra": 0.0} | changed


def test_a_whole_evaluation_lacks_nothing_and_na_is_an_answer() -> None:
    assert missing(**full()) == []


def test_what_is_missing_comes_in_the_order_of_the_form() -> None:
    assert missing(tone=5.0) == [(key, MissingKind.ANSWER) for key in ("inbound", "consent", "hold", "extra")]


def test_a_comment_without_a_rating_is_no_answer() -> None:
    assert missing(**full(tone={"comment": "will come back"})) == [("tone", MissingKind.ANSWER)]


def test_a_failure_needs_a_reason_where_there_are_any() -> None:
    assert missing(**full(consent=False)) == [("consent", MissingKind.REASON)]
    assert missing(**full(consent={"rating": False, "reasons": ("cold",)})) == []


def test_a_failure_needs_a_comment_where_the_form_says_so() -> None:
    assert missing(**full(tone={"rating": 0.0, "reasons": ("cold",), "comment": "  "})) == [
        ("tone", MissingKind.COMMENT)
    ]
    assert missing(**full(tone={"rating": 0.0, "reasons": ("cold",), "comment": "cuts in"})) == []


def test_a_deduction_without_reasons_is_a_full_answer() -> None:
    assert missing(**full(hold={"rating": True, "reasons": ("late",)})) == []


def test_a_bonus_that_was_not_earned_is_no_failure() -> None:
    assert missing(**full(extra=0.0)) == []


def test_a_hidden_criterion_is_asked_for_only_when_it_shows() -> None:
    assert missing(**full(inbound=False)) == []
    assert missing(**full(inbound=True)) == [("asked_back", MissingKind.ANSWER)]

"""Practice: what kind of mistake an answer is, and when a criterion that went wrong comes back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desk.domain.criteria.base import RatingValue, Reason
from qa_desk.domain.criteria.levels import Level, Levels
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.evaluation import Answer
from qa_desk.domain.ids import AnswerId, CaseId, EvaluationId, ScorecardId, VersionId
from qa_desk.domain.practice import INTERVALS_DAYS, Judgement, Mistake, Said, compared, recalls_of
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

DAY = date(2026, 3, 2)
REASONS = (Reason("early", LocalText.of("Too early")), Reason("late", LocalText.of("Too late")))


def version() -> ScorecardVersion:
    """A critical criterion, one in levels with reasons, one that only a failure shows, and a bonus."""
    levels = Levels(tuple(Level(LocalText.of(f"{points}"), points) for points in (0, 3, 5)))
    criteria = (
        Criterion(
            "consent", LocalText.of("Consent"), PassFail(), critical=CriticalFamily.CUSTOMER, na_allowed=True,
            reasons=REASONS,
        ),
        Criterion("tone", LocalText.of("Tone"), levels, na_allowed=True, reasons=REASONS),
        Criterion("repair", LocalText.of("Repair"), levels, shown_when=Condition("tone", 0)),
        Criterion("delight", LocalText.of("Delight"), PassFail(), bonus=True),
    )  # fmt: skip
    return ScorecardVersion(
        VersionId(uuid4()), ScorecardId(uuid4()), "service", 1, LocalText.of("Service"), VersionState.PUBLISHED,
        CriticalPolicy(PolicyKind.REPORT_SEPARATELY), (Section("all", LocalText.of("All"), criteria),),
    )  # fmt: skip


def said(key: str, rating: RatingValue | None, *reasons: str) -> Answer:
    return Answer(AnswerId(uuid4()), EvaluationId(uuid4()), key, rating, na=rating is None, reasons=reasons)


def mistake_on(key: str, settled: Answer, answered: Answer, *also: Answer) -> Judgement:
    found = compared(version(), [settled], [answered, *also])
    return next(judgement for judgement in found if judgement.criterion_key == key)


@pytest.mark.parametrize(
    ("settled", "answered", "mistake"),
    [
        (said("consent", True), said("consent", True), Mistake.NONE),
        (said("consent", False, "late"), said("consent", True), Mistake.MISS),
        (said("consent", True), said("consent", False, "late"), Mistake.FALSE_ALARM),
        (said("consent", None), said("consent", True), Mistake.NA_CONFUSION),
        (said("consent", False, "late"), said("consent", None), Mistake.NA_CONFUSION),
        (said("consent", None), said("consent", None), Mistake.NONE),
        (said("consent", False, "late"), said("consent", False, "early"), Mistake.WRONG_REASON),
        (said("consent", False, "late"), said("consent", False, "late", "early"), Mistake.NONE),
        (said("consent", False), said("consent", False, "early"), Mistake.NONE),
        (said("tone", 5), said("tone", 3), Mistake.FALSE_ALARM),
        (said("tone", 3), said("tone", 5), Mistake.MISS),
        (said("tone", 3), said("tone", 0), Mistake.OTHER_RATING),
        (said("delight", True), said("delight", False), Mistake.OTHER_RATING),
    ],
)
def test_each_kind_of_mistake_is_told_apart(settled: Answer, answered: Answer, mistake: Mistake) -> None:
    assert mistake_on(settled.criterion_key, settled, answered).mistake is mistake


def test_what_does_not_apply_may_be_hidden_for_the_one_and_na_for_the_other() -> None:
    form = version()
    hidden = compared(form, [said("tone", 5)], [said("tone", 5)])
    assert [judgement.criterion_key for judgement in hidden] == ["tone"]
    shown = compared(form, [said("tone", 5), said("repair", 0)], [said("tone", 0), said("repair", 0)])
    assert [judgement.mistake for judgement in shown] == [Mistake.FALSE_ALARM, Mistake.NA_CONFUSION]


def test_only_what_is_settled_is_judged() -> None:
    assert compared(version(), [], [said("consent", True)]) == ()


def test_a_critical_failure_called_not_applicable_is_missed() -> None:
    judgement = mistake_on("consent", said("consent", False, "late"), said("consent", None))
    assert judgement.is_wrong_verdict
    assert judgement.settled_failed is True


def judged(mistake: Mistake, day: date, key: str = "tone") -> Said:
    return Said("service", key, day, Judgement(key, mistake, False, True), CaseId(uuid4()))


def test_a_mistake_comes_back_after_one_three_seven_sixteen_and_thirty_five_days_and_is_then_learnt() -> None:
    history, day = [judged(Mistake.MISS, DAY)], DAY
    for box, interval in enumerate(INTERVALS_DAYS, 1):
        (recall,) = recalls_of(history)
        assert (recall.box, recall.due_on) == (box, day + timedelta(days=interval))
        day = recall.due_on
        history.append(judged(Mistake.NONE, day))
    assert recalls_of(history) == ()


def test_a_new_mistake_goes_back_to_the_first_box() -> None:
    history = [
        judged(Mistake.MISS, DAY),
        judged(Mistake.NONE, DAY + timedelta(1)),
        judged(Mistake.MISS, DAY + timedelta(4)),
    ]
    (recall,) = recalls_of(history)
    assert (recall.box, recall.due_on, recall.n_mistakes) == (1, DAY + timedelta(5), 2)


def test_what_is_heard_again_at_once_proves_no_memory() -> None:
    (recall,) = recalls_of([judged(Mistake.MISS, DAY), judged(Mistake.NONE, DAY)])
    assert (recall.box, recall.due_on) == (1, DAY + timedelta(1))


def test_what_never_went_wrong_does_not_come_back() -> None:
    assert recalls_of([judged(Mistake.NONE, DAY), judged(Mistake.NONE, DAY + timedelta(9))]) == ()


@given(
    st.lists(st.tuples(st.sampled_from(Mistake), st.integers(0, 90), st.sampled_from(["tone", "consent"])), max_size=25)
)
def test_a_criterion_is_never_due_before_its_box_allows(history: list[tuple[Mistake, int, str]]) -> None:
    said_so = [judged(m, DAY + timedelta(days), key) for m, days, key in sorted(history, key=lambda one: one[1])]
    for recall in recalls_of(said_so):
        assert 1 <= recall.box <= len(INTERVALS_DAYS)
        assert recall.due_on - recall.last_mistake.day >= timedelta(days=sum(INTERVALS_DAYS[: recall.box - 1]) + 1)
        assert recall.n_mistakes >= 1

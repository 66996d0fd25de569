"""Practice on standard cases: what somebody said held against what is settled, and when a criterion comes back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from qa_desk.domain.evaluation import Answer
from qa_desk.domain.ids import CallId, CaseId, EvaluationId, PersonId, VersionId
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.scoring import AnswerState, CriterionResult, score
from qa_desk.domain.standard_case import Difficulty

INTERVALS_DAYS = (1, 3, 7, 16, 35)
"""How long a criterion rests in each box before it comes back."""


class Mistake(StrEnum):
    """How an answer differs from the settled one; NONE is agreement."""

    NONE = "none"
    MISS = "miss"
    FALSE_ALARM = "false_alarm"
    NA_CONFUSION = "na_confusion"
    WRONG_REASON = "wrong_reason"
    OTHER_RATING = "other_rating"


VERDICT_MISTAKES = frozenset({Mistake.MISS, Mistake.FALSE_ALARM, Mistake.NA_CONFUSION})
"""With these the criterion passed, failed or did not apply otherwise than settled: errors of a critical criterion."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One criterion of a case as somebody answered it; `settled_failed` is None where it does not apply to the call."""

    criterion_key: str
    mistake: Mistake
    is_critical: bool
    settled_failed: bool | None

    @property
    def agrees(self) -> bool:
        """Whether it was answered as settled."""
        return self.mistake is Mistake.NONE

    @property
    def is_wrong_verdict(self) -> bool:
        """Whether it passed, failed or did not apply otherwise than settled."""
        return self.mistake in VERDICT_MISTAKES


@dataclass(frozen=True, slots=True)
class PracticeResult:
    """How one handed-in evaluation compares with the version of the case that it was scored on."""

    evaluation_id: EvaluationId
    person_id: PersonId
    case_id: CaseId
    number: int
    judgements: tuple[Judgement, ...]
    finished_at: datetime

    @property
    def n_agreeing(self) -> int:
        """How many criteria were answered as settled."""
        return sum(judgement.agrees for judgement in self.judgements)

    @property
    def n_critical_missed(self) -> int:
        """Critical failures that were not found."""
        return sum(j.is_critical and j.is_wrong_verdict and j.settled_failed is True for j in self.judgements)

    @property
    def n_critical_false_alarms(self) -> int:
        """Critical criteria that were failed and are not."""
        return sum(j.is_critical and j.mistake is Mistake.FALSE_ALARM for j in self.judgements)


FEWEST_OTHERS = 5
"""What others said of a case is told from so many on: of fewer one could guess who said what."""


@dataclass(frozen=True, slots=True)
class OthersSaid:
    """How many others answered a criterion of a case when they first met it, and how many of them as settled."""

    n_people: int
    n_agreeing: int


@dataclass(frozen=True, slots=True)
class PracticeRecord:
    """A result in the list of results: what is known without reading the case."""

    result: PracticeResult
    code: str
    title: str
    call_id: CallId
    version_id: VersionId
    is_qualification: bool


@dataclass(frozen=True, slots=True)
class NamedCase:
    """A case as it is suggested."""

    case_id: CaseId
    code: str
    title: str
    difficulty: Difficulty
    call_id: CallId


def compared(version: ScorecardVersion, settled: Iterable[Answer], given: Iterable[Answer]) -> tuple[Judgement, ...]:
    """Every criterion that the settled answers speak of, in the order of the form; what neither was asked is left out.

    A criterion that was hidden counts as N/A: both say that it does not apply.
    """
    standard, answers = list(settled), list(given)
    known = {answer.criterion_key for answer in standard if answer.is_given}
    said = {answer.criterion_key: answer for answer in answers}
    meant = {answer.criterion_key: answer for answer in standard}
    found = score(version, answers)
    return tuple(
        Judgement(
            expected.criterion.key,
            _mistake(
                expected,
                found.result(expected.criterion.key),
                _reasons(meant.get(expected.criterion.key)),
                _reasons(said.get(expected.criterion.key)),
            ),
            expected.criterion.critical is not None,
            expected.has_failed if expected.applies else None,
        )
        for expected in score(version, standard).criteria
        if expected.criterion.key in known and _was_asked(expected, found.result(expected.criterion.key))
    )


def _was_asked(expected: CriterionResult, found: CriterionResult) -> bool:
    return not (expected.state is AnswerState.HIDDEN and found.state is AnswerState.HIDDEN)


def _mistake(
    expected: CriterionResult, found: CriterionResult, settled_reasons: frozenset[str], reasons: frozenset[str]
) -> Mistake:
    if not expected.applies or not found.applies:
        return Mistake.NONE if expected.applies == found.applies else Mistake.NA_CONFUSION
    if expected.has_failed != found.has_failed:
        return Mistake.MISS if expected.has_failed else Mistake.FALSE_ALARM
    if expected.fraction != found.fraction:
        return Mistake.OTHER_RATING
    if expected.has_failed and settled_reasons and settled_reasons.isdisjoint(reasons):
        return Mistake.WRONG_REASON
    return Mistake.NONE


def _reasons(answer: Answer | None) -> frozenset[str]:
    return frozenset(answer.reasons) if answer is not None else frozenset()


@dataclass(frozen=True, slots=True)
class Said:
    """That somebody answered a criterion of a scorecard on a day, and whether as settled."""

    scorecard_key: str
    criterion_key: str
    day: date
    judgement: Judgement
    case_id: CaseId


@dataclass(frozen=True, slots=True)
class Recall:
    """Where one criterion stands for one person: the box it lies in (1 is the first) and the day it comes back."""

    scorecard_key: str
    criterion_key: str
    box: int
    due_on: date
    last_mistake: Said
    last: Said
    n_mistakes: int

    def is_due(self, day: date) -> bool:
        """Whether it comes back on that day, or should have before."""
        return self.due_on <= day


def recalls_of(said: Sequence[Said]) -> tuple[Recall, ...]:
    """What comes back to a person, the longest due first; `said` is everything they practised, oldest first.

    A criterion answered wrongly goes to the first box. Answered as settled on the day it is due, or later, it goes one
    box on; before that day it stays, as what was just heard proves no memory. Past the last box it is learnt and out
    of the list, until it goes wrong again. What never went wrong is in no box.

    Source:
        Leitner (1972), So lernt man lernen: the boxes. The intervals are those that Woźniak found for his notes on
        paper in 1985 (1, 7, 16 and 35 days), with one of three days put between.
    """
    boxes: dict[tuple[str, str], Recall] = {}
    for one in said:
        key = (one.scorecard_key, one.criterion_key)
        held = boxes.get(key)
        if not one.judgement.agrees:
            n_mistakes = held.n_mistakes + 1 if held else 1
            boxes[key] = Recall(*key, 1, _in_days(one.day, 1), one, one, n_mistakes)
        elif held is not None and not held.is_due(one.day):
            boxes[key] = Recall(*key, held.box, held.due_on, held.last_mistake, one, held.n_mistakes)
        elif held is not None and held.box == len(INTERVALS_DAYS):
            del boxes[key]
        elif held is not None:
            box = held.box + 1
            boxes[key] = Recall(*key, box, _in_days(one.day, box), held.last_mistake, one, held.n_mistakes)
    return tuple(sorted(boxes.values(), key=lambda recall: (recall.due_on, -recall.n_mistakes, recall.criterion_key)))


def _in_days(day: date, box: int) -> date:
    return day + timedelta(days=INTERVALS_DAYS[box - 1])

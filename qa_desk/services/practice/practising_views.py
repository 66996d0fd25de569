"""What the practice page gets: what is due today and why, and one result criterion by criterion."""

from dataclasses import dataclass
from datetime import date, datetime

from qa_desk.domain.evaluation import Answer, Evaluation
from qa_desk.domain.ids import AssignmentId, CaseId, PersonId
from qa_desk.domain.practice import Judgement, OthersSaid, PracticeRecord, Recall
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.domain.standard_case import CaseAnswer, CaseMark, Difficulty, StandardCase
from qa_desk.domain.text import LocalText
from qa_desk.services.calls.listening import CallDetail


@dataclass(frozen=True, slots=True)
class DueCriterion:
    """A criterion that comes back, by name, and where it stands."""

    title: LocalText
    recall: Recall


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A case to practise today: for the criteria that are due, or (none) because it was not practised yet.

    By its code alone: the title of a case tells what went wrong in it, before anybody has listened.
    """

    case_id: CaseId
    code: str
    difficulty: Difficulty
    duration_s: float | None
    criteria: tuple[DueCriterion, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A case that was taken up to practise and is not handed in yet; its answers stay hidden until then."""

    assignment_id: AssignmentId
    call_key: str
    duration_s: float | None
    is_begun: bool
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Today:
    """What somebody has before them: taken up already, due today, fresh cases, and what is learnt when.

    `without_case` are due and stand in no case but the one they were last heard on.
    """

    day: date
    taken_up: tuple[TakenUp, ...]
    suggestions: tuple[Suggestion, ...]
    without_case: tuple[DueCriterion, ...]
    fresh: tuple[Suggestion, ...]
    later: tuple[DueCriterion, ...]
    n_practised: int

    @property
    def n_due(self) -> int:
        """How many criteria are due."""
        return sum(len(one.criteria) for one in self.suggestions) + len(self.without_case)


@dataclass(frozen=True, slots=True)
class ComparedCriterion:
    """One criterion of a result: what was said, what is settled, why, and the passage (in seconds) to play.

    `others` is None where too few others met the case.
    """

    criterion: Criterion
    judgement: Judgement
    own: Answer | None
    settled: CaseAnswer
    evidence: CaseMark | None
    others: OthersSaid | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A result whole: one's own scoring beside the case."""

    record: PracticeRecord
    person_name: str
    case: StandardCase
    version: ScorecardVersion
    detail: CallDetail
    evaluation: Evaluation
    criteria: tuple[ComparedCriterion, ...]


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A result in the list, with whose it is."""

    record: PracticeRecord
    person_id: PersonId
    person_name: str

"""What is handed to the trainer: the issues of a period with passages and cases, and the practice sets on offer."""

from dataclasses import dataclass

from qa_desk.domain.ids import CaseId
from qa_desk.domain.practice_set import PracticeSet
from qa_desk.services.issues.issue_views import Example, IssueQuery, IssueRow
from qa_desk.services.practice.matching import Matching


@dataclass(frozen=True, slots=True)
class TaughtIssue:
    """One common issue: its figures with up to three passages, and the standard cases that teach it."""

    row: IssueRow
    matching: Matching


@dataclass(frozen=True, slots=True)
class TrainingPack:
    """A period's top issues: critical criteria by calls failed, then the others by points lost."""

    query: IssueQuery
    n_calls: int
    n_inspectors: int
    points_lost: float
    issues: tuple[TaughtIssue, ...]

    @property
    def playlist(self) -> tuple[tuple[IssueRow, Example], ...]:
        """Every passage with its issue, in the order they play."""
        return tuple((one.row, example) for one in self.issues for example in one.row.examples)

    @property
    def case_ids(self) -> tuple[CaseId, ...]:
        """The cases of a practice set made of it, each once."""
        found = (one.case.case_id for issue in self.issues for one in issue.matching.cases)
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class OfferedSet:
    """A practice set as one person finds it; `next_case` is None when nothing is left that they can take up."""

    practice_set: PracticeSet
    made_by_name: str
    n_done: int
    n_taken_up: int
    next_case: CaseId | None


@dataclass(frozen=True, slots=True)
class SetProgress:
    """A practice set as its trainer sees it: how many handed a case of it in, and how many all of them."""

    practice_set: PracticeSet
    made_by_name: str
    n_begun: int
    n_through: int

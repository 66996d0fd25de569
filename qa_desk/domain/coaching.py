"""What an agent is coached on: a note with who looks again and when, and what they found then."""

from dataclasses import dataclass
from datetime import date, datetime

from qa_desk.domain.ids import CoachingNoteId, EvaluationId, PersonId, UnitId


@dataclass(frozen=True, slots=True)
class CoachingNote:
    """What was agreed with an agent, or noted about them.

    `follow_up_by` looks again on `follow_up_on` whether it helped, and says so in `result`. The agent reads it where
    `is_for_agent`. `unit_id` is the unit whose leader reads it too; `evaluation_id` the result that it rests on.
    """

    id: CoachingNoteId
    agent_id: PersonId
    text: str
    given_by: PersonId
    given_at: datetime
    follow_up_by: PersonId
    follow_up_on: date
    is_for_agent: bool = True
    unit_id: UnitId | None = None
    evaluation_id: EvaluationId | None = None
    criterion_key: str = ""
    done_at: datetime | None = None
    done_by: PersonId | None = None
    result: str = ""
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to look again."""
        return self.done_at is None

    def is_due(self, today: date) -> bool:
        """Whether it is time to look again."""
        return self.is_open and self.follow_up_on <= today

    def is_overdue(self, today: date) -> bool:
        """Whether the day to look again is over."""
        return self.is_open and self.follow_up_on < today

"""Watching inspectors for drift: what is watched, and where a chart begins anew because somebody said so."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qa_desk.domain.ids import DriftRestartId, PersonId
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.text import NO_TEXT, LocalText

EVERYTHING = ""
"""As the subject of a restart: all charts of the person on a scorecard, or on all of them."""


class SubjectKind(StrEnum):
    """Of what somebody's deviations are charted."""

    TOTAL = "total"
    FAMILY = "family"
    CRITERION = "criterion"


@dataclass(frozen=True, slots=True)
class DriftSubject:
    """What is charted: the total of a scorecard, a critical family, or a criterion, whose `title` is then given."""

    kind: SubjectKind
    scorecard_key: str
    criterion_key: str = ""
    family: CriticalFamily | None = None
    title: LocalText = NO_TEXT

    @property
    def key(self) -> str:
        """Its name within the scorecard, as restarts keep it; no criterion's key has a colon."""
        if self.kind is SubjectKind.CRITERION:
            return self.criterion_key
        return ":total" if self.family is None else f":{self.family.value}"


class RestartKind(StrEnum):
    """Why a chart begins anew."""

    ACKNOWLEDGED = "acknowledged"
    TRAINED = "trained"


@dataclass(frozen=True, slots=True)
class DriftRestart:
    """From `at` on new sessions make a new chart; `subject` is the key of one, or EVERYTHING."""

    id: DriftRestartId
    person_id: PersonId
    scorecard_key: str
    subject: str
    kind: RestartKind
    at: datetime
    note: str
    noted_by: PersonId
    noted_at: datetime

    def concerns(self, person_id: PersonId, subject: DriftSubject) -> bool:
        """Whether it is about this chart."""
        return (
            self.person_id == person_id
            and self.scorecard_key in (EVERYTHING, subject.scorecard_key)
            and self.subject in (EVERYTHING, subject.key)
        )

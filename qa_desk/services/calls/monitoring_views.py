"""What whoever monitors calls hands in and gets back."""

from dataclasses import dataclass
from datetime import datetime

from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.changes import Changes
from qa_desk.domain.ids import AssignmentId, CallId, PersonId, UnitId, VersionId


@dataclass(frozen=True, slots=True)
class MonitoringDraft:
    """A call that is heard as it is spoken.

    Args:
        mode: any but SAMPLED.
        version_id: the published scorecard version that it is scored on.
        agent_id: None only for a test call, whose agent is known when somebody answers.
        unit_id: the unit that serves it; None = the agent's.
        call_key: the centre's own id of the call; empty makes one up.
        started_at: since when it is heard; None = now.
    """

    mode: MonitoringMode
    version_id: VersionId
    agent_id: PersonId | None = None
    unit_id: UnitId | None = None
    business_type: str = ""
    call_key: str = ""
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A monitored call that waits on the desk."""

    assignment_id: AssignmentId
    call_id: CallId
    call_key: str
    changes: Changes


@dataclass(frozen=True, slots=True)
class JoinedRecording:
    """A recording of QA Desk's own that is part of its call now, with its length in seconds."""

    call_id: CallId
    call_key: str
    duration_s: float
    changes: Changes

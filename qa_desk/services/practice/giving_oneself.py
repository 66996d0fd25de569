"""Calls that somebody gives to themself, to practise on or to sit; nobody else assigns these."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from qa_desk.domain.evaluation import Assignment, AssignmentState, Purpose
from qa_desk.domain.ids import AssignmentId, CallId, VersionId
from qa_desk.domain.people import Actor


@dataclass(frozen=True, slots=True)
class Given:
    """The call of a case, the form it is settled on, why it is taken up, and its place among those taken up with it."""

    call_id: CallId
    version_id: VersionId
    purpose: Purpose
    position: int


def own_assignment(actor: Actor, given: Given, at: datetime) -> Assignment:
    """The assignment of it."""
    return Assignment(
        id=AssignmentId(uuid4()),
        call_id=given.call_id,
        inspector_id=actor.person_id,
        version_id=given.version_id,
        purpose=given.purpose,
        state=AssignmentState.WAITING,
        assigned_by=actor.person_id,
        assigned_at=at,
        position=given.position,
    )

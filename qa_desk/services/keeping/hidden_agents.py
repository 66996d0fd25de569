"""Names of agents that are kept from a reader: of calls given to them so, or in a session that keeps them, while open.

It holds of the call and not of the assignment: who has it twice, once without the agent's name, reads it nowhere.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from qa_desk.domain.calls import CallSummary
from qa_desk.domain.issue import EvidenceRecord
from qa_desk.domain.people import Actor
from qa_desk.store.failure_queries import MarkedFailure, RecordedFailure
from qa_desk.store.unit_of_work import UnitOfWork

_Failure = TypeVar("_Failure", MarkedFailure, RecordedFailure, EvidenceRecord)


def nameless(uow: UnitOfWork, actor: Actor, calls: Sequence[CallSummary]) -> tuple[CallSummary, ...]:
    """The calls without the names of agents that are kept from the reader."""
    hidden = uow.assignments.calls_without_agent(actor.person_id)
    return tuple(replace(one, agent_name="") if one.id in hidden else one for one in calls)


def nameless_failures(uow: UnitOfWork, actor: Actor, failures: Sequence[_Failure]) -> tuple[_Failure, ...]:
    """The same of what went wrong on calls."""
    hidden = uow.assignments.calls_without_agent(actor.person_id)
    return tuple(replace(one, agent_name="") if one.call_id in hidden else one for one in failures)

"""Writing evaluations that came from a file, a few hundred to a transaction: as if handed in when the file says."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from qa_desk.domain.calls import Call
from qa_desk.domain.evaluation import (
    BLIND_PURPOSES,
    RECORD_PURPOSES,
    Assignment,
    AssignmentState,
    Evaluation,
    EvaluationState,
)
from qa_desk.domain.extract import extract_of
from qa_desk.domain.ids import AssignmentId, CallId, PersonId
from qa_desk.domain.scoring import agent_score, score
from qa_desk.services.exchange.plan import ReadyEvaluation, ScoreItem, ScoreOutcome
from qa_desk.services.exchange.planning import identity_of, item_of
from qa_desk.services.keeping.handing_in import SALT_BYTES, UNSEALED_BY_ITSELF, commitment
from qa_desk.services.keeping.search_entries import index_calls
from qa_desk.store.repositories.brought_scores import BroughtEvaluation
from qa_desk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of some evaluations, and how many calls were made for them."""

    items: tuple[ScoreItem, ...]
    n_answers: int
    n_calls_made: int


def keep(uow: UnitOfWork, ready: Sequence[ReadyEvaluation], by: PersonId, now: datetime) -> Kept:
    """Write these evaluations with all that follows from them; what came in since they were planned is left out.

    A call that is not there is made, without a recording: whoever planned this said so.
    """
    calls, n_made = _calls(uow, ready, now)
    # in one order for everybody, so that two imports at once wait for each other and never in a circle
    for call_id in sorted({calls[one.call_key].id for one in ready}):
        uow.take_turn(call_id)
    here = {identity_of(*found) for found in uow.brought_scores.handed_in({call.id for call in calls.values()})}
    items: list[ScoreItem] = []
    brought: list[BroughtEvaluation] = []
    assignments: list[Assignment] = []
    for one in ready:
        call = calls[one.call_key]
        identity = identity_of(call.id, one.inspector_id, one.submitted_at)
        if identity in here:
            items.append(item_of(one, ScoreOutcome.ALREADY_HERE))
            continue
        here.add(identity)
        assignment = _assignment(one, call.id, by)
        assignments.append(assignment)
        brought.append(_brought(one, call, assignment))
        items.append(item_of(one, ScoreOutcome.IMPORTED))
    uow.assignments.add_all(assignments)
    uow.brought_scores.add(brought)
    versions = {one.version.id: one.version for one in ready}
    uow.record.keep(*(extract_of(one.evaluation, versions[one.evaluation.version_id]) for one in brought))
    _follow(uow, brought, now)
    return Kept(tuple(items), sum(len(one.evaluation.answers) for one in brought), n_made)


def _calls(uow: UnitOfWork, ready: Iterable[ReadyEvaluation], now: datetime) -> tuple[dict[str, Call], int]:
    keys = list(dict.fromkeys(one.call_key for one in ready))
    found = uow.calls.by_key(keys)
    made = [Call(CallId(uuid4()), key) for key in keys if key not in found]
    uow.calls.add(made, now)
    index_calls(uow, made, now)
    for call in made:
        uow.audit("call.made", "call", call.id)
    return found | {call.key: call for call in made}, len(made)


def _assignment(one: ReadyEvaluation, call_id: CallId, by: PersonId) -> Assignment:
    return Assignment(
        id=AssignmentId(uuid4()),
        call_id=call_id,
        inspector_id=one.inspector_id,
        version_id=one.version.id,
        purpose=one.purpose,
        state=AssignmentState.DONE,
        assigned_by=by,
        # when it was given out nobody knows any more; of an overlap the one handed in first counts
        assigned_at=one.submitted_at,
    )


def _brought(one: ReadyEvaluation, call: Call, assignment: Assignment) -> BroughtEvaluation:
    evaluation = Evaluation(
        id=one.evaluation_id,
        assignment_id=assignment.id,
        call_id=call.id,
        inspector_id=one.inspector_id,
        version_id=one.version.id,
        purpose=one.purpose,
        mode=call.mode,
        state=EvaluationState.SUBMITTED,
        sealed=one.purpose in BLIND_PURPOSES,
        started_at=one.submitted_at,
        submitted_at=one.submitted_at,
        comment=one.comment,
        answers=one.answers,
        marks=one.marks,
    )
    return BroughtEvaluation(evaluation, score(one.version, one.answers), agent_score(one.version, one.answers))


def _follow(uow: UnitOfWork, brought: Sequence[BroughtEvaluation], now: datetime) -> None:
    """Seals, commitments, facts of record, search and audit, as when an inspector hands in."""
    evaluations = [one.evaluation for one in brought]
    for evaluation in evaluations:
        if evaluation.carries_seal:
            salt = secrets.token_bytes(SALT_BYTES)
            uow.evaluations.commit_to(evaluation.id, commitment(evaluation, salt), salt, now)
        uow.audit("evaluation.imported", "evaluation", evaluation.id)
    opened = [one.id for one in evaluations if one.purpose in UNSEALED_BY_ITSELF]
    if opened:
        uow.record.unseal(opened)
    uow.record.follow({one.call_id for one in evaluations if one.purpose in RECORD_PURPOSES}, now)
    uow.record.publish([one.id for one in evaluations], now)

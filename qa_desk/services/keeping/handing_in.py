"""What follows when an evaluation is handed in or taken back: seals, commitments and the facts of record.

Used by scoring and by the reveal of a calibration session; works inside the unit of work of its caller.
"""

import hashlib
import json
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from qa_desk.domain.calibration import SessionState
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.criteria.base import RatingValue
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import (
    BLIND_PURPOSES,
    RECORD_PURPOSES,
    UNDO_WINDOW,
    AssignmentState,
    Evaluation,
    EvaluationKeys,
    Purpose,
)
from qa_desk.domain.extract import extract_of
from qa_desk.domain.ids import CallId, PersonId
from qa_desk.domain.people import Actor
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.i18n import _
from qa_desk.services.clock import Clock
from qa_desk.store.store import Store
from qa_desk.store.tables.reporting import DocumentKind
from qa_desk.store.unit_of_work import UnitOfWork

UNSEALED_BY_ITSELF = frozenset({Purpose.REPEAT, Purpose.PRACTICE, Purpose.QUALIFICATION})

SALT_BYTES = 32


def hand_in(uow: UnitOfWork, evaluation: Evaluation, version: ScorecardVersion, now: datetime) -> Changes:
    """Mark it submitted, commit to what stays sealed, unseal what may now be seen, lay the facts of record."""
    hand_in_all(uow, (evaluation,), version, now)
    return changes_of(evaluation)


def hand_in_all(uow: UnitOfWork, evaluations: Sequence[Evaluation], version: ScorecardVersion, now: datetime) -> None:
    """Hand in all that were scored on a version; the facts of their calls are laid at once."""
    for evaluation in evaluations:
        uow.take_turn(evaluation.call_id)
    open_already = {evaluation.id for evaluation in evaluations if _session_is_revealed(uow, evaluation)}
    uow.record.keep(*(extract_of(evaluation, version) for evaluation in evaluations))
    for evaluation in evaluations:
        _submit(uow, evaluation, now, late=evaluation.id in open_already)
    unsealed = [one.id for one in evaluations if one.purpose in UNSEALED_BY_ITSELF or one.id in open_already]
    if unsealed:
        uow.record.unseal(unsealed)
    calls = list(dict.fromkeys(one.call_id for one in evaluations if one.purpose in RECORD_PURPOSES))
    if calls:
        uow.record.follow(calls, now)
    uow.record.publish([evaluation.id for evaluation in evaluations], now)
    for evaluation in evaluations:
        uow.audit("evaluation.submitted", "evaluation", evaluation.id)


def _submit(uow: UnitOfWork, evaluation: Evaluation, now: datetime, *, late: bool) -> None:
    if evaluation.carries_seal:
        salt = secrets.token_bytes(SALT_BYTES)
        uow.evaluations.commit_to(evaluation.id, commitment(evaluation, salt), salt, now)
    # from here on nobody writes in it any more, not even its author
    uow.evaluations.set_submitted(evaluation.id, now, late=late)
    uow.assignments.set_state(evaluation.assignment_id, AssignmentState.DONE)
    uow.drafts.let_go(evaluation.id)


def open_due(store: Store, actor: Actor, clock: Clock, call_ids: Collection[CallId]) -> None:
    """Open what the transaction before made due: on a server nothing is opened by what could still be rolled back."""
    with store.unit_of_work(actor, clock) as uow:
        uow.record.open_due(call_ids)
        uow.commit()


def take_back(uow: UnitOfWork, evaluation: Evaluation, now: datetime) -> Changes:
    """Re-open what was handed in. Raises TOO_LATE after the window, or once what was blind is not any more."""
    assert evaluation.submitted_at is not None, "only what was handed in can be taken back"
    if now > evaluation.submitted_at + UNDO_WINDOW:
        raise QADeskError(ErrorCode.TOO_LATE, detail=_("ten minutes have passed"))
    # a repeat has shown its author the earlier evaluation, a practice the standard: answered again it measures nothing
    blind_is_over = evaluation.purpose in BLIND_PURPOSES and not evaluation.sealed
    if blind_is_over or uow.evaluations.is_released(evaluation.id):
        raise QADeskError(ErrorCode.TOO_LATE, detail=_("what was blind has been opened"))
    _open_again(uow, evaluation, now)
    uow.audit("evaluation.reopened", "evaluation", evaluation.id)
    return changes_of(evaluation)


def reopen(uow: UnitOfWork, evaluation: Evaluation, *, by: PersonId, reason: str, now: datetime) -> Changes:
    """Open what was handed in for its author again, keeping what it said."""
    state = uow.drafts.keep_state(evaluation, reopened_by=by, reopened_at=now, reason=reason)
    _open_again(uow, evaluation, now)
    uow.audit("evaluation.reopened", "evaluation", evaluation.id, number=state.number)
    return changes_of(evaluation)


def _open_again(uow: UnitOfWork, evaluation: Evaluation, now: datetime) -> None:
    uow.evaluations.set_reopened(evaluation.id, now)
    uow.search.remove(DocumentKind.EVALUATION, evaluation.id)
    uow.assignments.set_state(evaluation.assignment_id, AssignmentState.BEGUN)
    if evaluation.purpose in RECORD_PURPOSES:
        uow.record.follow((evaluation.call_id,), now)


def commitment(evaluation: Evaluation, salt: bytes) -> str:
    """SHA-256 of salt ‖ canonical answers, as hex: proof of what was answered before the reveal.

    Without the salt a form of pass/fail answers would be found by trying them all.
    """
    answers = [
        {
            "criterion": answer.criterion_key,
            "rating": _one_way_written(answer.rating),
            "na": answer.na,
            "reasons": list(answer.reasons),
            "comment": answer.comment,
        }
        for answer in sorted(evaluation.answers, key=lambda answer: answer.criterion_key)
    ]
    canonical = json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(salt + canonical.encode()).hexdigest()


def _one_way_written(rating: RatingValue | None) -> RatingValue | None:
    """5 and 5.0 are one answer, whichever of them a database gives back."""
    return int(rating) if isinstance(rating, float) and rating.is_integer() else rating


def _session_is_revealed(uow: UnitOfWork, evaluation: Evaluation) -> bool:
    if evaluation.session_id is None:
        return False
    uow.take_turn(evaluation.session_id)
    return uow.calibration.state_of(evaluation.session_id) is not SessionState.BLIND


def changes_of(evaluation: Evaluation | EvaluationKeys) -> Changes:
    """What handing in or taking back an evaluation changes."""
    changes = Changes.of(ObjectKind.EVALUATION, evaluation.id) | Changes.of(
        ObjectKind.ASSIGNMENT, evaluation.assignment_id
    )
    changes |= Changes.of(ObjectKind.CALL, evaluation.call_id)
    if evaluation.session_id is not None:
        changes |= Changes.of(ObjectKind.SESSION, evaluation.session_id)
    return changes

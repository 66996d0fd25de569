"""What settling one criterion keeps and checks, and how far the session is settled after it; used by the meeting."""

from dataclasses import replace
from datetime import datetime

from qa_desk.domain.calibration import SessionState, SettledAnswer
from qa_desk.domain.errors import ConflictError, ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.ids import CallId, PersonId, SessionId
from qa_desk.domain.people import Actor
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.i18n import _, current_language, listed
from qa_desk.services.calibration.calibrating_views import SettleDraft
from qa_desk.services.calibration.panel_answers import SessionMaterial, difference_of, seen_session, session_material
from qa_desk.services.keeping.brought_text import typed_text
from qa_desk.store.unit_of_work import UnitOfWork


def settling(uow: UnitOfWork, actor: Actor, session_id: SessionId) -> SessionMaterial:
    """All that was answered in a session that is revealed and not closed, for one settler after the other.

    Raises WRONG_STATE, also while one of its calls waits blind for the actor: what the actor may not read yet would
    look as if nobody had answered it, and the session as if it were settled.
    """
    uow.take_turn(session_id)
    session = seen_session(uow, actor, session_id)
    if session.state not in (SessionState.REVEALED, SessionState.SETTLED):
        raise QADeskError(ErrorCode.WRONG_STATE, what=session.title, state=session.state)
    material = session_material(uow, actor, session)
    if len(material.evaluations) < len(uow.evaluations.submitted_in_session(session_id)):
        state = _("waiting for your own answers on one of its calls")
        raise QADeskError(ErrorCode.WRONG_STATE, what=session.title, state=state)
    return material


def settle_one(
    uow: UnitOfWork, material: SessionMaterial, draft: SettleDraft, settled_by: PersonId, now: datetime
) -> None:
    """Keep one agreed answer, unless it stands there already.

    Raises ConflictError (`mine` a SettleDraft, `theirs` a SettledAnswer or None) when it is not `seen` that stands
    there, REASON_REQUIRED where the panel differed and there is no rationale, ANSWER_INVALID, NotFoundError.
    """
    if draft.call_id not in material.session.call_ids:
        raise NotFoundError(what=_("This call"))
    criterion = _criterion(material.version, draft.criterion_key)
    rationale = typed_text(draft.rationale, _("rationale")).strip()
    _require_reasons(criterion, draft.reasons)
    difference = difference_of(material, draft.call_id, criterion)
    if difference.differs and not rationale:
        raise QADeskError(ErrorCode.REASON_REQUIRED)
    _require_answer(criterion, draft)
    settled = replace(draft, rationale=rationale).as_settled(criterion, settled_by, now)
    before = difference.settled
    if before is not None and before.says_like(settled):
        return
    require_unchanged(uow, before, draft.seen, draft)
    uow.audit("answer.settled", "session", material.session.id, **_place(draft.call_id, criterion.key))
    uow.calibration.save_settled(material.session.id, settled)


def withdraw_one(uow: UnitOfWork, material: SessionMaterial, seen: SettledAnswer) -> None:
    """Open a criterion again, if it is still settled as it was seen; nothing where it is open. Raises ConflictError."""
    before = material.settled.get((seen.call_id, seen.criterion_key))
    if before is None:
        return
    require_unchanged(uow, before, seen, None)
    uow.audit("answer.unsettled", "session", material.session.id, **_place(seen.call_id, seen.criterion_key))
    uow.calibration.remove_settled(material.session.id, seen.call_id, seen.criterion_key)


def require_unchanged(
    uow: UnitOfWork, before: SettledAnswer | None, seen: SettledAnswer | None, mine: SettleDraft | None
) -> None:
    """Raises ConflictError when another lead settled otherwise since it was seen."""
    is_same = before is seen or (before is not None and seen is not None and _is_same(before, seen))
    if not is_same:
        who = uow.people.names().get(before.settled_by, "") if before is not None else _("Somebody else")
        raise ConflictError(mine=mine, theirs=before, who=who)


def follow_settled(uow: UnitOfWork, material: SessionMaterial, now: datetime) -> SessionState:
    """Settled once everything that somebody answered is; back to revealed when something is open again."""
    session = material.session
    done = {(answer.call_id, answer.criterion_key) for answer in uow.calibration.settled(session.id)}
    wanted = {
        (call_id, criterion.key)
        for call_id in session.call_ids
        for criterion in material.version.criteria
        if any(not answer.is_missing for answer in difference_of(material, call_id, criterion).answers)
    }
    state = SessionState.SETTLED if wanted <= done else SessionState.REVEALED
    if state is not session.state:
        uow.calibration.set_state(session.id, state, now, session.version)
    return state


def _is_same(before: SettledAnswer, seen: SettledAnswer) -> bool:
    """By what it says and who settled it: a desk that just settled it does not know to the second when."""
    return before.settled_by == seen.settled_by and before.says_like(seen)


def _place(call_id: CallId, criterion_key: str) -> dict[str, str]:
    """What of the form was settled, for the audit chain; never how."""
    return {"call": str(call_id), "criterion": criterion_key}


def _require_answer(criterion: Criterion, draft: SettleDraft) -> None:
    if draft.na and not criterion.na_allowed:
        raise _not_an_answer(criterion, _("N/A"), _("an answer on its scale"))
    if not draft.na and draft.rating is None:
        raise QADeskError(ErrorCode.REASON_REQUIRED)


def _criterion(version: ScorecardVersion, key: str) -> Criterion:
    try:
        return version.criterion(key)
    except KeyError as error:
        raise NotFoundError(what=key) from error


def _require_reasons(criterion: Criterion, keys: tuple[str, ...]) -> None:
    known = sorted(reason.key for reason in criterion.reasons)
    for key in keys:
        if key not in known:
            raise _not_an_answer(criterion, key, _("one of {choices}").format(choices=listed(known)))


def _not_an_answer(criterion: Criterion, value: str, expected: str) -> QADeskError:
    title = criterion.title.in_language(current_language())
    return QADeskError(ErrorCode.ANSWER_INVALID, value=value, criterion=title, expected=expected)

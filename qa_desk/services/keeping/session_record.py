"""What is on record of a session: events, commitments checked against what was unsealed, and who saw what."""

from qa_desk.domain.calibration import CalibrationSession
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may, visibility_of
from qa_desk.services.calibration.convening_views import Commitment, Disclosure, SessionRecord
from qa_desk.services.keeping.handing_in import commitment
from qa_desk.store.unit_of_work import UnitOfWork


def session_record(uow: UnitOfWork, actor: Actor, session: CalibrationSession) -> SessionRecord:
    """The record as this reader may see it; a commitment is checked where the reader may read what it is to."""
    sees_readers = may(actor, Action.RUN_SESSIONS) or may(actor, Action.READ_AUDIT)
    return SessionRecord(
        uow.panels.events(session.id),
        _commitments(uow, actor, session),
        _disclosures(uow, actor, session) if sees_readers else (),
    )


def _commitments(uow: UnitOfWork, actor: Actor, session: CalibrationSession) -> tuple[Commitment, ...]:
    salts = {key: salt for key, (_hash, salt) in uow.evaluations.commitments(session.id).items()}
    readable = {one.id: one for one in uow.evaluations.in_session(session.id, visibility_of(actor)) if one.is_in}
    names, keys = uow.people.names(), _call_keys(uow, session)
    found: list[Commitment] = []
    for one in uow.panels.committed(session.id):
        salt, evaluation = salts.get(one.evaluation_id), readable.get(one.evaluation_id)
        holds = None
        if salt is not None and evaluation is not None and not evaluation.sealed:
            holds = commitment(evaluation, salt) == one.sha256
        found.append(
            Commitment(
                one.inspector_id,
                names.get(one.inspector_id, ""),
                one.call_id,
                keys.get(one.call_id, ""),
                one.sha256,
                one.made_at,
                holds,
            )
        )
    return tuple(found)


def _disclosures(uow: UnitOfWork, actor: Actor, session: CalibrationSession) -> tuple[Disclosure, ...]:
    readable = {one.id: one for one in uow.evaluations.in_session(session.id, visibility_of(actor))}
    names, keys = uow.people.names(), _call_keys(uow, session)
    return tuple(
        Disclosure(
            names.get(one.reader_id, ""),
            names.get(readable[one.evaluation_id].inspector_id, ""),
            keys.get(readable[one.evaluation_id].call_id, ""),
            one.first_seen_at,
            one.occasion,
        )
        for one in uow.panels.disclosed(readable)
    )


def _call_keys(uow: UnitOfWork, session: CalibrationSession) -> dict[object, str]:
    return {call_id: call.key for call_id, call in uow.calls.calls(session.call_ids).items()}

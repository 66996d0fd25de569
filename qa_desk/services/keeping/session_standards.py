"""What a session against the standard is measured by: the standard cases made of its calls, as they were at opening."""

from collections.abc import Sequence
from datetime import datetime

from qa_desk.domain.calibration import CalibrationSession, SettledAnswer, StandardOfCall
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import CallId, VersionId
from qa_desk.domain.people import Actor
from qa_desk.domain.standard_case import CaseState, ExposureKind, StandardCase
from qa_desk.i18n import _
from qa_desk.services.keeping.asked_form import form_of_session
from qa_desk.store.unit_of_work import UnitOfWork


def standards_of(
    uow: UnitOfWork, actor: Actor, call_ids: Sequence[CallId], version_id: VersionId
) -> tuple[StandardOfCall, ...]:
    """The valid case of each call on the same scorecard. Raises VALUE_INVALID naming a call without one."""
    key = uow.scorecards.version(version_id).scorecard_key
    found: list[StandardOfCall] = []
    for call_id in call_ids:
        case = _valid_case(uow, actor, call_id, key)
        if case is None:
            name, expected = uow.calls.get(call_id).key, _("the calls of approved standard cases on this scorecard")
            raise QADeskError(ErrorCode.VALUE_INVALID, value=name, what=_("call"), expected=expected)
        found.append(StandardOfCall(call_id, case.id, case.number))
    return tuple(found)


def settle_by_standard(uow: UnitOfWork, actor: Actor, session: CalibrationSession, now: datetime) -> None:
    """Enter what the cases say as the settled answers of a session that was revealed; nobody settles anything.

    Criteria that the form of the session does not have, or does not ask, are left out. From here on the panel has seen
    the cases.
    """
    asked = {criterion.key: criterion for criterion in form_of_session(uow, session).criteria}
    panel = [seat.person_id for seat in session.seats]
    for standard in session.standards:
        uow.exposures.note(standard.case_id, standard.number, panel, ExposureKind.IN_SESSION, now)
        for answer in uow.cases.answers_of(standard.case_id, standard.number, actor.person_id):
            criterion = asked.get(answer.criterion_key)
            if criterion is None:
                continue
            settled = SettledAnswer(
                call_id=standard.call_id,
                criterion_key=answer.criterion_key,
                rating=None if answer.rating is None else criterion.scale.parse(answer.rating),
                na=answer.na,
                reasons=answer.reasons,
                rationale=answer.rationale,
                settled_by=actor.person_id,
                settled_at=now,
            )
            uow.calibration.save_settled(session.id, settled)


def _valid_case(uow: UnitOfWork, actor: Actor, call_id: CallId, scorecard_key: str) -> StandardCase | None:
    for case_id in uow.cases.of_call(call_id, actor.person_id):
        case = uow.cases.get(case_id, actor.person_id)
        if case is None or case.state is not CaseState.VALID:
            continue
        if uow.scorecards.version(case.version_id).scorecard_key == scorecard_key:
            return case
    return None

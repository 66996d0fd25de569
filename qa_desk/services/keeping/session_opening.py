"""What a calibration session begins with: a draft that can be one, its panel by name, and who scores which call."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from qa_desk.domain.calibration import CalibrationSession, Seat, SeatKind, SessionState
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.evaluation import Assignment, AssignmentState, Purpose
from qa_desk.domain.ids import AssignmentId, CallId, PersonId, SessionId, VersionId
from qa_desk.domain.people import Actor, Person
from qa_desk.domain.permissions import Action, may
from qa_desk.domain.scorecard import VersionState
from qa_desk.i18n import _
from qa_desk.services.calibrating_views import SessionDraft
from qa_desk.services.keeping.brought_text import clean_line
from qa_desk.services.keeping.days import centre_day
from qa_desk.store.unit_of_work import UnitOfWork

_SMALLEST_PANEL = 2


def new_session(uow: UnitOfWork, actor: Actor, draft: SessionDraft, now: datetime) -> CalibrationSession:
    """The blind session meant by a draft; a call or a member named twice counts once.

    Raises:
        QADeskError: VALUE_INVALID without a title, calls or a panel that can score and reach the quorum; WRONG_STATE
            for a scorecard that is not published; NOT_FOUND for a call that is not there.
    """
    call_ids, panel_ids = tuple(dict.fromkeys(draft.call_ids)), tuple(dict.fromkeys(draft.panel_ids))
    title = clean_line(draft.title)
    quorum = 1 if draft.quorum is None else draft.quorum
    _require(bool(title), title, _("title"), _("some words"))
    _require(bool(call_ids), len(call_ids), _("number of calls"), _("one or more"))
    _require(len(panel_ids) >= _SMALLEST_PANEL, len(panel_ids), _("number of inspectors"), _("two or more"))
    _require(1 <= quorum <= len(panel_ids), quorum, _("quorum"), f"1–{len(panel_ids)}")
    panel = require_workable(uow, call_ids, panel_ids, draft.version_id, now)
    return CalibrationSession(
        id=SessionId(uuid4()),
        title=title,
        kind=draft.kind,
        state=SessionState.BLIND,
        version_id=draft.version_id,
        lead_id=actor.person_id,
        call_ids=call_ids,
        seats=tuple(Seat(one.id, one.name, SeatKind.INSPECTOR, 0, len(call_ids)) for one in panel),
        created_at=now,
        due_at=draft.due_at,
        quorum=draft.quorum,
    )


def assignments_of(uow: UnitOfWork, session: CalibrationSession) -> list[Assignment]:
    """Every call of the session for every member of its panel, due on the centre's day."""
    due_on = centre_day(uow, session.due_at) if session.due_at else None
    return [
        Assignment(
            id=AssignmentId(uuid4()),
            call_id=call_id,
            inspector_id=seat.person_id,
            version_id=session.version_id,
            purpose=Purpose.CALIBRATION,
            state=AssignmentState.WAITING,
            assigned_by=session.lead_id,
            assigned_at=session.created_at,
            position=position,
            due_on=due_on,
            session_id=session.id,
        )
        for seat in session.seats
        for position, call_id in enumerate(session.call_ids)
    ]


def require_workable(
    uow: UnitOfWork, call_ids: Sequence[CallId], person_ids: Sequence[PersonId], version_id: VersionId, now: datetime
) -> list[Person]:
    """The people named, once it is certain that they can score these calls on this version.

    Raises NOT_FOUND for a call, WRONG_STATE for a version that is not published, VALUE_INVALID for somebody who is
    not there any more or does not score.
    """
    if len(uow.calls.calls(call_ids)) < len(set(call_ids)):
        raise NotFoundError(what=_("This call"))
    version = uow.scorecards.version(version_id)
    if version.state is not VersionState.PUBLISHED:
        raise QADeskError(ErrorCode.WRONG_STATE, what=version.scorecard_key, state=version.state)
    today = centre_day(uow, now)
    people: list[Person] = []
    for person_id in person_ids:
        person = uow.people.person(person_id)
        if person is None or not person.is_active(today) or not may(Actor.from_person(person), Action.SCORE):
            name, expected = person.name if person else "", _("people who score calls")
            raise QADeskError(ErrorCode.VALUE_INVALID, value=name, what=_("inspector"), expected=expected)
        people.append(person)
    return people


def _require(is_met: bool, value: object, what: str, expected: str) -> None:
    if not is_met:
        raise QADeskError(ErrorCode.VALUE_INVALID, value=value, what=what, expected=expected)

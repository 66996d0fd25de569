"""What a calibration session begins with: a draft that can be one, its panel by name, and who scores which call."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import uuid4

from qa_desk.domain.calibration import CalibrationSession, Seat, SeatKind, SessionKind, SessionState
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.evaluation import Assignment, AssignmentState, Purpose
from qa_desk.domain.ids import AssignmentId, CallId, PersonId, RecurrenceId, SessionId, VersionId
from qa_desk.domain.people import Actor, Person
from qa_desk.domain.permissions import Action, may
from qa_desk.domain.scorecard import VersionState
from qa_desk.i18n import _
from qa_desk.services.calibration.calibrating_views import SessionDraft
from qa_desk.services.keeping.brought_text import clean_line
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.piloted_form import piloted_version
from qa_desk.services.keeping.search_entries import index_session
from qa_desk.services.keeping.session_standards import standards_of
from qa_desk.services.keeping.trials import pairs_to_repeat
from qa_desk.store.unit_of_work import UnitOfWork

_ONE_IS_ENOUGH = frozenset({SessionKind.AGAINST_STANDARD, SessionKind.SAME_INSPECTOR})
"""What measures each member alone; other kinds compare members, so they need two."""

Pair = tuple[PersonId, CallId]


def smallest_panel(kind: SessionKind) -> int:
    """How many inspectors a session of this kind needs."""
    return 1 if kind in _ONE_IS_ENOUGH else 2


def new_session(
    uow: UnitOfWork,
    actor: Actor,
    draft: SessionDraft,
    now: datetime,
    *,
    came_back: tuple[RecurrenceId, date] | None = None,
) -> CalibrationSession:
    """The blind session meant by a draft; a call or a member named twice counts once.

    `came_back` is the recurring session, and its day, that this one is opened for.

    Raises:
        QADeskError: VALUE_INVALID without a title, calls or a panel that can score and reach the quorum, and for what
            its kind does not go with; WRONG_STATE for a scorecard that is not published; NOT_FOUND for a call that is
            not there.
    """
    call_ids, panel_ids = tuple(dict.fromkeys(draft.call_ids)), tuple(dict.fromkeys(draft.panel_ids))
    title = clean_line(draft.title)
    quorum = 1 if draft.quorum is None else draft.quorum
    fewest = smallest_panel(draft.kind)
    _require(bool(title), title, _("title"), _("some words"))
    _require(bool(call_ids), len(call_ids), _("number of calls"), _("one or more"))
    told = _("one or more") if fewest == 1 else _("two or more")
    _require(len(panel_ids) >= fewest, len(panel_ids), _("number of inspectors"), told)
    _require(1 <= quorum <= len(panel_ids), quorum, _("quorum"), f"1–{len(panel_ids)}")
    version_id = draft.version_id
    if draft.kind is SessionKind.PILOT:
        version_id = piloted_version(uow, version_id, now)
    panel = require_workable(uow, call_ids, panel_ids, version_id, now, is_pilot=draft.kind is SessionKind.PILOT)
    _require_criteria(uow, version_id, draft.criteria)
    agents = _agents(uow, draft, now)
    seated = [(one, SeatKind.INSPECTOR) for one in panel] + [(one, SeatKind.AGENT) for one in agents]
    return CalibrationSession(
        id=SessionId(uuid4()),
        title=title,
        kind=draft.kind,
        state=SessionState.BLIND,
        version_id=version_id,
        lead_id=actor.person_id,
        call_ids=call_ids,
        seats=tuple(Seat(one.id, one.name, kind, 0, len(call_ids)) for one, kind in seated),
        created_at=now,
        due_at=draft.due_at,
        quorum=draft.quorum,
        hides_agent=draft.hides_agent or draft.kind is SessionKind.WITH_AGENTS,
        criteria=draft.criteria,
        standards=standards_of(uow, actor, call_ids, version_id) if draft.kind is SessionKind.AGAINST_STANDARD else (),
        apart_days=draft.apart_days if draft.kind is SessionKind.SAME_INSPECTOR else None,
        recurrence_id=came_back[0] if came_back else None,
        occurs_on=came_back[1] if came_back else None,
    )


def enter_session(uow: UnitOfWork, actor: Actor, session: CalibrationSession) -> None:
    """Keep a new session with what everybody has to score for it, and let it be found."""
    uow.calibration.add(session)
    uow.assignments.add_all(assignments_of(uow, actor, session))
    index_session(uow, session, session.created_at)
    uow.audit("session.created", "session", session.id)


def assignments_of(
    uow: UnitOfWork, actor: Actor, session: CalibrationSession, *, only: Collection[PersonId] = ()
) -> list[Assignment]:
    """What each member of its panel scores, due on the centre's day; of these members alone, where some are named.

    Every call, but: the same inspector again only what they scored before, and no agent a call of their own, since to
    judge oneself is no judgement of the standard.

    Raises VALUE_INVALID where a member would have nothing to score, or a call nobody.
    """
    due_on = centre_day(uow, session.due_at) if session.due_at else None
    seats = [seat for seat in session.seats if not only or seat.person_id in only]
    pairs = _pairs(uow, actor, session, seats)
    return [
        Assignment(
            id=AssignmentId(uuid4()),
            call_id=call_id,
            inspector_id=seat.person_id,
            version_id=session.version_id,
            purpose=Purpose.CALIBRATION,
            state=AssignmentState.WAITING,
            assigned_by=actor.person_id,
            assigned_at=session.created_at,
            position=position,
            due_on=due_on,
            session_id=session.id,
            hides_agent=session.hides_agent,
        )
        for seat in seats
        for position, call_id in enumerate(session.call_ids)
        if (seat.person_id, call_id) in pairs
    ]


def require_workable(
    uow: UnitOfWork,
    call_ids: Sequence[CallId],
    person_ids: Sequence[PersonId],
    version_id: VersionId,
    now: datetime,
    *,
    is_pilot: bool = False,
) -> list[Person]:
    """The people named, once it is certain that they can score these calls on this version.

    Raises NOT_FOUND for a call, WRONG_STATE for a version that is not published and no pilot, VALUE_INVALID for
    somebody who is not there any more or does not score.
    """
    if len(uow.calls.calls(call_ids)) < len(set(call_ids)):
        raise NotFoundError(what=_("This call"))
    version = uow.scorecards.version(version_id)
    if version.state is not VersionState.PUBLISHED and not is_pilot:
        raise QADeskError(ErrorCode.WRONG_STATE, what=version.scorecard_key, state=version.state)
    return [require_person(uow, person_id, Action.SCORE, now) for person_id in person_ids]


def require_person(uow: UnitOfWork, person_id: PersonId, action: Action, now: datetime) -> Person:
    """Somebody who is there and may do it; an agent on a team's server with a login. Raises VALUE_INVALID."""
    person = uow.people.person(person_id)
    if person is None or not person.is_active(centre_day(uow, now)) or not may(Actor.from_person(person), action):
        expected = _("agents who are there") if action is Action.SIT_AS_AGENT else _("people who score calls")
        name = person.name if person else ""
        raise QADeskError(ErrorCode.VALUE_INVALID, value=name, what=_("inspector"), expected=expected)
    if action is Action.SIT_AS_AGENT and uow.logins.is_missing(person_id):
        # a one-time code opens a colleague's connection, under which nobody else's answers may come in
        expected = _("an agent with a login of the team's server")
        raise QADeskError(ErrorCode.VALUE_INVALID, value=person.name, what=_("agent"), expected=expected)
    return person


def _agents(uow: UnitOfWork, draft: SessionDraft, now: datetime) -> list[Person]:
    agent_ids = tuple(dict.fromkeys(draft.agent_ids))
    if draft.kind is not SessionKind.WITH_AGENTS:
        _require(not agent_ids, len(agent_ids), _("number of agents"), _("none in a session of this kind"))
        return []
    _require(bool(agent_ids), 0, _("number of agents"), _("one or more"))
    return [require_person(uow, agent_id, Action.SIT_AS_AGENT, now) for agent_id in agent_ids]


def _require_criteria(uow: UnitOfWork, version_id: VersionId, criteria: tuple[str, ...]) -> None:
    if criteria:
        known = {criterion.key for criterion in uow.scorecards.version(version_id).criteria}
        for key in criteria:
            _require(key in known, key, _("criterion"), _("one of the scorecard's"))


def _pairs(uow: UnitOfWork, actor: Actor, session: CalibrationSession, seats: Sequence[Seat]) -> set[Pair]:
    if session.kind is SessionKind.SAME_INSPECTOR:
        known = pairs_to_repeat(uow, actor, session, [seat.person_id for seat in seats])
        _require_work(session, seats, known)
        return {pair for pair, is_asked in known.items() if is_asked}
    agents_of = {call_id: call.agent_id for call_id, call in uow.calls.calls(session.call_ids).items()}
    pairs = {
        (seat.person_id, call_id)
        for seat in seats
        for call_id in session.call_ids
        if seat.kind is not SeatKind.AGENT or agents_of.get(call_id) != seat.person_id
    }
    _require_work(session, seats, pairs)
    return pairs


def _require_work(session: CalibrationSession, seats: Sequence[Seat], pairs: Collection[Pair]) -> None:
    with_work = {person_id for person_id, _call_id in pairs}
    told = {
        SessionKind.SAME_INSPECTOR: _("people who scored one of the calls on this scorecard long enough ago"),
        SessionKind.WITH_AGENTS: _("people who have a call to score that is not their own"),
    }.get(session.kind, _("people who score calls"))
    for seat in seats:
        _require(seat.person_id in with_work, seat.name, _("panel"), told)


def _require(is_met: bool, value: object, what: str, expected: str) -> None:
    if not is_met:
        raise QADeskError(ErrorCode.VALUE_INVALID, value=value, what=what, expected=expected)

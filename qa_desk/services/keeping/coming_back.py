"""What comes back: a draft that can, the day that waits for its session, and that session on its calls and panel."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from qa_desk.domain.calibration import CalibrationSession, SessionKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import PersonId, RecurrenceId, VersionId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.domain.recurrence import Recurrence, occurrence
from qa_desk.i18n import _
from qa_desk.services.calibration.calibrating_views import SessionDraft
from qa_desk.services.calibration.convening_views import RecurrenceDraft, Suggestion, SuggestionQuery
from qa_desk.services.calibration.session_words import session_kind_title
from qa_desk.services.keeping.brought_text import clean_line
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.session_opening import new_session, require_person, smallest_panel
from qa_desk.services.keeping.suggesting import suggested, to_repeat
from qa_desk.services.keeping.trials import pairs_to_repeat
from qa_desk.store.unit_of_work import UnitOfWork

_DUE_HOUR = time(18, 0)
"""By when on its day everything of a session should be in, where the centre is."""


def next_session(
    uow: UnitOfWork, actor: Actor, recurrence: Recurrence, version_id: VersionId, moment: tuple[datetime, date]
) -> CalibrationSession:
    """What comes back, on the calls that most speaks for and with whoever of its panel is still there.

    Of the same inspector again whoever has nothing to repeat sits out this time. `moment` is now, and the day meant.
    """
    now, day = moment
    today = centre_day(uow, now)
    here = {person.id for person in uow.people.all() if person.is_active(today)}
    panel = tuple(key for key in recurrence.panel_ids if key in here)
    draft = SessionDraft(
        title=f"{recurrence.title} · {day.isoformat()}",
        call_ids=tuple(one.call.id for one in _calls_for(uow, actor, recurrence, panel, now)),
        panel_ids=panel,
        version_id=version_id,
        kind=recurrence.kind,
        due_at=_end_of(uow, today + timedelta(days=recurrence.due_days)),
        quorum=min(recurrence.quorum, len(panel)) if recurrence.quorum else None,
        criteria=recurrence.criteria,
        hides_agent=recurrence.hides_agent,
        agent_ids=tuple(key for key in recurrence.agent_ids if key in here),
        apart_days=recurrence.apart_days,
    )
    session = new_session(uow, actor, draft, now, came_back=(recurrence.id, day))
    if recurrence.kind is not SessionKind.SAME_INSPECTOR:
        return session
    able = {person_id for person_id, _call_id in pairs_to_repeat(uow, actor, session, panel)}
    seated = tuple(key for key in panel if key in able) or panel
    quorum = min(draft.quorum, len(seated)) if draft.quorum else None
    draft = replace(draft, panel_ids=seated, quorum=quorum)
    return new_session(uow, actor, draft, now, came_back=(recurrence.id, day))


def _calls_for(
    uow: UnitOfWork, actor: Actor, recurrence: Recurrence, panel: tuple[PersonId, ...], now: datetime
) -> tuple[Suggestion, ...]:
    query = SuggestionQuery(
        recurrence.scorecard_key,
        panel,
        recurrence.kind,
        recurrence.evidence,
        recurrence.n_calls,
        recurrence.apart_days or 0,
    )
    if recurrence.kind is SessionKind.SAME_INSPECTOR:
        return to_repeat(uow, actor, query, now)
    return suggested(uow, actor, query, centre_day(uow, now))


def recurrence_of(actor: Actor, draft: RecurrenceDraft, today: date) -> Recurrence:
    """What a draft means, led by the actor from today on."""
    return Recurrence(
        id=RecurrenceId(uuid4()),
        title=clean_line(draft.title),
        every=draft.every,
        weekday=draft.weekday,
        starts_on=draft.starts_on or today,
        n_calls=draft.n_calls,
        evidence=draft.evidence,
        panel_ids=tuple(dict.fromkeys(draft.panel_ids)),
        lead_id=actor.person_id,
        scorecard_key=draft.scorecard_key,
        due_days=draft.due_days,
        quorum=draft.quorum,
        hides_agent=draft.hides_agent,
        criteria=draft.criteria,
        kind=draft.kind,
        agent_ids=tuple(dict.fromkeys(draft.agent_ids)),
        apart_days=draft.apart_days if draft.kind is SessionKind.SAME_INSPECTOR else None,
    )


def require_sound(uow: UnitOfWork, recurrence: Recurrence, now: datetime) -> None:
    """Raises VALUE_INVALID for what no session could be opened of."""
    if not recurrence.title:
        raise _invalid("", _("title"), _("some words"))
    if not 0 <= recurrence.weekday <= 6:
        raise _invalid(recurrence.weekday, _("weekday"), "0–6")
    if recurrence.n_calls < 1 or recurrence.due_days < 0:
        raise _invalid(recurrence.n_calls, _("number of calls"), _("one or more"))
    if recurrence.kind is SessionKind.PILOT:
        raise _invalid(session_kind_title(recurrence.kind), _("kind"), _("a kind that comes back: no pilot"))
    fewest = smallest_panel(recurrence.kind)
    if len(recurrence.panel_ids) < fewest:
        told = _("one or more") if fewest == 1 else _("two or more")
        raise _invalid(len(recurrence.panel_ids), _("number of inspectors"), told)
    if bool(recurrence.agent_ids) is not (recurrence.kind is SessionKind.WITH_AGENTS):
        told = _("none in a session of this kind") if recurrence.agent_ids else _("one or more")
        raise _invalid(len(recurrence.agent_ids), _("number of agents"), told)
    if uow.scorecards.in_force(recurrence.scorecard_key, centre_day(uow, now)) is None:
        raise _invalid(recurrence.scorecard_key, _("scorecard"), _("the key of a published scorecard"))
    for person_id in recurrence.panel_ids:
        require_person(uow, person_id, Action.SCORE, now)
    for agent_id in recurrence.agent_ids:
        require_person(uow, agent_id, Action.SIT_AS_AGENT, now)


def waiting_day(uow: UnitOfWork, recurrence: Recurrence, today: date) -> date | None:
    """The latest day that has come, unless a session was opened for it."""
    day = occurrence(recurrence, today) if recurrence.is_running(today) else None
    return None if day is None or uow.recurrences.is_opened(recurrence.id, day) else day


def _end_of(uow: UnitOfWork, day: date) -> datetime:
    return datetime.combine(day, _DUE_HOUR, ZoneInfo(uow.settings.time_zone())).astimezone(UTC)


def _invalid(value: object, what: str, expected: str) -> QADeskError:
    return QADeskError(ErrorCode.VALUE_INVALID, value=value, what=what, expected=expected)

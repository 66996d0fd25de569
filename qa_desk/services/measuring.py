"""What each score is worth: facts and figures of the inspectors over sessions, a period, or everything there is."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from qa_desk.domain.ids import PersonId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require, visibility_of
from qa_desk.services.clock import Clock
from qa_desk.services.figures.facts import CalibrationFacts
from qa_desk.services.figures.reading import facts_of, read_sessions
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class FactQuery:
    """Sessions revealed on one of these days of the centre; of one scorecard and one inspector, or of all."""

    first_day: date
    last_day: date
    scorecard_key: str = ""
    inspector_id: PersonId | None = None


class Measuring:
    """Reads lines of codes that the actor may see and computes on them; what is sealed never comes here."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def facts(self, actor: Actor, query: FactQuery) -> CalibrationFacts:
        """What inspectors said in the sessions of a period, as arrays beside the settled answers.

        `facts(actor, FactQuery(first_day, last_day, scorecard_key="", inspector_id=None)) -> CalibrationFacts`: row an
        evaluation, column a criterion; `.deviations` and `.score_deviations` are signed (negative: too strict),
        `.session[line]` → `.sessions[…].held_at` is when, `.inspector[line]` → `.inspectors[…]` who, `.version[line]`
        → `.versions[…]` on which form, `.evaluation(line)` and `.call_ids[.call[line]]` the row behind it. Without a
        scorecard all of them, linked by key. Who runs no sessions sees those they sit in.
        """
        require(actor, Action.VIEW_SESSIONS)
        with self._store.reading() as uow:
            first, end = _moments(uow, query.first_day, query.last_day)
            sessions = uow.coded_lines.sessions(first, end)
            read = read_sessions(
                uow,
                visibility_of(actor),
                sessions,
                scorecard_key=query.scorecard_key,
                inspector_id=query.inspector_id,
            )
        return facts_of(read)


def _moments(uow: UnitOfWork, first_day: date, last_day: date) -> tuple[datetime, datetime]:
    """When the first day begins and the last one ends where the centre is."""
    zone = ZoneInfo(uow.settings.time_zone())
    return (
        datetime.combine(first_day, time(), zone),
        datetime.combine(last_day + timedelta(days=1), time(), zone),
    )

"""What was agreed with an agent: the coaching notes that are meant for them and were alive on some days."""

from zoneinfo import ZoneInfo

from qa_desk.domain.coaching import CoachingNote
from qa_desk.domain.ids import PersonId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import visibility_of
from qa_desk.domain.text import NO_TEXT
from qa_desk.services.feedback.feeding_back_views import AgreedNote
from qa_desk.services.keeping.criterion_titles import criterion_titles
from qa_desk.services.periods import Days
from qa_desk.store.unit_of_work import UnitOfWork


def agreed_notes(uow: UnitOfWork, actor: Actor, agent_id: PersonId, days: Days) -> tuple[AgreedNote, ...]:
    """Notes for the agent to read that were given, waited, or were looked at again on these days; the oldest first.

    What is private to who coaches is in none of them, whoever asks.
    """
    zone = ZoneInfo(uow.settings.time_zone())
    names, titles = uow.people.names(), criterion_titles(uow)

    def made(note: CoachingNote) -> AgreedNote:
        return AgreedNote(
            criterion_title=titles.get(note.criterion_key, NO_TEXT),
            text=note.text,
            given_on=note.given_at.astimezone(zone).date(),
            given_by=names.get(note.given_by, ""),
            follow_up_on=note.follow_up_on,
            follow_up_by=names.get(note.follow_up_by, ""),
            done_on=note.done_at.astimezone(zone).date() if note.done_at else None,
            done_by=names.get(note.done_by, "") if note.done_by else "",
            result=note.result,
        )

    def is_alive(note: AgreedNote) -> bool:
        return note.given_on <= days.last and (note.done_on is None or note.done_on >= days.first)

    found = map(made, uow.coaching.for_agent(agent_id, visibility_of(actor)))
    return tuple(sorted(filter(is_alive, found), key=lambda note: (note.given_on, note.follow_up_on, note.text)))

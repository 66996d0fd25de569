"""What can be found of calls, transcripts and people; kept up to date by whatever changes them."""

from collections.abc import Sequence
from datetime import datetime

from qa_desk.domain.calls import Call, Recording
from qa_desk.domain.people import Person
from qa_desk.store.repositories.recordings import TranscriptSegment
from qa_desk.store.search import SearchDocument
from qa_desk.store.tables.reporting import DocumentKind
from qa_desk.store.unit_of_work import UnitOfWork

SEPARATOR = " · "


def index_call(uow: UnitOfWork, call: Call, now: datetime) -> None:
    """Let a call be found by its key, its agent and what it was about."""
    attributes = call.attributes
    agent = uow.people.name_of(call.agent_id) if call.agent_id else ""
    words = (agent, attributes.business_type, attributes.campaign, attributes.queue, attributes.customer_id)
    body = SEPARATOR.join(word for word in words if word)
    uow.search.put(SearchDocument(DocumentKind.CALL, call.id, call.key, body, call.id), now)


def index_transcript(
    uow: UnitOfWork, recording: Recording, call_key: str, segments: Sequence[TranscriptSegment], now: datetime
) -> None:
    """Let a call be found by what was said in it."""
    body = "\n".join(segment.text for segment in segments)
    document = SearchDocument(DocumentKind.TRANSCRIPT, recording.id, call_key, body, recording.call_id)
    uow.search.put(document, now)


def index_person(uow: UnitOfWork, person: Person, now: datetime) -> None:
    """Let a person be found by name, id and unit."""
    unit = uow.units.unit(person.unit_id) if person.unit_id else None
    body = SEPARATOR.join(word for word in (person.external_id, unit.path if unit else "") if word)
    uow.search.put(SearchDocument(DocumentKind.PERSON, person.id, person.name, body), now)

"""What can be found of calls, transcripts, people, sessions, cases and items; kept up to date by what changes them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from qa_desk.domain.calibration import CalibrationSession
from qa_desk.domain.calls import Call, Recording
from qa_desk.domain.case_filter import CaseField
from qa_desk.domain.ids import CallId, CaseId
from qa_desk.domain.issue import TrackedItem
from qa_desk.domain.people import Person
from qa_desk.domain.standard_case import StandardCase
from qa_desk.domain.time_line import line_of
from qa_desk.services.keeping.spoken import spoken
from qa_desk.store.case_text import parts_of, text_of
from qa_desk.store.repositories.recordings import TranscriptSegment
from qa_desk.store.search import SearchDocument
from qa_desk.store.tables.reporting import DocumentKind
from qa_desk.store.unit_of_work import UnitOfWork

SEPARATOR = " · "


def index_call(uow: UnitOfWork, call: Call, now: datetime) -> None:
    """Let a call be found by its key, its agent and what it was about."""
    index_calls(uow, (call,), now)


def index_calls(uow: UnitOfWork, calls: Sequence[Call], now: datetime) -> None:
    """The same for several calls at once."""
    uow.search.put_all([_call_document(uow, call) for call in calls], now)


def index_transcript(
    uow: UnitOfWork, recording: Recording, call_key: str, segments: Sequence[TranscriptSegment], now: datetime
) -> None:
    """Let a call be found by what was said in it."""
    body = "\n".join(segment.text for segment in segments)
    document = SearchDocument(DocumentKind.TRANSCRIPT, recording.id, call_key, body, recording.call_id)
    uow.search.put(document, now)
    _let_cases_say_it(uow, recording.call_id, now)


def index_person(uow: UnitOfWork, person: Person, now: datetime) -> None:
    """Let a person be found by name, id and unit."""
    unit = uow.units.unit(person.unit_id) if person.unit_id else None
    body = SEPARATOR.join(word for word in (person.external_id, unit.path if unit else "") if word)
    uow.search.put(SearchDocument(DocumentKind.PERSON, person.id, person.name, body), now)


def index_session(uow: UnitOfWork, session: CalibrationSession, now: datetime) -> None:
    """Let a session be found by its title and calls, by those who may see it; nothing that was answered is in it."""
    body = SEPARATOR.join(call.key for call in uow.calls.calls(session.call_ids).values())
    uow.search.put(SearchDocument(DocumentKind.SESSION, session.id, session.title, body), now)


def index_case(uow: UnitOfWork, case: StandardCase, now: datetime) -> None:
    """Let a case be found by what it is and teaches and what is said in it, but not by who scores its call blind."""
    call = uow.calls.get(case.call_id)
    parts = {
        CaseField.ABOUT: _in_a_row((call.key, case.business_type, *case.tags)),
        CaseField.RATIONALE: case.rationale,
        CaseField.ANSWERS: _in_a_row(answer.rationale for answer in case.answers),
        CaseField.COMMENTS: _in_a_row((*(mark.note for mark in case.marks), case.note)),
        CaseField.TRANSCRIPT: _said(uow, call, case.start_s, case.end_s),
    }
    title = f"{case.code}{SEPARATOR}{case.title}"
    uow.search.put(SearchDocument(DocumentKind.STANDARD_CASE, case.id, title, text_of(parts), case.call_id), now)


def _let_cases_say_it(uow: UnitOfWork, call_id: CallId, now: datetime) -> None:
    """What is found in a call is found in its cases: no more and no less, now that its words are others."""
    documents = uow.search.cases_of_call(call_id)
    if not documents:
        return
    call, passages = uow.calls.get(call_id), uow.case_list.passages_of(call_id)
    for document in documents:
        said = _said(uow, call, *passages.get(CaseId(document.object_id), (None, None)))
        body = text_of(parts_of(document.body) | {CaseField.TRANSCRIPT: said})
        uow.search.put(replace(document, body=body), now)


def _said(uow: UnitOfWork, call: Call, start_s: float | None, end_s: float | None) -> str:
    """What was said in a passage of a call, masked words covered."""
    first, last = start_s or 0.0, float("inf") if end_s is None else end_s
    masks = uow.masks.confirmed_of(call.id)
    return "\n".join(
        one.text
        for part in line_of(call, uow.recordings.of_call(call.id)).parts
        for one in spoken(uow, part.recording.id, masks)
        if part.start_s + one.start_s < last and part.start_s + one.end_s > first
    )


def _in_a_row(words: Iterable[str]) -> str:
    return SEPARATOR.join(dict.fromkeys(word for word in words if word))


def index_tracked_item(uow: UnitOfWork, item: TrackedItem, now: datetime) -> None:
    """Let an item be found by its title, its owner, what is done about it and what came of it."""
    words = (uow.people.name_of(item.owner_id), item.action, item.effect_note)
    body = SEPARATOR.join(word for word in words if word)
    uow.search.put(SearchDocument(DocumentKind.TRACKED_ITEM, item.id, item.title, body), now)


def _call_document(uow: UnitOfWork, call: Call) -> SearchDocument:
    attributes = call.attributes
    agent = uow.people.name_of(call.agent_id) if call.agent_id else ""
    words = (agent, attributes.business_type, attributes.campaign, attributes.queue, attributes.customer_id)
    body = SEPARATOR.join(word for word in words if word)
    return SearchDocument(DocumentKind.CALL, call.id, call.key, body, call.id)

"""The one search: calls, what was said in and about them, people, sessions, cases and items the actor may see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from qa_desk.domain.calls import CallSummary
from qa_desk.domain.ids import CallId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may, visibility_of
from qa_desk.services.clock import Clock
from qa_desk.store.search import SearchDocument
from qa_desk.store.search_matching import OF_CALLS
from qa_desk.store.store import Store
from qa_desk.store.tables.reporting import DocumentKind
from qa_desk.store.unit_of_work import UnitOfWork

_DETAIL_LENGTH = 90
_MOST_BLANKS = 4
_LEAD_LENGTH = 30
_ASKED_FOR_EACH = 4
_MOST_CALLS = 1_000


class HitKind(StrEnum):
    """What a hit leads to; a transcript and a comment lead to their call."""

    CALL = "call"
    PERSON = "person"
    SESSION = "session"
    CASE = "case"
    TRACKED_ITEM = "tracked_item"


_KINDS: tuple[tuple[DocumentKind, HitKind, Action], ...] = (
    (DocumentKind.CALL, HitKind.CALL, Action.VIEW_CALLS),
    (DocumentKind.TRANSCRIPT, HitKind.CALL, Action.VIEW_CALLS),
    (DocumentKind.EVALUATION, HitKind.CALL, Action.VIEW_CALLS),
    (DocumentKind.PERSON, HitKind.PERSON, Action.VIEW_PEOPLE),
    (DocumentKind.SESSION, HitKind.SESSION, Action.VIEW_SESSIONS),
    (DocumentKind.STANDARD_CASE, HitKind.CASE, Action.VIEW_CASES),
    (DocumentKind.TRACKED_ITEM, HitKind.TRACKED_ITEM, Action.TRACK),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found; `detail` says more of it, around the words that were sought."""

    kind: HitKind
    id: UUID
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class FoundCalls:
    """Calls that hold the words, newest first, each with a line of where they stand; `is_cut` when there are more."""

    where: Mapping[CallId, str] = field(default_factory=dict[CallId, str])
    is_cut: bool = False

    def of(self, calls: Iterable[CallSummary]) -> dict[CallId, str]:
        """Where the words stand in these calls."""
        return {call.id: self.where[call.id] for call in calls if call.id in self.where}


class Finding:
    """Looks for words in everything that the actor may open."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def find(self, actor: Actor, text: str, limit: int = 20) -> tuple[Hit, ...]:
        """What holds all the words, each thing once, best first, of very many the newest; nothing without words."""
        hit_kinds = {document: hit for document, hit, action in _KINDS if may(actor, action)}
        with self._store.reading() as uow:
            # A call may be found by itself, its transcript and its evaluations, so more is asked for than is shown.
            found = uow.search.find(
                text,
                visibility_of(actor),
                list(hit_kinds),
                all_sessions=may(actor, Action.VIEW_ALL_SESSIONS),
                limit=_ASKED_FOR_EACH * limit,
            )
            found = _without_agents(uow, actor, found, text)
        hits: dict[UUID, Hit] = {}
        for document in found:
            hit = _hit(document, hit_kinds[document.kind], text)
            hits.setdefault(hit.id, hit)
        return tuple(hits.values())[:limit]


def find_calls(uow: UnitOfWork, actor: Actor, text: str) -> FoundCalls:
    """Calls whose attributes, transcripts, or evaluations that the actor may read hold all the words."""
    found = uow.search.find(text, visibility_of(actor), OF_CALLS, limit=_MOST_CALLS, best_first=False)
    where: dict[CallId, str] = {}
    for document in _without_agents(uow, actor, found, text):
        if document.call_id is not None:
            where.setdefault(document.call_id, line_around(document.body, text))
    return FoundCalls(where, len(found) >= _MOST_CALLS)


def _without_agents(
    uow: UnitOfWork, actor: Actor, found: tuple[SearchDocument, ...], text: str
) -> tuple[SearchDocument, ...]:
    """What was found, but of calls whose agent is kept from the actor only by their id: else a name would find them."""
    hidden = uow.assignments.calls_without_agent(actor.person_id)
    kept: list[SearchDocument] = []
    for document in found:
        if document.kind is not DocumentKind.CALL or document.call_id not in hidden:
            kept.append(document)
        elif all(word in document.title.casefold() for word in text.casefold().split()):
            kept.append(replace(document, body=""))
    return tuple(kept)


def _hit(document: SearchDocument, kind: HitKind, text: str) -> Hit:
    leads_to = document.call_id if kind is HitKind.CALL and document.call_id else document.object_id
    return Hit(kind, leads_to, document.title, line_around(document.body, text))


def line_around(body: str, text: str) -> str:
    """A line of the text around the first of the words that stands in it."""
    if len(body) <= _DETAIL_LENGTH:
        return " ".join(body.split())
    lowered = body.lower()
    places = [at for word in text.lower().split() if (at := lowered.find(word)) >= 0]
    start = max(0, min(places, default=0) - _LEAD_LENGTH)
    # as much as is shown however the words are set apart: a transcript is long, and most of it is not looked at
    end = start + _MOST_BLANKS * _DETAIL_LENGTH
    line = " ".join(body[start:end].split())
    is_cut = len(line) > _DETAIL_LENGTH or bool(body[end:].strip())
    return ("…" if start else "") + line[:_DETAIL_LENGTH] + ("…" if is_cut else "")

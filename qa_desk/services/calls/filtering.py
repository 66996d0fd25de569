"""Filters of calls under a name: everybody keeps their own, and whoever gives work out shares theirs with the team."""

from dataclasses import replace

from qa_desk.domain.call_filter import LONGEST_NAME, SavedFilter
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.ids import SavedFilterId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may, require, who_may
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.brought_text import clean_line
from qa_desk.services.keeping.filter_record import filter_of, filter_record
from qa_desk.store.repositories.saved_filters import KeptFilter
from qa_desk.store.store import Store


class Filtering:
    """Keeps filters of the list of calls."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def filters(self, actor: Actor) -> tuple[SavedFilter, ...]:
        """The actor's own filters and those that others share, by name."""
        require(actor, Action.VIEW_CALLS)
        with self._store.reading() as uow:
            kept = uow.saved_filters.of(actor.person_id)
        return tuple(
            SavedFilter(one.id, one.owner_id, one.name, filter_of(one.content), one.is_shared, one.owner_name)
            for one in kept
        )

    def keep(self, actor: Actor, saved: SavedFilter) -> Changes:
        """Keep a filter of one's own, in place of the one with its key, or with its name.

        Raises NotAllowedError for a filter of somebody else, and for sharing without giving work out; VALUE_INVALID
        for an empty name.
        """
        require(actor, Action.VIEW_CALLS)
        if saved.owner_id != actor.person_id:
            raise NotAllowedError(action=Action.VIEW_CALLS, roles=())
        if saved.is_shared and not may(actor, Action.ASSIGN):
            raise NotAllowedError(action=Action.ASSIGN, roles=tuple(sorted(who_may(Action.ASSIGN))))
        name = clean_line(saved.name, LONGEST_NAME)
        if not name:
            raise QADeskError(ErrorCode.VALUE_INVALID, value="", what="name", expected="text")
        named = replace(saved, name=name)
        with self._store.unit_of_work(actor, self._clock) as uow:
            kept = KeptFilter(named.id, named.owner_id, name, named.is_shared, filter_record(named.wanted))
            uow.saved_filters.put(kept, self._clock.now())
            uow.commit()
        return Changes.of(ObjectKind.CALL_FILTER, named.id)

    def remove(self, actor: Actor, filter_id: SavedFilterId) -> Changes:
        """Keep one's own filter no longer; `keep` takes that back."""
        require(actor, Action.VIEW_CALLS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.saved_filters.remove(filter_id, actor.person_id)
            uow.commit()
        return Changes.of(ObjectKind.CALL_FILTER, filter_id)

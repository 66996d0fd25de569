"""What repositories share: the session, pages of lists, and the check that nobody else saved in between."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from qa_desk.domain.errors import ConflictError, NotFoundError
from qa_desk.domain.text import LocalText
from qa_desk.store.engine import is_sqlite
from qa_desk.store.tables.centre import AuditEntryRow
from qa_desk.store.tables.organisation import PersonRow

T = TypeVar("T")

DEFAULT_PAGE_SIZE = 200


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is wanted."""

    offset: int = 0
    limit: int = DEFAULT_PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """One page of a list, and how many there are in all."""

    items: tuple[T, ...]
    n_total: int


FIRST_PAGE = Page()
EVERYTHING = Page(limit=1_000_000)


class Repository:
    """A repository of one session, that is of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def _save_change(
        self,
        row_type: type[Any],
        object_id: UUID,
        *,
        mine: Any,
        values: Mapping[str, Any],
        load: Callable[[], Any | None],
    ) -> None:
        """Write `values` where the version is still the one that `mine` was read with.

        Raises ConflictError with `mine`, `theirs` and `who`, or NotFoundError.
        """
        statement = (
            update(row_type)
            .where(row_type.id == object_id, row_type.version == mine.version)
            .values(**values, version=mine.version + 1)
        )
        if self._session.execute(statement).rowcount == 1:  # pyright: ignore[reportAttributeAccessIssue] - CursorResult
            return
        theirs = load()
        if theirs is None:
            raise NotFoundError(what=type(mine).__name__)
        raise ConflictError(mine=mine, theirs=theirs, who=self._last_actor_name(object_id))

    def _last_actor_name(self, object_id: UUID) -> str:
        """Who saved it last, as far as that may be told; on a server the audit chain itself is for few to read."""
        if not is_sqlite(self._session.get_bind()):
            return self._session.scalar(text("SELECT server.last_actor(:object)"), {"object": object_id}) or ""
        statement = (
            select(PersonRow.name)
            .join(AuditEntryRow, AuditEntryRow.actor_id == PersonRow.id)
            .where(AuditEntryRow.object_id == object_id)
            .order_by(AuditEntryRow.number.desc())
            .limit(1)
        )
        return self._session.scalar(statement) or ""


def text_to_json(text: LocalText) -> list[list[str]]:
    """Language → text as pairs: an object of JSONB would forget which language comes first."""
    return [[language, words] for language, words in text.by_language]


def text_from_json(pairs: Sequence[Sequence[str]]) -> LocalText:
    """The text that was kept."""
    return LocalText(tuple((language, words) for language, words in pairs))

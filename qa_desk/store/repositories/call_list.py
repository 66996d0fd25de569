"""The list of calls as one reader sees it, read in parts from any place: a million calls take as long as a thousand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, or_, select, true, tuple_, union_all

from qa_desk.domain.call_filter import CallPlace
from qa_desk.domain.calls import CallSummary
from qa_desk.domain.ids import CallId
from qa_desk.domain.permissions import Visibility
from qa_desk.store.call_conditions import (
    CallFilter,
    Conditions,
    conditions_of,
    handed_in,
    has_recording,
    records,
    unindexed,
)
from qa_desk.store.call_order import CallSort, Stretch, stretches_of
from qa_desk.store.engine import is_sqlite
from qa_desk.store.repositories.base import DEFAULT_PAGE_SIZE, Repository
from qa_desk.store.tables.calls import CallAttributeRow, CallRow
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.organisation import PersonRow, UnitRow


@dataclass(frozen=True, slots=True)
class CallPart:
    """A part of the list with the place of each call; `is_last` when nothing follows in the direction of reading."""

    calls: tuple[CallSummary, ...]
    places: tuple[CallPlace, ...]
    is_last: bool


class CallListRepository(Repository):
    """Calls as lists show them, with the score of record that the reader may see."""

    def part(
        self,
        wanted: CallFilter,
        visibility: Visibility,
        *,
        sort: CallSort = CallSort.STARTED_AT,
        descending: bool = True,
        limit: int = DEFAULT_PAGE_SIZE,
        place: CallPlace | None = None,
        backwards: bool = False,
        including: bool = False,
    ) -> CallPart:
        """The calls after a place, newest first unless told otherwise, or before it; without a place from the end.

        `including` begins with the call at the place.
        """
        conditions = conditions_of(self._session, wanted, visibility)
        down = descending is not backwards
        found: list[tuple[CallSummary, CallPlace]] = []
        stretches = stretches_of(sort, visibility, descending=descending, nameless=wanted.nameless)
        for stretch in self._stretches(stretches, place, descending, backwards, including):
            statement = self._statement(stretch, conditions, visibility, limit - len(found), descending=down)
            n = len(stretch.columns)
            for row in self._session.execute(statement):
                found.append((_summary(row), CallPlace(stretch.name, tuple(row[-n:]))))
            if len(found) >= limit:
                break
        is_last = len(found) < limit
        if backwards:
            found.reverse()
        return CallPart(tuple(call for call, _place in found), tuple(place for _call, place in found), is_last)

    def of(self, call_ids: Sequence[CallId], visibility: Visibility) -> tuple[CallSummary, ...]:
        """These calls, in the order given; what is not there is left out."""
        wanted = conditions_of(self._session, CallFilter(call_ids=tuple(call_ids)), visibility)
        stretch = Stretch("these", (), (CallRow.id,))
        statement = self._statement(stretch, wanted, visibility, len(call_ids), descending=False)
        found = {row.id: _summary(row) for row in self._session.execute(statement)}
        return tuple(found[call_id] for call_id in call_ids if call_id in found)

    def n_calls(self, wanted: CallFilter, visibility: Visibility) -> int:
        """How many calls fit; takes its time where there are very many."""
        conditions = conditions_of(self._session, wanted, visibility)
        either = [or_(*conditions.either)] if conditions.either else []
        statement = select(func.count()).select_from(CallRow).where(*conditions.where, *either)
        return self._session.scalar(statement) or 0

    def words_of(self, field: str) -> tuple[str, ...]:
        """The words in use for an attribute, in alphabetical order."""
        return self._words(getattr(CallRow, field))

    def custom_names(self) -> tuple[str, ...]:
        """The names of the centre's own columns."""
        return self._words(CallAttributeRow.name)

    def custom_words(self, name: str) -> tuple[str, ...]:
        """The values of one of the centre's own columns, as many as one can choose from."""
        return self._words(CallAttributeRow.value, CallAttributeRow.name == name)

    def _words(self, column: Any, *among: ColumnElement[bool]) -> tuple[str, ...]:
        if not is_sqlite(self._session.connection()):
            # a condition that may leak is no way into an index for members, so that it is read as a whole
            return tuple(self._session.scalars(_some(select(column).where(column != "", *among).distinct(), column)))
        # from each word to the next, by the index: a million calls have a dozen words
        first = select(func.min(column).label("word")).where(column != "", *among).cte("words", recursive=True)
        following = select(func.min(column)).where(column > first.c.word, *among).scalar_subquery()
        words = first.union_all(select(following).where(first.c.word.is_not(None)))
        return tuple(self._session.scalars(_some(select(words.c.word).where(words.c.word.is_not(None)), words.c.word)))

    def _stretches(
        self,
        stretches: tuple[Stretch, ...],
        place: CallPlace | None,
        descending: bool,
        backwards: bool,
        including: bool,
    ) -> Iterator[Stretch]:
        """What is left to read from a place on, in the order of reading, with the condition that it lies beyond."""
        if backwards:
            stretches = stretches[::-1]
        down = descending is not backwards
        names = [stretch.name for stretch in stretches]
        at = names.index(place.stretch) if place is not None and place.stretch in names else -1
        for number, stretch in enumerate(stretches[max(at, 0) :], start=max(at, 0)):
            is_here = place is not None and number == at
            start = place if is_here else None
            values = start.values if start is not None else None
            pieces = (stretch,)
            if stretch.pieces is not None:
                pieces = stretch.pieces.of(self._session, stretch, values, descending=down)
            for piece in pieces:
                yield piece if start is None else _beyond(piece, start, down, including)

    def _statement(
        self,
        stretch: Stretch,
        conditions: Conditions,
        visibility: Visibility,
        limit: int,
        *,
        descending: bool,
    ) -> Select[*tuple[Any, ...]]:
        """First the keys of the part alone, then all that is shown of them."""
        part = _keys(stretch, conditions, limit, descending=descending).cte("part")
        # once for all: of a part in which all are scored a planner thinks that it is few, and ranks them for each again
        of_record = records(visibility, EvaluationRow.call_id.in_(select(part.c.call_id))).cte("shown")
        of_record = of_record.prefix_with("MATERIALIZED")
        n_evaluations = (
            select(func.count())
            .where(EvaluationRow.call_id == part.c.call_id, handed_in(visibility))
            .correlate(part)
            .scalar_subquery()
        )
        places = [part.c[f"by_{number}"] for number in range(len(stretch.columns))]
        return (
            select(
                *_SHOWN,
                PersonRow.name.label("agent_name"),
                UnitRow.path.label("unit_path"),
                has_recording().label("has_recording"),
                of_record.c.score,
                of_record.c.passed,
                n_evaluations.label("n_evaluations"),
                *places,
            )
            .select_from(part)
            .join(CallRow, CallRow.id == part.c.call_id)
            .outerjoin(PersonRow, PersonRow.id == CallRow.agent_id)
            .outerjoin(UnitRow, UnitRow.id == CallRow.unit_id)
            .outerjoin(of_record, (of_record.c.call_id == CallRow.id) & (of_record.c.rank == 1))
            .order_by(*(place.desc() if descending else place for place in places))
        )


_MOST_WORDS = 500
_SHOWN = tuple(
    getattr(CallRow, name)
    for name in (
        "id",
        "key",
        "started_at",
        "business_type",
        "queue",
        "campaign",
        "customer_segment",
        "duration_s",
        "csat",
        "complaint",
        "mode",
    )
)


def _some(words: Select[Any], column: Any) -> Select[Any]:
    return words.order_by(column).limit(_MOST_WORDS)


def _keys(stretch: Stretch, conditions: Conditions, limit: int, *, descending: bool) -> Select[*tuple[Any, ...]]:
    """The keys of the calls of a part with what they are ordered by; read apart for each of what either may hold."""
    columns = [column.label(f"by_{number}") for number, column in enumerate(stretch.columns)]
    keys = select(CallRow.id.label("call_id"), *columns).where(*stretch.conditions, *conditions.where)
    if stretch.join is not None:
        keys = keys.join(*stretch.join)
    either = stretch.either or conditions.either
    if stretch.either and conditions.either:
        keys = keys.where(or_(*conditions.either))
    by = [_ordered(column, conditions.are_few) for column in stretch.columns[stretch.n_same :]]
    each = [
        keys.where(one).order_by(*(column.desc() if descending else column for column in by)).limit(limit)
        for one in either or (true(),)
    ]
    if len(each) == 1:
        return each[0]
    together = union_all(*(select(one.subquery()) for one in each)).subquery("together")
    places = [together.c[f"by_{number}"] for number in range(len(columns))]
    return select(together).order_by(*(place.desc() if descending else place for place in places)).limit(limit)


def _ordered(column: Any, are_few: bool) -> Any:
    """For few calls no index of the order is wanted, which would lead past all others."""
    return unindexed(column) if are_few and column is CallRow.started_at else column


def _beyond(stretch: Stretch, place: CallPlace, descending: bool, including: bool) -> Stretch:
    mine = tuple_(*stretch.columns)
    theirs = tuple_(*(literal(value, column.type) for value, column in zip(place.values, stretch.columns, strict=True)))
    if including:
        beyond: ColumnElement[bool] = mine <= theirs if descending else mine >= theirs
    else:
        beyond = mine < theirs if descending else mine > theirs
    return replace(stretch, conditions=(*stretch.conditions, beyond))


def _summary(row: Row[Any]) -> CallSummary:
    return CallSummary(
        id=row.id,
        key=row.key,
        started_at=row.started_at,
        agent_name=row.agent_name or "",
        unit_path=row.unit_path or "",
        business_type=row.business_type,
        duration_s=row.duration_s,
        complaint=row.complaint,
        has_recording=bool(row.has_recording),
        score=row.score,
        passed=row.passed,
        n_evaluations=row.n_evaluations,
        queue=row.queue,
        campaign=row.campaign,
        customer_segment=row.customer_segment,
        csat=row.csat,
        mode=row.mode,
    )

"""The orders a list of calls can have, each as stretches that follow each other, so that it can be read from any place.

Within a stretch no value is unknown and the last one tells all calls apart: what comes after a place is a comparison
that an index answers, however deep in the list the place is. What is unknown comes last in either direction.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, and_, func, or_, select
from sqlalchemy.orm import Session

from qa_desk.domain.ids import CallId
from qa_desk.domain.permissions import Visibility
from qa_desk.store.call_conditions import handed_in, records
from qa_desk.store.tables.calls import CallRow
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.organisation import PersonRow, UnitRow


class CallSort(StrEnum):
    """What the list may be ordered by; equal ones follow each other in time."""

    STARTED_AT = "started_at"
    KEY = "key"
    AGENT_NAME = "agent_name"
    UNIT_PATH = "unit_path"
    BUSINESS_TYPE = "business_type"
    QUEUE = "queue"
    CAMPAIGN = "campaign"
    CUSTOMER_SEGMENT = "customer_segment"
    DURATION_S = "duration_s"
    CSAT = "csat"
    COMPLAINT = "complaint"
    SCORE = "score"
    PASSED = "passed"
    N_EVALUATIONS = "n_evaluations"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the list: its conditions, what it is ordered by, and what has to be joined for that.

    Of `either` one has to hold, and no two can; under each of them the first `n_same` columns don't change.
    """

    name: str
    conditions: tuple[ColumnElement[bool], ...]
    columns: tuple[Any, ...]
    join: tuple[FromClause, ColumnElement[bool]] | None = None
    groups: "Groups | None" = None
    either: tuple[ColumnElement[bool], ...] = ()
    n_same: int = 0


@dataclass(frozen=True, slots=True)
class Groups:
    """Calls by something that has a name elsewhere: `column` of the call holds its key."""

    column: Any
    key: Any
    name: Any

    def names(self, session: Session, *, descending: bool) -> list[UUID]:
        """The keys in the order of their names."""
        order = [self.name.desc(), self.key.desc()] if descending else [self.name, self.key]
        return list(session.scalars(select(self.key).order_by(*order)))


_MOST_IN_A_BATCH = 60
_N_NAMING = 2
_TIMED = CallRow.started_at.is_not(None)
_UNTIMED = CallRow.started_at.is_(None)
_IN_TIME = (CallRow.started_at, CallRow.id)
_AGENTS = Groups(CallRow.agent_id, PersonRow.id, PersonRow.name)
_UNITS = Groups(CallRow.unit_id, UnitRow.id, UnitRow.path)


def stretches_of(
    sort: CallSort, visibility: Visibility, *, descending: bool, nameless: frozenset[CallId] = frozenset()
) -> tuple[Stretch, ...]:
    """The stretches of an order, the first one first; of calls that are `nameless` the agent is unknown."""
    special: dict[CallSort, Callable[[], tuple[Stretch, ...]]] = {
        CallSort.STARTED_AT: lambda: _timed("all"),
        CallSort.KEY: lambda: (Stretch("all", (), (CallRow.key,)),),
        CallSort.AGENT_NAME: lambda: _grouped(_AGENTS, nameless),
        CallSort.UNIT_PATH: lambda: _grouped(_UNITS, frozenset()),
        CallSort.COMPLAINT: lambda: _truth(CallRow.complaint, descending),
        CallSort.SCORE: lambda: _scored(visibility, None),
        CallSort.PASSED: lambda: _scored(visibility, descending),
        CallSort.N_EVALUATIONS: lambda: _counted(visibility),
    }
    return special[sort]() if sort in special else _by(getattr(CallRow, sort))


def _timed(name: str, *conditions: ColumnElement[bool], **more: Any) -> tuple[Stretch, ...]:
    return (
        Stretch(name, (*conditions, _TIMED), _IN_TIME, **more),
        Stretch(f"{name} without time", (*conditions, _UNTIMED), (CallRow.id,), **more),
    )


def _by(column: Any, join: tuple[FromClause, ColumnElement[bool]] | None = None) -> tuple[Stretch, ...]:
    is_nullable = join is not None or column.property.columns[0].nullable
    known, unknown = (column.is_not(None), column.is_(None)) if is_nullable else (column != "", column == "")
    first = (
        Stretch("known", (known, _TIMED), (column, *_IN_TIME), join),
        Stretch("known without time", (known, _UNTIMED), (column, CallRow.id), join),
    )
    return first if join is not None else (*first, *_timed("unknown", unknown))


def _grouped(groups: Groups, nameless: frozenset[CallId]) -> tuple[Stretch, ...]:
    of_group = (groups.key.class_.__table__, groups.key == groups.column)
    named = (CallRow.id.not_in(sorted(nameless)),) if nameless else ()
    unknown = or_(groups.column.is_(None), CallRow.id.in_(sorted(nameless))) if nameless else groups.column.is_(None)
    return (
        Stretch("known", (*named, _TIMED), (groups.name, groups.key, *_IN_TIME), of_group, groups),
        Stretch("known without time", (*named, _UNTIMED), (groups.name, groups.key, CallRow.id), of_group),
        *_timed("unknown", unknown),
    )


def _truth(column: Any, descending: bool, **more: Any) -> tuple[Stretch, ...]:
    both = [_timed(str(value), column.is_(value), **more) for value in (descending, not descending)]
    return (*both[0], *both[1], *_timed("unknown", column.is_(None)))


def _scored(visibility: Visibility, passed_first: bool | None) -> tuple[Stretch, ...]:
    of_record = records(visibility).subquery("of_record")
    ranked = of_record.c
    joined = (of_record, and_(ranked.call_id == CallRow.id, ranked["rank"] == 1))
    if passed_first is None:
        known = _by(ranked.score, joined)
    else:
        both = [_timed(str(v), ranked.passed.is_(v), join=joined) for v in (passed_first, not passed_first)]
        known = (*both[0], *both[1])
    value = ranked.score if passed_first is None else ranked.passed
    with_value = select(of_record.c.call_id).where(ranked["rank"] == 1, value.is_not(None))
    return (*known, *_timed("unknown", CallRow.id.not_in(with_value)))


def _counted(visibility: Visibility) -> tuple[Stretch, ...]:
    counts = (
        select(EvaluationRow.call_id, func.count().label("n"))
        .where(handed_in(visibility))
        .group_by(EvaluationRow.call_id)
        .subquery("counts")
    )
    with_any = select(EvaluationRow.call_id).where(handed_in(visibility))
    known = _by(counts.c.n, (counts, counts.c.call_id == CallRow.id))
    return (*known, *_timed("none", CallRow.id.not_in(with_any)))


def batches(session: Session, stretch: Stretch, start: UUID | None, *, descending: bool) -> Iterator[Stretch]:
    """A grouped stretch in pieces that grow, so that one long group and many empty ones take about as long.

    With `start` the first piece is that group alone, and groups before it are left out.
    """
    groups = stretch.groups
    assert groups is not None
    keys: Sequence[UUID] = groups.names(session, descending=descending)
    if start is not None:
        keys = keys[sum(1 for _key in takewhile(lambda key: key != start, keys)) :]
    n = 1
    while keys:
        batch, keys = keys[:n], keys[n:]
        each = tuple(groups.column == key for key in batch)
        yield Stretch(stretch.name, stretch.conditions, stretch.columns, stretch.join, None, each, _N_NAMING)
        n = min(2 * n, _MOST_IN_A_BATCH)

"""The orders a list of calls can have, each as stretches that follow each other, so that it can be read from any place.

Within a stretch no value is unknown and the last one tells all calls apart: what comes after a place is a comparison
that an index answers, however deep in the list the place is. What is unknown comes last in either direction.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import takewhile
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from qa_desk.domain.ids import CallId
from qa_desk.domain.permissions import Visibility
from qa_desk.store.call_conditions import handed_in, is_possible_record, records
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

    Of `either` one has to hold, and no two can; under each of them the first `n_same` columns don't change. What would
    take too long as a whole is read in `pieces`, which follow each other as well.
    """

    name: str
    conditions: tuple[ColumnElement[bool], ...]
    columns: tuple[Any, ...]
    join: tuple[FromClause, ColumnElement[bool]] | None = None
    pieces: "Pieces | None" = None
    either: tuple[ColumnElement[bool], ...] = ()
    n_same: int = 0


class Pieces(Protocol):
    """In what pieces a stretch is read."""

    def of(
        self, session: Session, stretch: Stretch, place: Sequence[Any] | None, *, descending: bool
    ) -> Iterator[Stretch]:
        """The pieces in the order of reading, from the one on that holds the place."""
        ...


@dataclass(frozen=True, slots=True)
class Groups:
    """Calls by something that has a name elsewhere: `column` of the call holds its key."""

    column: Any
    key: Any
    name: Any

    def of(
        self, session: Session, stretch: Stretch, place: Sequence[Any] | None, *, descending: bool
    ) -> Iterator[Stretch]:
        """Pieces that grow, so that one long group and many empty ones take about as long.

        With a place the first piece is its group alone, and groups before it are left out.
        """
        order = [self.name.desc(), self.key.desc()] if descending else [self.name, self.key]
        keys: Sequence[UUID] = session.scalars(select(self.key).order_by(*order)).all()
        if place is not None:
            start = place[1]
            keys = keys[sum(1 for _key in takewhile(lambda key: key != start, keys)) :]
        n = 1
        while keys:
            batch, keys = keys[:n], keys[n:]
            each = tuple(self.column == key for key in batch)
            yield replace(stretch, pieces=None, either=each, n_same=_N_NAMING)
            n = min(2 * n, _MOST_IN_A_BATCH)


@dataclass(frozen=True, slots=True)
class Scores:
    """Scored calls by their scores: which evaluation is of record is only asked of calls that come into view."""

    visibility: Visibility

    def of(
        self, session: Session, stretch: Stretch, place: Sequence[Any] | None, *, descending: bool
    ) -> Iterator[Stretch]:
        """Pieces of some hundred evaluations at first, then larger ones, cut where the score changes."""
        score, n = EvaluationRow.score, _FEWEST_SCORES
        possible = select(EvaluationRow.call_id, score).where(is_possible_record(), score.is_not(None))
        order = score.desc() if descending else score
        rest = None if place is None else _from(place[0], descending)
        while True:
            left = possible if rest is None else possible.where(rest)
            rows = session.execute(left.order_by(order).limit(n)).all()
            is_last = len(rows) < n
            if not is_last:
                edge = rows[-1].score
                if rows[0].score == edge:
                    rows = session.execute(possible.where(score == edge)).all()
                    rest = score < edge if descending else score > edge
                else:
                    rows = [row for row in rows if row.score != edge]
                    rest = _from(edge, descending)
            if rows:
                yield self._piece(stretch, [row.call_id for row in rows], {row.score for row in rows})
            if is_last:
                return
            n = min(_GROWTH * n, _MOST_SCORES)

    def _piece(self, stretch: Stretch, call_ids: Sequence[CallId], scores: Collection[float]) -> Stretch:
        # written into the statement, as a database takes only so many parameters
        these = bindparam("scored", list(dict.fromkeys(call_ids)), expanding=True, literal_execute=True)
        record = records(self.visibility, EvaluationRow.call_id.in_(these)).subquery("of_record").c
        return replace(
            stretch,
            conditions=(*stretch.conditions, record.score.between(min(scores), max(scores))),
            columns=(record.score, *stretch.columns[1:]),
            join=_of_record(record),
            pieces=None,
        )


def _from(score: float, descending: bool) -> ColumnElement[bool]:
    return EvaluationRow.score <= score if descending else EvaluationRow.score >= score


_FEWEST_SCORES, _GROWTH, _MOST_SCORES = 600, 4, 6_400
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
        CallSort.SCORE: lambda: _scored(visibility),
        CallSort.PASSED: lambda: _passed(visibility, descending),
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


def _scored(visibility: Visibility) -> tuple[Stretch, ...]:
    pieces, score = Scores(visibility), EvaluationRow.score
    return (
        Stretch("known", (_TIMED,), (score, *_IN_TIME), pieces=pieces),
        Stretch("known without time", (_UNTIMED,), (score, CallRow.id), pieces=pieces),
        *_without_record(records(visibility).subquery("of_record").c, "score"),
    )


def _passed(visibility: Visibility, passed_first: bool) -> tuple[Stretch, ...]:
    record = records(visibility).subquery("of_record").c
    both = [
        _timed(str(value), record.passed.is_(value), join=_of_record(record))
        for value in (passed_first, not passed_first)
    ]
    return (*both[0], *both[1], *_without_record(record, "passed"))


def _of_record(record: Any) -> tuple[FromClause, ColumnElement[bool]]:
    return record.call_id.table, and_(record.call_id == CallRow.id, record["rank"] == 1)


def _without_record(record: Any, name: str) -> tuple[Stretch, ...]:
    with_value = select(record.call_id).where(record["rank"] == 1, record[name].is_not(None))
    return _timed("unknown", CallRow.id.not_in(with_value))


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

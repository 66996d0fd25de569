"""The calls that a sampling plan may draw from, read as few columns: a million of them must fit."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple, overload
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Select, exists, func, or_, select, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType

from qa_desk.domain.calls import MonitoringMode, RecordingState
from qa_desk.domain.evaluation import RECORD_PURPOSES, AssignmentState, Purpose
from qa_desk.domain.ids import CallId
from qa_desk.domain.sampling_plan import Field, Narrowing
from qa_desk.store.known_purposes import concealed_assignments
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.calls import CallAttributeRow, CallRow, CallTalkRow, RecordingRow
from qa_desk.store.tables.organisation import PersonRow, UnitRow
from qa_desk.store.tables.sampling import AssignmentRow, DrawItemRow


@dataclass(frozen=True, slots=True)
class PopulationQuery:
    """What of a plan the database decides; conditions on hour and weekday are the centre's, and decided after it.

    Units are named by their paths. Read of each call are its `known` columns, a `Field` or `CallFact` each, and those
    of the centre's own in `custom`.
    """

    started_from: datetime
    started_before: datetime
    narrowings: tuple[Narrowing, ...] = ()
    min_duration_s: float = 0.0
    exclude_evaluated: bool = True
    known: tuple[str, ...] = ()
    custom: tuple[str, ...] = ()


class CallFact(StrEnum):
    """What else than a `Field` is read of calls, for the risks that a plan weighs."""

    CSAT_SCALE = "csat_scale"
    LONGEST_SILENCE_S = "longest_silence_s"
    OVERTALK_SHARE = "overtalk_share"


class AgentFacts(NamedTuple):
    """What a draw needs to know of whom a call was served by."""

    key: str = ""
    grade: str = ""
    hired_on: date | None = None


NOBODY = AgentFacts()
"""Of a call whose agent is not known."""


class KeptIds(Sequence[CallId]):
    """Ids of calls as the database keeps them, made into keys only where one is asked for: few of them are drawn."""

    def __init__(self, kept: Sequence[Any]) -> None:
        self._kept = kept

    @overload
    def __getitem__(self, index: int) -> CallId: ...

    @overload
    def __getitem__(self, index: slice) -> "KeptIds": ...

    def __getitem__(self, index: int | slice) -> "CallId | KeptIds":
        if isinstance(index, slice):
            return KeptIds(self._kept[index])
        kept = self._kept[index]
        return CallId(kept if isinstance(kept, UUID) else UUID(kept))

    def __len__(self) -> int:
        return len(self._kept)

    def among(self, others: "KeptIds") -> list[bool]:
        """Of each whether it is one of the others."""
        known = set(others._kept)
        return [kept in known for kept in self._kept]

    def at(self, places: Iterable[int]) -> "KeptIds":
        """Those at some places."""
        return KeptIds([self._kept[place] for place in places])


@dataclass(frozen=True, slots=True)
class PopulationColumns:
    """The calls that may be drawn, a column each of what was asked for: a million rows would take much longer to make.

    Args:
        started_us: microseconds since 1970.
        known: by `Field`, `CallFact` or the name of a column of the centre's own.
    """

    ids: KeptIds
    keys: list[str]
    started_us: list[int]
    agents: list[AgentFacts]
    unit_paths: list[str]
    known: Mapping[str, list[Any]]


class Callers(NamedTuple):
    """Calls of customers who called more than once, a column each."""

    ids: KeptIds
    customers: list[str]
    started_us: list[int]


class _Microseconds(FunctionElement[int]):
    """A moment as microseconds since 1970, which are read much faster than moments are."""

    name = "microseconds"
    type = BigInteger()
    inherit_cache = True


@compiles(_Microseconds)
def _on_server(element: _Microseconds, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(EXTRACT(epoch FROM {compiler.process(element.clauses, **options)}) * 1000000 AS BIGINT)"


@compiles(_Microseconds, "sqlite")
def _in_file(element: _Microseconds, compiler: SQLCompiler, **options: Any) -> str:
    moment = compiler.process(element.clauses, **options)
    return f"(CAST(strftime('%s', {moment}) AS INTEGER) * 1000000 + CAST(substr({moment}, 21) AS INTEGER))"


_COLUMNS: dict[str, Any] = {
    Field.QUEUE: CallRow.queue,
    Field.BUSINESS_TYPE: CallRow.business_type,
    Field.CAMPAIGN: CallRow.campaign,
    Field.CUSTOMER_SEGMENT: CallRow.customer_segment,
    Field.SERVICE_STAGE: CallRow.service_stage,
    Field.CHANNEL: CallRow.channel,
    Field.DIRECTION: CallRow.direction,
    Field.COMPLAINT: CallRow.complaint,
    Field.RESOLVED: CallRow.resolved,
    Field.CSAT: CallRow.csat,
    Field.DURATION_S: CallRow.duration_s,
    Field.GRADE: PersonRow.grade,
    CallFact.CSAT_SCALE: CallRow.csat_scale,
    CallFact.LONGEST_SILENCE_S: CallTalkRow.longest_silence_s,
    CallFact.OVERTALK_SHARE: CallTalkRow.overtalk_share,
}
_READ_AT_ONCE = 500
"""Rows at a time: so few stay in the processor's cache; twenty thousand take twice as long."""


_SENT_AT_ONCE = 5_000
"""Rows that a server sends at a time, which would else send all of them before the first is looked at."""

_AGENT, _UNIT = 3, 4
"""Places of what is read of every call."""


class PopulationRepository(Repository):
    """Calls as a draw sees them."""

    def read(self, query: PopulationQuery) -> PopulationColumns:
        """Sampled calls with their sound that the conditions leave, in no order: a draw does not hang on one."""
        own = [_custom(name) for name in query.custom]
        statement = (
            select(
                _as_kept(CallRow.id),
                CallRow.key,
                _Microseconds(CallRow.started_at),
                _as_kept(CallRow.agent_id),
                _as_kept(CallRow.unit_id),
                *(_COLUMNS[name].label(f"known_{place}") for place, name in enumerate(query.known)),
                *(column.label(f"custom_{place}") for place, column in enumerate(own)),
            )
            .outerjoin(PersonRow, PersonRow.id == CallRow.agent_id)
            .outerjoin(UnitRow, UnitRow.id == CallRow.unit_id)
            .outerjoin(CallTalkRow, CallTalkRow.call_id == CallRow.id)
            .where(*_conditions(query))
        )
        agent_of, path_of = self._agents(), self._unit_paths()
        # on the way, so that a million calls don't hold the key of their agent a million times
        known_by = {_AGENT: lambda key: agent_of.get(key, NOBODY), _UNIT: lambda key: path_of.get(key, "")}
        ids, keys, started_us, agents, units, *known = self._columns(statement, known_by)
        return PopulationColumns(
            KeptIds(ids),
            keys,
            started_us,
            agents,
            units,
            dict(zip((*query.known, *query.custom), known, strict=True)),
        )

    def count(self, query: PopulationQuery) -> int:
        """How many calls the conditions leave."""
        statement = (
            select(func.count())
            .select_from(CallRow)
            .outerjoin(PersonRow, PersonRow.id == CallRow.agent_id)
            .outerjoin(UnitRow, UnitRow.id == CallRow.unit_id)
            .where(*_conditions(query))
        )
        return self._session.scalar(statement) or 0

    def n_served(self, first: datetime, before: datetime, narrowings: Iterable[Narrowing] = ()) -> int:
        """How many calls were served at that time, whether they can be drawn or not; monitored ones are not counted."""
        statement = (
            select(func.count())
            .select_from(CallRow)
            .outerjoin(PersonRow, PersonRow.id == CallRow.agent_id)
            .outerjoin(UnitRow, UnitRow.id == CallRow.unit_id)
            .where(CallRow.mode == MonitoringMode.SAMPLED, CallRow.started_at >= first, CallRow.started_at < before)
            .where(*(condition for one in narrowings for condition in _narrowed(one)))
        )
        return self._session.scalar(statement) or 0

    def n_started(self, first: datetime, before: datetime, *, at_most: int) -> int:
        """How many calls there are of that time, counted no further than to `at_most`."""
        some = select(CallRow.id).where(CallRow.started_at >= first, CallRow.started_at < before).limit(at_most)
        return self._session.scalar(select(func.count()).select_from(some.subquery())) or 0

    def callers_between(self, first: datetime, before: datetime) -> Callers:
        """Who called when, of the customers known who called more than once."""
        there = (CallRow.customer_id != "", CallRow.started_at >= first, CallRow.started_at < before)
        several = select(CallRow.customer_id).where(*there).group_by(CallRow.customer_id).having(func.count() > 1)
        statement = select(_as_kept(CallRow.id), CallRow.customer_id, _Microseconds(CallRow.started_at)).where(
            *there, CallRow.customer_id.in_(several)
        )
        ids, customers, started_us = self._columns(statement)
        return Callers(KeptIds(ids), customers, started_us)

    def _agents(self) -> dict[Any, AgentFacts]:
        statement = select(_as_kept(PersonRow.id), PersonRow.external_id, PersonRow.grade, PersonRow.hired_on)
        return {
            key: AgentFacts(name, grade, hired_on) for key, name, grade, hired_on in self._session.execute(statement)
        }

    def _unit_paths(self) -> dict[Any, str]:
        rows = self._session.execute(select(_as_kept(UnitRow.id), UnitRow.path))
        return {row[0]: row.path for row in rows}

    def _columns(
        self, statement: Select[*tuple[Any, ...]], known_by: Mapping[int, Callable[[Any], Any]] | None = None
    ) -> list[list[Any]]:
        """Rows turned into columns part by part, so that few of them are there at any time.

        What stands in a column of `known_by` is put in by what it stands for.
        """
        self._session.flush()
        # past the session, which would look at each row whether it holds an object
        streamed = statement.execution_options(stream_results=True, max_row_buffer=_SENT_AT_ONCE)
        result = self._session.connection().execute(streamed)
        columns: list[list[Any]] = [[] for _column in statement.selected_columns]
        for rows in result.partitions(_READ_AT_ONCE):
            for place, values in enumerate(zip(*rows, strict=True)):
                known = known_by.get(place) if known_by else None
                columns[place].extend(map(known, values) if known else values)
        return columns


def _as_kept(column: Any) -> Any:
    """The key as the driver gives it, text or UUID: making a UUID of each text takes longer than reading it."""
    return type_coerce(column, NullType())


def _conditions(query: PopulationQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        CallRow.mode == MonitoringMode.SAMPLED,
        CallRow.started_at >= query.started_from,
        CallRow.started_at < query.started_before,
        exists().where(RecordingRow.call_id == CallRow.id, RecordingRow.state == RecordingState.PRESENT),
        # silent, in a strange language, cut off: drawn again it would be no better
        CallRow.id.not_in(select(DrawItemRow.call_id).where(DrawItemRow.dropped_reason != "")),
    ]
    if query.min_duration_s > 0:
        found.append(CallRow.duration_s >= query.min_duration_s)
    if query.exclude_evaluated:
        found.append(
            ~exists().where(
                AssignmentRow.call_id == CallRow.id,
                AssignmentRow.purpose.in_(sorted(RECORD_PURPOSES)),
                AssignmentRow.state != AssignmentState.WITHDRAWN,
                AssignmentRow.id.not_in(concealed_assignments(Purpose.REPEAT)),
            )
        )
    found += [condition for one in query.narrowings for condition in _narrowed(one)]
    return found


def _narrowed(one: Narrowing) -> list[ColumnElement[bool]]:
    if one.field in (Field.HOUR, Field.WEEKDAY):
        return []
    if one.is_custom:
        return [_custom_condition(one)]
    if one.field == Field.UNIT:
        return [or_(*(_in_unit(str(path)) for path in one.values))]
    if one.field == Field.AGENT:
        wanted = [str(value) for value in one.values]
        return [or_(PersonRow.external_id.in_(wanted), PersonRow.name.in_(wanted))]
    column = _COLUMNS[one.field]
    if one.values:
        return [column.in_(list(one.values))]
    ends: list[ColumnElement[bool]] = []
    if one.least is not None:
        ends.append(column >= one.least)
    if one.most is not None:
        ends.append(column <= one.most)
    return ends


def _in_unit(path: str) -> ColumnElement[bool]:
    return or_(UnitRow.path == path, UnitRow.path.startswith(f"{path} / ", autoescape=True))


def _custom(name: str) -> Any:
    return (
        select(CallAttributeRow.value)
        .where(CallAttributeRow.call_id == CallRow.id, CallAttributeRow.name == name)
        .scalar_subquery()
    )


def _custom_condition(one: Narrowing) -> ColumnElement[bool]:
    own = exists().where(CallAttributeRow.call_id == CallRow.id, CallAttributeRow.name == one.field)
    return own.where(CallAttributeRow.value.in_([str(value) for value in one.values]))

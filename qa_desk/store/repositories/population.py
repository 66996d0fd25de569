"""The calls that a sampling plan may draw from, read as rows of few columns: a million of them must fit."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_, select

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

    Units are named by their paths. `custom` are the columns of the centre's own that strata are made of.
    """

    started_from: datetime
    started_before: datetime
    narrowings: tuple[Narrowing, ...] = ()
    min_duration_s: float = 0.0
    exclude_evaluated: bool = True
    custom: tuple[str, ...] = ()


class PopulationRow(NamedTuple):
    """One call that may be drawn; a tuple, as a million frozen dataclasses take several times as long to make."""

    id: CallId
    key: str
    started_at: datetime
    agent: str
    grade: str
    hired_on: date | None
    unit_path: str
    queue: str
    business_type: str
    campaign: str
    customer_id: str
    customer_segment: str
    service_stage: str
    channel: str
    direction: str
    csat: float | None
    csat_scale: str
    complaint: bool | None
    resolved: bool | None
    longest_silence_s: float | None
    overtalk_share: float | None
    custom: tuple[str, ...]


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
}


class PopulationRepository(Repository):
    """Calls as a draw sees them."""

    def read(self, query: PopulationQuery) -> tuple[PopulationRow, ...]:
        """Sampled calls with their sound that the conditions leave, in no order: a draw does not hang on one."""
        custom = [_custom(name).label(f"custom_{place}") for place, name in enumerate(query.custom)]
        statement = (
            select(
                CallRow.id,
                CallRow.key,
                CallRow.started_at,
                func.coalesce(PersonRow.external_id, ""),
                func.coalesce(PersonRow.grade, ""),
                PersonRow.hired_on,
                func.coalesce(UnitRow.path, ""),
                CallRow.queue,
                CallRow.business_type,
                CallRow.campaign,
                CallRow.customer_id,
                CallRow.customer_segment,
                CallRow.service_stage,
                CallRow.channel,
                CallRow.direction,
                CallRow.csat,
                CallRow.csat_scale,
                CallRow.complaint,
                CallRow.resolved,
                CallTalkRow.longest_silence_s,
                CallTalkRow.overtalk_share,
                *custom,
            )
            .outerjoin(PersonRow, PersonRow.id == CallRow.agent_id)
            .outerjoin(UnitRow, UnitRow.id == CallRow.unit_id)
            .outerjoin(CallTalkRow, CallTalkRow.call_id == CallRow.id)
            .where(*_conditions(query))
        )
        n_own = len(query.custom)
        return tuple(_row(row, n_own) for row in self._session.execute(statement))

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

    def n_started(self, first: datetime, before: datetime, *, at_most: int) -> int:
        """How many calls there are of that time, counted no further than to `at_most`."""
        some = select(CallRow.id).where(CallRow.started_at >= first, CallRow.started_at < before).limit(at_most)
        return self._session.scalar(select(func.count()).select_from(some.subquery())) or 0

    def callers_between(self, first: datetime, before: datetime) -> tuple[tuple[str, datetime], ...]:
        """Who called when, of the customers known: whoever called twice within days is a repeat caller."""
        statement = select(CallRow.customer_id, CallRow.started_at).where(
            CallRow.customer_id != "", CallRow.started_at >= first, CallRow.started_at < before
        )
        return tuple((row.customer_id, row.started_at) for row in self._session.execute(statement))


def _conditions(query: PopulationQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        CallRow.mode == MonitoringMode.SAMPLED,
        CallRow.started_at >= query.started_from,
        CallRow.started_at < query.started_before,
        exists().where(RecordingRow.call_id == CallRow.id, RecordingRow.state == RecordingState.PRESENT),
        # silent, in a strange language, cut off: drawn again it would be no better
        ~exists().where(DrawItemRow.call_id == CallRow.id, DrawItemRow.dropped_reason != ""),
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


def _row(row: Any, n_custom: int) -> PopulationRow:
    """The columns stand as the fields do; those of the centre's own, at the end, become one field."""
    if not n_custom:
        return PopulationRow._make((*row, ()))
    own = tuple(str(value or "") for value in row[-n_custom:])
    return PopulationRow._make((*row[:-n_custom], own))

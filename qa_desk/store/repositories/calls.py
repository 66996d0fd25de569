"""Calls with their attributes, as single things and as the list people filter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, delete, exists, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from qa_desk.domain.calls import Call, CallAttributes, CallSummary, MonitoringMode, RecordingState
from qa_desk.domain.errors import NotFoundError
from qa_desk.domain.evaluation import RECORD_PURPOSES, EvaluationState, Purpose
from qa_desk.domain.ids import CallId, PersonId, UnitId
from qa_desk.domain.permissions import Visibility
from qa_desk.store.repositories.base import FIRST_PAGE, Listed, Page, Repository
from qa_desk.store.tables.calls import CallAttributeRow, CallRow, RecordingRow
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.organisation import PersonRow, UnitRow
from qa_desk.store.tables.sampling import AssignmentRow
from qa_desk.store.visibility import may_read, scores_blind, subtree_of

_ATTRIBUTES = (
    "queue",
    "business_type",
    "campaign",
    "customer_id",
    "customer_segment",
    "service_stage",
    "channel",
    "direction",
    "csat",
    "csat_scale",
    "complaint",
    "resolved",
)


class CallSort(StrEnum):
    """What the list may be ordered by; what is unknown comes last, equal ones are ordered by their key."""

    STARTED_AT = "started_at"
    KEY = "key"
    AGENT_NAME = "agent_name"
    UNIT_PATH = "unit_path"
    BUSINESS_TYPE = "business_type"
    DURATION_S = "duration_s"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls are wanted; what is None or empty does not narrow. `started_before` is not included itself.

    `critical_failed` narrows only the list that a reader sees, by the score of record the reader may see.
    """

    text: str = ""
    started_from: datetime | None = None
    started_before: datetime | None = None
    unit_id: UnitId | None = None
    agent_id: PersonId | None = None
    business_type: str = ""
    complaint: bool | None = None
    has_recording: bool | None = None
    is_scored: bool | None = None
    mode: MonitoringMode | None = None
    critical_failed: bool | None = None
    call_ids: tuple[CallId, ...] | None = None


class CallRepository(Repository):
    """All calls."""

    def add(self, calls: Sequence[Call], imported_at: datetime) -> None:
        """Enter new calls."""
        if calls:
            rows = [{"id": call.id, "imported_at": imported_at, **_columns(call)} for call in calls]
            self._session.execute(insert(CallRow), rows)
        self._write_custom(calls)

    def save(self, call: Call) -> None:
        """Write a changed call. Raises ConflictError when somebody else saved since `call` was read."""
        self._save_change(CallRow, call.id, mine=call, values=_columns(call), load=lambda: self._find(call.id))
        self._session.execute(delete(CallAttributeRow).where(CallAttributeRow.call_id == call.id))
        self._write_custom([call])

    def remove_unused(self, call_id: CallId) -> bool:
        """Take a call away, with its recordings; False, and nothing done, when it was assigned or scored once."""
        try:
            with self._session.begin_nested():
                self._session.execute(delete(CallRow).where(CallRow.id == call_id))
        except IntegrityError:
            return False
        return True

    def get(self, call_id: CallId) -> Call:
        """The call with that key. Raises NotFoundError."""
        found = self._find(call_id)
        if found is None:
            raise NotFoundError(what=call_id)
        return found

    def calls(self, call_ids: Iterable[CallId]) -> dict[CallId, Call]:
        """These calls, by key."""
        return {call.id: call for call in self._read(CallRow.id.in_(list(call_ids)))}

    def by_key(self, keys: Iterable[str]) -> dict[str, Call]:
        """Those of the centre's own call ids that are known."""
        return {call.key: call for call in self._read(CallRow.key.in_(list(keys)))}

    def matching(self, wanted: CallFilter) -> tuple[Call, ...]:
        """Every call of the filter, oldest first, whole: the population of a draw."""
        return self._read(*_conditions(wanted))

    def summaries(
        self,
        wanted: CallFilter,
        visibility: Visibility,
        page: Page = FIRST_PAGE,
        *,
        sort: CallSort = CallSort.STARTED_AT,
        descending: bool = True,
    ) -> Listed[CallSummary]:
        """One page of the list, newest first unless told otherwise, with the score of record the reader may see."""
        statement = _summaries(wanted, visibility, sort, descending=descending)
        rows = self._session.execute(statement.offset(page.offset).limit(page.limit)).all()
        n_total = rows[0].n_total if rows else self._n_rows(statement) if page.offset else 0
        return Listed(tuple(_summary(row) for row in rows), n_total)

    def summaries_of(self, call_ids: Sequence[CallId], visibility: Visibility) -> tuple[CallSummary, ...]:
        """These calls as lists show them, in the order given."""
        wanted = CallFilter(call_ids=tuple(call_ids))
        statement = _summaries(wanted, visibility, CallSort.STARTED_AT, descending=True)
        found = {row.id: _summary(row) for row in self._session.execute(statement)}
        return tuple(found[call_id] for call_id in call_ids if call_id in found)

    def business_types(self) -> tuple[str, ...]:
        """The business types in use, in alphabetical order."""
        statement = select(CallRow.business_type).where(CallRow.business_type != "").distinct()
        return tuple(self._session.scalars(statement.order_by(CallRow.business_type)))

    def count(self) -> int:
        """How many calls there are."""
        return self._count(CallFilter())

    def _n_rows(self, statement: Select[Any]) -> int:
        return self._session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0

    def _find(self, call_id: CallId) -> Call | None:
        return next(iter(self._read(CallRow.id == call_id)), None)

    def _count(self, wanted: CallFilter) -> int:
        return self._session.scalar(select(func.count()).select_from(CallRow).where(*_conditions(wanted))) or 0

    def _read(self, *conditions: Any) -> tuple[Call, ...]:
        statement = (
            select(CallRow.__table__, CallAttributeRow.name.label("custom_name"), CallAttributeRow.value)
            .outerjoin(CallAttributeRow, CallAttributeRow.call_id == CallRow.id)
            .where(*conditions)
            .order_by(CallRow.started_at, CallRow.key, CallAttributeRow.position)
        )
        rows_by_call: dict[CallId, list[Row[Any]]] = {}
        for row in self._session.execute(statement):
            rows_by_call.setdefault(row.id, []).append(row)
        return tuple(_call(rows) for rows in rows_by_call.values())

    def _write_custom(self, calls: Sequence[Call]) -> None:
        rows = [
            {"call_id": call.id, "name": name, "value": value, "position": position}
            for call in calls
            for position, (name, value) in enumerate(call.attributes.custom)
        ]
        if rows:
            self._session.execute(insert(CallAttributeRow), rows)


def _conditions(wanted: CallFilter, reader_id: PersonId | None = None) -> list[Any]:
    """The filter as conditions; what a reader has to score blind counts for them as not scored yet."""
    conditions: list[Any] = []
    if wanted.text:
        agent_matches = select(PersonRow.id).where(PersonRow.name.icontains(wanted.text, autoescape=True))
        conditions.append(or_(CallRow.key.icontains(wanted.text, autoescape=True), CallRow.agent_id.in_(agent_matches)))
    if wanted.started_from is not None:
        conditions.append(CallRow.started_at >= wanted.started_from)
    if wanted.started_before is not None:
        conditions.append(CallRow.started_at < wanted.started_before)
    if wanted.unit_id is not None:
        conditions.append(subtree_of(wanted.unit_id))
    if wanted.call_ids is not None:
        # written into the statement, as a database takes only so many parameters
        conditions.append(CallRow.id.in_(bindparam("call_ids", wanted.call_ids, expanding=True, literal_execute=True)))
    exact = (
        (CallRow.agent_id, wanted.agent_id),
        (CallRow.business_type, wanted.business_type or None),
        (CallRow.complaint, wanted.complaint),
        (CallRow.mode, wanted.mode),
    )
    conditions += [column == value for column, value in exact if value is not None]
    if wanted.has_recording is not None:
        conditions.append(_has_recording() if wanted.has_recording else ~_has_recording())
    if wanted.is_scored is not None:
        is_scored = _is_scored()
        if reader_id is not None:
            is_scored = and_(is_scored, ~scores_blind(reader_id, CallRow.id))
        conditions.append(is_scored if wanted.is_scored else ~is_scored)
    return conditions


def _has_recording() -> Any:
    return exists().where(RecordingRow.call_id == CallRow.id, RecordingRow.state == RecordingState.PRESENT)


def _is_scored() -> Any:
    """Scored on the record, in routine: whether a second, blind scoring exists is nobody's business here."""
    return exists().where(
        EvaluationRow.call_id == CallRow.id,
        EvaluationRow.purpose.in_(sorted(RECORD_PURPOSES)),
        EvaluationRow.state == EvaluationState.SUBMITTED,
        EvaluationRow.sealed.is_(False),
    )


def _summaries(wanted: CallFilter, visibility: Visibility, sort: CallSort, *, descending: bool) -> Any:
    """One row a call; the score of record is the first evaluation by rank that the reader may see."""
    rank = func.row_number().over(
        partition_by=EvaluationRow.call_id,
        order_by=[(EvaluationRow.purpose != Purpose.ROUTINE), AssignmentRow.assigned_at, EvaluationRow.id],
    )
    of_record = (
        select(EvaluationRow.call_id, EvaluationRow.score, EvaluationRow.passed, rank.label("rank"))
        .join(AssignmentRow, AssignmentRow.id == EvaluationRow.assignment_id)
        .where(
            EvaluationRow.purpose.in_(sorted(RECORD_PURPOSES)),
            EvaluationRow.state == EvaluationState.SUBMITTED,
            may_read(visibility),
        )
        .subquery("of_record")
    )
    n_evaluations = (
        select(func.count())
        .where(
            EvaluationRow.call_id == CallRow.id,
            EvaluationRow.state == EvaluationState.SUBMITTED,
            may_read(visibility),
        )
        .correlate(CallRow)
        .scalar_subquery()
    )
    columns: dict[CallSort, Any] = {
        CallSort.STARTED_AT: CallRow.started_at,
        CallSort.KEY: CallRow.key,
        CallSort.AGENT_NAME: PersonRow.name,
        CallSort.UNIT_PATH: UnitRow.path,
        CallSort.BUSINESS_TYPE: CallRow.business_type,
        CallSort.DURATION_S: CallRow.duration_s,
        CallSort.SCORE: of_record.c.score,
    }
    by = columns[sort]
    statement = (
        select(
            CallRow.id,
            CallRow.key,
            CallRow.started_at,
            CallRow.business_type,
            CallRow.duration_s,
            CallRow.complaint,
            PersonRow.name.label("agent_name"),
            UnitRow.path.label("unit_path"),
            _has_recording().label("has_recording"),
            of_record.c.score,
            of_record.c.passed,
            n_evaluations.label("n_evaluations"),
            func.count().over().label("n_total"),
        )
        .outerjoin(PersonRow, PersonRow.id == CallRow.agent_id)
        .outerjoin(UnitRow, UnitRow.id == CallRow.unit_id)
        .outerjoin(of_record, and_(of_record.c.call_id == CallRow.id, of_record.c.rank == 1))
        .where(*_conditions(wanted, visibility.reader_id))
        .order_by((by.desc() if descending else by.asc()).nulls_last(), CallRow.key)
    )
    if wanted.critical_failed is not None:
        statement = statement.where(of_record.c.passed.is_(not wanted.critical_failed))
    return statement


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
    )


def _call(rows: list[Row[Any]]) -> Call:
    first = rows[0]
    custom = tuple((row.custom_name, row.value) for row in rows if row.custom_name is not None)
    return Call(
        id=first.id,
        key=first.key,
        started_at=first.started_at,
        agent_id=first.agent_id,
        unit_id=first.unit_id,
        duration_s=first.duration_s,
        mode=first.mode,
        attributes=CallAttributes(**{name: getattr(first, name) for name in _ATTRIBUTES}, custom=custom),
        version=first.version,
    )


def _columns(call: Call) -> dict[str, Any]:
    return {
        "key": call.key,
        "started_at": call.started_at,
        "agent_id": call.agent_id,
        "unit_id": call.unit_id,
        "duration_s": call.duration_s,
        "mode": call.mode,
        **{name: getattr(call.attributes, name) for name in _ATTRIBUTES},
    }

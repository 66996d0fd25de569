"""What is asked of calls, as SQL: the conditions of a list, and in what way to come by their rows.

Databases don't know how often it occurs: SQLite of a range or a list, PostgreSQL of what stands in other tables. So it
is counted first, up to a bound: what few calls have leads to them, what many have is looked at along the way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, literal_column, null, or_, select
from sqlalchemy.orm import Session

from qa_desk.domain.call_filter import RANGE_FIELDS, TEXT_FIELDS, CallConditions
from qa_desk.domain.calls import MonitoringMode, RecordingState
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import RECORD_PURPOSES, EvaluationState, Purpose
from qa_desk.domain.ids import CallId, PersonId
from qa_desk.domain.permissions import Visibility
from qa_desk.domain.sampling_plan import Narrowing
from qa_desk.store.after_dispute import follows_dispute
from qa_desk.store.engine import is_sqlite
from qa_desk.store.known_purposes import is_concealed
from qa_desk.store.tables.calls import CallAttributeRow, CallRow, RecordingRow, TranscriptRow
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.sampling import AssignmentRow
from qa_desk.store.visibility import may_read, scores_blind, unit_and_below

_FEW = 5_000
_MOST_EITHER = 60


@dataclass(frozen=True, slots=True)
class CallFilter(CallConditions):
    """Which calls are wanted; `started_before` is not included itself, `call_ids` narrows to just these.

    `nameless` are calls whose agent is kept from the reader: none of them is one of an agent.
    """

    started_from: datetime | None = None
    started_before: datetime | None = None
    call_ids: tuple[CallId, ...] | None = None
    nameless: frozenset[CallId] = frozenset()


@dataclass(frozen=True, slots=True)
class Conditions:
    """A filter as SQL; `are_few` says that it leads to few calls, which are then better ordered than walked along.

    Of `either` one has to hold, and no two can: what is read for each by itself is quicker than all at once.
    """

    where: tuple[ColumnElement[bool], ...]
    are_few: bool
    either: tuple[ColumnElement[bool], ...] = ()


def unindexed(column: Any) -> Any:
    """The same value, in a form that no index is used for."""
    return func.coalesce(column, null())


def conditions_of(session: Session, wanted: CallFilter, visibility: Visibility) -> Conditions:
    """The filter for one reader."""
    plain = list(_plain(wanted))
    either: tuple[ColumnElement[bool], ...] = ()
    if wanted.unit_id is not None:
        either = tuple(CallRow.unit_id == key for key in session.scalars(unit_and_below(wanted.unit_id)))
        if len(either) > _MOST_EITHER:
            plain, either = [*plain, or_(*either)], ()
    costly = list(_costly(wanted, visibility))
    found: list[ColumnElement[bool]] = []
    is_lite = is_sqlite(session.connection())
    are_few = wanted.call_ids is not None
    for one in costly:
        # a server knows how often a value occurs, but takes what stands in other tables together as a whole
        is_rare = _is_rare(session, one) if is_lite or one.roughly is not None else True
        found.append(one.leading if is_rare else one.beside)
        are_few = are_few or is_rare
    return Conditions((*plain, *found), are_few and is_lite, either)


@dataclass(frozen=True, slots=True)
class _Way:
    """One condition in two forms: one that leads to the calls, and one that is looked at for each.

    `roughly` finds as many things as there are such calls, or a few more, where that is quicker.
    """

    leading: ColumnElement[bool]
    beside: ColumnElement[bool]
    roughly: Select[Any] | None = None


def _is_rare(session: Session, one: _Way) -> bool:
    found = one.roughly if one.roughly is not None else select(CallRow.id).where(one.leading)
    some = found.limit(_FEW + 1).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) <= _FEW


def _plain(wanted: CallFilter) -> Iterator[ColumnElement[bool]]:
    """What an index of that column and the moment leads to in the order of the list, or what is common."""
    if wanted.started_from is not None:
        yield CallRow.started_at >= wanted.started_from
    if wanted.started_before is not None:
        yield CallRow.started_at < wanted.started_before
    if wanted.agent_id is not None:
        yield CallRow.agent_id == wanted.agent_id
        if wanted.nameless:
            yield CallRow.id.not_in(sorted(wanted.nameless))
    if wanted.complaint is not None:
        yield CallRow.complaint.is_(wanted.complaint)
    if wanted.resolved is not None:
        yield CallRow.resolved.is_(wanted.resolved)
    if wanted.mode is not None:
        yield CallRow.mode == wanted.mode
        if wanted.mode is not MonitoringMode.SAMPLED:
            yield CallRow.mode != literal_column("'sampled'")  # in the words of the index of these alone
    if wanted.call_ids is not None:
        # written into the statement, as a database takes only so many parameters
        yield CallRow.id.in_(bindparam("call_ids", wanted.call_ids, expanding=True, literal_execute=True))
    if wanted.has_recording is not None:
        yield has_recording() if wanted.has_recording else ~has_recording()
    for one in wanted.narrowings:
        if len(one.values) == 1 and not one.is_custom:
            yield _column(one) == one.values[0]
            if one.field == "customer_id":
                yield CallRow.customer_id != literal_column("''")  # as above


def _costly(wanted: CallFilter, visibility: Visibility) -> Iterator[_Way]:
    for one in wanted.narrowings:
        if one.is_custom:
            yield _of_custom(one)
        elif len(one.values) != 1:
            yield _Way(_within(_column(one), one), _within(unindexed(_column(one)), one))
    if wanted.has_transcript is not None:
        yield _signed(wanted.has_transcript, _transcribed())
    if wanted.is_scored is not None:
        yield _signed(wanted.is_scored, _scored(visibility.reader_id), ~scores_blind(visibility.reader_id, CallRow.id))
    if wanted.scored_by is not None or wanted.purpose is not None:
        by = [EvaluationRow.inspector_id == wanted.scored_by] if wanted.scored_by is not None else []
        of = [EvaluationRow.purpose == wanted.purpose] if wanted.purpose is not None else []
        such = select(EvaluationRow.call_id).where(*by, *of, EvaluationRow.state == EvaluationState.SUBMITTED)
        yield _signed(True, such.where(may_read(visibility)), roughly=such)
    if wanted.critical_failed is not None:
        passed = not wanted.critical_failed
        such = select(EvaluationRow.call_id).where(EvaluationRow.passed.is_(passed))
        yield _signed(True, _with_outcome(visibility, such, passed=passed), roughly=such)


def _signed(
    wanted: bool, calls: Select[Any], *besides: ColumnElement[bool], roughly: Select[Any] | None = None
) -> _Way:
    """Calls that a statement of their keys leads to, or all others."""
    key = calls.selected_columns[0]
    leading = and_(CallRow.id.in_(calls), *besides)
    # with a limit no planner makes it the way to the calls
    one = calls.where(key == CallRow.id).correlate(CallRow).with_only_columns(key).limit(1)
    beside = and_(one.scalar_subquery().is_not(None), *besides)
    roughly = calls if roughly is None else roughly
    return _Way(leading, beside, roughly) if wanted else _Way(~beside, ~beside, select(CallRow.id))


def _column(one: Narrowing) -> Any:
    if one.field not in (*TEXT_FIELDS, *RANGE_FIELDS, "customer_id"):
        raise QADeskError(ErrorCode.VALUE_INVALID, value=one.field, what="filter", expected=", ".join(TEXT_FIELDS))
    return getattr(CallRow, one.field)


def _within(column: Any, one: Narrowing) -> ColumnElement[bool]:
    if one.values:
        return column.in_(list(one.values))
    ends = [column >= one.least] if one.least is not None else []
    ends += [column <= one.most] if one.most is not None else []
    return and_(column.is_not(None), *ends)


def _of_custom(one: Narrowing) -> _Way:
    values = CallAttributeRow.value.in_([str(value) for value in one.values])
    return _signed(True, select(CallAttributeRow.call_id).where(CallAttributeRow.name == one.field, values))


def _transcribed() -> Select[Any]:
    return select(RecordingRow.call_id).join(TranscriptRow, TranscriptRow.recording_id == RecordingRow.id)


def has_recording() -> ColumnElement[bool]:
    """Whether some sound of the call is there."""
    return exists().where(RecordingRow.call_id == CallRow.id, RecordingRow.state == RecordingState.PRESENT)


def _scored(reader_id: PersonId) -> Select[Any]:
    """Scored on the record: of a second scoring that is not opened nobody knows but its author."""
    return select(EvaluationRow.call_id).where(
        EvaluationRow.purpose.in_(sorted(RECORD_PURPOSES)),
        EvaluationRow.state == EvaluationState.SUBMITTED,
        EvaluationRow.sealed.is_(False),
        or_(EvaluationRow.inspector_id == reader_id, ~is_concealed()),
    )


def _with_outcome(visibility: Visibility, such: Select[Any], *, passed: bool) -> Select[Any]:
    of_record = records(visibility, EvaluationRow.call_id.in_(such)).subquery("outcomes")
    return select(of_record.c.call_id).where(of_record.c.rank == 1, of_record.c.passed.is_(passed))


def records(visibility: Visibility, *among: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """What a reader sees of evaluations that can be a call's score of record, which is the one of rank 1."""
    rank = func.row_number().over(
        partition_by=EvaluationRow.call_id,
        order_by=[
            ~follows_dispute(),
            (EvaluationRow.purpose != Purpose.ROUTINE),
            AssignmentRow.assigned_at,
            EvaluationRow.id,
        ],
    )
    return (
        select(EvaluationRow.call_id, EvaluationRow.score, EvaluationRow.passed, rank.label("rank"))
        .join(AssignmentRow, AssignmentRow.id == EvaluationRow.assignment_id)
        .where(is_possible_record(), may_read(visibility), *among)
    )


def is_possible_record() -> ColumnElement[bool]:
    """Whether an evaluation can be the one of record of its call."""
    return and_(EvaluationRow.purpose.in_(sorted(RECORD_PURPOSES)), EvaluationRow.state == EvaluationState.SUBMITTED)


def handed_in(visibility: Visibility) -> ColumnElement[bool]:
    """Evaluations that count for a reader as evaluations of the call."""
    return and_(EvaluationRow.state == EvaluationState.SUBMITTED, may_read(visibility))

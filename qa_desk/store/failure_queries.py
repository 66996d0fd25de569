"""The failures behind a figure: rows with their people, call and passage, of evaluations that the reader may see.

`IssueQueries` says which deductions count and hands them in as a statement without columns.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, and_, column, func, literal_column, select, values
from sqlalchemy.orm import aliased

from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.domain.ids import CallId, EvaluationId, MarkId
from qa_desk.domain.permissions import Visibility
from qa_desk.store.tables.calls import CallRow
from qa_desk.store.tables.evaluations import AnswerRow, EvaluationRow, MarkRow
from qa_desk.store.tables.organisation import PersonRow, UnitRow
from qa_desk.store.tables.reporting import DeductionFactRow, ScoredFactRow
from qa_desk.store.visibility import may_read


@dataclass(frozen=True, slots=True)
class MarkedFailure:
    """A failure with a passage marked as its evidence."""

    criterion_key: str
    evaluation_id: EvaluationId
    call_id: CallId
    call_key: str
    started_at: datetime | None
    agent_name: str
    unit_path: str
    mark_id: MarkId
    start_s: float
    end_s: float
    note: str
    comment: str


@dataclass(frozen=True, slots=True)
class RecordedFailure:
    """One failure of record with what was noted about it; `start_s` to `end_s` is its first mark, if there is one."""

    evaluation_id: EvaluationId
    call_id: CallId
    call_key: str
    started_at: datetime | None
    agent_name: str
    unit_path: str
    inspector_name: str
    points: float
    score: float | None
    passed: bool
    cause_owner_kind: CauseOwnerKind
    cause_owner_name: str
    comment: str
    start_s: float | None
    end_s: float | None
    reason_keys: tuple[str, ...]


def latest_marks(
    deductions: Select[Any], criterion_keys: Collection[str], n_each: int, visibility: Visibility
) -> Select[Any]:
    """The statement of one row a criterion: the keys of the latest `n_each` marks that the reader may see, or None."""
    asked = values(column("criterion_key", Text()), name="asked").data([(key,) for key in criterion_keys]).cte()
    marks = (
        deductions.add_columns(MarkRow.id)
        .join(
            MarkRow,
            and_(
                MarkRow.evaluation_id == DeductionFactRow.evaluation_id,
                MarkRow.criterion_key == DeductionFactRow.criterion_key,
                MarkRow.sealed.is_(False),
            ),
        )
        .join(EvaluationRow, EvaluationRow.id == DeductionFactRow.evaluation_id)
        .where(DeductionFactRow.criterion_key == asked.c.criterion_key, may_read(visibility))
        .order_by(DeductionFactRow.day.desc(), MarkRow.start_s, MarkRow.id)
        .correlate(asked)
    )
    # one after the other along the index, and the numbers written out: otherwise a server reads all marks and sorts
    one = literal_column("1")
    places = (marks.limit(one).offset(literal_column(str(at))).scalar_subquery() for at in range(n_each))
    return select(*places).select_from(asked)


def marked_failures(marks: Collection[MarkId]) -> Any:
    """The statement of a `MarkedFailure` a row, by criterion, latest first."""
    return (
        select(
            DeductionFactRow.criterion_key,
            DeductionFactRow.evaluation_id,
            DeductionFactRow.call_id,
            CallRow.key,
            CallRow.started_at,
            func.coalesce(PersonRow.name, ""),
            func.coalesce(UnitRow.path, ""),
            MarkRow.id,
            MarkRow.start_s,
            MarkRow.end_s,
            MarkRow.note,
            func.coalesce(AnswerRow.comment, ""),
        )
        .join(
            DeductionFactRow,
            and_(
                DeductionFactRow.evaluation_id == MarkRow.evaluation_id,
                DeductionFactRow.criterion_key == MarkRow.criterion_key,
            ),
        )
        .join(CallRow, CallRow.id == DeductionFactRow.call_id)
        .outerjoin(PersonRow, PersonRow.id == CallRow.agent_id)
        .outerjoin(UnitRow, UnitRow.id == CallRow.unit_id)
        .outerjoin(
            AnswerRow,
            and_(
                AnswerRow.evaluation_id == DeductionFactRow.evaluation_id,
                AnswerRow.criterion_key == DeductionFactRow.criterion_key,
                AnswerRow.sealed.is_(False),
            ),
        )
        .where(MarkRow.id.in_(marks))
        .order_by(DeductionFactRow.criterion_key, DeductionFactRow.day.desc(), MarkRow.start_s, MarkRow.id)
    )


def recorded_failures(deductions: Select[Any], criterion_key: str, visibility: Visibility) -> Any:
    """The statement of a deduction's key and a `RecordedFailure` a row, of what the reader may see, latest first."""
    inspector, agent = aliased(PersonRow), aliased(PersonRow)
    first_mark = _first_mark()
    return (
        deductions.add_columns(
            DeductionFactRow.id,
            DeductionFactRow.evaluation_id,
            DeductionFactRow.call_id,
            CallRow.key.label("call_key"),
            CallRow.started_at,
            func.coalesce(agent.name, "").label("agent_name"),
            func.coalesce(UnitRow.path, "").label("unit_path"),
            inspector.name.label("inspector_name"),
            DeductionFactRow.points,
            ScoredFactRow.score,
            ScoredFactRow.passed,
            DeductionFactRow.cause_owner_kind,
            DeductionFactRow.cause_owner_name,
            func.coalesce(AnswerRow.comment, "").label("comment"),
            MarkRow.start_s,
            MarkRow.end_s,
        )
        .join(EvaluationRow, EvaluationRow.id == DeductionFactRow.evaluation_id)
        .join(ScoredFactRow, ScoredFactRow.evaluation_id == DeductionFactRow.evaluation_id)
        .join(CallRow, CallRow.id == DeductionFactRow.call_id)
        .join(inspector, inspector.id == DeductionFactRow.inspector_id)
        .outerjoin(agent, agent.id == CallRow.agent_id)
        .outerjoin(UnitRow, UnitRow.id == CallRow.unit_id)
        .outerjoin(
            AnswerRow,
            and_(
                AnswerRow.evaluation_id == DeductionFactRow.evaluation_id,
                AnswerRow.criterion_key == DeductionFactRow.criterion_key,
                AnswerRow.sealed.is_(False),
            ),
        )
        .outerjoin(MarkRow, MarkRow.id == first_mark)
        .where(DeductionFactRow.criterion_key == criterion_key, may_read(visibility))
        .order_by(DeductionFactRow.day.desc(), CallRow.started_at.desc(), CallRow.key)
    )


def _first_mark() -> Any:
    """The earliest unsealed mark on the criterion that the statement is at."""
    mark = aliased(MarkRow)
    return (
        select(mark.id)
        .where(
            mark.evaluation_id == DeductionFactRow.evaluation_id,
            mark.criterion_key == DeductionFactRow.criterion_key,
            mark.sealed.is_(False),
        )
        .order_by(mark.start_s, mark.id)
        .limit(1)
        .correlate(DeductionFactRow)
        .scalar_subquery()
    )

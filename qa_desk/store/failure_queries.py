"""The failures behind a figure: rows with their people, call and passage, of evaluations that the reader may see.

`IssueQueries` says which deductions count and hands them in as a statement without columns.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
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


def marked_failures(evaluation_ids: Collection[EvaluationId], visibility: Visibility) -> Any:
    """The statement of a `MarkedFailure` a row, of what failed in these and the reader may see."""
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
        .select_from(MarkRow)
        .join(
            DeductionFactRow,
            and_(
                DeductionFactRow.evaluation_id == MarkRow.evaluation_id,
                DeductionFactRow.criterion_key == MarkRow.criterion_key,
            ),
        )
        .join(EvaluationRow, EvaluationRow.id == MarkRow.evaluation_id)
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
        .where(MarkRow.evaluation_id.in_(evaluation_ids), MarkRow.sealed.is_(False), may_read(visibility))
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

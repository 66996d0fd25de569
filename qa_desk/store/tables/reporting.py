"""Flat tables that reports and the search read; sealed evaluations enter them only at the reveal."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.domain.ids import CallId, EvaluationId, PersonId, UnitId
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.store.tables.base import Base, json_column, key_column

_PLACE = ("unit_id", "business_type", "campaign", "customer_segment", "service_stage")
"""What issues are cut by."""

_FILTERS = (*_PLACE, "scorecard_key")
"""What figures are narrowed by."""

_LOST = ("points", "call_points", "owner_points")
_OWNER = ("cause_owner_kind", "cause_owner_name")


def _counting(
    table: str, ordered: tuple[str, ...], held: tuple[str, ...], held_on_server: tuple[str, ...]
) -> tuple[Index, Index]:
    """All that the common issues count, so that they need no row; a server asks each row also of which call it is."""
    name = f"ix_{table}_counting"
    on_server = Index(f"{name}_include", *ordered, postgresql_include=[*held_on_server, "call_id"])
    return Index(name, *ordered, *held).ddl_if(dialect="sqlite"), on_server.ddl_if(dialect="postgresql")


def _in_groups(table: str, name: str, ordered: tuple[str, ...], held: tuple[str, ...]) -> Index:
    """The same in order of groups, so that a file, which could only sort, counts them as they come."""
    return Index(f"ix_{table}_{name}", *ordered, "day", *held).ddl_if(dialect="sqlite")


def _by_place() -> tuple[Index, Index]:
    """Failures of some criteria in order of where they happened."""
    ordered, name = ("criterion_key", *_PLACE, *_OWNER), "ix_deduction_facts_by_place"
    held = ("day", "inspector_id", "version_number", "scorecard_key")
    return (
        Index(name, *ordered, *held).ddl_if(dialect="sqlite"),
        Index(f"{name}_include", *ordered, postgresql_include=[*held, "call_id"]).ddl_if(dialect="postgresql"),
    )


class DocumentKind(StrEnum):
    """What a search can find."""

    CALL = "call"
    TRANSCRIPT = "transcript"
    PERSON = "person"
    SESSION = "session"
    STANDARD_CASE = "standard_case"
    TRACKED_ITEM = "tracked_item"
    EVALUATION = "evaluation"


class ScoredFactRow(Base):
    """One scored call as reports count it: the denominators beside the deductions.

    `applied_set` is the number of the set of criteria that applied (`domain.issue.set_number`): rows with the same one
    have the same criteria in `opportunity_facts`, so that these are counted without being read one by one.
    """

    __tablename__ = "scored_facts"
    __table_args__ = (
        Index(None, "applied_set"),
        *_counting(
            "scored_facts",
            ("day", "version_number", "applied_set"),
            (*_FILTERS, "inspector_id"),
            (*_FILTERS, "inspector_id"),
        ),
        _in_groups("scored_facts", "by_inspector", ("applied_set", "inspector_id", "version_number"), _FILTERS),
        _in_groups("scored_facts", "by_place", (*_PLACE, "applied_set"), ("scorecard_key",)),
    )

    evaluation_id: Mapped[EvaluationId] = mapped_column(
        ForeignKey("evaluations.id", ondelete="CASCADE"), primary_key=True
    )
    call_id: Mapped[CallId] = mapped_column(index=True)
    day: Mapped[date]
    unit_id: Mapped[UnitId | None]
    agent_id: Mapped[PersonId | None]
    inspector_id: Mapped[PersonId]
    scorecard_key: Mapped[str]
    version_number: Mapped[int]
    business_type: Mapped[str]
    campaign: Mapped[str] = mapped_column(server_default=text("''"))
    customer_segment: Mapped[str] = mapped_column(server_default=text("''"))
    service_stage: Mapped[str] = mapped_column(server_default=text("''"))
    points_lost: Mapped[float] = mapped_column(server_default=text("0"))
    applied_set: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    score: Mapped[float | None]
    score_before_policy: Mapped[float | None]
    agent_score: Mapped[float | None]
    passed: Mapped[bool]


class DeductionFactRow(Base):
    """One failed criterion of one evaluation; `unit_id` is the unit of the call on that day.

    `call_points` is what the evaluation lost in all its criteria, and `owner_points` in those put down to the same
    cause owner, so that a share of points has its variance from here.
    `why` is the number of criterion, reasons and cause owner (`domain.issue.why_number`): rows with the same one are
    summed without any of them being read.
    """

    __tablename__ = "deduction_facts"
    __table_args__ = (
        *_counting(
            "deduction_facts",
            ("day", "version_number", "criterion_key", "why"),
            (*_LOST, *_FILTERS, *_OWNER, "inspector_id"),
            # with their place it is as large as the table, and a server reads the table instead
            (*_LOST, "scorecard_key", *_OWNER),
        ),
        _in_groups("deduction_facts", "by_why", ("why",), (*_LOST, *_FILTERS, *_OWNER)),
        *_by_place(),
        Index(None, "criterion_key", "day"),
        UniqueConstraint("evaluation_id", "criterion_key"),
        CheckConstraint("points >= 0", name="points_not_negative"),
    )

    id: Mapped[UUID] = key_column()
    evaluation_id: Mapped[EvaluationId] = mapped_column(ForeignKey("scored_facts.evaluation_id", ondelete="CASCADE"))
    call_id: Mapped[CallId]
    day: Mapped[date]
    unit_id: Mapped[UnitId | None]
    agent_id: Mapped[PersonId | None]
    inspector_id: Mapped[PersonId]
    scorecard_key: Mapped[str]
    version_number: Mapped[int]
    section_key: Mapped[str]
    criterion_key: Mapped[str]
    reason_keys = json_column()
    points: Mapped[float]
    critical: Mapped[CriticalFamily | None]
    cause_owner_kind: Mapped[CauseOwnerKind]
    cause_owner_name: Mapped[str]
    business_type: Mapped[str]
    campaign: Mapped[str] = mapped_column(server_default=text("''"))
    customer_segment: Mapped[str] = mapped_column(server_default=text("''"))
    service_stage: Mapped[str] = mapped_column(server_default=text("''"))
    call_points: Mapped[float] = mapped_column(server_default=text("0"))
    owner_points: Mapped[float] = mapped_column(server_default=text("0"))
    why: Mapped[int] = mapped_column(BigInteger, server_default=text("0"), index=True)


class OpportunityFactRow(Base):
    """A criterion that applied in one evaluation, failed or not: the denominator of its share of failures."""

    __tablename__ = "opportunity_facts"
    __table_args__ = (Index(None, "day", "unit_id", "criterion_key"),)

    evaluation_id: Mapped[EvaluationId] = mapped_column(
        ForeignKey("scored_facts.evaluation_id", ondelete="CASCADE"), primary_key=True
    )
    criterion_key: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]
    unit_id: Mapped[UnitId | None]


class DeductionReasonFactRow(Base):
    """One reason of one failed criterion, so that reasons are counted without counting points twice."""

    __tablename__ = "deduction_reason_facts"
    __table_args__ = (Index("ix_deduction_reason_facts_pareto", "day", "unit_id", "criterion_key", "reason_key"),)

    deduction_id: Mapped[UUID] = mapped_column(ForeignKey("deduction_facts.id", ondelete="CASCADE"), primary_key=True)
    reason_key: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]
    unit_id: Mapped[UnitId | None]
    criterion_key: Mapped[str]


class SearchDocumentRow(Base):
    """A text that can be found; `tokens` is title and body split for the index, CJK text into pairs of characters.

    What belongs to an evaluation names it, and is found only by those who may read that evaluation.
    """

    __tablename__ = "search_documents"
    __table_args__ = (UniqueConstraint("kind", "object_id"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[DocumentKind]
    object_id: Mapped[UUID]
    call_id: Mapped[CallId | None] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    evaluation_id: Mapped[EvaluationId | None] = mapped_column(
        ForeignKey("evaluations.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str]
    body: Mapped[str]
    tokens: Mapped[str]
    changed_at: Mapped[datetime]

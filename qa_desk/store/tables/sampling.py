"""Sampling plans and their draws, and the assignments that follow from them."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from qa_desk.domain.evaluation import AssignmentState, Purpose
from qa_desk.domain.ids import (
    AssignmentId,
    CallId,
    DrawId,
    EvaluationId,
    PersonId,
    PlanId,
    SessionId,
    VersionId,
)
from qa_desk.domain.sampling import ExemptionState, Selection
from qa_desk.store.tables.base import Base, Versioned, json_column, key_column


class SamplingPlanRow(Base):
    """A rule through all its versions."""

    __tablename__ = "sampling_plans"

    id: Mapped[PlanId] = key_column()
    name: Mapped[str] = mapped_column(unique=True)


class SamplingPlanVersionRow(Base):
    """One version of a rule; `definition` is its YAML as given."""

    __tablename__ = "sampling_plan_versions"

    plan_id: Mapped[PlanId] = mapped_column(ForeignKey("sampling_plans.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose]
    selection: Mapped[Selection]
    definition: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))


class DrawRow(Base):
    """One execution of a plan."""

    __tablename__ = "draws"

    id: Mapped[DrawId] = key_column()
    plan_id: Mapped[PlanId] = mapped_column(ForeignKey("sampling_plans.id"), index=True)
    plan_number: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)
    drawn_at: Mapped[datetime]
    drawn_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    n_population: Mapped[int | None]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    strata = json_column(nullable=True)
    expected = json_column(nullable=True)


class DrawItemRow(Base):
    """A call that was drawn, with the probability it had; dropped when it could not be scored."""

    __tablename__ = "draw_items"
    __table_args__ = (
        CheckConstraint("inclusion_probability > 0 AND inclusion_probability <= 1", name="probability_in_range"),
    )

    draw_id: Mapped[DrawId] = mapped_column(ForeignKey("draws.id", ondelete="CASCADE"), primary_key=True)
    call_id: Mapped[CallId] = mapped_column(ForeignKey("calls.id"), primary_key=True)
    position: Mapped[int]
    stratum: Mapped[str]
    inclusion_probability: Mapped[float]
    dropped_reason: Mapped[str] = mapped_column(default="", server_default=text("''"))
    dropped_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    dropped_at: Mapped[datetime | None]
    replaces_id: Mapped[CallId | None] = mapped_column(ForeignKey("calls.id"))


class AgentExemptionRow(Base):
    """That an agent is exempt under a plan; `evaluation_id` is the critical failure that suspended it."""

    __tablename__ = "agent_exemptions"
    __table_args__ = (CheckConstraint("state = 'stands' OR reason <> ''", name="change_has_reason"),)

    plan_id: Mapped[PlanId] = mapped_column(ForeignKey("sampling_plans.id"), primary_key=True)
    agent_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), primary_key=True)
    state: Mapped[ExemptionState]
    since: Mapped[datetime]
    until: Mapped[date]
    changed_at: Mapped[datetime]
    evaluation_id: Mapped[EvaluationId | None] = mapped_column(ForeignKey("evaluations.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(default="")


class AssignmentRow(Versioned, Base):
    """A call to be scored by an inspector; within a session nobody gets a call twice.

    `purpose` is what its inspector may know: an overlap or a repeat is routine until it is opened.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("session_id", "inspector_id", "call_id"),
        Index(None, "call_id", "inspector_id"),
        Index(None, "inspector_id", "state", "due_on"),
        CheckConstraint("purpose <> 'calibration' OR session_id IS NOT NULL", name="calibration_has_session"),
    )

    id: Mapped[AssignmentId] = key_column()
    call_id: Mapped[CallId] = mapped_column(ForeignKey("calls.id"))
    inspector_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    version_id: Mapped[VersionId] = mapped_column(ForeignKey("scorecard_versions.id"))
    purpose: Mapped[Purpose]
    state: Mapped[AssignmentState]
    assigned_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    assigned_at: Mapped[datetime]
    position: Mapped[int] = mapped_column(default=0)
    due_on: Mapped[date | None]
    session_id: Mapped[SessionId | None] = mapped_column(ForeignKey("calibration_sessions.id"))
    draw_id: Mapped[DrawId | None] = mapped_column(ForeignKey("draws.id"), index=True)
    hides_agent: Mapped[bool] = mapped_column(default=False, server_default=false())


class TruePurposeRow(Base):
    """What an assignment is really for whose own row says routine; gone once its evaluation is opened."""

    __tablename__ = "true_purposes"
    __table_args__ = (CheckConstraint("purpose IN ('overlap', 'repeat')", name="purpose_is_concealed"),)

    assignment_id: Mapped[AssignmentId] = mapped_column(
        ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True
    )
    purpose: Mapped[Purpose]

"""What people achieve on standard cases: given to be practised, compared when handed in, and sat as qualifications."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_desk.domain.ids import (
    AssignmentId,
    BlueprintId,
    CaseId,
    EvaluationId,
    PersonId,
    PracticeSetId,
    QualificationId,
    ScorecardId,
)
from qa_desk.store.tables.base import Base, json_column, key_column


def _under_case_version() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["case_id", "number"], ["case_versions.case_id", "case_versions.number"], ondelete="CASCADE"
    )


class PracticeResultRow(Base):
    """How one practice or qualification evaluation compared with the case, when it was handed in."""

    __tablename__ = "practice_results"
    __table_args__ = (_under_case_version(),)

    evaluation_id: Mapped[EvaluationId] = mapped_column(
        ForeignKey("evaluations.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    case_id: Mapped[CaseId]
    number: Mapped[int]
    n_criteria: Mapped[int]
    n_agreeing: Mapped[int]
    n_critical_missed: Mapped[int]
    n_critical_false_alarms: Mapped[int]
    finished_at: Mapped[datetime]
    judgements = json_column()


class BlueprintRow(Base):
    """By what a qualification is drawn and judged; once written it only ends."""

    __tablename__ = "blueprints"

    id: Mapped[BlueprintId] = key_column()
    scorecard_id: Mapped[ScorecardId] = mapped_column(ForeignKey("scorecards.id"), index=True)
    definition = json_column()
    written_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class QualificationRow(Base):
    """A qualifying set sat by a person; once passed, the certificate."""

    __tablename__ = "qualifications"
    __table_args__ = (
        UniqueConstraint("person_id", "blueprint_id", "attempt"),
        CheckConstraint("n_judgements > 0 AND n_allowed_errors >= 0", name="plan_possible"),
        CheckConstraint("passed IS NULL OR finished_at IS NOT NULL", name="verdict_when_over"),
    )

    id: Mapped[QualificationId] = key_column()
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    scorecard_id: Mapped[ScorecardId] = mapped_column(ForeignKey("scorecards.id"))
    blueprint_id: Mapped[BlueprintId] = mapped_column(ForeignKey("blueprints.id"))
    attempt: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    n_judgements: Mapped[int]
    n_allowed_errors: Mapped[int]
    n_errors: Mapped[int | None]
    passed: Mapped[bool | None]
    valid_until: Mapped[date | None]
    outcome = json_column(nullable=True)


class SeatedCaseRow(Base):
    """A case that was given to somebody to score, for practice or in a sitting."""

    __tablename__ = "seated_cases"
    __table_args__ = (_under_case_version(),)

    assignment_id: Mapped[AssignmentId] = mapped_column(
        ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    case_id: Mapped[CaseId]
    number: Mapped[int]
    position: Mapped[int]
    qualification_id: Mapped[QualificationId | None] = mapped_column(
        ForeignKey("qualifications.id", ondelete="CASCADE"), index=True
    )


class PracticeSetRow(Base):
    """Cases that a trainer offers to everybody who practises, about the common issues of some days; it only ends."""

    __tablename__ = "practice_sets"

    id: Mapped[PracticeSetId] = key_column()
    title: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    made_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PracticeSetCaseRow(Base):
    """A case of a set, in its place."""

    __tablename__ = "practice_set_cases"

    set_id: Mapped[PracticeSetId] = mapped_column(ForeignKey("practice_sets.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("standard_cases.id", ondelete="CASCADE"), index=True)

"""The library of standard cases."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from qa_desk.domain.ids import CallId, CaseId, PersonId, SessionId, VersionId
from qa_desk.domain.standard_case import CaseState, Difficulty, ExposureKind
from qa_desk.store.tables.base import Base, Versioned, json_column, key_column

_PASSAGE = "(start_s IS NULL) = (end_s IS NULL) AND (start_s IS NULL OR (start_s >= 0 AND start_s < end_s))"


def _under_case_version() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["case_id", "number"], ["case_versions.case_id", "case_versions.number"], ondelete="CASCADE"
    )


class StandardCaseRow(Base):
    """A case through all its versions; `code` reads like SC-041.

    One that came in a package has the key of its case in the library it came from, and that library's fingerprint.
    """

    __tablename__ = "standard_cases"
    __table_args__ = (
        UniqueConstraint("origin_key", "origin_id"),
        Index("ix_standard_cases_in_order", text("length(code)"), "code"),
    )

    id: Mapped[CaseId] = key_column()
    code: Mapped[str] = mapped_column(unique=True)
    origin_id: Mapped[UUID | None]
    origin_key: Mapped[str] = mapped_column(default="", server_default=text("''"))


class CaseVersionRow(Versioned, Base):
    """One version of a case; the score is that of its answers.

    The current one is the last that was approved, or the first one proposed while none is.
    """

    __tablename__ = "case_versions"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("state <> 'retired' OR retired_on IS NOT NULL", name="retired_has_day"),
        CheckConstraint(_PASSAGE, name="passage_in_order"),
        CheckConstraint("approved_by IS NULL OR approved_by <> author_id", name="approved_by_another"),
        Index(
            "uq_case_versions_current",
            "case_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )

    case_id: Mapped[CaseId] = mapped_column(ForeignKey("standard_cases.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    call_id: Mapped[CallId] = mapped_column(ForeignKey("calls.id"), index=True)
    version_id: Mapped[VersionId] = mapped_column(ForeignKey("scorecard_versions.id"))
    state: Mapped[CaseState] = mapped_column(index=True)
    difficulty: Mapped[Difficulty]
    language: Mapped[str]
    rationale: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    author_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    business_type: Mapped[str] = mapped_column(default="", server_default=text("''"))
    start_s: Mapped[float | None]
    end_s: Mapped[float | None]
    is_benchmark: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_current: Mapped[bool] = mapped_column(default=False, server_default=false())
    note: Mapped[str] = mapped_column(default="", server_default=text("''"))
    origin_number: Mapped[int | None]
    session_id: Mapped[SessionId | None] = mapped_column(ForeignKey("calibration_sessions.id"))
    approved_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    review_on: Mapped[date | None]
    retired_on: Mapped[date | None]
    retired_reason: Mapped[str] = mapped_column(default="")
    score: Mapped[float | None]
    passed: Mapped[bool | None]
    facet_line: Mapped[str] = mapped_column(default="", server_default=text("''"))


class CaseAnswerRow(Base):
    """The settled answer to one criterion of a case."""

    __tablename__ = "case_answers"
    __table_args__ = (_under_case_version(), CheckConstraint("NOT na OR rating IS NULL", name="na_has_no_rating"))

    case_id: Mapped[CaseId] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    criterion_key: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    rating = json_column(nullable=True)
    na: Mapped[bool] = mapped_column(default=False)
    reasons = json_column()
    rationale: Mapped[str] = mapped_column(default="")


class CaseMarkRow(Base):
    """The passage that proves an answer of a case, or a free-standing one."""

    __tablename__ = "case_marks"
    __table_args__ = (
        _under_case_version(),
        CheckConstraint("start_s >= 0 AND start_s <= end_s", name="times_in_order"),
    )

    id: Mapped[UUID] = key_column()
    case_id: Mapped[CaseId] = mapped_column(index=True)
    number: Mapped[int]
    criterion_key: Mapped[str | None]
    start_s: Mapped[float]
    end_s: Mapped[float]
    note: Mapped[str] = mapped_column(default="")


class CaseTagRow(Base):
    """A tag of a case version."""

    __tablename__ = "case_tags"
    __table_args__ = (_under_case_version(),)

    case_id: Mapped[CaseId] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(default=0)


class CaseExposureRow(Base):
    """That somebody saw the answers of a case, and how."""

    __tablename__ = "case_exposures"
    __table_args__ = (_under_case_version(),)

    id: Mapped[UUID] = key_column()
    case_id: Mapped[CaseId] = mapped_column(index=True)
    number: Mapped[int]
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[ExposureKind]
    at: Mapped[datetime]

"""Scorecards, their versions and, flat, the criteria of each version."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_desk.domain.ids import CriterionId, PersonId, ScorecardId, VersionId
from qa_desk.domain.scorecard import CriticalFamily, PolicyKind, VersionState
from qa_desk.store.tables.base import Base, Versioned, json_column, key_column


class ScorecardRow(Base):
    """A form through all its versions."""

    __tablename__ = "scorecards"

    id: Mapped[ScorecardId] = key_column()
    key: Mapped[str] = mapped_column(unique=True)


class ScorecardVersionRow(Versioned, Base):
    """One version, whole: `definition` is JSON kept as text, since JSONB would reorder it; `sha256` is that of its
    canonical form. A trigger of the database keeps what is published from being changed."""

    __tablename__ = "scorecard_versions"
    __table_args__ = (
        UniqueConstraint("scorecard_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("(policy_kind = 'cap') = (policy_cap IS NOT NULL)", name="cap_only_for_cap"),
        CheckConstraint("state = 'draft' OR published_at IS NOT NULL", name="published_has_moment"),
    )

    id: Mapped[VersionId] = key_column()
    scorecard_id: Mapped[ScorecardId] = mapped_column(ForeignKey("scorecards.id"))
    number: Mapped[int]
    title = json_column()
    state: Mapped[VersionState]
    policy_kind: Mapped[PolicyKind]
    policy_cap: Mapped[float | None]
    definition: Mapped[str]
    sha256: Mapped[str]
    published_at: Mapped[datetime | None]
    published_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    in_force_from: Mapped[date | None]
    retired_at: Mapped[datetime | None]


class CriterionRow(Base):
    """A criterion of one version, with what queries ask of it; trends link versions by `key`."""

    __tablename__ = "criteria"
    __table_args__ = (UniqueConstraint("version_id", "key"), CheckConstraint("weight >= 0", name="weight_not_negative"))

    id: Mapped[CriterionId] = key_column()
    version_id: Mapped[VersionId] = mapped_column(ForeignKey("scorecard_versions.id", ondelete="CASCADE"))
    key: Mapped[str]
    section_key: Mapped[str]
    position: Mapped[int]
    title = json_column()
    scale_key: Mapped[str]
    weight: Mapped[float]
    critical: Mapped[CriticalFamily | None]
    bonus: Mapped[bool]

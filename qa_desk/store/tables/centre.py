"""What holds for the whole centre: targets and settings with effective dates, and the audit chain."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_desk.domain.ids import PersonId, TargetId
from qa_desk.domain.issue import TargetKind
from qa_desk.store.tables.base import Base, json_column, key_column


class TargetRow(Base):
    """A share to be reached from a day on; the latest one that has begun holds."""

    __tablename__ = "targets"
    __table_args__ = (
        UniqueConstraint("kind", "valid_from"),
        CheckConstraint("share >= 0 AND share <= 1", name="share_in_range"),
    )

    id: Mapped[TargetId] = key_column()
    kind: Mapped[TargetKind]
    share: Mapped[float]
    valid_from: Mapped[date]
    set_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    set_at: Mapped[datetime]


class CentreSettingRow(Base):
    """A setting of the centre from a day on (`time_zone`, `first_weekday` …)."""

    __tablename__ = "centre_settings"

    key: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    value = json_column()
    set_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    set_at: Mapped[datetime]


class AuditEntryRow(Base):
    """Who did what; `hash` covers this entry and the hash before it. `details` is canonical JSON, as it was hashed."""

    __tablename__ = "audit_entries"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    action: Mapped[str]
    object_kind: Mapped[str]
    object_id: Mapped[UUID | None] = mapped_column(index=True)
    details: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)

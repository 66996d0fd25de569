"""What must not be heard or read, what was looked at and may stay, and what was handed out with which calls in it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from qa_desk.domain.handing_out import HandOutKind
from qa_desk.domain.ids import CallId, HandOutId, MaskId, PersonId, RecordingId
from qa_desk.domain.masking import MaskState, PrivateKind
from qa_desk.domain.private_numbers import NumberPlace
from qa_desk.store.tables.base import Base, key_column


class MaskedPassageRow(Base):
    """A passage of a recording that plays as a tone once it is confirmed."""

    __tablename__ = "masked_passages"
    __table_args__ = (
        CheckConstraint("start_s >= 0 AND start_s < end_s", name="times_in_order"),
        CheckConstraint("state <> 'confirmed' OR decided_by IS NOT NULL", name="confirmed_by_somebody"),
    )

    id: Mapped[MaskId] = key_column()
    recording_id: Mapped[RecordingId] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    start_s: Mapped[float]
    end_s: Mapped[float]
    kind: Mapped[PrivateKind]
    state: Mapped[MaskState]
    proposed_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]


class KeptNumberRow(Base):
    """A number found in a text that somebody looked at and let stay; only its place is kept."""

    __tablename__ = "kept_numbers"

    place: Mapped[NumberPlace] = mapped_column(primary_key=True)
    object_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
    call_id: Mapped[CallId] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    decided_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime]


class HandOutRow(Base):
    """A file that left the workspace."""

    __tablename__ = "hand_outs"

    id: Mapped[HandOutId] = key_column()
    kind: Mapped[HandOutKind]
    name: Mapped[str]
    handed_out_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    handed_out_at: Mapped[datetime] = mapped_column(index=True)


class HandOutCallRow(Base):
    """A call that such a file tells of."""

    __tablename__ = "hand_out_calls"

    hand_out_id: Mapped[HandOutId] = mapped_column(ForeignKey("hand_outs.id", ondelete="CASCADE"), primary_key=True)
    call_id: Mapped[CallId] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True, index=True)

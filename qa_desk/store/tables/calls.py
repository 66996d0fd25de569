"""Calls with their attributes, their recordings and transcripts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from qa_desk.domain.calls import AgentChannel, MonitoringMode, RecordingState
from qa_desk.domain.ids import CallId, PersonId, RecordingId, SavedFilterId, UnitId
from qa_desk.store.tables.base import Base, Versioned, json_column, key_column

_RARE = {
    "customer_id": "customer_id <> ''",
    "csat": "csat IS NOT NULL",
    "mode": "mode <> 'sampled'",
}
"""What few calls have has an index of those alone."""


class CallRow(Versioned, Base):
    """One customer contact; `key` is the centre's own call id, `unit_id` the unit that served it at that time.

    Each index ends with the moment the call began: a list of one agent or unit, newest first, is read off it.
    """

    __tablename__ = "calls"
    __table_args__ = (
        CheckConstraint("duration_s >= 0", name="duration_not_negative"),
        *(Index(None, name, "started_at") for name in ("agent_id", "unit_id", "business_type", "queue", "campaign")),
        *(Index(None, name, "started_at") for name in ("customer_segment", "duration_s", "complaint")),
        *(
            Index(None, name, "started_at", sqlite_where=text(part), postgresql_where=text(part))
            for name, part in _RARE.items()
        ),
    )

    id: Mapped[CallId] = key_column()
    key: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[datetime | None] = mapped_column(index=True)
    agent_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    unit_id: Mapped[UnitId | None] = mapped_column(ForeignKey("units.id"))
    duration_s: Mapped[float | None]
    mode: Mapped[MonitoringMode]
    queue: Mapped[str] = mapped_column(default="")
    business_type: Mapped[str] = mapped_column(default="")
    campaign: Mapped[str] = mapped_column(default="")
    customer_id: Mapped[str] = mapped_column(default="")
    customer_segment: Mapped[str] = mapped_column(default="")
    service_stage: Mapped[str] = mapped_column(default="")
    channel: Mapped[str] = mapped_column(default="")
    direction: Mapped[str] = mapped_column(default="")
    csat: Mapped[float | None]
    csat_scale: Mapped[str] = mapped_column(default="")
    complaint: Mapped[bool | None]
    resolved: Mapped[bool | None]
    imported_at: Mapped[datetime]


class CallAttributeRow(Base):
    """A further column of calls.csv, kept as it was read."""

    __tablename__ = "call_attributes"
    __table_args__ = (Index(None, "name", "value", "call_id"),)

    call_id: Mapped[CallId] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


class RecordingRow(Base):
    """One sound file of a call, kept by content; one that is missing has no hash."""

    __tablename__ = "recordings"
    __table_args__ = (
        UniqueConstraint("call_id", "position"),
        UniqueConstraint("call_id", "sha256"),
        CheckConstraint("state = 'missing' OR (sha256 IS NOT NULL AND relative_path <> '')", name="present_has_file"),
    )

    id: Mapped[RecordingId] = key_column()
    call_id: Mapped[CallId] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    position: Mapped[int]
    original_name: Mapped[str]
    state: Mapped[RecordingState]
    sha256: Mapped[str | None] = mapped_column(index=True)
    relative_path: Mapped[str] = mapped_column(default="")
    format: Mapped[str] = mapped_column(default="")
    codec: Mapped[str] = mapped_column(default="")
    rate_hz: Mapped[int] = mapped_column(default=0)
    channels: Mapped[int] = mapped_column(default=0)
    duration_s: Mapped[float] = mapped_column(default=0.0)
    size_bytes: Mapped[int] = mapped_column(default=0)
    agent_channel: Mapped[AgentChannel]
    started_at: Mapped[datetime | None]
    imported_at: Mapped[datetime]


class TranscriptRow(Base):
    """What was said in a recording, as one source wrote it down."""

    __tablename__ = "transcripts"

    id: Mapped[UUID] = key_column()
    recording_id: Mapped[RecordingId] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    source_name: Mapped[str]
    language: Mapped[str] = mapped_column(default="")
    imported_at: Mapped[datetime]


class TranscriptSegmentRow(Base):
    """One passage of a transcript, in seconds of its recording."""

    __tablename__ = "transcript_segments"
    __table_args__ = (CheckConstraint("start_s <= end_s", name="times_in_order"),)

    transcript_id: Mapped[UUID] = mapped_column(ForeignKey("transcripts.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    start_s: Mapped[float]
    end_s: Mapped[float]
    speaker: Mapped[str] = mapped_column(default="")
    text: Mapped[str]


class CallTalkRow(Base):
    """Who spoke how much of a call; without figures when its voices lie on one channel.

    `content` names the sound that was measured and how: with other recordings it is measured anew.
    """

    __tablename__ = "call_talk"

    call_id: Mapped[CallId] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[str]
    recorded_s: Mapped[float | None]
    agent_share: Mapped[float | None]
    customer_share: Mapped[float | None]
    silence_share: Mapped[float | None]
    overtalk_share: Mapped[float | None]
    longest_silence_s: Mapped[float | None]
    longest_overtalk_s: Mapped[float | None]
    n_silences: Mapped[int | None]
    n_overtalks: Mapped[int | None]
    measured_at: Mapped[datetime]


class CallHearingRow(Base):
    """A passage of a call that somebody has heard outside of scoring it; passages of one person don't overlap."""

    __tablename__ = "call_hearings"
    __table_args__ = (CheckConstraint("start_s >= 0 AND start_s < end_s", name="times_in_order"),)

    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), primary_key=True)
    call_id: Mapped[CallId] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True, index=True)
    start_s: Mapped[float] = mapped_column(primary_key=True)
    end_s: Mapped[float]


class SavedFilterRow(Base):
    """A filter of the list of calls that somebody keeps under a name; `content` is its record."""

    __tablename__ = "saved_filters"
    __table_args__ = (UniqueConstraint("owner_id", "name"),)

    id: Mapped[SavedFilterId] = key_column()
    owner_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str]
    is_shared: Mapped[bool]
    content = json_column()
    changed_at: Mapped[datetime]

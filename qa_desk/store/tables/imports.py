"""What came in by which import, file by file, so that an import can be interrupted and resumed."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_desk.domain.ids import ImportId, PersonId, RecordingId
from qa_desk.store.tables.base import Base, json_column, key_column


class ImportState(StrEnum):
    """How far an import run has come; one left RUNNING was killed and may be resumed."""

    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class ItemOutcome(StrEnum):
    """What became of one file or row; ALREADY_HERE when it had come in before, ROW_READ for one without a sound."""

    IMPORTED = "imported"
    ALREADY_HERE = "already_here"
    REFUSED = "refused"
    UNATTRIBUTED = "unattributed"
    RECORDING_MISSING = "recording_missing"
    ROW_READ = "row_read"


class ImportRunRow(Base):
    """One import; `source` is the folder or file named, as it was named."""

    __tablename__ = "import_runs"

    id: Mapped[ImportId] = key_column()
    source: Mapped[str]
    state: Mapped[ImportState]
    started_at: Mapped[datetime] = mapped_column(index=True)
    started_by: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    finished_at: Mapped[datetime | None]


class ImportItemRow(Base):
    """What became of one file, or of one row of a table; the reason is an error code with its parameters."""

    __tablename__ = "import_items"
    __table_args__ = (
        UniqueConstraint("run_id", "position"),
        Index(None, "run_id", "name"),
    )

    id: Mapped[UUID] = key_column()
    run_id: Mapped[ImportId] = mapped_column(ForeignKey("import_runs.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str]
    row_number: Mapped[int | None]
    outcome: Mapped[ItemOutcome]
    call_key: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str | None]
    recording_id: Mapped[RecordingId | None] = mapped_column(ForeignKey("recordings.id", ondelete="SET NULL"))
    error_code: Mapped[str] = mapped_column(default="")
    error_params = json_column(nullable=True)

"""What came in by which import, file by file, so that an import can be interrupted and resumed."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_desk.domain.ids import ImportId, PersonId, RecordingId
from qa_desk.store.tables.base import Base, json_column, key_column


class ImportState(StrEnum):
    """How far an import run has come; one left RUNNING was killed and may be resumed."""

    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class ItemOutcome(StrEnum):
    """What became of one file or row; KNOWN when it had come in before."""

    IMPORTED = "imported"
    KNOWN = "known"
    REFUSED = "refused"


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
    """What became of one file or row of a run; the reason is an error code with its parameters."""

    __tablename__ = "import_items"
    __table_args__ = (UniqueConstraint("run_id", "name"),)

    id: Mapped[UUID] = key_column()
    run_id: Mapped[ImportId] = mapped_column(ForeignKey("import_runs.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str]
    outcome: Mapped[ItemOutcome]
    sha256: Mapped[str | None]
    recording_id: Mapped[RecordingId | None] = mapped_column(ForeignKey("recordings.id", ondelete="SET NULL"))
    error_code: Mapped[str] = mapped_column(default="")
    error_params = json_column(nullable=True)

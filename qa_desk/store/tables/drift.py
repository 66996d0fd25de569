"""Where somebody's charts of drift begin anew: alarms acknowledged, and training."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from qa_desk.domain.drift import RestartKind
from qa_desk.domain.ids import DriftRestartId, PersonId
from qa_desk.store.tables.base import Base, key_column


class DriftRestartRow(Base):
    """From `at` on new sessions make a new chart; an empty scorecard or subject stands for all of them."""

    __tablename__ = "drift_restarts"

    id: Mapped[DriftRestartId] = key_column()
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id"), index=True)
    scorecard_key: Mapped[str]
    subject: Mapped[str]
    kind: Mapped[RestartKind]
    at: Mapped[datetime]
    note: Mapped[str]
    noted_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime]

"""The centres whose packages of standard cases are taken in."""

from datetime import datetime

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from qa_desk.domain.ids import PersonId
from qa_desk.store.tables.base import Base


class KnownCentreRow(Base):
    """A centre by the fingerprint of its key, kept in Base64. `is_own`: this centre signs or signed with it."""

    __tablename__ = "known_centres"

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    public_key: Mapped[str]
    name: Mapped[str]
    is_own: Mapped[bool] = mapped_column(default=False, server_default=false())
    accepted_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    accepted_at: Mapped[datetime]

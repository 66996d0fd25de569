"""How people sign in where the database asks for no login of its own: passwords, wrong tries, codes of agents."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from qa_desk.domain.ids import AgentCodeId, PersonId
from qa_desk.store.tables.base import Base, key_column


class PasswordRow(Base):
    """The password of a person, as an argon2id hash; nobody has one on PostgreSQL, where the server asks."""

    __tablename__ = "passwords"

    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    hash: Mapped[str]
    must_change: Mapped[bool]
    set_at: Mapped[datetime]


class SignInFailureRow(Base):
    """How often in a row somebody was refused; `subject` is a person's key, or what stands for all codes."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (CheckConstraint("n_failures > 0", name="failures_positive"),)

    subject: Mapped[str] = mapped_column(primary_key=True)
    n_failures: Mapped[int]
    last_at: Mapped[datetime]


class AgentCodeRow(Base):
    """A one-time code of an agent; only its digest is kept, and what came of it."""

    __tablename__ = "agent_codes"
    __table_args__ = (CheckConstraint("made_at < expires_at", name="life_in_order"),)

    id: Mapped[AgentCodeId] = key_column()
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(unique=True)
    made_by: Mapped[PersonId] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

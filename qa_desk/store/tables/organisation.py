"""People with their roles and leaves, the tree of units, departments, and the wordings they own."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from qa_desk.domain.ids import DepartmentId, PersonId, UnitId, WordingId
from qa_desk.domain.people import Role
from qa_desk.store.tables.base import Base, Versioned, json_column, key_column


class UnitRow(Base):
    """A node of the organisation tree; `path` repeats the names from the root, so that lists need no recursion."""

    __tablename__ = "units"
    __table_args__ = (UniqueConstraint("parent_id", "name"), UniqueConstraint("path"))

    id: Mapped[UnitId] = key_column()
    name: Mapped[str]
    parent_id: Mapped[UnitId | None] = mapped_column(ForeignKey("units.id"))
    path: Mapped[str]


class PersonRow(Versioned, Base):
    """Somebody of the centre, inspector, agent or anyone else."""

    __tablename__ = "people"

    id: Mapped[PersonId] = key_column()
    external_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    unit_id: Mapped[UnitId | None] = mapped_column(ForeignKey("units.id"), index=True)
    team_leader_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    grade: Mapped[str] = mapped_column(default="")
    hired_on: Mapped[date | None]
    left_on: Mapped[date | None]


class PersonRoleRow(Base):
    """A role that a person holds."""

    __tablename__ = "person_roles"

    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)


class PersonAccountRow(Base):
    """The account of the operating system that stands for a person."""

    __tablename__ = "person_accounts"

    os_user: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)


class PersonLoginRow(Base):
    """The login role of the server that stands for a person; a workspace in a SQLite file has none.

    `must_change` while its password is one that somebody else made up.
    """

    __tablename__ = "person_logins"

    login: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), unique=True)
    created_at: Mapped[datetime]
    must_change: Mapped[bool] = mapped_column(default=False, server_default=false())


class LeaveRow(Base):
    """Days away, both included."""

    __tablename__ = "leaves"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="days_in_order"),)

    person_id: Mapped[PersonId] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    first_day: Mapped[date] = mapped_column(primary_key=True)
    last_day: Mapped[date]


class DepartmentRow(Versioned, Base):
    """A supporting department that may own a cause."""

    __tablename__ = "departments"
    __table_args__ = (CheckConstraint("answer_days > 0", name="answer_days_positive"),)

    id: Mapped[DepartmentId] = key_column()
    name: Mapped[str] = mapped_column(unique=True)
    contact_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    deputy_id: Mapped[PersonId | None] = mapped_column(ForeignKey("people.id"))
    answer_days: Mapped[int] = mapped_column(default=5)
    closed_on: Mapped[date | None]


class StandardWordingRow(Versioned, Base):
    """What customers are told about a matter; title and text are language → text."""

    __tablename__ = "standard_wordings"
    __table_args__ = (CheckConstraint("valid_until IS NULL OR valid_from <= valid_until", name="validity_in_order"),)

    id: Mapped[WordingId] = key_column()
    title = json_column()
    text = json_column()
    business_type: Mapped[str] = mapped_column(default="", index=True)
    campaign: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    department_id: Mapped[DepartmentId | None] = mapped_column(ForeignKey("departments.id"))
    changed_at: Mapped[datetime | None]

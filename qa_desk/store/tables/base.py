"""What all tables share: naming of constraints, column types by annotation, keys, version counters."""

from datetime import UTC, datetime
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, DateTime, Dialect, MetaData, Text, TypeDecorator, Uuid
from sqlalchemy import Enum as EnumType
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.orm.properties import MappedColumn

from qa_desk.domain import ids

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

JsonValue = dict[str, Any] | list[Any] | str | int | float | bool
"""What a JSON column holds; SQL NULL stands for nothing at all."""

JSON_TYPE = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: naive values are refused, what comes back is in UTC. SQLite keeps it as text without an offset."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; SQLite's text form would silently drop an offset, so it is taken off here."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone can't be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back in UTC, whatever the time zone of the server's session."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values_of(choices: type[Enum]) -> list[str]:
    return [str(choice.value) for choice in choices]


class Base(DeclarativeBase):
    """The declarative base; enumerations are kept as text with a check constraint."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {  # noqa: RUF012 - read once by SQLAlchemy when the classes are made
        str: Text(),
        UUID: Uuid(),
        **{kind: Uuid() for kind in vars(ids).values() if getattr(kind, "__supertype__", None) is UUID},
        datetime: UtcDateTime(),
        JsonValue: JSON_TYPE,
        Enum: EnumType(Enum, native_enum=False, create_constraint=True, length=32, values_callable=_values_of),
    }


class Versioned:
    """A counter of changes on what two people may edit; a writer states the one that was read."""

    version: Mapped[int] = mapped_column(default=1, server_default="1")


def key_column() -> MappedColumn[Any]:
    """A UUIDv4 key, made here so that it is known before the row is written."""
    return mapped_column(primary_key=True, default=uuid4)


def json_column(*, nullable: bool = False) -> MappedColumn[Any]:
    """A JSON column; JSONB on PostgreSQL."""
    return mapped_column(JSON_TYPE, nullable=nullable)

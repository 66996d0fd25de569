"""Settings of the centre, each with the day it holds from."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select

from qa_desk.domain.ids import PersonId
from qa_desk.domain.issue import Target, TargetKind
from qa_desk.store.repositories.base import Repository
from qa_desk.store.repositories.targets import TargetRepository
from qa_desk.store.tables.base import JsonValue
from qa_desk.store.tables.centre import CentreSettingRow

DEFAULT_TIME_ZONE = "UTC"
MONDAY = 0
_MAPPING = "scores_mapping."
"""Begins the keys of what was settled about columns of scores files; these are asked for one at a time."""
_VALUES = (
    select(CentreSettingRow.key, CentreSettingRow.value)
    .where(CentreSettingRow.key.not_like(f"{_MAPPING}%"))
    .order_by(CentreSettingRow.valid_from)
)
"""Asked for in nearly every transaction, so it is put together once."""


class SettingRepository(Repository):
    """What holds for the whole centre: `name`, `time_zone`, `first_weekday` … Without a day: as set for the latest."""

    def on(self, day: date) -> Mapping[str, Any]:
        """All settings that hold on a day."""
        return self._values(day)

    def time_zone(self, day: date | None = None) -> str:
        """The centre's time zone, by its IANA name; UTC before one was set."""
        return str(self._values(day).get("time_zone", DEFAULT_TIME_ZONE))

    def first_weekday(self, day: date | None = None) -> int:
        """The day that weeks begin with, 0 being Monday."""
        return int(self._values(day).get("first_weekday", MONDAY))

    def newest(self, key: str) -> JsonValue | None:
        """What was set last under a key; None when it never was."""
        statement = (
            select(CentreSettingRow.value)
            .where(CentreSettingRow.key == key)
            .order_by(CentreSettingRow.valid_from.desc())
            .limit(1)
        )
        return self._session.scalar(statement)

    def changes_of(self, key: str) -> tuple[tuple[date, JsonValue], ...]:
        """Every day from which something was set under a key, and what, in order of the days."""
        statement = select(CentreSettingRow.valid_from, CentreSettingRow.value).where(CentreSettingRow.key == key)
        rows = self._session.execute(statement.order_by(CentreSettingRow.valid_from))
        return tuple((row.valid_from, row.value) for row in rows)

    def set(self, key: str, value: JsonValue, valid_from: date, set_by: PersonId | None, set_at: datetime) -> None:
        """Let a setting hold from a day on, in place of what was set for that same day."""
        self._session.execute(
            delete(CentreSettingRow).where(CentreSettingRow.key == key, CentreSettingRow.valid_from == valid_from)
        )
        row = {"key": key, "value": value, "valid_from": valid_from, "set_by": set_by, "set_at": set_at}
        self._session.execute(insert(CentreSettingRow).values(**row))

    def scores_mapping(self, columns: str) -> str | None:
        """What was settled last about a scores file of these columns, as it was kept."""
        found = self.newest(_MAPPING + columns)
        return found if isinstance(found, str) else None

    def keep_scores_mapping(self, columns: str, mapping: str, day: date, by: PersonId, at: datetime) -> None:
        """Keep what was settled about a scores file; `columns` stands for its columns, one short text for each set."""
        self.set(_MAPPING + columns, mapping, day, by, at)

    def target(self, kind: TargetKind, day: date) -> Target | None:
        """The target of a kind that holds on a day."""
        return TargetRepository(self._session).on(day).get(kind)

    def _values(self, day: date | None) -> dict[str, Any]:
        statement = _VALUES if day is None else _VALUES.where(CentreSettingRow.valid_from <= day)
        return {row.key: row.value for row in self._session.execute(statement)}

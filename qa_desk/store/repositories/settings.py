"""Settings and targets of the centre, each with the day it holds from."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import cast

from sqlalchemy import delete, insert, select

from qa_desk.domain.ids import PersonId
from qa_desk.domain.issue import Target, TargetKind
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.base import JsonValue
from qa_desk.store.tables.centre import CentreSettingRow, TargetRow

TIME_ZONE, FIRST_WEEKDAY, CENTRE_NAME, IS_DEMO = "time_zone", "first_weekday", "centre_name", "is_demo"

_DEFAULTS: Mapping[str, JsonValue] = {TIME_ZONE: "UTC", FIRST_WEEKDAY: 0, CENTRE_NAME: "", IS_DEMO: False}


class SettingRepository(Repository):
    """What holds for the whole centre. Without a day, that which was set for the latest day."""

    def value(self, key: str, day: date | None = None) -> JsonValue:
        """A setting as it holds on a day; its default before it was ever set."""
        statement = select(CentreSettingRow.value).where(CentreSettingRow.key == key)
        if day is not None:
            statement = statement.where(CentreSettingRow.valid_from <= day)
        found = self._session.scalar(statement.order_by(CentreSettingRow.valid_from.desc()).limit(1))
        return _DEFAULTS[key] if found is None else cast(JsonValue, found)

    def time_zone(self, day: date | None = None) -> str:
        """The centre's time zone, by its IANA name."""
        return str(self.value(TIME_ZONE, day))

    def first_weekday(self, day: date | None = None) -> int:
        """The day that weeks begin with: 0 is Monday, 6 is Sunday."""
        return int(cast(int, self.value(FIRST_WEEKDAY, day)))

    def is_demo(self) -> bool:
        """Whether this workspace may be made anew as the demo."""
        return bool(self.value(IS_DEMO))

    def set_value(
        self, key: str, value: JsonValue, *, valid_from: date, set_by: PersonId | None, set_at: datetime
    ) -> None:
        """Let a setting hold from a day on, in place of what was set for that same day."""
        assert key in _DEFAULTS, f"{key} is not a setting of the centre"
        self._session.execute(
            delete(CentreSettingRow).where(CentreSettingRow.key == key, CentreSettingRow.valid_from == valid_from)
        )
        row = {"key": key, "value": value, "valid_from": valid_from, "set_by": set_by, "set_at": set_at}
        self._session.execute(insert(CentreSettingRow).values(**row))

    def target(self, kind: TargetKind, day: date) -> Target | None:
        """The target that holds on a day."""
        statement = (
            select(TargetRow)
            .where(TargetRow.kind == kind, TargetRow.valid_from <= day)
            .order_by(TargetRow.valid_from.desc())
            .limit(1)
        )
        row = self._session.scalar(statement)
        return Target(row.id, row.kind, row.share, row.valid_from) if row else None

    def targets(self) -> tuple[Target, ...]:
        """All targets there have been and are to be, by kind, the latest first."""
        rows = self._session.scalars(select(TargetRow).order_by(TargetRow.kind, TargetRow.valid_from.desc()))
        return tuple(Target(row.id, row.kind, row.share, row.valid_from) for row in rows)

    def set_target(self, target: Target, set_by: PersonId | None, set_at: datetime) -> None:
        """Set a target from a day on, in place of the one of its kind for that same day."""
        self._session.execute(
            delete(TargetRow).where(TargetRow.kind == target.kind, TargetRow.valid_from == target.valid_from)
        )
        row = {"id": target.id, "kind": target.kind, "share": target.share, "valid_from": target.valid_from}
        self._session.execute(insert(TargetRow).values(**row, set_by=set_by, set_at=set_at))

"""What customers are told about a matter, with validity."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import insert, or_, select, update

from qa_desk.domain.calls import StandardWording
from qa_desk.store.repositories.base import Repository, text_from_json, text_to_json
from qa_desk.store.tables.organisation import StandardWordingRow


class WordingRepository(Repository):
    """What customers are told, with validity."""

    def all(self) -> tuple[StandardWording, ...]:
        """All wordings, those that began last first."""
        return self._read()

    def for_call(self, business_type: str, campaign: str, day: date) -> tuple[StandardWording, ...]:
        """The wordings that held on a day for calls of that business type or campaign."""
        matches = or_(
            (StandardWordingRow.business_type == business_type) & (StandardWordingRow.business_type != ""),
            (StandardWordingRow.campaign == campaign) & (StandardWordingRow.campaign != ""),
        )
        return tuple(wording for wording in self._read(matches) if wording.is_valid(day))

    def add(self, wording: StandardWording) -> None:
        """Enter a new wording."""
        self._session.execute(insert(StandardWordingRow).values(id=wording.id, **_wording_columns(wording)))

    def end(self, wording: StandardWording, last_day: date) -> None:
        """Let a wording hold up to a day, that day included."""
        ended = replace(wording, valid_until=last_day)
        statement = update(StandardWordingRow).where(StandardWordingRow.id == wording.id)
        self._session.execute(statement.values(version=StandardWordingRow.version + 1, **_wording_columns(ended)))

    def _read(self, *conditions: Any) -> tuple[StandardWording, ...]:
        statement = select(StandardWordingRow).where(*conditions).order_by(StandardWordingRow.valid_from.desc())
        return tuple(
            StandardWording(
                id=row.id,
                title=text_from_json(row.title),
                text=text_from_json(row.text),
                business_type=row.business_type,
                campaign=row.campaign,
                valid_from=row.valid_from,
                valid_until=row.valid_until,
                department_id=row.department_id,
            )
            for row in self._session.scalars(statement)
        )


def _wording_columns(wording: StandardWording) -> dict[str, Any]:
    return {
        "title": text_to_json(wording.title),
        "text": text_to_json(wording.text),
        "business_type": wording.business_type,
        "campaign": wording.campaign,
        "valid_from": wording.valid_from,
        "valid_until": wording.valid_until,
        "department_id": wording.department_id,
    }

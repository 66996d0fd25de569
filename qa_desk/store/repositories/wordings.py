"""What customers are told about a matter, with validity."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, or_, select

from qa_desk.domain.calls import StandardWording
from qa_desk.domain.ids import WordingId
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

    def wording(self, wording_id: WordingId) -> StandardWording | None:
        """The wording with that key."""
        return next(iter(self._read(StandardWordingRow.id == wording_id)), None)

    def save(self, wording: StandardWording, changed_at: datetime) -> None:
        """Write a wording that was changed since it was read. Raises ConflictError, NotFoundError."""
        self._save_change(
            StandardWordingRow,
            wording.id,
            mine=wording,
            values={**_wording_columns(wording), "changed_at": changed_at},
            load=lambda: self.wording(wording.id),
        )

    def remove(self, wording_id: WordingId) -> None:
        """Take away a wording that never held."""
        self._session.execute(delete(StandardWordingRow).where(StandardWordingRow.id == wording_id))

    def _read(self, *conditions: Any) -> tuple[StandardWording, ...]:
        statement = select(StandardWordingRow).where(*conditions)
        # afresh: what this transaction wrote past the session has to be seen
        statement = statement.order_by(StandardWordingRow.valid_from.desc()).execution_options(populate_existing=True)
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
                version=row.version,
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

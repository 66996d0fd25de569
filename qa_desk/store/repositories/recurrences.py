"""Calibration sessions that come back, and for which of their days one was opened."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, insert, select, update

from qa_desk.domain.ids import PersonId, RecurrenceId
from qa_desk.domain.recurrence import Recurrence
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.calibration import CalibrationSessionRow, RecurringSessionRow


class RecurrenceRepository(Repository):
    """All recurring sessions."""

    def add(self, recurrence: Recurrence) -> None:
        """Enter a new one."""
        self._session.execute(insert(RecurringSessionRow).values(**_columns(recurrence)))

    def all(self) -> tuple[Recurrence, ...]:
        """Every one, by title; those that are ended too."""
        statement = select(RecurringSessionRow.__table__).order_by(RecurringSessionRow.title, RecurringSessionRow.id)
        return tuple(_recurrence(row) for row in self._session.execute(statement))

    def end(self, recurrence_id: RecurrenceId, day: date) -> None:
        """Open no further session from that day on."""
        statement = update(RecurringSessionRow).where(RecurringSessionRow.id == recurrence_id)
        self._session.execute(statement.values(ended_on=day, version=RecurringSessionRow.version + 1))

    def is_opened(self, recurrence_id: RecurrenceId, day: date) -> bool:
        """Whether a session was opened for that day already."""
        found = exists().where(
            CalibrationSessionRow.recurrence_id == recurrence_id, CalibrationSessionRow.occurs_on == day
        )
        return bool(self._session.scalar(select(found)))


def _columns(recurrence: Recurrence) -> dict[str, Any]:
    return {
        "id": recurrence.id,
        "title": recurrence.title,
        "every": recurrence.every,
        "weekday": recurrence.weekday,
        "starts_on": recurrence.starts_on,
        "n_calls": recurrence.n_calls,
        "evidence": recurrence.evidence,
        "panel": [str(person_id) for person_id in recurrence.panel_ids],
        "lead_id": recurrence.lead_id,
        "scorecard_key": recurrence.scorecard_key,
        "due_days": recurrence.due_days,
        "quorum": recurrence.quorum,
        "hides_agent": recurrence.hides_agent,
        "criteria": list(recurrence.criteria),
        "kind": recurrence.kind,
        "apart_days": recurrence.apart_days,
        "agents": [str(person_id) for person_id in recurrence.agent_ids],
        "ended_on": recurrence.ended_on,
    }


def _recurrence(row: Row[Any]) -> Recurrence:
    return Recurrence(
        id=row.id,
        title=row.title,
        every=row.every,
        weekday=row.weekday,
        starts_on=row.starts_on,
        n_calls=row.n_calls,
        evidence=row.evidence,
        panel_ids=tuple(PersonId(UUID(key)) for key in row.panel),
        lead_id=row.lead_id,
        scorecard_key=row.scorecard_key,
        due_days=row.due_days,
        quorum=row.quorum,
        hides_agent=row.hides_agent,
        criteria=tuple(row.criteria),
        kind=row.kind,
        agent_ids=tuple(PersonId(UUID(key)) for key in row.agents or ()),
        apart_days=row.apart_days,
        ended_on=row.ended_on,
    )

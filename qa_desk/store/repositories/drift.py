"""Where somebody's charts of drift begin anew."""

from sqlalchemy import delete, insert, select

from qa_desk.domain.drift import DriftRestart
from qa_desk.domain.ids import DriftRestartId, PersonId
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.drift import DriftRestartRow


class DriftRepository(Repository):
    """All restarts of charts."""

    def restarts(self, person_id: PersonId | None = None) -> tuple[DriftRestart, ...]:
        """Those of one person or of everybody, in order of time."""
        statement = select(DriftRestartRow.__table__).order_by(DriftRestartRow.at, DriftRestartRow.noted_at)
        if person_id is not None:
            statement = statement.where(DriftRestartRow.person_id == person_id)
        return tuple(DriftRestart(**row._mapping) for row in self._session.execute(statement))

    def get(self, restart_id: DriftRestartId) -> DriftRestart | None:
        """The restart with that key."""
        return next((one for one in self.restarts() if one.id == restart_id), None)

    def add(self, restart: DriftRestart) -> None:
        """Let charts begin anew."""
        self._session.execute(
            insert(DriftRestartRow).values(
                id=restart.id,
                person_id=restart.person_id,
                scorecard_key=restart.scorecard_key,
                subject=restart.subject,
                kind=restart.kind,
                at=restart.at,
                note=restart.note,
                noted_by=restart.noted_by,
                noted_at=restart.noted_at,
            )
        )

    def remove(self, restart_id: DriftRestartId) -> None:
        """Let charts go on as if they had not begun anew."""
        self._session.execute(delete(DriftRestartRow).where(DriftRestartRow.id == restart_id))

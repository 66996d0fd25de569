"""Notes for agents, with who looks again and when."""

from collections.abc import Callable
from dataclasses import asdict

from sqlalchemy import ColumnElement, insert, or_, select

from qa_desk.domain.coaching import CoachingNote
from qa_desk.domain.ids import CoachingNoteId, PersonId
from qa_desk.domain.permissions import Visibility
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.following import CoachingNoteRow
from qa_desk.store.visibility import may_read, unit_and_below


class CoachingRepository(Repository):
    """What rests on a result is read by who may read the result."""

    def get(self, note_id: CoachingNoteId, visibility: Visibility) -> CoachingNote | None:
        """The note with that key, if its result may be read."""
        return next(iter(self._read(visibility, CoachingNoteRow.id == note_id)), None)

    def all(self, visibility: Visibility) -> tuple[CoachingNote, ...]:
        """Every note, the first to look at again first."""
        return self._read(visibility)

    def of_coach(self, person_id: PersonId, visibility: Visibility) -> tuple[CoachingNote, ...]:
        """What somebody gave or follows up, and what was given in the unit that they lead."""
        row = CoachingNoteRow
        ways: list[ColumnElement[bool]] = [row.given_by == person_id, row.follow_up_by == person_id]
        if visibility.unit_id is not None and visibility.after_in_unit:
            ways.append(row.unit_id.in_(unit_and_below(visibility.unit_id)))
        return self._read(visibility, or_(*ways))

    def for_agent(self, agent_id: PersonId, visibility: Visibility) -> tuple[CoachingNote, ...]:
        """What was given to an agent to read."""
        row = CoachingNoteRow
        return self._read(visibility, row.agent_id == agent_id, row.is_for_agent.is_(True))

    def add(self, note: CoachingNote) -> None:
        """Enter a note."""
        self._session.execute(insert(CoachingNoteRow).values(**asdict(note)))

    def save(self, note: CoachingNote, load: Callable[[], CoachingNote | None]) -> None:
        """Write who looks again when, or what came of it. Raises ConflictError when somebody saved since."""
        names = ("follow_up_by", "follow_up_on", "done_at", "done_by", "result")
        values = {name: getattr(note, name) for name in names}
        self._save_change(CoachingNoteRow, note.id, mine=note, values=values, load=load)

    def _read(self, visibility: Visibility, *conditions: ColumnElement[bool]) -> tuple[CoachingNote, ...]:
        statement = (
            select(CoachingNoteRow.__table__)
            .outerjoin(EvaluationRow, EvaluationRow.id == CoachingNoteRow.evaluation_id)
            .where(or_(CoachingNoteRow.evaluation_id.is_(None), may_read(visibility)), *conditions)
            .order_by(CoachingNoteRow.follow_up_on, CoachingNoteRow.given_at, CoachingNoteRow.id)
        )
        return tuple(CoachingNote(**row._mapping) for row in self._session.execute(statement))

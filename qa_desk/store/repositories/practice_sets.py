"""The practice sets that trainers offered, and who has come how far in them."""

from datetime import datetime

from sqlalchemy import insert, select, update

from qa_desk.domain.evaluation import AssignmentState, Purpose
from qa_desk.domain.ids import CaseId, PersonId, PracticeSetId
from qa_desk.domain.practice_set import PracticeSet, TakenFromSet
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.practising import PracticeResultRow, PracticeSetCaseRow, PracticeSetRow, SeatedCaseRow
from qa_desk.store.tables.sampling import AssignmentRow


class PracticeSetRepository(Repository):
    """All sets."""

    def add(self, made: PracticeSet) -> None:
        """Offer a set."""
        self._session.execute(
            insert(PracticeSetRow).values(
                id=made.id,
                title=made.title,
                first_day=made.first_day,
                last_day=made.last_day,
                made_by=made.made_by,
                made_at=made.made_at,
                ended_at=made.ended_at,
            )
        )
        rows = [
            {"set_id": made.id, "position": position, "case_id": case_id}
            for position, case_id in enumerate(made.case_ids)
        ]
        self._session.execute(insert(PracticeSetCaseRow), rows)

    def end(self, set_id: PracticeSetId, at: datetime) -> bool:
        """Offer it no more; false where it was over, or never there."""
        statement = update(PracticeSetRow).where(PracticeSetRow.id == set_id, PracticeSetRow.ended_at.is_(None))
        ended = self._session.execute(statement.values(ended_at=at))
        return ended.rowcount > 0  # pyright: ignore[reportAttributeAccessIssue] - a CursorResult

    def offered(self) -> tuple[PracticeSet, ...]:
        """Those that are not over, the newest first."""
        cases: dict[PracticeSetId, list[CaseId]] = {}
        is_offered = PracticeSetRow.ended_at.is_(None)
        placed = (
            select(PracticeSetCaseRow.set_id, PracticeSetCaseRow.case_id)
            .join(PracticeSetRow, PracticeSetRow.id == PracticeSetCaseRow.set_id)
            .where(is_offered)
            .order_by(PracticeSetCaseRow.set_id, PracticeSetCaseRow.position)
        )
        for set_id, case_id in self._session.execute(placed):
            cases.setdefault(set_id, []).append(case_id)
        found = select(PracticeSetRow.__table__).where(is_offered)
        rows = self._session.execute(found.order_by(PracticeSetRow.made_at.desc(), PracticeSetRow.id))
        return tuple(PracticeSet(**row._mapping, case_ids=tuple(cases.get(row.id, ()))) for row in rows)

    def taken(self, person_id: PersonId) -> tuple[TakenFromSet, ...]:
        """Cases of sets on offer that somebody took up since; what was put aside is left out."""
        statement = (
            select(PracticeSetCaseRow.set_id, SeatedCaseRow.person_id, SeatedCaseRow.case_id, AssignmentRow.state)
            .join(PracticeSetRow, PracticeSetRow.id == PracticeSetCaseRow.set_id)
            .join(SeatedCaseRow, SeatedCaseRow.case_id == PracticeSetCaseRow.case_id)
            .join(AssignmentRow, AssignmentRow.id == SeatedCaseRow.assignment_id)
            .where(PracticeSetRow.ended_at.is_(None), AssignmentRow.assigned_at >= PracticeSetRow.made_at)
            .where(AssignmentRow.state != AssignmentState.WITHDRAWN, SeatedCaseRow.qualification_id.is_(None))
            .where(SeatedCaseRow.person_id == person_id)
        )
        return tuple(
            TakenFromSet(row.set_id, row.person_id, row.case_id, row.state is AssignmentState.DONE)
            for row in self._session.execute(statement)
        )

    def handed_in(self) -> tuple[TakenFromSet, ...]:
        """Cases of sets on offer that anybody practised since and handed in."""
        statement = (
            select(PracticeSetCaseRow.set_id, PracticeResultRow.person_id, PracticeResultRow.case_id)
            .join(PracticeSetRow, PracticeSetRow.id == PracticeSetCaseRow.set_id)
            .join(PracticeResultRow, PracticeResultRow.case_id == PracticeSetCaseRow.case_id)
            .join(EvaluationRow, EvaluationRow.id == PracticeResultRow.evaluation_id)
            .where(PracticeSetRow.ended_at.is_(None), PracticeResultRow.finished_at >= PracticeSetRow.made_at)
            .where(EvaluationRow.purpose == Purpose.PRACTICE)
        )
        return tuple(TakenFromSet(*row, is_in=True) for row in self._session.execute(statement))

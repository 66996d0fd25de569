"""Cases that were given to be practised or sat, and how each evaluation compared with its case.

Whose results may be read is decided as for the evaluations that they are of.
"""

from collections import Counter
from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, Select, exists, insert, or_, select, text
from sqlalchemy import case as sql_case

from qa_desk.domain.evaluation import AssignmentState, EvaluationState, Purpose
from qa_desk.domain.ids import AssignmentId, CallId, CaseId, EvaluationId, PersonId, QualificationId
from qa_desk.domain.permissions import Visibility
from qa_desk.domain.practice import (
    FEWEST_OTHERS,
    Judgement,
    Mistake,
    NamedCase,
    OthersSaid,
    PracticeRecord,
    PracticeResult,
)
from qa_desk.domain.qualification import SeatedCase
from qa_desk.domain.standard_case import CaseState, Difficulty
from qa_desk.store.engine import is_sqlite
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.calibration import CalibrationSessionRow, SessionCallRow, SessionSeatRow
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.practising import PracticeResultRow, QualificationRow, SeatedCaseRow
from qa_desk.store.tables.sampling import AssignmentRow
from qa_desk.store.tables.standard_cases import CaseVersionRow, StandardCaseRow
from qa_desk.store.visibility import may_read, running_sittings, scores_blind


class PracticeRepository(Repository):
    """Of everybody."""

    def seat(self, seats: Collection[SeatedCase]) -> None:
        """These cases are given to somebody; their assignments are there."""
        rows = [
            {
                "assignment_id": seat.assignment_id,
                "person_id": seat.person_id,
                "case_id": seat.case_id,
                "number": seat.number,
                "position": seat.position,
                "qualification_id": seat.qualification_id,
            }
            for seat in seats
        ]
        self._session.execute(insert(SeatedCaseRow), rows)

    def seat_of(self, assignment_id: AssignmentId) -> SeatedCase | None:
        """Which case an assignment is about."""
        row = self._session.execute(_SEATS.where(SeatedCaseRow.assignment_id == assignment_id)).first()
        return _seat(row) if row else None

    def passage_of(self, assignment_id: AssignmentId) -> tuple[float, float] | None:
        """The passage that a case is which was given to whoever reads; None for a whole call, and for no case.

        On a server all else of the case is hidden until it is handed in.
        """
        if is_sqlite(self._session.get_bind()):
            is_version = (CaseVersionRow.case_id == SeatedCaseRow.case_id) & (
                CaseVersionRow.number == SeatedCaseRow.number
            )
            found = select(CaseVersionRow.start_s, CaseVersionRow.end_s).join(SeatedCaseRow, is_version)
            row = self._session.execute(found.where(SeatedCaseRow.assignment_id == assignment_id)).first()
        else:
            statement = text("SELECT start_s, end_s FROM server.case_passage(:assignment)")
            row = self._session.execute(statement, {"assignment": assignment_id}).first()
        return (row.start_s, row.end_s) if row is not None and row.start_s is not None else None

    def seats_of(self, qualification_id: QualificationId) -> tuple[SeatedCase, ...]:
        """The set of a sitting, in its order."""
        found = _SEATS.where(SeatedCaseRow.qualification_id == qualification_id).order_by(SeatedCaseRow.position)
        return tuple(_seat(row) for row in self._session.execute(found))

    def has_open_seats(self, qualification_id: QualificationId) -> bool:
        """Whether something of a sitting is still to be handed in."""
        found = (
            select(SeatedCaseRow.assignment_id)
            .join(AssignmentRow, AssignmentRow.id == SeatedCaseRow.assignment_id)
            .where(SeatedCaseRow.qualification_id == qualification_id, AssignmentRow.state.in_(_OPEN))
        )
        return self._session.scalar(found.limit(1)) is not None

    def practised_seats(self, person_id: PersonId, *, only_open: bool = False) -> tuple[SeatedCase, ...]:
        """What somebody took up to practise, sittings apart, in the order they did; only what is not handed in yet."""
        found = (
            _SEATS.join(AssignmentRow, AssignmentRow.id == SeatedCaseRow.assignment_id)
            .where(SeatedCaseRow.person_id == person_id, SeatedCaseRow.qualification_id.is_(None))
            .order_by(AssignmentRow.assigned_at, SeatedCaseRow.position)
        )
        if only_open:
            found = found.where(AssignmentRow.state.in_(_OPEN))
        return tuple(_seat(row) for row in self._session.execute(found))

    def uncompared(self, person_id: PersonId) -> tuple[tuple[EvaluationId, SeatedCase], ...]:
        """What a person has handed in and nobody has held against its case yet; nothing of a sitting that goes on."""
        statement = (
            _SEATS.add_columns(EvaluationRow.id.label("evaluation_id"))
            .join(EvaluationRow, EvaluationRow.assignment_id == SeatedCaseRow.assignment_id)
            .where(SeatedCaseRow.person_id == person_id, EvaluationRow.state == EvaluationState.SUBMITTED)
            .where(~exists().where(PracticeResultRow.evaluation_id == EvaluationRow.id))
            .where(
                or_(
                    SeatedCaseRow.qualification_id.is_(None),
                    SeatedCaseRow.qualification_id.not_in(running_sittings(person_id)),
                )
            )
            .order_by(EvaluationRow.submitted_at)
        )
        return tuple((row.evaluation_id, _seat(row)) for row in self._session.execute(statement))

    def keep(self, result: PracticeResult) -> None:
        """Keep how an evaluation compared."""
        self._session.execute(
            insert(PracticeResultRow).values(
                evaluation_id=result.evaluation_id,
                person_id=result.person_id,
                case_id=result.case_id,
                number=result.number,
                n_criteria=len(result.judgements),
                n_agreeing=result.n_agreeing,
                n_critical_missed=result.n_critical_missed,
                n_critical_false_alarms=result.n_critical_false_alarms,
                finished_at=result.finished_at,
                judgements=[_as_json(judgement) for judgement in result.judgements],
            )
        )

    def fresh(self, person_id: PersonId, n_wanted: int) -> tuple[NamedCase, ...]:
        """Valid cases that a person never took up, the easy ones first; without those they have to score blind."""
        taken_up = exists().where(SeatedCaseRow.case_id == CaseVersionRow.case_id, SeatedCaseRow.person_id == person_id)
        hardness = sql_case({one: place for place, one in enumerate(Difficulty)}, value=CaseVersionRow.difficulty)
        statement = (
            select(CaseVersionRow.case_id, StandardCaseRow.code, CaseVersionRow.title)
            .add_columns(CaseVersionRow.difficulty, CaseVersionRow.call_id)
            .join(StandardCaseRow, StandardCaseRow.id == CaseVersionRow.case_id)
            .where(CaseVersionRow.is_current, CaseVersionRow.state == CaseState.VALID, ~taken_up)
            .where(~scores_blind(person_id, CaseVersionRow.call_id))
            .order_by(hardness, StandardCaseRow.code)
            .limit(n_wanted)
        )
        return tuple(NamedCase(*row) for row in self._session.execute(statement))

    def made_by(self, person_id: PersonId) -> frozenset[CaseId]:
        """The cases that a person wrote, approved or owns in any version."""
        by_them = or_(
            CaseVersionRow.author_id == person_id,
            CaseVersionRow.owner_id == person_id,
            CaseVersionRow.approved_by == person_id,
        )
        return frozenset(self._session.scalars(select(CaseVersionRow.case_id).where(by_them)))

    def calls_met_by(self, person_id: PersonId) -> frozenset[CallId]:
        """The calls that were given to a person to score, and those of the sessions they sat in or led."""
        given = select(AssignmentRow.call_id).where(
            AssignmentRow.inspector_id == person_id, AssignmentRow.state != AssignmentState.WITHDRAWN
        )
        sat = (
            select(SessionCallRow.call_id)
            .join(SessionSeatRow, SessionSeatRow.session_id == SessionCallRow.session_id)
            .where(SessionSeatRow.person_id == person_id)
        )
        led = (
            select(SessionCallRow.call_id)
            .join(CalibrationSessionRow, CalibrationSessionRow.id == SessionCallRow.session_id)
            .where(CalibrationSessionRow.lead_id == person_id)
        )
        return frozenset(self._session.scalars(given.union(sat, led)))

    def record_of(self, evaluation_id: EvaluationId, visibility: Visibility) -> PracticeRecord | None:
        """The result of one evaluation, where the reader may see it; none of a sitting that goes on."""
        row = self._session.execute(_records(visibility).where(EvaluationRow.id == evaluation_id, _TOLD)).first()
        return _record(row) if row else None

    def cases_behind(
        self, evaluation_ids: Collection[EvaluationId], visibility: Visibility
    ) -> tuple[tuple[CaseId, int], ...]:
        """The versions of cases that these evaluations were compared with, as far as the reader may see them."""
        found = (
            select(PracticeResultRow.case_id, PracticeResultRow.number)
            .join(EvaluationRow, EvaluationRow.id == PracticeResultRow.evaluation_id)
            .where(PracticeResultRow.evaluation_id.in_(evaluation_ids), may_read(visibility))
        )
        rows = self._session.execute(found.distinct())
        return tuple((row.case_id, row.number) for row in rows)

    def records(self, visibility: Visibility, person_id: PersonId | None = None) -> tuple[PracticeRecord, ...]:
        """All results that the reader may see, or those of one person, oldest first; none of a sitting that goes on."""
        statement = (
            _records(visibility).where(_TOLD).order_by(PracticeResultRow.finished_at, PracticeResultRow.evaluation_id)
        )
        if person_id is not None:
            statement = statement.where(PracticeResultRow.person_id == person_id)
        return tuple(_record(row) for row in self._session.execute(statement))

    def last_on(self, case_id: CaseId, number: int, person_id: PersonId, visibility: Visibility) -> EvaluationId | None:
        """What a person handed in last on a version of a case, once it may be told; None for nothing."""
        found = (
            _records(visibility)
            .where(_TOLD, PracticeResultRow.case_id == case_id, PracticeResultRow.number == number)
            .where(PracticeResultRow.person_id == person_id)
            .order_by(PracticeResultRow.finished_at.desc(), PracticeResultRow.evaluation_id)
        )
        row = self._session.execute(found.limit(1)).first()
        return row.evaluation_id if row else None

    def others_said(self, case_id: CaseId, number: int, person_id: PersonId) -> dict[str, OthersSaid]:
        """By criterion what others said of a version of a case, for who handed theirs in; nothing of too few others.

        On a server their results themselves stay unread.
        """
        if is_sqlite(self._session.get_bind()):
            rows = self._session.execute(
                select(PracticeResultRow.person_id, PracticeResultRow.judgements)
                .join(EvaluationRow, EvaluationRow.id == PracticeResultRow.evaluation_id)
                .join(SeatedCaseRow, SeatedCaseRow.assignment_id == EvaluationRow.assignment_id)
                .where(PracticeResultRow.case_id == case_id, PracticeResultRow.number == number, _TOLD)
                .order_by(PracticeResultRow.finished_at, PracticeResultRow.evaluation_id)
            )
            first: dict[PersonId, list[dict[str, Any]]] = {}
            for row in rows:
                first.setdefault(row.person_id, row.judgements)
            judged = [one for person, own in first.items() if person != person_id for one in own]
            asked = Counter(str(one["criterion"]) for one in judged)
            agreed = Counter(str(one["criterion"]) for one in judged if one["mistake"] == Mistake.NONE)
            found = [(key, n, agreed[key]) for key, n in asked.items() if n >= FEWEST_OTHERS]
        else:
            statement = text("SELECT criterion, n_people, n_agreeing FROM server.others_said(:case, :number, :person)")
            values = {"case": case_id, "number": number, "person": person_id}
            found = [tuple(row) for row in self._session.execute(statement, values)]
        return {key: OthersSaid(n_people, n_agreeing) for key, n_people, n_agreeing in found}

    def records_in(self, qualification_id: QualificationId, visibility: Visibility) -> tuple[PracticeRecord, ...]:
        """The results of one sitting, as far as they are in, in the order of its set."""
        statement = _records(visibility).where(SeatedCaseRow.qualification_id == qualification_id)
        return tuple(_record(row) for row in self._session.execute(statement.order_by(SeatedCaseRow.position)))


_OPEN = (AssignmentState.WAITING, AssignmentState.BEGUN)
_SEATS = select(SeatedCaseRow.__table__)
_TOLD = or_(
    SeatedCaseRow.qualification_id.is_(None),
    exists().where(QualificationRow.id == SeatedCaseRow.qualification_id, QualificationRow.finished_at.is_not(None)),
)


def _records(visibility: Visibility) -> Select[Any]:
    return (
        select(PracticeResultRow.__table__, StandardCaseRow.code, CaseVersionRow.title)
        .add_columns(EvaluationRow.call_id, EvaluationRow.version_id, EvaluationRow.purpose)
        .join(EvaluationRow, EvaluationRow.id == PracticeResultRow.evaluation_id)
        .join(SeatedCaseRow, SeatedCaseRow.assignment_id == EvaluationRow.assignment_id)
        .join(StandardCaseRow, StandardCaseRow.id == PracticeResultRow.case_id)
        .join(
            CaseVersionRow,
            (CaseVersionRow.case_id == PracticeResultRow.case_id) & (CaseVersionRow.number == PracticeResultRow.number),
        )
        .where(may_read(visibility))
    )


def _record(row: Row[Any]) -> PracticeRecord:
    result = PracticeResult(
        row.evaluation_id,
        row.person_id,
        row.case_id,
        row.number,
        tuple(_judgement(one) for one in row.judgements),
        row.finished_at,
    )
    is_qualification = row.purpose is Purpose.QUALIFICATION
    return PracticeRecord(result, row.code, row.title, row.call_id, row.version_id, is_qualification)


def _seat(row: Row[Any]) -> SeatedCase:
    return SeatedCase(row.assignment_id, row.person_id, row.case_id, row.number, row.position, row.qualification_id)


def _as_json(judgement: Judgement) -> dict[str, Any]:
    return {
        "criterion": judgement.criterion_key,
        "mistake": judgement.mistake.value,
        "critical": judgement.is_critical,
        "failed": judgement.settled_failed,
    }


def _judgement(kept: dict[str, Any]) -> Judgement:
    return Judgement(kept["criterion"], Mistake(kept["mistake"]), kept["critical"], kept["failed"])

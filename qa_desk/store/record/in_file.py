"""The record of a workspace in a SQLite file, kept by the program itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select, update

from qa_desk.domain.calibration import CalibrationSession, EventKind, SessionState
from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.evaluation import RECORD_PURPOSES, AssignmentState, EvaluationState, Purpose
from qa_desk.domain.extract import FactPlace, scored_fact
from qa_desk.domain.ids import CallId, EvaluationId, PersonId
from qa_desk.domain.issue import ScoredFact
from qa_desk.domain.scoring import evaluation_of_record
from qa_desk.store.facts import FactRepository
from qa_desk.store.known_purposes import concealed_assignments, is_concealed
from qa_desk.store.record.extracts import facts_in, said_in
from qa_desk.store.record.record import Record
from qa_desk.store.repositories.assignments import AssignmentRepository
from qa_desk.store.repositories.calibration import CalibrationRepository
from qa_desk.store.repositories.people import PeopleRepository
from qa_desk.store.repositories.settings import SettingRepository
from qa_desk.store.search import SearchDocument, SearchIndex
from qa_desk.store.tables.calibration import SessionSeatRow
from qa_desk.store.tables.calls import CallRow
from qa_desk.store.tables.evaluations import EvaluationExtractRow, EvaluationRow
from qa_desk.store.tables.following import FeedbackRow
from qa_desk.store.tables.reporting import DocumentKind
from qa_desk.store.tables.sampling import AssignmentRow
from qa_desk.store.tables.scorecards import ScorecardRow, ScorecardVersionRow

_AWAITED = (AssignmentState.WAITING, AssignmentState.BEGUN)
_RECORD_PURPOSES = sorted(RECORD_PURPOSES)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An evaluation that may be the one of record of its call."""

    id: EvaluationId
    purpose: Purpose
    mode: MonitoringMode
    is_in: bool
    row: Row[Any]


class RecordInFile(Record):
    """The same rules as the functions of the server follow, `qa_desk.store.server`."""

    def unseal(self, evaluation_ids: Collection[EvaluationId]) -> None:
        """Lift the seals of what was handed in, or call it what it is; the rows below follow by foreign key."""
        handed_in = EvaluationRow.id.in_(list(evaluation_ids)), EvaluationRow.state == EvaluationState.SUBMITTED
        # what is open already stays as it is: with a newer version it would look changed to whoever has it open
        self._session.execute(
            update(EvaluationRow)
            .where(*handed_in, EvaluationRow.sealed.is_(True))
            .values(sealed=False, version=EvaluationRow.version + 1)
        )
        concealed = self._session.scalars(select(EvaluationRow.assignment_id).where(*handed_in, is_concealed())).all()
        AssignmentRepository(self._session).open_up(concealed)

    def reveal(self, session: CalibrationSession, by: PersonId, at: datetime) -> None:
        """Let a blind session be revealed: what its panel handed in is unsealed and can be found.

        What somebody handed in who does not sit in the panel any more stays sealed. Raises ConflictError.
        """
        CalibrationRepository(self._session, None).set_state(session.id, SessionState.REVEALED, at, session.version)
        CalibrationRepository(self._session, by).note(session.id, at, EventKind.REVEALED)
        seated = select(SessionSeatRow.person_id).where(SessionSeatRow.session_id == session.id)
        handed_in = self._session.scalars(
            select(EvaluationRow.id).where(
                EvaluationRow.session_id == session.id,
                EvaluationRow.state == EvaluationState.SUBMITTED,
                EvaluationRow.inspector_id.in_(seated),
            )
        ).all()
        self.unseal(handed_in)
        self.publish(handed_in, at)

    def follow(self, call_ids: Collection[CallId], at: datetime) -> None:
        """Open an overlap once nobody works on its call any more, and write the facts of these calls anew."""
        overlap = self._finished_overlap(call_ids)
        if overlap:
            self.unseal(overlap)
            self.publish(overlap, at)
        facts = FactRepository(self._session)
        facts.remove_of_call(*call_ids)
        facts.add(*self._facts(call_ids))

    def open_due(self, call_ids: Collection[CallId]) -> None:
        """Nothing: in a file `follow` has done it, as nobody there is kept from reading a transaction of their own."""

    def publish(self, evaluation_ids: Sequence[EvaluationId], at: datetime) -> None:
        """Let evaluations be found by what was said in them; what is sealed or not handed in is passed over."""
        statement = (
            select(EvaluationRow.id, EvaluationRow.call_id, CallRow.key, EvaluationExtractRow.content)
            .join(CallRow, CallRow.id == EvaluationRow.call_id)
            .join(EvaluationExtractRow, EvaluationExtractRow.evaluation_id == EvaluationRow.id)
            .where(EvaluationRow.id.in_(list(evaluation_ids)))
            .where(EvaluationRow.sealed.is_(False), EvaluationRow.state == EvaluationState.SUBMITTED)
        )
        found = self._session.execute(statement).all()
        documents = [
            SearchDocument(DocumentKind.EVALUATION, row.id, row.key, said, row.call_id, row.id)
            for row in found
            if (said := said_in(row.content))
        ]
        search = SearchIndex(self._session)
        search.remove(DocumentKind.EVALUATION, *(row.id for row in found))
        search.put_all(documents, at)

    def _finished_overlap(self, call_ids: Collection[CallId]) -> Sequence[EvaluationId]:
        """What was handed in as an overlap on those of the calls that nobody has still to hand in on the record."""
        awaited = select(AssignmentRow.call_id).where(
            AssignmentRow.call_id.in_(call_ids),
            AssignmentRow.purpose.in_(_RECORD_PURPOSES),
            AssignmentRow.state.in_(_AWAITED),
            AssignmentRow.id.not_in(concealed_assignments(Purpose.REPEAT)),
        )
        statement = select(EvaluationRow.id).where(
            EvaluationRow.call_id.in_(set(call_ids) - set(self._session.scalars(awaited))),
            EvaluationRow.assignment_id.in_(concealed_assignments(Purpose.OVERLAP)),
            EvaluationRow.state == EvaluationState.SUBMITTED,
        )
        return self._session.scalars(statement.order_by(EvaluationRow.id)).all()

    def _facts(self, call_ids: Collection[CallId]) -> list[ScoredFact]:
        """The facts of each call's evaluation of record."""
        candidates: dict[CallId, list[_Candidate]] = {}
        for row in self._session.execute(_candidates(call_ids)):
            candidate = _Candidate(row.id, row.purpose, row.mode, row.state is EvaluationState.SUBMITTED, row)
            candidates.setdefault(row.call_id, []).append(candidate)
        assigned_at = {one.id: one.row.assigned_at for of_call in candidates.values() for one in of_call}
        superseding = self._superseding([one.id for of_call in candidates.values() for one in of_call])
        chosen = [evaluation_of_record(of_call, assigned_at, superseding) for of_call in candidates.values()]
        zone = ZoneInfo(SettingRepository(self._session).time_zone())
        owner_names = PeopleRepository(self._session).owner_names()
        return [
            scored_fact(facts, _place_of(one.row, zone, superseding.get(one.id)), owner_names)
            for one in chosen
            if one is not None and (facts := facts_in(one.row.content)) is not None
        ]

    def _superseding(self, evaluation_ids: Sequence[EvaluationId]) -> dict[EvaluationId, PersonId]:
        """Those of these that accepted disputes led to, each with who scored the call before."""
        statement = (
            select(FeedbackRow.superseding_id, EvaluationRow.inspector_id)
            .join(EvaluationRow, EvaluationRow.id == FeedbackRow.evaluation_id)
            .where(FeedbackRow.superseding_id.in_(evaluation_ids))
        )
        return {row.superseding_id: row.inspector_id for row in self._session.execute(statement)}


def _candidates(call_ids: Collection[CallId]) -> Any:
    """What was handed in on the record for these calls and is no longer sealed."""
    return (
        select(
            EvaluationRow.id,
            EvaluationRow.call_id,
            EvaluationRow.purpose,
            EvaluationRow.mode,
            EvaluationRow.state,
            EvaluationRow.inspector_id,
            EvaluationRow.submitted_at,
            AssignmentRow.assigned_at,
            CallRow.started_at,
            CallRow.unit_id,
            CallRow.agent_id,
            CallRow.business_type,
            CallRow.campaign,
            CallRow.customer_segment,
            CallRow.service_stage,
            ScorecardRow.key.label("scorecard_key"),
            ScorecardVersionRow.number.label("version_number"),
            EvaluationExtractRow.content,
        )
        .join(AssignmentRow, AssignmentRow.id == EvaluationRow.assignment_id)
        .join(CallRow, CallRow.id == EvaluationRow.call_id)
        .join(ScorecardVersionRow, ScorecardVersionRow.id == EvaluationRow.version_id)
        .join(ScorecardRow, ScorecardRow.id == ScorecardVersionRow.scorecard_id)
        .join(EvaluationExtractRow, EvaluationExtractRow.evaluation_id == EvaluationRow.id)
        .where(EvaluationRow.call_id.in_(call_ids), EvaluationRow.purpose.in_(_RECORD_PURPOSES))
        .where(EvaluationRow.sealed.is_(False), EvaluationRow.state == EvaluationState.SUBMITTED, ~is_concealed())
    )


def _place_of(row: Row[Any], zone: ZoneInfo, scored_by: PersonId | None) -> FactPlace:
    """The day is that of the call, else of handing in, where the centre is.

    `scored_by` is who scored the call before a dispute: facts name them, as who decided judged but what was disputed.
    """
    moment: datetime = row.started_at or row.submitted_at
    return FactPlace(
        evaluation_id=row.id,
        call_id=row.call_id,
        day=moment.astimezone(UTC).astimezone(zone).date(),
        unit_id=row.unit_id,
        agent_id=row.agent_id,
        inspector_id=scored_by or row.inspector_id,
        scorecard_key=row.scorecard_key,
        version_number=row.version_number,
        business_type=row.business_type,
        campaign=row.campaign,
        customer_segment=row.customer_segment,
        service_stage=row.service_stage,
    )

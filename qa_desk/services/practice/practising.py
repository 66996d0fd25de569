"""Practice on standard cases: what to practise today, taking a case up, and where one differs from what is settled.

Scored on the desk like any call; what is settled stays hidden until it is handed in. Enters no figure of agents or of
the centre.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.evaluation import Assignment, AssignmentState, Purpose
from qa_desk.domain.ids import AssignmentId, CaseId, EvaluationId, VersionId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may, require, visibility_of
from qa_desk.domain.practice import NamedCase, PracticeRecord, Recall, recalls_of
from qa_desk.domain.qualification import SeatedCase
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.standard_case import CaseState, SettledCase
from qa_desk.domain.text import NO_TEXT
from qa_desk.i18n import _
from qa_desk.services.calls.listening import call_detail
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.practice.comparing import bring_up_to_date
from qa_desk.services.practice.giving_oneself import Given, own_assignment
from qa_desk.services.practice.practising_views import (
    ComparedCriterion,
    Comparison,
    DueCriterion,
    ResultLine,
    Suggestion,
    TakenUp,
    Today,
)
from qa_desk.services.practice.recalling import Chosen, chosen_for, due_on, said_in
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

_N_FRESH = 5


class Practising:
    """One's own practice; lead and trainer also see the results of others."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def today(self, actor: Actor) -> Today:
        """What is taken up, what is due and on which cases, and a few that were not practised yet."""
        require(actor, Action.PRACTISE)
        bring_up_to_date(self._store, actor, self._clock)
        with self._store.reading() as uow:
            day = centre_day(uow, self._clock.now())
            records = self._own_records(uow, actor)
            versions = _Versions(uow)
            recalls = _recalls(uow, records, versions)
            due = due_on(recalls, day)
            keys = {recall.criterion_key for recall in due}
            settled = uow.cases.settled_on(keys, actor.person_id) if keys else ()
            practised_at = {one.result.case_id: one.result.finished_at for one in records}
            chosen, without = chosen_for(due, settled, versions.of(settled), practised_at)
            suggested = {one.case.case_id for one in chosen}
            unheard = uow.practice.fresh(actor.person_id, _N_FRESH + len(suggested))
            fresh = [one for one in unheard if one.case_id not in suggested][:_N_FRESH]
            lengths = {
                key: call.duration_s
                for key, call in uow.calls.calls([one.call_id for one in (*fresh, *(c.case for c in chosen))]).items()
            }
            titled = _Titles(versions)
            return Today(
                day=day,
                taken_up=_taken_up(uow, actor),
                suggestions=tuple(_suggestion(one, titled, lengths.get(one.case.call_id)) for one in chosen),
                without_case=tuple(titled.of(recall) for recall in without),
                fresh=tuple(_plain(one, lengths.get(one.call_id)) for one in fresh),
                later=tuple(titled.of(recall) for recall in recalls if recall not in due),
                n_practised=sum(not one.is_qualification for one in records),
            )

    def n_due(self, actor: Actor) -> int:
        """How many criteria come back today; nothing for who does not practise."""
        if not may(actor, Action.PRACTISE):
            return 0
        with self._store.reading() as uow:
            records = self._own_records(uow, actor)
            if not records:
                return 0
            return len(due_on(_recalls(uow, records, _Versions(uow)), centre_day(uow, self._clock.now())))

    def begin(self, actor: Actor, case_ids: Sequence[CaseId]) -> tuple[tuple[AssignmentId, ...], Changes]:
        """Take cases up; what is settled on them is hidden from the actor until theirs is handed in.

        Raises NOT_FOUND for a case whose call waits for the actor already, WRONG_STATE for one that is not valid.
        """
        require(actor, Action.PRACTISE)
        with self._store.unit_of_work(actor, self._clock) as uow:
            made: list[Assignment] = []
            seats: list[SeatedCase] = []
            for position, case_id in enumerate(dict.fromkeys(case_ids)):
                case = uow.cases.get(case_id, actor.person_id)
                if case is None:
                    raise NotFoundError(what=_("This case"))
                if case.state is not CaseState.VALID:
                    raise QADeskError(ErrorCode.WRONG_STATE, what=case.code, state=case.state)
                if any(one.call_id == case.call_id for one in made):
                    continue  # two cases of one call are practised one after the other
                given = Given(case.call_id, case.version_id, Purpose.PRACTICE, position)
                assignment = own_assignment(actor, given, self._clock.now())
                made.append(assignment)
                seats.append(SeatedCase(assignment.id, actor.person_id, case_id, case.number, position))
            uow.assignments.add_all(made)
            if seats:
                uow.practice.seat(seats)
            uow.commit()
        keys = tuple(assignment.id for assignment in made)
        return keys, Changes.of(ObjectKind.ASSIGNMENT, *keys) | Changes.of(ObjectKind.PRACTICE)

    def put_aside(self, actor: Actor, assignment_id: AssignmentId) -> Changes:
        """Give a case back that was taken up; what was answered stays with the author and counts for nothing."""
        require(actor, Action.PRACTISE)
        with self._store.unit_of_work(actor, self._clock) as uow:
            assignment = uow.assignments.get(assignment_id)
            seat = uow.practice.seat_of(assignment_id)
            if assignment is None or assignment.inspector_id != actor.person_id or seat is None:
                raise NotFoundError(what=_("This practice"))
            is_open = assignment.state in (AssignmentState.WAITING, AssignmentState.BEGUN)
            if seat.qualification_id is not None or not is_open:
                raise QADeskError(ErrorCode.WRONG_STATE, what=_("this practice"), state=_("not open any more"))
            uow.assignments.set_state(assignment_id, AssignmentState.WITHDRAWN)
            uow.commit()
        return Changes.of(ObjectKind.ASSIGNMENT, assignment_id) | Changes.of(ObjectKind.PRACTICE)

    def comparison(self, actor: Actor, evaluation_id: EvaluationId) -> Comparison:
        """One result: criterion by criterion what was said and what is settled. Raises NotFoundError."""
        require(actor, Action.PRACTISE)
        bring_up_to_date(self._store, actor, self._clock)
        with self._store.reading() as uow:
            visibility = visibility_of(actor)
            record = uow.practice.record_of(evaluation_id, visibility)
            evaluation = uow.evaluations.get(evaluation_id, visibility)
            case = uow.cases.get(record.result.case_id, actor.person_id, record.result.number) if record else None
            if record is None or evaluation is None or case is None:
                raise NotFoundError(what=_("This practice"))
            version = uow.scorecards.version(record.version_id)
            settled = {answer.criterion_key: answer for answer in case.answers}
            others = uow.practice.others_said(case.id, case.number, record.result.person_id)
            criteria = tuple(
                ComparedCriterion(
                    version.criterion(judgement.criterion_key),
                    judgement,
                    evaluation.answer(judgement.criterion_key),
                    settled[judgement.criterion_key],
                    case.evidence_of(judgement.criterion_key),
                    others.get(judgement.criterion_key),
                )
                for judgement in record.result.judgements
            )
            name = uow.people.name_of(record.result.person_id)
            detail = call_detail(uow, case.call_id, actor.person_id)
            return Comparison(record, name, case, version, detail, evaluation, criteria)

    def result_of(self, actor: Actor, assignment_id: AssignmentId) -> EvaluationId | None:
        """The evaluation that was handed in for something that the actor took up; None before that."""
        require(actor, Action.PRACTISE)
        with self._store.reading() as uow:
            evaluation = uow.evaluations.of_assignment(assignment_id, visibility_of(actor))
            is_own = evaluation is not None and evaluation.inspector_id == actor.person_id and evaluation.is_in
            return evaluation.id if evaluation is not None and is_own else None

    def results(self, actor: Actor) -> tuple[ResultLine, ...]:
        """What was practised and sat, newest first: one's own, and everybody's for lead and trainer."""
        require(actor, Action.PRACTISE)
        bring_up_to_date(self._store, actor, self._clock)
        with self._store.reading() as uow:
            own_only = None if may(actor, Action.VIEW_PRACTICE) else actor.person_id
            records = uow.practice.records(visibility_of(actor), own_only)
            names = uow.people.names()
        return tuple(
            ResultLine(record, record.result.person_id, names.get(record.result.person_id, ""))
            for record in reversed(records)
        )

    def _own_records(self, uow: UnitOfWork, actor: Actor) -> tuple[PracticeRecord, ...]:
        return uow.practice.records(visibility_of(actor), actor.person_id)


class _Versions:
    """The form versions that were asked for, each read once."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self.known: dict[VersionId, ScorecardVersion] = {}

    def get(self, version_id: VersionId) -> ScorecardVersion:
        """The version with that key."""
        if version_id not in self.known:
            self.known[version_id] = self._uow.scorecards.version(version_id)
        return self.known[version_id]

    def of(self, settled: Sequence[SettledCase]) -> dict[VersionId, ScorecardVersion]:
        """The versions that these cases are of."""
        return {version_id: self.get(version_id) for version_id in {line.version_id for line in settled}}


class _Titles:
    """Criteria by name, as the newest version that was read calls them."""

    def __init__(self, versions: _Versions) -> None:
        newest = sorted(versions.known.values(), key=lambda version: version.number)
        self._titles = {(one.scorecard_key, c.key): c.title for one in newest for c in one.criteria}

    def of(self, recall: Recall) -> DueCriterion:
        """The criterion with its name."""
        return DueCriterion(self._titles.get((recall.scorecard_key, recall.criterion_key), NO_TEXT), recall)


def _recalls(uow: UnitOfWork, records: Sequence[PracticeRecord], versions: _Versions) -> tuple[Recall, ...]:
    zone = ZoneInfo(uow.settings.time_zone())
    for record in records:
        versions.get(record.version_id)
    return recalls_of(said_in(records, versions.known, zone))


def _taken_up(uow: UnitOfWork, actor: Actor) -> tuple[TakenUp, ...]:
    open_seats = uow.practice.practised_seats(actor.person_id, only_open=True)
    assignments = [one for seat in open_seats if (one := uow.assignments.get(seat.assignment_id)) is not None]
    calls = uow.calls.calls([one.call_id for one in assignments])
    return tuple(
        TakenUp(
            one.id,
            calls[one.call_id].key,
            calls[one.call_id].duration_s,
            one.state is AssignmentState.BEGUN,
            one.assigned_at,
        )
        for one in assignments
        if one.call_id in calls
    )


def _suggestion(chosen: Chosen, titled: _Titles, duration_s: float | None) -> Suggestion:
    case = chosen.case
    criteria = tuple(titled.of(recall) for recall in chosen.recalls)
    return Suggestion(case.case_id, case.code, case.difficulty, duration_s, criteria)


def _plain(case: NamedCase, duration_s: float | None) -> Suggestion:
    return Suggestion(case.case_id, case.code, case.difficulty, duration_s)

"""Giving calls to inspectors and taking them back, and who has how much to do."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from uuid import uuid4

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.evaluation import SHOWN_AS_ROUTINE, Assignment, AssignmentState, Load, Purpose, WorkItem
from qa_desk.domain.ids import AssignmentId, CallId, PersonId, VersionId
from qa_desk.domain.people import Actor, Person, Role
from qa_desk.domain.permissions import Action, require
from qa_desk.i18n import N_, _, in_order
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.keeping.handing_in import open_due
from qa_desk.services.keeping.session_opening import require_workable
from qa_desk.services.practice.requiring import ASKS_FOR_CERTIFICATE, require_qualified
from qa_desk.services.scoring.inspecting_views import AssignmentDraft, BoardLine, InspectorLoad, OpenAssignment
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

_COMPARED_WITH = {Purpose.OVERLAP: Purpose.ROUTINE, Purpose.ROUTINE: Purpose.OVERLAP}
_NOT_WAITING = N_("begun, or not waiting any more")


class Assigning:
    """What whoever plans the work does with it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def assign(self, actor: Actor, draft: AssignmentDraft) -> Changes:
        """Give calls to inspectors; who has a call already for the same purpose keeps the one assignment.

        An overlap measures whether two agree who do not know of each other, so who has or had a call as routine work
        is not given it as an overlap, nor the other way round.

        Raises what `require_workable` does, and NOT_QUALIFIED where the centre asks for a certificate.
        """
        require(actor, Action.ASSIGN)
        assert draft.purpose is not Purpose.CALIBRATION, "a calibration session assigns its own calls"
        with self._store.unit_of_work(actor, self._clock) as uow:
            require_workable(uow, draft.call_ids, draft.inspector_ids, draft.version_id, self._clock.now())
            self._require_qualified(uow, draft.version_id, draft.inspector_ids, draft.purpose)
            added = [
                self._assignment(actor, draft, call_id, inspector_id, position)
                for inspector_id in dict.fromkeys(draft.inspector_ids)
                for position, call_id in enumerate(dict.fromkeys(draft.call_ids))
                if not uow.assignments.has_open(call_id, inspector_id, draft.purpose)
                and not _scores_it_otherwise(uow, call_id, inspector_id, draft.purpose)
            ]
            uow.assignments.add_all(added)
            uow.commit()
        return Changes.of(ObjectKind.ASSIGNMENT, *(assignment.id for assignment in added))

    def withdraw(self, actor: Actor, assignment_ids: Iterable[AssignmentId]) -> Changes:
        """Take assignments back that nobody has begun; those begun stay with their inspectors."""
        require(actor, Action.ASSIGN)
        withdrawn, calls = list[AssignmentId](), list[CallId]()
        with self._store.unit_of_work(actor, self._clock) as uow:
            for assignment_id in assignment_ids:
                assignment = uow.assignments.get(assignment_id)
                # who sits in a panel is the session's affair
                if assignment is None or assignment.purpose is Purpose.CALIBRATION:
                    continue
                if uow.assignments.withdraw(assignment_id):
                    uow.record.follow((assignment.call_id,), self._clock.now())
                    withdrawn.append(assignment_id)
                    calls.append(assignment.call_id)
            uow.commit()
        open_due(self._store, actor, self._clock, calls)
        return Changes.of(ObjectKind.ASSIGNMENT, *withdrawn) if withdrawn else Changes()

    def restore(self, actor: Actor, assignment_id: AssignmentId) -> Changes:
        """Undo taking one back: it waits again. Raises WRONG_STATE for one that waits, or was given anew."""
        require(actor, Action.ASSIGN)
        with self._store.unit_of_work(actor, self._clock) as uow:
            found = uow.assignments.get(assignment_id)
            if found is None or found.purpose is Purpose.CALIBRATION:
                raise NotFoundError(what=_("This assignment"))
            is_there = uow.assignments.has_open(found.call_id, found.inspector_id, found.purpose)
            if found.state is not AssignmentState.WITHDRAWN or is_there:
                raise QADeskError(ErrorCode.WRONG_STATE, what=_("this assignment"), state=_("not taken back any more"))
            uow.assignments.set_state(assignment_id, AssignmentState.WAITING)
            uow.commit()
        return Changes.of(ObjectKind.ASSIGNMENT, assignment_id)

    def of_call(self, actor: Actor, call_id: CallId) -> tuple[OpenAssignment, ...]:
        """Who has the call still to score, first assigned first; those of a calibration are the session's affair.

        Empty for who has the call to score blind: to learn who else has would tell what kind of assignment it is.
        """
        require(actor, Action.ASSIGN)
        with self._store.reading() as uow:
            if uow.assignments.scores_blind(actor.person_id, call_id):
                return ()
            return tuple(
                OpenAssignment(
                    one.id,
                    one.inspector_id,
                    uow.people.name_of(one.inspector_id),
                    one.purpose,
                    one.state is AssignmentState.BEGUN,
                    one.due_on,
                )
                for one in uow.assignments.of_call(call_id)
                if one.state in (AssignmentState.WAITING, AssignmentState.BEGUN)
                and one.purpose is not Purpose.CALIBRATION
            )

    def give_to(self, actor: Actor, assignment_id: AssignmentId, inspector_id: PersonId) -> Changes:
        """Take an assignment back that nobody has begun, and give it to somebody else as it is.

        Raises:
            QADeskError: NOT_FOUND; WRONG_STATE for one that is begun, that can't change hands, or that the other one
                has or had already; and what `assign` does.
        """
        require(actor, Action.ASSIGN)
        with self._store.unit_of_work(actor, self._clock) as uow:
            found = uow.assignments.get(assignment_id)
            if found is None or found.purpose is Purpose.CALIBRATION:
                raise NotFoundError(what=_("This assignment"))
            self._require_movable(uow, found, inspector_id)
            require_workable(uow, (found.call_id,), (inspector_id,), found.version_id, self._clock.now())
            self._require_qualified(uow, found.version_id, (inspector_id,), found.purpose)
            moved = replace(
                found,
                id=AssignmentId(uuid4()),
                inspector_id=inspector_id,
                assigned_by=actor.person_id,
                assigned_at=self._clock.now(),
            )
            if not uow.assignments.withdraw(assignment_id):
                raise _not_movable(_(_NOT_WAITING))
            uow.assignments.add_all([moved])
            uow.commit()
        return Changes.of(ObjectKind.ASSIGNMENT, moved.id)

    def _require_qualified(
        self, uow: UnitOfWork, version_id: VersionId, inspector_ids: Sequence[PersonId], purpose: Purpose
    ) -> None:
        if purpose in ASKS_FOR_CERTIFICATE:
            form = uow.scorecards.version(version_id)
            require_qualified(uow, form, inspector_ids, centre_day(uow, self._clock.now()))

    def _require_movable(self, uow: UnitOfWork, found: Assignment, inspector_id: PersonId) -> None:
        state = ""
        if found.purpose is Purpose.REPEAT:
            state = _("about the one who scored the call before")
        elif found.state is not AssignmentState.WAITING:
            state = _(_NOT_WAITING)
        elif any(
            one.inspector_id == inspector_id
            and one.purpose is found.purpose
            and one.state is not AssignmentState.WITHDRAWN
            for one in uow.assignments.of_call(found.call_id)
        ) or _scores_it_otherwise(uow, found.call_id, inspector_id, found.purpose):
            state = _("with that inspector already")
        if state:
            raise _not_movable(state)

    def inspectors(self, actor: Actor) -> tuple[InspectorLoad, ...]:
        """The inspectors who are still there, by name, with what waits for each."""
        require(actor, Action.ASSIGN)
        with self._store.reading() as uow:
            today = centre_day(uow, self._clock.now())
            waiting = uow.assignments.n_waiting_by_inspector()
            people = [person for person in uow.people.with_roles(Role.INSPECTOR) if person.is_active(today)]
        return tuple(InspectorLoad(person, waiting.get(person.id, 0), _away_until(person, today)) for person in people)

    def board(self, actor: Actor) -> tuple[BoardLine, ...]:
        """Who has how much: every inspector who is there, and whoever else has work, those furthest behind first."""
        require(actor, Action.ASSIGN)
        with self._store.reading() as uow:
            today = centre_day(uow, self._clock.now())
            loads = {load.inspector_id: load for load in uow.assignments.loads(today)}
            people = {person.id: person for person in uow.people.all()}
        there = {one.id for one in people.values() if Role.INSPECTOR in one.roles and one.is_active(today)}
        lines = [
            BoardLine(people[key], loads.get(key, Load(key)), _away_until(people[key], today))
            for key in there | loads.keys()
        ]
        lines.sort(key=lambda line: (-line.load.n_overdue, -line.load.n_waiting, in_order(line.person.name)))
        return tuple(lines)

    def waiting_of(self, actor: Actor, inspector_id: PersonId) -> tuple[WorkItem, ...]:
        """What waits for one inspector, most pressing first; how far a draft has come is its author's affair.

        Of one's own work an overlap or a repeat reads routine; of others' what one scores blind oneself is left out, as
        that somebody else has the call too would tell what kind of assignment it is.
        """
        require(actor, Action.ASSIGN)
        with self._store.reading() as uow:
            found = uow.assignments.queue_of(inspector_id, submitted_since=self._clock.now())
            is_own = inspector_id == actor.person_id
            items = [
                item
                for item in found
                if item.state is not AssignmentState.DONE
                and (is_own or not uow.assignments.scores_blind(actor.person_id, item.call_id))
            ]
        return tuple(
            replace(
                item,
                sealed=False,
                score=None,
                passed=None,
                n_answered=0,
                n_criteria=0,
                purpose=Purpose.ROUTINE if is_own and item.purpose in SHOWN_AS_ROUTINE else item.purpose,
            )
            for item in items
        )

    def _assignment(
        self, actor: Actor, draft: AssignmentDraft, call_id: CallId, inspector_id: PersonId, position: int
    ) -> Assignment:
        return Assignment(
            id=AssignmentId(uuid4()),
            call_id=call_id,
            inspector_id=inspector_id,
            version_id=draft.version_id,
            purpose=draft.purpose,
            state=AssignmentState.WAITING,
            assigned_by=actor.person_id,
            assigned_at=self._clock.now(),
            position=position,
            due_on=draft.due_on,
        )


def _scores_it_otherwise(uow: UnitOfWork, call_id: CallId, inspector_id: PersonId, purpose: Purpose) -> bool:
    """Whether they have or had the call for the purpose that this one is to be compared with."""
    other = _COMPARED_WITH.get(purpose)
    return other is not None and any(
        one.inspector_id == inspector_id and one.purpose is other and one.state is not AssignmentState.WITHDRAWN
        for one in uow.assignments.of_call(call_id)
    )


def _not_movable(state: str) -> QADeskError:
    return QADeskError(ErrorCode.WRONG_STATE, what=_("this assignment"), state=state)


def _away_until(person: Person, day: date) -> date | None:
    return max((leave.last for leave in person.leaves if leave.first <= day <= leave.last), default=None)

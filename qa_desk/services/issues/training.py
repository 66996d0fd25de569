"""Handing common issues to the trainer: the pack of a period, and practice sets that everybody who practises finds."""

from uuid import uuid4

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.ids import CaseId, PersonId, PracticeSetId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may, require
from qa_desk.domain.practice_set import PracticeSet, TakenFromSet
from qa_desk.domain.standard_case import CaseState
from qa_desk.i18n import _
from qa_desk.services.clock import Clock
from qa_desk.services.issues.issue_views import CommonIssues, IssueQuery, IssueRow
from qa_desk.services.issues.reporting import Reporting
from qa_desk.services.issues.training_views import OfferedSet, SetProgress, TaughtIssue, TrainingPack
from qa_desk.services.practice.comparing import bring_up_to_date
from qa_desk.services.practice.matching import Matching, matching
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

_NAMELESS = ""
"""Everybody reads of the days of a set in their own language; words kept would be in that of its maker."""

N_CRITICAL = 2
N_OTHERS = 4


class Training:
    """Who reads reports reads packs; lead and trainer offer practice."""

    def __init__(self, store: Store, clock: Clock, reporting: Reporting) -> None:
        self._store = store
        self._clock = clock
        self._reporting = reporting

    def pack(self, actor: Actor, query: IssueQuery) -> TrainingPack:
        """The top issues of a period, passages of each, and the cases that teach them. Raises PERIOD_INVALID.

        An issue of fewer than five calls is none; a case whose call the actor has to score blind is left out.
        """
        issues = self._reporting.common_issues(actor, query)
        rows = _top(issues)
        with self._store.reading() as uow:
            found = _matching(uow, actor, [row.criterion_key for row in rows])
        return TrainingPack(
            query,
            issues.n_calls,
            issues.n_inspectors,
            issues.points_lost,
            tuple(TaughtIssue(row, found[row.criterion_key]) for row in rows),
        )

    def offer(self, actor: Actor, pack: TrainingPack) -> tuple[PracticeSetId, Changes]:
        """Let everybody who practises find the cases of a pack as a set; the same cases are offered once.

        Raises:
            QADeskError: VALUE_INVALID for a pack without cases, WRONG_STATE for a case that is not valid any more.
        """
        require(actor, Action.OFFER_PRACTICE)
        if not pack.case_ids:
            expected = _("at least one standard case that matches")
            raise QADeskError(ErrorCode.VALUE_INVALID, value="", what=_("practice set"), expected=expected)
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.take_turn("practice sets")
            same = next((one for one in uow.practice_sets.offered() if one.case_ids == pack.case_ids), None)
            if same is not None:
                return same.id, Changes()
            for case_id in pack.case_ids:
                _require_valid(uow, case_id, actor.person_id)
            made = PracticeSet(
                PracticeSetId(uuid4()),
                _NAMELESS,
                pack.query.first_day,
                pack.query.last_day,
                actor.person_id,
                self._clock.now(),
                pack.case_ids,
            )
            uow.practice_sets.add(made)
            uow.audit("practice_set.offered", ObjectKind.PRACTICE, made.id)
            uow.commit()
        return made.id, Changes.of(ObjectKind.PRACTICE, made.id)

    def end(self, actor: Actor, set_id: PracticeSetId) -> Changes:
        """Offer a set no more; what was practised of it stays. Raises NotFoundError for one that is over."""
        require(actor, Action.OFFER_PRACTICE)
        with self._store.unit_of_work(actor, self._clock) as uow:
            if not uow.practice_sets.end(set_id, self._clock.now()):
                raise NotFoundError(what=_("This practice set"))
            uow.audit("practice_set.ended", ObjectKind.PRACTICE, set_id)
            uow.commit()
        return Changes.of(ObjectKind.PRACTICE, set_id)

    def offered(self, actor: Actor) -> tuple[OfferedSet, ...]:
        """The sets that the actor has not done yet, the newest first, each with the case that comes next."""
        require(actor, Action.PRACTISE)
        with self._store.reading() as uow:
            sets = uow.practice_sets.offered()
            if not sets:
                return ()
            taken = uow.practice_sets.taken(actor.person_id)
            waiting = uow.practice.practised_seats(actor.person_id, only_open=True)
            names = uow.people.names()
            found = [
                _offered(uow, actor, one, taken, {seat.case_id for seat in waiting}, names.get(one.made_by, ""))
                for one in sets
            ]
        return tuple(one for one in found if one.next_case is not None or one.n_taken_up)

    def n_offered(self, actor: Actor) -> int:
        """How many sets wait for who practises; nothing for who offers them."""
        if not may(actor, Action.PRACTISE) or may(actor, Action.OFFER_PRACTICE):
            return 0
        return sum(one.next_case is not None for one in self.offered(actor))

    def sets(self, actor: Actor) -> tuple[SetProgress, ...]:
        """The sets on offer, the newest first, and how many people have handed in how much; not who."""
        require(actor, Action.OFFER_PRACTICE)
        bring_up_to_date(self._store, actor, self._clock)
        with self._store.reading() as uow:
            sets, done, names = uow.practice_sets.offered(), uow.practice_sets.handed_in(), uow.people.names()
        return tuple(_progress(one, done, names.get(one.made_by, "")) for one in sets)


def _top(issues: CommonIssues) -> tuple[IssueRow, ...]:
    critical = [row for row in issues.critical if row.n_failed and not row.is_small]
    others = [row for row in issues.criteria if row.points > 0 and not row.is_small]
    return (*critical[:N_CRITICAL], *others[:N_OTHERS])


def _matching(uow: UnitOfWork, actor: Actor, keys: list[str]) -> dict[str, Matching]:
    settled = uow.cases.settled_on(keys, actor.person_id) if keys else ()
    evidence = uow.cases.evidence_on(keys, actor.person_id) if keys else {}
    versions = {key: uow.scorecards.version(key) for key in {line.version_id for line in settled}}
    return {key: matching(key, settled, versions, evidence) for key in keys}


def _require_valid(uow: UnitOfWork, case_id: CaseId, reader_id: PersonId) -> None:
    case = uow.cases.get(case_id, reader_id)
    if case is None:
        raise NotFoundError(what=_("This case"))
    if case.state is not CaseState.VALID:
        raise QADeskError(ErrorCode.WRONG_STATE, what=case.code, state=case.state)


def _offered(
    uow: UnitOfWork,
    actor: Actor,
    one: PracticeSet,
    taken: tuple[TakenFromSet, ...],
    waiting: set[CaseId],
    made_by_name: str,
) -> OfferedSet:
    own = [step for step in taken if step.set_id == one.id]
    done = {step.case_id for step in own if step.is_in}
    left = (case_id for case_id in one.case_ids if case_id not in done and case_id not in waiting)
    following = next((case_id for case_id in left if _can_be_taken_up(uow, case_id, actor.person_id)), None)
    n_taken_up = len({step.case_id for step in own if not step.is_in} - done)
    return OfferedSet(one, made_by_name, len(done), n_taken_up, following)


def _can_be_taken_up(uow: UnitOfWork, case_id: CaseId, person_id: PersonId) -> bool:
    case = uow.cases.get(case_id, person_id)
    return case is not None and case.state is CaseState.VALID


def _progress(one: PracticeSet, done: tuple[TakenFromSet, ...], made_by_name: str) -> SetProgress:
    people: dict[PersonId, set[CaseId]] = {}
    for step in done:
        if step.set_id == one.id:
            people.setdefault(step.person_id, set()).add(step.case_id)
    n_through = sum(len(cases) == len(one.case_ids) for cases in people.values())
    return SetProgress(one, made_by_name, len(people), n_through)

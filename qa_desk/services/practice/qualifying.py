"""Qualifications: planning them with both error rates in sight, sitting a set that nobody has seen, certificates."""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from uuid import uuid4

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import AssignmentId, BlueprintId, PersonId, QualificationId, ScorecardId
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.permissions import Action, may, require
from qa_desk.domain.qualification import Blueprint, Plan, SeatedCase, SetCase, Sitting
from qa_desk.domain.qualification_set import DrawnSet, drawn_set
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.i18n import _
from qa_desk.measurement.drawing.places import places_of
from qa_desk.services.clock import Clock
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.practice.comparing import bring_up_to_date, let_go
from qa_desk.services.practice.giving_oneself import Given, own_assignment
from qa_desk.services.practice.known_cases import cases_of_form, unseen_by
from qa_desk.services.practice.plan_checks import checked_rules, critical_families, plan_check, plannable
from qa_desk.services.practice.plan_words import lacks_words, unseen_lack_words
from qa_desk.services.practice.qualifying_views import (
    BlueprintView,
    Offer,
    PlanCheck,
    Plannable,
    Requirement,
    SittingLine,
    SittingView,
)
from qa_desk.services.practice.requiring import REQUIRED, unqualified
from qa_desk.services.practice.sitting_views import sitting_view
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork


class Qualifying:
    """Lead and trainer plan; whoever scores may sit."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def plannable(self, actor: Actor) -> tuple[Plannable, ...]:
        """The scorecards in force that judge something critical, the one with most cases first, and a plan to begin."""
        require(actor, Action.PLAN_QUALIFICATIONS)
        with self._store.reading() as uow:
            found = [plannable(uow, form, actor.person_id) for form in self._forms(uow) if critical_families(form)]
        return tuple(sorted(found, key=lambda one: -one.n_cases))

    def check(self, actor: Actor, scorecard_id: ScorecardId, plan: Plan) -> PlanCheck:
        """What can be said of a plan while it is written: both error rates of each rule, and what is wrong with it."""
        require(actor, Action.PLAN_QUALIFICATIONS)
        with self._store.reading() as uow:
            form = self._form(uow, scorecard_id)
            return plan_check(plan, form, cases_of_form(uow, form, actor.person_id))

    def write(
        self, actor: Actor, scorecard_id: ScorecardId, plan: Plan, *, instead_of: BlueprintId | None = None
    ) -> tuple[BlueprintId, Changes]:
        """Keep a plan as a new blueprint, in place of another where one is named; what was sat on that stays.

        Raises BLUEPRINT_UNSOUND for one that nobody or everybody passes, or that the library can't give.
        """
        require(actor, Action.PLAN_QUALIFICATIONS)
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            form = self._form(uow, scorecard_id)
            problems = plan_check(plan, form, cases_of_form(uow, form, actor.person_id)).problems
            if problems:
                raise QADeskError(ErrorCode.BLUEPRINT_UNSOUND, detail=problems[0])
            kept = replace(plan, title=plan.title.strip())
            blueprint = Blueprint(BlueprintId(uuid4()), scorecard_id, kept, actor.person_id, now)
            uow.qualifications.write(blueprint)
            if instead_of is not None:
                uow.qualifications.end(instead_of, now)
            uow.audit("blueprint.written", ObjectKind.QUALIFICATION, blueprint.id)
            uow.commit()
        return blueprint.id, Changes.of(ObjectKind.QUALIFICATION, blueprint.id)

    def end(self, actor: Actor, blueprint_id: BlueprintId) -> Changes:
        """Let nobody begin on a blueprint any more; certificates that rest on it hold on."""
        require(actor, Action.PLAN_QUALIFICATIONS)
        with self._store.unit_of_work(actor, self._clock) as uow:
            if uow.qualifications.blueprint(blueprint_id) is None:
                raise NotFoundError(what=_("This qualification"))
            uow.qualifications.end(blueprint_id, self._clock.now())
            uow.audit("blueprint.ended", ObjectKind.QUALIFICATION, blueprint_id)
            uow.commit()
        return Changes.of(ObjectKind.QUALIFICATION, blueprint_id)

    def blueprints(self, actor: Actor) -> tuple[BlueprintView, ...]:
        """Those in use, with their error rates and how often they were sat and passed."""
        require(actor, Action.PLAN_QUALIFICATIONS)
        with self._store.reading() as uow:
            titles = {form.scorecard_id: form.title for form in uow.scorecards.versions()}
            sittings = uow.qualifications.sittings()
            found = [one for one in uow.qualifications.blueprints() if one.ended_at is None]
        return tuple(
            BlueprintView(
                one,
                titles[one.scorecard_id],
                checked_rules(one.plan),
                sum(sitting.blueprint_id == one.id for sitting in sittings),
                sum(sitting.blueprint_id == one.id and bool(sitting.passed) for sitting in sittings),
            )
            for one in found
        )

    def offers(self, actor: Actor) -> tuple[Offer, ...]:
        """What the actor may sit, what stands in the way, and which certificates they hold."""
        require(actor, Action.PRACTISE)
        bring_up_to_date(self._store, actor, self._clock)
        with self._store.reading() as uow:
            forms = {form.scorecard_id: form for form in self._forms(uow)}
            own = uow.qualifications.sittings(actor.person_id)
            found = [
                one
                for one in uow.qualifications.blueprints()
                if one.scorecard_id in forms and (one.ended_at is None or _is_of_use(one, own))
            ]
            return tuple(self._offer(uow, actor, one, forms[one.scorecard_id], own) for one in found)

    def begin(self, actor: Actor, blueprint_id: BlueprintId) -> tuple[QualificationId, Changes]:
        """Draw a set that the actor has not seen, and begin to sit it; the time runs from here on.

        Raises NOT_FOUND, WRONG_STATE while another sitting is open, TOO_LATE before the days between two sittings have
        passed, SET_LACKING with what the library lacks.
        """
        require(actor, Action.PRACTISE)
        bring_up_to_date(self._store, actor, self._clock)
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.take_turn(actor.person_id)
            blueprint = uow.qualifications.blueprint(blueprint_id)
            if blueprint is None or blueprint.ended_at is not None:
                raise NotFoundError(what=_("This qualification"))
            own = uow.qualifications.sittings(actor.person_id)
            self._require_free(uow, blueprint, own)
            attempt = 1 + sum(one.blueprint_id == blueprint_id for one in own)
            seed = seed_of(blueprint_id, actor.person_id, attempt)
            drawn = self._drawn(uow, actor, blueprint, seed)
            if drawn.lacks:
                raise QADeskError(ErrorCode.SET_LACKING, detail=lacks_words(drawn.lacks))
            plan = blueprint.plan
            sitting = Sitting(
                id=QualificationId(uuid4()),
                person_id=actor.person_id,
                scorecard_id=blueprint.scorecard_id,
                blueprint_id=blueprint_id,
                attempt=attempt,
                seed=seed,
                started_at=now,
                due_at=now + timedelta(minutes=plan.minutes) if plan.minutes is not None else None,
                n_judgements=sum(rule.n_judgements for rule in plan.rules),
                n_allowed_errors=sum(rule.n_allowed for rule in plan.rules),
            )
            uow.qualifications.begin(sitting)
            self._seat(uow, actor, sitting, drawn.cases)
            uow.audit("qualification.begun", ObjectKind.QUALIFICATION, sitting.id)
            uow.commit()
        return sitting.id, Changes.of(ObjectKind.QUALIFICATION, sitting.id) | Changes.of(ObjectKind.ASSIGNMENT)

    def give_up(self, actor: Actor, sitting_id: QualificationId) -> Changes:
        """End one's sitting as it stands; what is not handed in counts as errors."""
        require(actor, Action.PRACTISE)
        with self._store.unit_of_work(actor, self._clock) as uow:
            sitting = uow.qualifications.sitting(sitting_id)
            if sitting is None or sitting.person_id != actor.person_id:
                raise NotFoundError(what=_("This sitting"))
            if sitting.finished_at is not None:
                raise QADeskError(ErrorCode.WRONG_STATE, what=_("this sitting"), state=_("over"))
            let_go(uow, sitting)
            uow.commit()
        changes = bring_up_to_date(self._store, actor, self._clock)
        return changes | Changes.of(ObjectKind.QUALIFICATION, sitting_id) | Changes.of(ObjectKind.ASSIGNMENT)

    def sitting(self, actor: Actor, sitting_id: QualificationId) -> SittingView:
        """One sitting: one's own, and everybody's for lead and trainer. Raises NotFoundError."""
        require(actor, Action.PRACTISE)
        bring_up_to_date(self._store, actor, self._clock)
        with self._store.reading() as uow:
            sitting = uow.qualifications.sitting(sitting_id)
            is_readable = sitting is not None and (
                sitting.person_id == actor.person_id or may(actor, Action.VIEW_PRACTICE)
            )
            if sitting is None or not is_readable:
                raise NotFoundError(what=_("This sitting"))
            return sitting_view(uow, actor, sitting)

    def sitting_of(self, actor: Actor, assignment_id: AssignmentId) -> QualificationId | None:
        """The sitting that one of the actor's calls is of; None for any other call."""
        require(actor, Action.PRACTISE)
        with self._store.reading() as uow:
            seat = uow.practice.seat_of(assignment_id)
            return seat.qualification_id if seat is not None and seat.person_id == actor.person_id else None

    def sittings(self, actor: Actor) -> tuple[SittingLine, ...]:
        """What was sat, newest first: one's own, and everybody's for lead and trainer."""
        require(actor, Action.PRACTISE)
        bring_up_to_date(self._store, actor, self._clock)
        with self._store.reading() as uow:
            own_only = None if may(actor, Action.VIEW_PRACTICE) else actor.person_id
            found = uow.qualifications.sittings(own_only)
            names = uow.people.names()
            titles = {one.id: one.plan.title for one in uow.qualifications.blueprints()}
            forms = {form.scorecard_id: form.title for form in uow.scorecards.versions()}
        return tuple(
            SittingLine(
                one, titles[one.blueprint_id], forms[one.scorecard_id], one.person_id, names.get(one.person_id, "")
            )
            for one in reversed(found)
        )

    def n_ending(self, actor: Actor) -> int:
        """How many of the actor's certificates end soon and were not sat anew."""
        if not may(actor, Action.PRACTISE):
            return 0
        with self._store.reading() as uow:
            today = centre_day(uow, self._clock.now())
            own = uow.qualifications.sittings(actor.person_id)
        newest = {one.scorecard_id: one for one in own if one.is_valid(today)}
        return sum(one.ends_soon(today) for one in newest.values())

    def requirement(self, actor: Actor) -> Requirement:
        """Whether a certificate is asked for, what changes when, and which inspectors could not score today."""
        if not may(actor, Action.REQUIRE_QUALIFICATION):
            require(actor, Action.PRACTISE)
        with self._store.reading() as uow:
            today = centre_day(uow, self._clock.now())
            is_on = bool(uow.settings.on(today).get(REQUIRED, False))
            ahead = [one for one in uow.settings.changes_of(REQUIRED) if one[0] > today]
            planned = {one.scorecard_id for one in uow.qualifications.blueprints() if one.ended_at is None}
            forms = [form for form in self._forms(uow) if form.scorecard_id in planned]
            inspectors = [one for one in uow.people.with_roles(Role.INSPECTOR) if one.is_active(today)]
            sees_people = may(actor, Action.VIEW_PRACTICE) or may(actor, Action.REQUIRE_QUALIFICATION)
            without = {
                person.name
                for form in (forms if sees_people else ())
                for person in inspectors
                if unqualified(uow, form, (person.id,), today)
            }
        next_change = ahead[0] if ahead else (None, False)
        scorecards = tuple(form.title for form in forms)
        return Requirement(is_on, next_change[0], bool(next_change[1]), scorecards, tuple(sorted(without)))

    def set_requirement(self, actor: Actor, *, is_on: bool, valid_from: date | None = None) -> Changes:
        """Ask for a certificate, or stop asking, from a day on. Raises VALUE_INVALID for a day that is past."""
        require(actor, Action.REQUIRE_QUALIFICATION)
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            today = centre_day(uow, now)
            day = valid_from or today
            if day < today:
                expected = _("today or later")
                raise QADeskError(ErrorCode.VALUE_INVALID, value=day, what=_("day"), expected=expected)
            uow.settings.set(REQUIRED, is_on, day, actor.person_id, now)
            uow.audit("setting.set", ObjectKind.SETTING, key=REQUIRED)
            uow.commit()
        return Changes.of(ObjectKind.SETTING) | Changes.of(ObjectKind.QUALIFICATION)

    def _offer(
        self, uow: UnitOfWork, actor: Actor, blueprint: Blueprint, form: ScorecardVersion, own: tuple[Sitting, ...]
    ) -> Offer:
        today = centre_day(uow, self._clock.now())
        mine = [one for one in own if one.blueprint_id == blueprint.id]
        valid = [one for one in mine if one.is_valid(today)]
        under_way = next((one for one in mine if one.finished_at is None), None)
        why_not = ""
        if under_way is None:
            try:
                self._require_free(uow, blueprint, own)
                seed = seed_of(blueprint.id, actor.person_id, len(mine) + 1)
                lacks = self._drawn(uow, actor, blueprint, seed).lacks
                why_not = unseen_lack_words(lacks) if lacks else ""
            except QADeskError as error:
                why_not = str(error.params.get("detail", ""))
        certificate = max(valid, key=lambda one: one.valid_until or today, default=None)
        return Offer(blueprint, form.title, checked_rules(blueprint.plan), why_not, under_way, certificate, len(mine))

    def _require_free(self, uow: UnitOfWork, blueprint: Blueprint, own: tuple[Sitting, ...]) -> None:
        if any(one.finished_at is None for one in own):
            detail = _("another sitting is not over yet")
            raise QADeskError(ErrorCode.WRONG_STATE, what=_("this qualification"), state=detail, detail=detail)
        failed = [one for one in own if one.blueprint_id == blueprint.id and one.passed is False]
        if failed and failed[-1].finished_at is not None:
            rest = timedelta(days=blueprint.plan.resit_days)
            free_on = centre_day(uow, failed[-1].finished_at) + rest
            if centre_day(uow, self._clock.now()) < free_on:
                detail = _("it can be sat again from {day} on").format(day=free_on.isoformat())
                raise QADeskError(ErrorCode.WRONG_STATE, what=_("this qualification"), state=detail, detail=detail)

    def _drawn(self, uow: UnitOfWork, actor: Actor, blueprint: Blueprint, seed: int) -> DrawnSet:
        form = self._form(uow, blueprint.scorecard_id)
        unseen = unseen_by(uow, actor.person_id, cases_of_form(uow, form, actor.person_id))
        one_a_call = {case.call_id: case for case in reversed(unseen)}  # two cases of one call would tell each other's
        cases = list(one_a_call.values())
        order = places_of(seed, [case.code for case in cases])
        in_order = sorted(range(len(cases)), key=lambda at: (int(order[at]), cases[at].code))
        return drawn_set(blueprint.plan, [cases[at] for at in in_order])

    def _seat(self, uow: UnitOfWork, actor: Actor, sitting: Sitting, cases: tuple[SetCase, ...]) -> None:
        assignments = [
            own_assignment(
                actor, Given(case.call_id, case.version_id, Purpose.QUALIFICATION, position), sitting.started_at
            )
            for position, case in enumerate(cases)
        ]
        uow.assignments.add_all(assignments)
        uow.practice.seat(
            [
                SeatedCase(given.id, actor.person_id, case.case_id, case.number, position, sitting.id)
                for position, (given, case) in enumerate(zip(assignments, cases, strict=True))
            ]
        )

    def _forms(self, uow: UnitOfWork) -> list[ScorecardVersion]:
        """The version in force of each scorecard."""
        today = centre_day(uow, self._clock.now())
        keys = sorted({version.scorecard_key for version in uow.scorecards.versions()})
        return [form for key in keys if (form := uow.scorecards.in_force(key, today)) is not None]

    def _form(self, uow: UnitOfWork, scorecard_id: ScorecardId) -> ScorecardVersion:
        form = next((one for one in self._forms(uow) if one.scorecard_id == scorecard_id), None)
        if form is None:
            raise NotFoundError(what=_("This scorecard"))
        return form


def seed_of(blueprint_id: BlueprintId, person_id: PersonId, attempt: int) -> int:
    """What a sitting is drawn by: it follows from who sits what for the how-manieth time, so that nobody chooses it."""
    digest = sha256(blueprint_id.bytes + person_id.bytes + attempt.to_bytes(4, "big")).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _is_of_use(blueprint: Blueprint, own: tuple[Sitting, ...]) -> bool:
    """Whether something is still open on a blueprint that ended."""
    return any(one.blueprint_id == blueprint.id and one.finished_at is None for one in own)

"""Sampling: plans and their versions, trying one out, drawing by it, replacing what can't be scored, exemptions."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.ids import AssignmentId, CallId, DrawId, PersonId, PlanId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.domain.sampling import Draw, ExemptionState, SamplingPlan
from qa_desk.domain.sampling_plan import PlanDefinition, PlanProblem, plan_problems
from qa_desk.i18n import _
from qa_desk.services.clock import Clock
from qa_desk.services.draws.covered import covered, draws_touching, is_by, path_of
from qa_desk.services.draws.estimating import Wanted, estimates_of, side_by_side
from qa_desk.services.draws.exempting import keep_exemptions, standing_exemptions
from qa_desk.services.draws.making import assignments_of_draw, make_draw, version_in_force
from qa_desk.services.draws.plan_file import parse_plan, to_yaml
from qa_desk.services.draws.plan_words import expectation
from qa_desk.services.draws.reading import days_meant, moments_of
from qa_desk.services.draws.replacing import next_of_stratum, take_back
from qa_desk.services.draws.sampling_estimates import CoverageQuery, DrawEstimates, PeriodCoverage
from qa_desk.services.draws.sampling_views import DrawView, ExemptionView, KeptDraw, PlanSummary
from qa_desk.services.draws.showing import kept_draw, strata_of, view_of_draw
from qa_desk.services.keeping.brought_text import typed_text
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.periods import Days, Period
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

MANY_CALLS = 20_000
"""More are not looked through unless somebody asks: that takes seconds."""


class Sampling:
    """What whoever plans the work does: the same plan, data and seed draw the same calls."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def plans(self, actor: Actor) -> tuple[PlanSummary, ...]:
        """All plans in their latest version, by name."""
        require(actor, Action.SAMPLE)
        with self._store.reading() as uow:
            return tuple(_summary(uow, plan) for plan in uow.sampling.plans())

    def save_plan(self, actor: Actor, definition: PlanDefinition) -> tuple[PlanId, Changes]:
        """Keep a plan; another content under a known name is its next version, the same content changes nothing.

        Raises VALUE_INVALID naming what a plan can't mean, and what `version_in_force` raises.
        """
        require(actor, Action.SAMPLE)
        _require_possible(definition)
        text, now = to_yaml(definition), self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            version_in_force(uow, definition, centre_day(uow, now))
            known = uow.sampling.plan_named(definition.name)
            if known is not None and known.definition == text:
                return known.id, Changes()
            plan = SamplingPlan(
                id=known.id if known else PlanId(uuid4()),
                name=definition.name,
                purpose=definition.purpose,
                selection=definition.selection,
                number=known.number + 1 if known else 1,
                definition=text,
            )
            uow.sampling.add_plan(plan, now, actor.person_id)
            uow.audit("plan.saved", "plan", plan.id, number=plan.number)
            uow.commit()
        return plan.id, Changes.of(ObjectKind.SAMPLING, plan.id)

    def has_many_calls(self, actor: Actor, definition: PlanDefinition) -> bool:
        """Whether the plan's days hold so many calls that trying it out takes a while; told at once."""
        require(actor, Action.SAMPLE)
        with self._store.reading() as uow:
            today = centre_day(uow, self._clock.now())
            start, before = moments_of(uow, days_meant(definition, today, uow.settings.first_weekday()))
            return uow.population.n_started(start, before, at_most=MANY_CALLS + 1) > MANY_CALLS

    def try_out(self, actor: Actor, definition: PlanDefinition, seed: int | None = None) -> DrawView:
        """What a draw by this plan would be; nothing is kept. The seed is in the answer, so that it can be drawn so.

        Raises what `draw` raises.
        """
        require(actor, Action.SAMPLE)
        _require_possible(definition)
        with self._store.reading() as uow:
            now = self._clock.now()
            made = make_draw(uow, definition, seed, standing_exemptions(uow, definition, now), now)
            return view_of_draw(uow, made, None, now, actor.person_id)

    def draw(self, actor: Actor, plan_id: PlanId, seed: int | None = None) -> tuple[DrawView, Changes]:
        """Draw by the newest version of a plan, keep the draw, and give its calls to inspectors.

        Raises:
            QADeskError: NOT_FOUND; and what `make_draw` raises. Nothing is drawn then.
        """
        require(actor, Action.SAMPLE)
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.take_turn(plan_id)
            plan = next((one for one in uow.sampling.plans() if one.id == plan_id), None)
            if plan is None:
                raise NotFoundError(what=_("This plan"))
            definition = parse_plan(plan.definition, plan.name)
            made = make_draw(uow, definition, seed, keep_exemptions(uow, plan, definition, now), now)
            kept = Draw(
                id=DrawId(uuid4()),
                plan_id=plan.id,
                seed=made.seed,
                drawn_at=now,
                drawn_by=actor.person_id,
                calls=made.drawing.calls,
                plan_number=plan.number,
                first_day=made.days.first,
                last_day=made.days.last,
                n_population=made.drawing.n_population,
                strata=strata_of(made.drawing),
                expected=made.expected(),
            )
            uow.sampling.add_draw(kept)
            uow.assignments.add_all(assignments_of_draw(made, kept))
            uow.audit("calls.drawn", "draw", kept.id, plan=plan.name, number=plan.number, seed=made.seed)
            view = view_of_draw(uow, made, kept, now, actor.person_id)
            uow.commit()
        return view, Changes.of(ObjectKind.SAMPLING, kept.id) | Changes.of(ObjectKind.ASSIGNMENT)

    def draws(self, actor: Actor, plan_id: PlanId) -> tuple[Draw, ...]:
        """The draws of a plan without their calls, latest first."""
        require(actor, Action.SAMPLE)
        with self._store.reading() as uow:
            return uow.sampling.draws_of(plan_id)

    def drawn(self, actor: Actor, draw_id: DrawId) -> KeptDraw:
        """A draw with its calls and who has them, those that could not be scored with their reason."""
        require(actor, Action.SAMPLE)
        with self._store.reading() as uow:
            found = uow.sampling.draw(draw_id)
            if found is None:
                raise NotFoundError(what=_("This draw"))
            return kept_draw(uow, found, actor.person_id)

    def estimates(self, actor: Actor, draw_id: DrawId) -> DrawEstimates:
        """What a draw says of all calls by now, with its coverage and non-response. Raises NOT_FOUND."""
        require(actor, Action.VIEW_DRAWS)
        with self._store.reading() as uow:
            found = uow.sampling.draw(draw_id)
            if found is None:
                raise NotFoundError(what=_("This draw"))
            return estimates_of(uow, [found], actor.person_id)

    def coverage(self, actor: Actor, query: CoverageQuery) -> tuple[DrawEstimates, ...]:
        """The same for every draw of these days, plan by plan: draws of a plan side by side are taken together.

        Raises PERIOD_INVALID.
        """
        require(actor, Action.VIEW_DRAWS)
        if query.last_day < query.first_day:
            raise QADeskError(ErrorCode.PERIOD_INVALID, start=query.first_day, end=query.last_day)
        with self._store.reading() as uow:
            draws = [uow.sampling.draw(one) for one in uow.sampling.draws_between(query.first_day, query.last_day)]
            meant = [one for one in draws if one is not None and is_by(uow, one, query.scorecard)]
            wanted = Wanted(path_of(uow, query.unit), query.business_type)
            return tuple(estimates_of(uow, group, actor.person_id, wanted) for group in side_by_side(meant))

    def coverage_by(self, actor: Actor, query: CoverageQuery, by: Period) -> tuple[PeriodCoverage, ...]:
        """How the calls of each day, week or month were covered by all draws together, of whatever days these are.

        Raises PERIOD_INVALID.
        """
        require(actor, Action.VIEW_DRAWS)
        if query.last_day < query.first_day:
            raise QADeskError(ErrorCode.PERIOD_INVALID, start=query.first_day, end=query.last_day)
        with self._store.reading() as uow:
            draws = draws_touching(uow, Days(query.first_day, query.last_day), query.scorecard)
            wanted = Wanted(path_of(uow, query.unit), query.business_type)
            return covered(uow, actor, draws, query, wanted, by)

    def replace(self, actor: Actor, draw_id: DrawId, call_id: CallId, reason: str) -> tuple[CallId | None, Changes]:
        """Put another call of the same stratum in place of one that can't be scored; the old one is non-response.

        Returns:
            The call drawn instead; None where the stratum has none left, which is non-response all the same.

        Raises:
            QADeskError: REASON_REQUIRED; NOT_FOUND; WRONG_STATE when the call was scored or dropped before.
        """
        require(actor, Action.SAMPLE)
        reason = typed_text(reason, _("reason")).strip()
        if not reason:
            raise QADeskError(ErrorCode.REASON_REQUIRED)
        now = self._clock.now()
        with self._store.unit_of_work(actor, self._clock) as uow:
            uow.take_turn(draw_id)
            found = uow.sampling.draw(draw_id)
            dropped = next((one for one in found.calls if one.call_id == call_id), None) if found else None
            if found is None or dropped is None:
                raise NotFoundError(what=_("This call"))
            waiting = take_back(uow, found, dropped)
            instead = next_of_stratum(uow, found, dropped, now)
            noted = replace(dropped, dropped_reason=reason)
            uow.sampling.replace(draw_id, noted, actor.person_id, now, instead)
            if instead is not None:
                moved = [
                    replace(one, id=AssignmentId(uuid4()), call_id=instead.call_id, assigned_at=now) for one in waiting
                ]
                uow.assignments.add_all(moved)
            uow.audit("draw.replaced", "call", call_id, draw=str(draw_id))
            uow.commit()
        changes = Changes.of(ObjectKind.SAMPLING, draw_id) | Changes.of(ObjectKind.ASSIGNMENT)
        return (instead.call_id if instead else None), changes

    def exemptions(self, actor: Actor) -> tuple[ExemptionView, ...]:
        """Every exemption there is or was, those that stand first."""
        require(actor, Action.SAMPLE)
        with self._store.reading() as uow:
            names, plans = uow.people.names(), {plan.id: plan.name for plan in uow.sampling.plans()}
            found = [
                ExemptionView(
                    plan_id=one.plan_id,
                    plan_name=plans.get(one.plan_id, ""),
                    agent_id=one.agent_id,
                    agent_name=names.get(one.agent_id, ""),
                    state=one.state,
                    since=one.since,
                    until=one.until,
                    changed_at=one.changed_at,
                    reason=one.reason,
                    evaluation_id=one.evaluation_id,
                    call_id=uow.sampling.call_of(one.evaluation_id) if one.evaluation_id else None,
                )
                for one in uow.sampling.exemptions()
            ]
        order = list(ExemptionState)
        return tuple(sorted(found, key=lambda one: (order.index(one.state), one.plan_name, one.agent_name)))

    def decide_exemption(
        self, actor: Actor, plan_id: PlanId, agent_id: PersonId, state: ExemptionState, reason: str
    ) -> Changes:
        """End an exemption because its critical failure is confirmed, or let it stand again because it is not.

        Raises REASON_REQUIRED, NOT_FOUND, and WRONG_STATE for one that ended.
        """
        require(actor, Action.SAMPLE)
        reason = typed_text(reason, _("reason")).strip()
        if not reason:
            raise QADeskError(ErrorCode.REASON_REQUIRED)
        with self._store.unit_of_work(actor, self._clock) as uow:
            found = next((one for one in uow.sampling.exemptions(plan_id) if one.agent_id == agent_id), None)
            if found is None:
                raise NotFoundError(what=_("This exemption"))
            if found.state is ExemptionState.ENDED:
                raise QADeskError(ErrorCode.WRONG_STATE, what=_("this exemption"), state=_("ended"))
            uow.sampling.save_exemption(replace(found, state=state, reason=reason, changed_at=self._clock.now()))
            uow.audit(f"exemption.{state.value}", "person", agent_id, plan=str(plan_id))
            uow.commit()
        return Changes.of(ObjectKind.SAMPLING, plan_id)


def _require_possible(definition: PlanDefinition) -> None:
    problems: Sequence[PlanProblem] = plan_problems(definition)
    if problems:
        what = ".".join(str(step) for step in problems[0].path)
        told = {"value": problems[0].value, "what": what, "expected": expectation(problems[0])}
        raise QADeskError(ErrorCode.VALUE_INVALID, **told)


def _summary(uow: UnitOfWork, plan: SamplingPlan) -> PlanSummary:
    draws = uow.sampling.draws_of(plan.id)
    definition = parse_plan(plan.definition, plan.name)
    return PlanSummary(plan.id, plan.number, definition, draws[0].drawn_at if draws else None, len(draws))

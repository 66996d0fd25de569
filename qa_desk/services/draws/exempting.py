"""Exemptions of excellent agents: who is covered, whom a critical failure suspends, and whose exemption stands."""

from dataclasses import replace
from datetime import datetime

from qa_desk.domain.ids import PersonId
from qa_desk.domain.people import Role
from qa_desk.domain.sampling import AgentExemption, ExemptionState, SamplingPlan
from qa_desk.domain.sampling_plan import Exemption, PlanDefinition
from qa_desk.i18n import _
from qa_desk.services.draws.drawing import exempt_agents_of
from qa_desk.services.keeping.days import centre_day
from qa_desk.store.unit_of_work import UnitOfWork


def standing_exemptions(uow: UnitOfWork, definition: PlanDefinition, now: datetime) -> frozenset[str]:
    """The agents, by external id, whose exemption would stand, were the plan drawn by now. Nothing is written."""
    return _exempt(uow, uow.sampling.plan_named(definition.name), definition, now)[0]


def keep_exemptions(uow: UnitOfWork, plan: SamplingPlan, definition: PlanDefinition, now: datetime) -> frozenset[str]:
    """The same, once exemptions that begin are entered and those that a critical failure ends are suspended."""
    standing, changed = _exempt(uow, plan, definition, now)
    for one in changed:
        uow.sampling.save_exemption(one)
        uow.audit(f"exemption.{one.state.value}", "person", one.agent_id, plan=plan.name)
    return standing


def _exempt(
    uow: UnitOfWork, plan: SamplingPlan | None, definition: PlanDefinition, now: datetime
) -> tuple[frozenset[str], list[AgentExemption]]:
    """Who is exempt, and the exemptions that are new or changed; a plan that is not kept has none to change."""
    today = centre_day(uow, now)
    agents = {one.external_id: one for one in uow.people.with_roles(Role.AGENT) if one.is_active(today)}
    known = {one.agent_id: one for one in uow.sampling.exemptions(plan.id)} if plan else {}
    covered = exempt_agents_of(definition, [(one.external_id, one.grade) for one in agents.values()])
    standing: set[str] = set()
    changed: list[AgentExemption] = []
    for exemption, ids in zip(definition.exemptions, covered, strict=True):
        for external_id in sorted(ids) if exemption.until >= today else ():
            before = known.get(agents[external_id].id)
            after = before or _begun(plan, exemption, agents[external_id].id, now)
            if after is None:
                standing.add(external_id)
                continue
            after = _after_failures(uow, after, now)
            if after is not before:
                changed.append(after)
            if after.state is ExemptionState.STANDS:
                standing.add(external_id)
    return frozenset(standing), changed


def _begun(plan: SamplingPlan | None, exemption: Exemption, agent_id: PersonId, now: datetime) -> AgentExemption | None:
    """The exemption of an agent that begins now; None where the plan is not kept yet."""
    return AgentExemption(plan.id, agent_id, ExemptionState.STANDS, now, exemption.until, now) if plan else None


def _after_failures(uow: UnitOfWork, found: AgentExemption, now: datetime) -> AgentExemption:
    """The exemption, suspended when a call of the agent has failed since it began or was let stand again."""
    if found.state is not ExemptionState.STANDS:
        return found
    failure = uow.sampling.critical_failure_of(found.agent_id, found.changed_at)
    if failure is None:
        return found
    reason = _("a critical failure")
    return replace(found, state=ExemptionState.SUSPENDED, changed_at=now, evaluation_id=failure, reason=reason)

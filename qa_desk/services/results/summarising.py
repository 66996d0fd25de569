"""Results of a period over all scored calls: control charts, scorecard results, and what customers say of them."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from qa_desk.domain.ids import PersonId
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.permissions import Action, may, require, visibility_of
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.services.draws.covered import drawn_behind
from qa_desk.services.draws.sampling_estimates import DrawnCalls
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.services.periods import periods_back
from qa_desk.services.results.awarding import counted_behind
from qa_desk.services.results.behind import AskedCalls, CallsBehind, Failed, FoundCalls, KnownCalls
from qa_desk.services.results.recognition_views import CountedCalls
from qa_desk.services.results.scorecard import Names, ScorecardResults, parts_of
from qa_desk.services.results.scored import ScoredCall, filter_of, scored_calls
from qa_desk.services.results.trends import Cutting, Trends, trends_of
from qa_desk.services.results.voice import CriterionName, CustomerVoice, voice_of
from qa_desk.services.results.weighing import Basis, Weighting, basis_of
from qa_desk.store.fact_filter import FactFilter
from qa_desk.store.outcome_queries import CallsAsked
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

N_CHARTED = 25
"""How many days, weeks or months a control chart shows at least; Montgomery (2013) asks for 20 to 25 to set limits."""


_SEE_ALL_AGENTS = (Role.LEAD, Role.TRAINER, Role.AUDITOR, Role.ADMINISTRATOR)


class Summarising:
    """Reads facts of record only: nothing sealed is ever among them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def trends(self, actor: Actor, query: IssueQuery) -> Trends:
        """Control charts up to the last day. Raises PERIOD_INVALID, NOT_FOUND for a unit."""
        require(actor, Action.VIEW_REPORTS)
        with self._store.reading() as uow:
            cutting = Cutting(query.by, uow.settings.first_weekday())
            first = min(
                periods_back(query.last_day, query.by, cutting.first_weekday, N_CHARTED), cutting.start(query.first_day)
            )
            wanted = replace(filter_of(uow, query), first_day=first)
            calls, days = scored_calls(uow, wanted), uow.issues.by_day(wanted)
            versions = sorted(uow.scorecards.versions(query.scorecard), key=lambda version: version.number)
            titles = {one.key: one.title for version in versions for one in version.criteria if not one.bonus}
            targets = uow.targets.on(query.last_day)
        return Trends(query, first, len(calls), trends_of(calls, days, titles, targets, cutting))

    def scorecard_results(self, actor: Actor, query: IssueQuery) -> ScorecardResults:
        """Results of the centre, its units and agents, weighted where all calls come from draws of one plan.

        A team leader gets the agents of the own unit alone. Raises PERIOD_INVALID, NOT_FOUND for a unit.
        """
        require(actor, Action.VIEW_REPORTS)
        with self._store.reading() as uow:
            wanted = filter_of(uow, query)
            calls = scored_calls(uow, wanted)
            basis = _basis(uow, actor, wanted, calls)
            names = _names(uow, actor, calls)
            targets = uow.targets.on(query.last_day)
        scores = tuple(one.outcome.score for one in calls if one.outcome.score is not None)
        return ScorecardResults(
            query=query,
            weighting=basis.weighting,
            n_drawn=basis.n_drawn,
            n_not_scored=len(calls) - len(scores),
            parts=parts_of(basis, calls, names) if calls else (),
            scores=scores,
            targets={kind: target.share for kind, target in targets.items()},
        )

    def customer_voice(self, actor: Actor, query: IssueQuery) -> CustomerVoice:
        """How scores go with what customers say. Raises PERIOD_INVALID, NOT_FOUND for a unit."""
        require(actor, Action.VIEW_REPORTS)
        with self._store.reading() as uow:
            wanted = filter_of(uow, query)
            versions = sorted(uow.scorecards.versions(query.scorecard), key=lambda version: version.number)
            names = {one.key: CriterionName(one.title, one.critical) for version in versions
                     for one in version.criteria if not one.bonus}  # fmt: skip
            found = (uow.outcomes.voices(wanted), uow.outcomes.applied(wanted), uow.outcomes.failed(wanted))
        return voice_of(query, *found, names)

    def calls_behind(self, actor: Actor, asked: AskedCalls) -> FoundCalls:
        """The calls that a figure speaks of and the actor may open, the latest first.

        An agent whose name is kept from the actor has none. Draws are open to who may know of them. Raises
        PERIOD_INVALID, NOT_FOUND for a unit.
        """
        require(actor, Action.VIEW_REPORTS)
        if isinstance(asked, DrawnCalls | CountedCalls):
            require(actor, Action.VIEW_DRAWS)
        with self._store.reading() as uow:
            match asked:
                case CallsBehind():
                    return _scored_behind(uow, actor, asked)
                case DrawnCalls():
                    return drawn_behind(uow, actor, asked)
                case CountedCalls():
                    return counted_behind(uow, actor, asked)
                case KnownCalls():
                    return FoundCalls.first_of(asked.call_ids)


def _scored_behind(uow: UnitOfWork, actor: Actor, behind: CallsBehind) -> FoundCalls:
    wanted, asked = filter_of(uow, behind.query), _asked(behind)
    if asked.agent_id is not None:
        agents = _names(uow, actor, scored_calls(uow, wanted)).agents
        if asked.agent_id not in agents:
            return FoundCalls(())
    found = uow.outcomes.calls(wanted, asked, visibility_of(actor))
    return FoundCalls.first_of(found, n_closed=uow.outcomes.n_calls(wanted, asked) - len(found))


def _asked(behind: CallsBehind) -> CallsAsked:
    failed = behind.failed
    return CallsAsked(
        has_failure=failed in (Failed.CRITERION, Failed.FAMILY, Failed.ANY_CRITERION),
        criterion_key=behind.key if failed is Failed.CRITERION else "",
        family=CriticalFamily(behind.key) if failed is Failed.FAMILY else None,
        has_passed=False if failed is Failed.CALL else None,
        agent_id=PersonId(UUID(behind.agent_id)) if behind.agent_id else None,
        score_from=behind.score_from,
        score_below=behind.score_below,
    )


def _basis(uow: UnitOfWork, actor: Actor, wanted: FactFilter, calls: Sequence[ScoredCall]) -> Basis:
    """What figures rest on; who may not know of draws is told that, not that there are none."""
    if not may(actor, Action.VIEW_DRAWS):
        return Basis(tuple(calls), Weighting.NOT_OPEN, None, 0)
    whole = FactFilter(wanted.first_day, wanted.last_day)
    everything = calls if wanted == whole else scored_calls(uow, whole)
    return basis_of(uow, wanted.first_day, wanted.last_day, everything, calls)


def _names(uow: UnitOfWork, actor: Actor, calls: Sequence[ScoredCall]) -> Names:
    """What the actor may call units and agents: an agent kept from them on one call is named on none."""
    units = uow.people.unit_paths()
    hidden = uow.assignments.calls_without_agent(actor.person_id)
    kept = {one.outcome.agent_id for one in calls if one.outcome.call_id in hidden}
    names = uow.people.names()
    agents = {one.outcome.agent_id for one in calls if one.outcome.agent_id is not None}
    if not actor.has(*_SEE_ALL_AGENTS):
        own = units.get(actor.unit_id, "") if actor.unit_id else ""
        places = ((one.outcome.agent_id, units.get(one.outcome.unit_id, "")) for one in calls if one.outcome.unit_id)
        agents = {agent for agent, path in places if agent and own and f"{path} / ".startswith(f"{own} / ")}
    return Names(units, {one: names[one] for one in agents - kept if one in names})

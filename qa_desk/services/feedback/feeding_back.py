"""Feeding back to one agent over a period: what went well, what to work on, and what came of it since last time."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from qa_desk.domain.errors import ErrorCode, NotFoundError, QADeskError
from qa_desk.domain.feedback import things_to_mend
from qa_desk.domain.ids import FeedbackId, PersonId
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.permissions import Action, require, visibility_of
from qa_desk.domain.scoring import score
from qa_desk.i18n import _, listed
from qa_desk.measurement.means import difference_of_means, mean_of_calls
from qa_desk.measurement.shares import difference_of_shares, share_of_calls, significant_after_fdr
from qa_desk.services.feedback.agreed import agreed_notes
from qa_desk.services.feedback.benchmarks import benchmark_on
from qa_desk.services.feedback.course import course_of
from qa_desk.services.feedback.feeding_back_views import (
    AgentChoice,
    AgentFeedback,
    AgentQuery,
    BesideResult,
    Progress,
    Strength,
    Thing,
    ToldPassage,
    ToldResult,
)
from qa_desk.services.feedback.told import Tally, ToldCall, tallies, to_work_on, told_calls, within
from qa_desk.services.issues.issue_views import SMALL_NUMBER
from qa_desk.services.keeping.asked_form import asked_form
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.periods import Days
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

_MOST_STRENGTHS = 5
_FULL_SCORE = 100.0
_SEE_ALL = (Role.LEAD, Role.TRAINER, Role.AUDITOR)


class FeedingBack:
    """Reads what was released to agents, as far as the actor may: an agent their own, a leader those of the unit."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def agents(self, actor: Actor) -> tuple[AgentChoice, ...]:
        """The agents whose results the actor may see, by name."""
        require(actor, Action.VIEW_AGENT_FEEDBACK)
        with self._store.reading() as uow:
            return _agents(uow, actor)

    def to_agent(self, actor: Actor, query: AgentQuery) -> AgentFeedback:
        """What there is to say to an agent.

        Raises PERIOD_INVALID; NOT_FOUND, also for whom the actor may not see; AGENT_NOT_ONE.
        """
        require(actor, Action.VIEW_AGENT_FEEDBACK)
        if query.last_day < query.first_day:
            raise QADeskError(ErrorCode.PERIOD_INVALID, start=query.first_day, end=query.last_day)
        length = query.last_day - query.first_day + timedelta(days=1)
        days, before = Days(query.first_day, query.last_day), Days(query.first_day - length, query.last_day - length)
        with self._store.reading() as uow:
            agent = _agent_meant(actor, query.agent, _agents(uow, actor))
            everything = told_calls(uow, actor, agent.id)
            calls, earlier = within(everything, days), within(everything, before)
            things = tuple(_thing(uow, actor, one) for one in to_work_on(tallies(calls)))
            names, agreed = uow.people.names(), agreed_notes(uow, actor, agent.id, days)
            course = course_of(
                ((before, earlier), (days, calls)),
                [centre_day(uow, told) for one in everything if (told := one.feedback.released_at) is not None],
                [note.given_on for note in agreed],
                uow.settings.first_weekday(),
            )
        own, own_before = _agent_scores(calls), _agent_scores(earlier)
        return AgentFeedback(
            query=query,
            agent=agent,
            before=before,
            n_before=len(earlier),
            quality=mean_of_calls(_qualities(calls), upper=_FULL_SCORE),
            agent_score=mean_of_calls(own, upper=_FULL_SCORE),
            passed=share_of_calls(sum(one.own.passed for one in calls), len(calls)),
            agent_score_before=mean_of_calls(own_before, upper=_FULL_SCORE),
            change=difference_of_means(own, own_before),
            strengths=_strengths(calls),
            things=things,
            progress=_progress(calls, earlier),
            course=course,
            agreed=agreed,
            results=tuple(_result(one, names) for one in reversed(calls)),
        )

    def beside(self, actor: Actor, feedback_id: FeedbackId) -> BesideResult:
        """What helps with the things of one result. Raises NotFoundError, also for who may not see it."""
        require(actor, Action.VIEW_AGENT_FEEDBACK)
        sight = visibility_of(actor)
        with self._store.reading() as uow:
            feedback = uow.feedback.get(feedback_id, sight)
            evaluation = uow.evaluations.get(feedback.evaluation_id, sight) if feedback else None
            if evaluation is None:
                raise NotFoundError(what=_("This result"))
            told = score(asked_form(uow, evaluation), evaluation.answers)
            keys = [one.criterion.key for one in things_to_mend(told.criteria)]
            found = {key: benchmark_on(uow, key, actor.person_id) for key in keys}
            call = uow.calls.get(evaluation.call_id)
            day = centre_day(uow, call.started_at or evaluation.started_at)
            wordings = uow.wordings.for_call(call.attributes.business_type, call.attributes.campaign, day)
        return BesideResult(wordings, {key: case for key, case in found.items() if case is not None})


def _agents(uow: UnitOfWork, actor: Actor) -> tuple[AgentChoice, ...]:
    paths = uow.people.unit_paths()
    own = paths.get(actor.unit_id, "") if actor.unit_id else ""
    found = [
        AgentChoice(person.id, person.external_id, person.name, paths.get(person.unit_id, "") if person.unit_id else "")
        for person in uow.people.with_roles(Role.AGENT)
    ]
    if actor.has(*_SEE_ALL):
        return tuple(found)

    def may_see(one: AgentChoice) -> bool:
        is_led = actor.has(Role.TEAM_LEADER) and own and f"{one.unit_path} / ".startswith(f"{own} / ")
        return bool(is_led) or (one.id == actor.person_id and actor.has(Role.AGENT))

    return tuple(one for one in found if may_see(one))


def _agent_meant(actor: Actor, wanted: str, agents: Sequence[AgentChoice]) -> AgentChoice:
    """By id before by name; the actor where nothing is said. Raises AGENT_NOT_ONE for a name that several have."""
    own = [one for one in agents if one.id == actor.person_id]
    by_id = [one for one in agents if one.external_id == wanted]
    by_name = [one for one in agents if one.name == wanted]
    found = (by_id or by_name) if wanted else own
    if not found:
        raise NotFoundError(what=_("The agent “{name}”").format(name=wanted) if wanted else _("This agent"))
    if len(found) > 1:
        raise QADeskError(ErrorCode.AGENT_NOT_ONE, name=wanted, agents=listed(_id_and_unit(one) for one in found))
    return found[0]


def _id_and_unit(one: AgentChoice) -> str:
    return _("{id} ({unit})").format(id=one.external_id, unit=one.unit_path) if one.unit_path else one.external_id


def _qualities(calls: Sequence[ToldCall]) -> list[float]:
    return [one.result.score_before_policy for one in calls if one.result.score_before_policy is not None]


def _agent_scores(calls: Sequence[ToldCall]) -> list[float]:
    return [one.own.score_before_policy for one in calls if one.own.score_before_policy is not None]


def _strengths(calls: Sequence[ToldCall]) -> tuple[Strength, ...]:
    """What was praised, then what was met most surely: by the lower limit of its share, then by weight."""
    found: list[tuple[tuple[bool, float, float], Strength]] = []
    for key, tally in tallies(calls).items():
        n_met = len(tally.met)
        praised = next((one for one in reversed(tally.met) if one.passage_of(key, positive=True)), None)
        if tally.criterion.bonus or not n_met or 2 * n_met <= tally.n_calls:
            continue
        share = share_of_calls(n_met, tally.n_calls)
        passage = _passage(praised, key, positive=True) if praised else None
        strength = Strength(tally.criterion, n_met, tally.n_calls, share, passage)
        found.append(((passage is None, -(share.ci_low or 0.0), -tally.criterion.weight), strength))
    return tuple(strength for _rank, strength in sorted(found, key=lambda one: one[0]))[:_MOST_STRENGTHS]


def _thing(uow: UnitOfWork, actor: Actor, tally: Tally) -> Thing:
    key = tally.criterion.key
    with_passage = [one for one in tally.failed if one.passage_of(key, positive=False)]
    shown = (with_passage or tally.failed)[-1]
    answer, attributes = shown.evaluation.answer(key), shown.call.attributes
    return Thing(
        criterion=tally.criterion,
        n_failed=len(tally.failed),
        n_calls=tally.n_calls,
        share=share_of_calls(len(tally.failed), tally.n_calls),
        points=tally.points,
        passage=_passage(shown, key, positive=False),
        comment=answer.comment if answer else "",
        wordings=uow.wordings.for_call(attributes.business_type, attributes.campaign, shown.day),
        benchmark=benchmark_on(uow, key, actor.person_id),
    )


def _passage(one: ToldCall, criterion_key: str, *, positive: bool) -> ToldPassage | None:
    mark = one.passage_of(criterion_key, positive=positive)
    if mark is None:
        return None
    return ToldPassage(one.call.id, one.call.key, one.call.started_at, mark.start_s, mark.end_s, mark.note)


def _progress(calls: Sequence[ToldCall], earlier: Sequence[ToldCall]) -> tuple[Progress, ...]:
    """What came of the things of last time, with false discoveries held down over the few of them."""
    now = tallies(calls)
    found: list[Progress] = []
    for then in to_work_on(tallies(earlier)):
        key = then.criterion.key
        tally = now.get(key) or Tally(then.criterion)
        counts = (len(tally.failed), tally.n_calls, len(then.failed), then.n_calls)
        is_enough = min(tally.n_calls, then.n_calls) >= SMALL_NUMBER
        change = difference_of_shares(*counts) if is_enough else None
        found.append(Progress(tally.criterion, len(then.failed), then.n_calls, *counts[:2], change, is_apart=False))
    return _told_apart(found)


def _told_apart(found: Sequence[Progress]) -> tuple[Progress, ...]:
    tested = [one.change.p_value for one in found if one.change is not None]
    kept = iter(significant_after_fdr(tested))
    return tuple(
        Progress(
            one.criterion,
            one.n_failed_before,
            one.n_before,
            one.n_failed,
            one.n_calls,
            one.change,
            one.change is not None and next(kept),
        )
        for one in found
    )


def _result(one: ToldCall, names: Mapping[PersonId, str]) -> ToldResult:
    answered_by = one.feedback.answered_by
    return ToldResult(
        one.call.key,
        one.day,
        one.result.score,
        one.own.score,
        one.result.passed,
        one.feedback.state,
        names.get(answered_by, "") if answered_by else "",
    )

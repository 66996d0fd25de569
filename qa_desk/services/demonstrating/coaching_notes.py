"""What team leaders of the demo agreed with their agents: some notes followed up, one past its day, others to come."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from qa_desk.domain.ids import EvaluationId, PersonId
from qa_desk.domain.people import Actor
from qa_desk.i18n import _
from qa_desk.services.clock import FixedClock
from qa_desk.services.demonstrating.cast import Cast
from qa_desk.services.demonstrating.weekly_samples import ScoredCall
from qa_desk.services.feedback.coaching_agents import CoachingAgents, CoachingDraft
from qa_desk.services.keeping.days import centre_day
from qa_desk.store.store import Store

_AFTER_RELEASE = timedelta(days=5, hours=9)
_AGAIN_DAYS = 14
_N_COACHED = 6


def give_notes(store: Store, cast: Cast, scored: Sequence[ScoredCall], now: datetime) -> None:
    """Whoever lost the most in the first half is coached by their leader, two a week from the fourth week on."""
    weeks = sorted({one.week_of for one in scored})
    early = [one for one in scored if one.week_of in weeks[: len(weeks) // 2]]
    lost: dict[PersonId, list[tuple[EvaluationId, str]]] = {}
    for one in early:
        failed = [(one.evaluation.id, answer.criterion_key) for answer in one.evaluation.answers if answer.reasons]
        if one.call.agent_id is not None and failed:
            lost.setdefault(one.call.agent_id, []).extend(failed)
    worst = sorted(lost, key=lambda agent_id: (-len(lost[agent_id]), agent_id.bytes))[:_N_COACHED]
    for place, agent_id in enumerate(worst):
        monday = weeks[len(weeks) // 2 - 1 + place // 2]
        _give(store, cast, agent_id, lost[agent_id][-1], min(monday + _AFTER_RELEASE, now - timedelta(days=1)), now)


def _give(
    store: Store, cast: Cast, agent_id: PersonId, reason: tuple[EvaluationId, str], at: datetime, now: datetime
) -> None:
    agent = next(person for person in cast.people.values() if person.id == agent_id)
    leader = next(
        Actor.from_person(person)
        for key, person in cast.people.items()
        if key.startswith("leader-") and person.unit_id == agent.unit_id
    )
    evaluation_id, criterion_key = reason
    with store.reading() as uow:
        follow_up_on = centre_day(uow, at) + timedelta(days=_AGAIN_DAYS)
    draft = CoachingDraft(
        agent_id,
        _("We listened to the passage together and practised how to put it; next we listen to two more calls."),
        follow_up_on,
        evaluation_id=evaluation_id,
        criterion_key=criterion_key,
    )
    CoachingAgents(store, FixedClock(at)).give(leader, draft)
    looked_at = at + timedelta(days=_AGAIN_DAYS, hours=2)
    coaching = CoachingAgents(store, FixedClock(looked_at))
    if looked_at < now - timedelta(days=2):
        note = next(view.note for view in coaching.of_agent(leader, agent_id) if view.note.is_open)
        coaching.finish(leader, note.id, _("Two more calls were heard: it is done as agreed."))

"""Draws the demo's sample week by week, three calls of each agent, and lets its inspectors score what was drawn."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from qa_desk.domain.calls import Call
from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.ids import DrawId, PersonId, PlanId
from qa_desk.domain.sampling_plan import InspectorRule, PlanDefinition, Quota, QuotaKind
from qa_desk.i18n import _
from qa_desk.services.clock import FixedClock
from qa_desk.services.demonstrating.cast import Cast, conversation_of
from qa_desk.services.demonstrating.inspector_model import INSPECTORS, SEED
from qa_desk.services.demonstrating.scoring_people import Sitting, score_call
from qa_desk.services.draws.sampling import Sampling
from qa_desk.services.keeping.handing_in import hand_in
from qa_desk.services.progress import Progress
from qa_desk.store.store import Store

_OF_EACH_AGENT = 3
_OVERLAP = 0.12
_A_DAY = 3
_BEGINS, _APART = timedelta(hours=1), timedelta(minutes=70)


@dataclass(frozen=True, slots=True)
class ScoredCall:
    """A call that was scored for the record: what the inspector answered, and on the Monday of which week."""

    call: Call
    evaluation: Evaluation
    week_of: datetime


def score_samples(store: Store, cast: Cast, mondays: list[datetime], progress: Progress) -> tuple[ScoredCall, ...]:
    """On each Monday the calls of the week before are drawn; they are scored on the days after."""
    lead = cast.actor("lead-1")
    plan_id, _changes = Sampling(store, FixedClock(mondays[0])).save_plan(lead, _plan())
    scored: list[ScoredCall] = []
    for number, monday in enumerate(mondays):
        progress.report(number, len(mondays), _("Scoring the demo's calls"))
        scored += _score_week(store, cast, plan_id, number, monday)
    return tuple(scored)


def mondays_between(first: date, last: date, zone: ZoneInfo) -> list[datetime]:
    """Eight in the morning of every Monday from one day to another."""
    n_days = (last - first).days + 1
    days = [first + timedelta(days=number) for number in range(n_days)]
    return [datetime.combine(day, time(8), zone) for day in days if day.weekday() == 0]


def _plan() -> PlanDefinition:
    return PlanDefinition(
        name=_("Weekly sample"),
        scorecard="service",
        quota=Quota(QuotaKind.PER_AGENT, _OF_EACH_AGENT),
        overlap=_OVERLAP,
        inspectors=InspectorRule(due_days=4),
        seed=SEED,
    )


def _score_week(store: Store, cast: Cast, plan_id: PlanId, number: int, monday: datetime) -> list[ScoredCall]:
    view, _changes = Sampling(store, FixedClock(monday)).draw(cast.actor("lead-1"), plan_id, SEED + number)
    assert view.draw_id is not None, "what was drawn is kept"
    return _score_draw(store, cast, view.draw_id, monday)


def _score_draw(store: Store, cast: Cast, draw_id: DrawId, monday: datetime) -> list[ScoredCall]:
    models = {PersonId(cast.people[model.external_id].id): model for model in INSPECTORS}
    n_of = Counter[PersonId]()
    scored: list[ScoredCall] = []
    with store.unit_of_work(cast.actor("lead-1"), FixedClock(monday)) as uow:
        assignments = sorted(uow.assignments.of_draw(draw_id), key=lambda one: (one.position, one.inspector_id.bytes))
        calls = uow.calls.calls([one.call_id for one in assignments])
        for assignment in assignments:
            person_id, call = assignment.inspector_id, calls[assignment.call_id]
            day, place = divmod(n_of[person_id], _A_DAY)
            n_of[person_id] += 1
            started_at = monday + timedelta(days=day) + _BEGINS + place * _APART
            conversation = conversation_of(cast, call)
            sitting = Sitting(models[person_id], conversation, call, assignment, started_at, cast.departments)
            evaluation = score_call(uow, cast.version, sitting)
            hand_in(uow, evaluation, cast.version, started_at + timedelta(seconds=3 * conversation.duration_s))
            scored.append(ScoredCall(call, evaluation, monday))
        uow.commit()
    return scored

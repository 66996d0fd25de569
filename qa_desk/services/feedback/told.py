"""The results that an agent was told: each call with what stands of it now, and what one period amounts to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from qa_desk.domain.calls import Call
from qa_desk.domain.evaluation import Evaluation, Mark
from qa_desk.domain.feedback import MOST_THINGS, Feedback
from qa_desk.domain.ids import PersonId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import visibility_of
from qa_desk.domain.scorecard import Criterion
from qa_desk.domain.scoring import CriterionResult, ScoreResult, agent_score, score
from qa_desk.services.keeping.asked_form import asked_form
from qa_desk.services.keeping.days import centre_day
from qa_desk.services.periods import Days
from qa_desk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ToldCall:
    """A result: the evaluation that stands, which after an accepted dispute is the later one, and its two figures."""

    feedback: Feedback
    evaluation: Evaluation
    call: Call
    day: date
    result: ScoreResult
    own: ScoreResult

    def passage_of(self, criterion_key: str, *, positive: bool) -> Mark | None:
        """The first passage that was marked for a criterion as done well, or as a failure."""
        marks = (one for one in self.evaluation.marks if one.criterion_key == criterion_key)
        return next((mark for mark in marks if mark.positive is positive), None)


@dataclass(slots=True)
class Tally:
    """What one criterion came to over some calls; `failed` are the calls that the agent failed it on."""

    criterion: Criterion
    n_calls: int = 0
    points: float = 0.0
    failed: list[ToldCall] = field(default_factory=list[ToldCall])
    met: list[ToldCall] = field(default_factory=list[ToldCall])


def told_calls(uow: UnitOfWork, actor: Actor, agent_id: PersonId) -> tuple[ToldCall, ...]:
    """Everything released to an agent that the actor may read, in order of days."""
    sight = visibility_of(actor)
    released = uow.feedback.of_agent(agent_id, sight)
    standing = {one.id: one.superseding_id or one.evaluation_id for one in released}
    evaluations = {one.id: one for one in uow.evaluations.visible(list(standing.values()), sight)}
    calls = uow.calls.calls([one.call_id for one in evaluations.values()])
    found: list[ToldCall] = []
    for feedback in released:
        evaluation = evaluations.get(standing[feedback.id])
        if evaluation is None or evaluation.call_id not in calls:
            continue
        call, version = calls[evaluation.call_id], asked_form(uow, evaluation)
        moment = call.started_at or evaluation.submitted_at or evaluation.started_at
        answers = evaluation.answers
        result, own = score(version, answers), agent_score(version, answers)
        found.append(ToldCall(feedback, evaluation, call, centre_day(uow, moment), result, own))
    return tuple(sorted(found, key=lambda one: (one.day, one.call.key)))


def within(calls: Sequence[ToldCall], days: Days) -> list[ToldCall]:
    """Those of some days."""
    return [one for one in calls if days.first <= one.day <= days.last]


def tallies(calls: Sequence[ToldCall]) -> dict[str, Tally]:
    """By key, every criterion that applied to the agent, as the newest call asked it; others' failures are left out."""
    found: dict[str, Tally] = {}
    for one in calls:
        for result in one.own.criteria:
            if not result.applies:
                continue
            tally = found.setdefault(result.criterion.key, Tally(result.criterion))
            tally.criterion = result.criterion
            tally.n_calls += 1
            tally.points += points_lost(one, result)
            (tally.failed if result.has_failed else tally.met).append(one)
    return found


def points_lost(one: ToldCall, result: CriterionResult) -> float:
    """What a failure cost of the agent's total score, 0…100; a critical one costs none, it fails the call."""
    if result.criterion.critical is not None or result.fraction is None or result.criterion.bonus:
        return 0.0
    weights = [
        other.criterion.weight
        for other in one.own.criteria
        if other.applies and other.criterion.critical is None and not other.criterion.bonus
    ]
    total = sum(weights)
    return 100.0 * result.criterion.weight * (1.0 - result.fraction) / total if total else 0.0


def to_work_on(found: dict[str, Tally]) -> list[Tally]:
    """At most three: critical criteria by how often they failed, then those that cost most; ties as the form has."""
    failed = [one for one in found.values() if one.failed]

    def rank(one: Tally) -> tuple[bool, float]:
        is_critical = one.criterion.critical is not None
        return (not is_critical, -len(one.failed) if is_critical else -one.points)

    return sorted(failed, key=rank)[:MOST_THINGS]

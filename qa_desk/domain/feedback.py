"""An agent's own result on its way to them: released, acknowledged or disputed once, and decided answer by answer."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from qa_desk.domain.ids import EvaluationId, FeedbackId, PersonId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.scoring import CriterionResult

MOST_THINGS = 3
"""An agent is told of so many things to do better at most: nobody mends ten at once."""

DEFAULT_DISPUTE_DAYS = 10
_CLOCK = re.compile(r"(?<![\d:])(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)(?![\d:])")
ANSWERED = frozenset(
    {FeedbackState.ACKNOWLEDGED, FeedbackState.DISPUTED, FeedbackState.UPHELD, FeedbackState.OVERTURNED}
)
DISPUTED = frozenset({FeedbackState.DISPUTED, FeedbackState.UPHELD, FeedbackState.OVERTURNED})
"""What was disputed, be it decided by now."""


class Verdict(StrEnum):
    """What became of one answer that was disputed."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"


class FeedbackStepKind(StrEnum):
    """What happened to a feedback; every step stays on record."""

    HELD = "held"
    RELEASED = "released"
    ACKNOWLEDGED = "acknowledged"
    DISPUTED = "disputed"
    ROUTED = "routed"
    UPHELD = "upheld"
    OVERTURNED = "overturned"


@dataclass(frozen=True, slots=True)
class Feedback:
    """The result of one evaluation as its agent has it. `decider_id` is who decides a dispute, never who scored."""

    id: FeedbackId
    evaluation_id: EvaluationId
    agent_id: PersonId
    state: FeedbackState
    released_at: datetime | None = None
    released_by: PersonId | None = None
    answered_at: datetime | None = None
    answered_by: PersonId | None = None
    dispute_reason: str = ""
    decider_id: PersonId | None = None
    decided_at: datetime | None = None
    decided_by: PersonId | None = None
    decision_reason: str = ""
    superseding_id: EvaluationId | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class DisputedAnswer:
    """One answer that an agent disputes, why, and what was decided of it."""

    criterion_key: str
    claim: str
    verdict: Verdict | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FeedbackStep:
    """One step: by whom (None: by itself at its day), and to whom where it was routed."""

    at: datetime
    actor_id: PersonId | None
    kind: FeedbackStepKind
    note: str = ""
    to_id: PersonId | None = None


@dataclass(frozen=True, slots=True)
class FeedbackRules:
    """What the centre has settled: released by itself so many days after handing in (None: by a lead alone), and for
    how many days after its release a result can be disputed."""

    delay_days: int | None = None
    dispute_days: int = DEFAULT_DISPUTE_DAYS

    def last_day_to_dispute(self, released_on: date) -> date:
        """The last day, at the centre, on which it can be disputed."""
        return released_on + timedelta(days=self.dispute_days)


def moments_named(text: str) -> tuple[float, ...]:
    """The moments of the call that a text names as a clock does ("0:41", "1:02:30"), in seconds, each once."""
    found = (hours_minutes_seconds.groups(default="0") for hours_minutes_seconds in _CLOCK.finditer(text))
    return tuple(dict.fromkeys(3600.0 * int(h) + 60.0 * int(m) + int(s) for h, m, s in found))


def chosen_decider(
    deciders: Collection[PersonId], *, barred: Collection[PersonId], n_waiting: Mapping[PersonId, int]
) -> PersonId | None:
    """Who decides a dispute: of those who may and did not score the call, whoever has the fewest waiting."""
    free = [person for person in deciders if person not in set(barred)]
    return min(free, key=lambda person: (n_waiting.get(person, 0), person.bytes), default=None)


def things_to_mend(results: Collection[CriterionResult]) -> tuple[CriterionResult, ...]:
    """At most three failures: critical ones first, then those that cost the most; ties as the form has them."""
    failed = [result for result in results if result.has_failed]

    def lost(result: CriterionResult) -> float:
        return result.criterion.weight * (1 - (result.fraction or 0.0))

    ordered = sorted(failed, key=lambda result: (result.criterion.critical is None, -lost(result)))
    return tuple(ordered[:MOST_THINGS])

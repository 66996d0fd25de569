"""Whether results are recognised: acknowledged, disputed, overturned, and whether coaching helps."""

from dataclasses import dataclass
from datetime import date

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.ids import CallId
from qa_desk.domain.text import LocalText
from qa_desk.measurement.shares import Difference


@dataclass(frozen=True, slots=True)
class DisputeQuery:
    """Results released on which days, both included; `unit` is a path and takes all below it, empty means all."""

    first_day: date
    last_day: date
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PartAnswers:
    """The results of the centre, an inspector or a unit.

    Args:
        n_disputed: all disputes, `n_decided` those of them that are.
        acknowledged, disputed, overturned: shares of the results released; `of_decided` is overturned of decided.
        is_apart: whether `overturned` differs from that of all others, false discoveries at 5 % over the table.
        disputed_calls, overturned_calls: those of these results, the latest released first.
    """

    name: str
    n_released: int
    n_acknowledged: int
    n_disputed: int
    n_decided: int
    n_overturned: int
    acknowledged: Estimate
    disputed: Estimate
    overturned: Estimate
    of_decided: Estimate
    is_small: bool
    is_apart: bool = False
    disputed_calls: tuple[CallId, ...] = ()
    overturned_calls: tuple[CallId, ...] = ()


@dataclass(frozen=True, slots=True)
class CriterionAnswers:
    """The disputed answers of one criterion; `overturned` is their share of the decided ones, `calls` are of the latest
    released first."""

    key: str
    title: LocalText
    n_disputed: int
    n_decided: int
    n_overturned: int
    overturned: Estimate
    calls: tuple[CallId, ...] = ()


@dataclass(frozen=True, slots=True)
class AnsweredWithin:
    """Of the results that are out for at least so many days, those answered by then."""

    days: int
    n_answered: int
    n_results: int
    share: Estimate


@dataclass(frozen=True, slots=True)
class CoachedGroup:
    """Agents with calls both before and after: means over agents of their mean agent scores."""

    n_agents: int
    before: Estimate
    after: Estimate
    change: Estimate


@dataclass(frozen=True, slots=True)
class CoachingEffect:
    """Agents coached for the first time in the period against those never coached, some weeks before and after.

    Args:
        n_notes: coaching notes of the period; `n_done` of them were followed up, `n_late` wait past their day.
        difference: the score afterwards of coached minus other agents who began alike; None with too few agents.
    """

    n_notes: int
    n_done: int
    n_late: int
    days: int
    coached: CoachedGroup
    others: CoachedGroup
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class ResultAnswers:
    """What became of the results of a period.

    Args:
        n_unanswered: released and neither acknowledged nor disputed.
        decision_days: days from a dispute to its decision, mean over those decided.
        inspectors: None for who may not compare them, as `coaching`.
    """

    query: DisputeQuery
    centre: PartAnswers
    n_unanswered: int
    n_waiting: int
    within: tuple[AnsweredWithin, ...]
    decision_days: Estimate
    criteria: tuple[CriterionAnswers, ...]
    inspectors: tuple[PartAnswers, ...] | None
    units: tuple[PartAnswers, ...]
    coaching: CoachingEffect | None

"""Scored calls of a period with what came of each, read once for trends and results."""

from dataclasses import dataclass

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import UnitId
from qa_desk.domain.scorecard import CriticalFamily, ScorecardVersion
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.services.keeping.named_units import unit_named
from qa_desk.store.fact_filter import FactFilter
from qa_desk.store.outcome_queries import FormCriteria, Outcome
from qa_desk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ScoredCall:
    """A scored call; `families` says of each critical family that applied how many criteria did, and failed."""

    outcome: Outcome
    n_failures: int
    families: dict[CriticalFamily, tuple[int, int]]


def filter_of(uow: UnitOfWork, query: IssueQuery) -> FactFilter:
    """Which facts are meant. Raises PERIOD_INVALID, NOT_FOUND for a unit."""
    if query.last_day < query.first_day:
        raise QADeskError(ErrorCode.PERIOD_INVALID, start=query.first_day, end=query.last_day)
    units: tuple[UnitId, ...] = ()
    if query.unit:
        units = uow.units.below(unit_named(uow, query.unit).id)
    return FactFilter(
        query.first_day,
        query.last_day,
        units,
        query.business_type,
        query.cause_owner,
        query.scorecard,
        query.campaign,
        query.customer_segment,
        query.service_stage,
    )


def scored_calls(uow: UnitOfWork, wanted: FactFilter) -> tuple[ScoredCall, ...]:
    """Every call, in order of days; a family is that of the version on which the call was scored."""
    versions = uow.scorecards.versions(wanted.scorecard)
    applied = uow.outcomes.n_applied(wanted, _forms(versions))
    failed, n_failures = uow.outcomes.critical_failures(wanted), uow.outcomes.n_failures(wanted)
    return tuple(
        ScoredCall(
            outcome,
            n_failures.get(outcome.evaluation_id, 0),
            {
                family: (n, failed.get((outcome.evaluation_id, family), 0))
                for family in CriticalFamily
                if (n := applied.get((outcome.evaluation_id, family), 0))
            },
        )
        for outcome in uow.outcomes.outcomes(wanted)
    )


def _forms(versions: tuple[ScorecardVersion, ...]) -> dict[CriticalFamily, list[FormCriteria]]:
    found: dict[CriticalFamily, list[FormCriteria]] = {}
    for version in versions:
        for family in CriticalFamily:
            keys = tuple(sorted(one.key for one in version.criteria if one.critical is family))
            if keys:
                found.setdefault(family, []).append(FormCriteria(version.scorecard_key, version.number, keys))
    return found

"""Scorecard results: call quality, agent score and critical accuracy of the centre, its units and agents."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from qa_desk.agreement.estimate import Estimate, Method, Sample, Spread, estimate
from qa_desk.agreement.intervals import clustered_wilson, t_two_sided
from qa_desk.domain.ids import PersonId, UnitId
from qa_desk.domain.issue import TargetKind
from qa_desk.domain.sampling import Level
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.measurement.means import mean_of_calls
from qa_desk.measurement.shares import CallSums, ratio_of_sums, share_of_calls, significant_after_fdr
from qa_desk.measurement.survey import weighted_mean, weighted_share
from qa_desk.services.issues.issue_views import SMALL_NUMBER, IssueQuery
from qa_desk.services.results.scored import ScoredCall
from qa_desk.services.results.weighing import Basis, Weighting

_HIGHEST = 100.0
_SEPARATOR = " / "

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FamilyResult:
    """One critical family: calls failed of those it applied to, failures of all opportunities, and both accuracies."""

    family: CriticalFamily
    n_failed: int
    n_calls: int
    of_calls: Estimate
    n_failures: int
    n_opportunities: int
    of_opportunities: Estimate


@dataclass(frozen=True, slots=True)
class PartResult:
    """The centre, a unit with all below it, or an agent.

    Args:
        quality: mean of call quality, 0…100, before what a critical failure does to it; `agent_score` likewise.
        passed: share of calls without a critical failure.
        stands_out: its call quality differs from that of all other calls, with false discoveries controlled.
    """

    level: Level
    key: str
    name: str
    n_calls: int
    quality: Estimate
    agent_score: Estimate
    passed: Estimate
    families: tuple[FamilyResult, ...]
    stands_out: bool = False

    @property
    def is_small(self) -> bool:
        """Whether it has too few calls for its figures to be shown."""
        return self.n_calls < SMALL_NUMBER


@dataclass(frozen=True, slots=True)
class ScorecardResults:
    """Results of a query. `scores` is call quality of each call; `targets` are shares 0…1 that hold on the last day."""

    query: IssueQuery
    weighting: Weighting
    n_drawn: int
    n_not_scored: int
    parts: tuple[PartResult, ...]
    scores: tuple[float, ...]
    targets: Mapping[TargetKind, float]

    def of(self, level: Level) -> tuple[PartResult, ...]:
        """The parts of one level."""
        return tuple(part for part in self.parts if part.level is level)


@dataclass(frozen=True, slots=True)
class Names:
    """What units and agents are called; agents without a name here are not told apart."""

    units: Mapping[UnitId, str]
    agents: Mapping[PersonId, str]


def parts_of(basis: Basis, wanted: Sequence[ScoredCall], names: Names) -> tuple[PartResult, ...]:
    """The centre, then the units of the calls with those above them, then agents, each by name."""
    columns = _Columns(basis, wanted)
    paths = [names.units.get(one.outcome.unit_id, "") if one.outcome.unit_id else "" for one in basis.calls]
    agents = [one.outcome.agent_id for one in basis.calls]
    known = sorted(
        {one for one in agents if one is not None and one in names.agents},
        key=lambda one: (names.agents[one], str(one)),
    )
    parts = [columns.part(Level.CENTRE, "", "", columns.is_wanted)]
    units = [
        (columns.part(Level.UNIT, path, path, own), own)
        for path in sorted({above for path in paths for above in _with_above(path)})
        if (own := columns.is_wanted & np.array([_lies_in(one, path) for one in paths], dtype=bool)).any()
    ]
    people = [
        (columns.part(Level.AGENT, str(agent), names.agents[agent], own), own)
        for agent in known
        if (own := columns.is_wanted & np.array([one == agent for one in agents], dtype=bool)).any()
    ]
    return (*parts, *columns.told_apart(units), *columns.told_apart(people))


def _with_above(path: str) -> list[str]:
    names = path.split(_SEPARATOR) if path else []
    return [_SEPARATOR.join(names[:end]) for end in range(1, len(names) + 1)]


def _lies_in(path: str, unit: str) -> bool:
    return f"{path}{_SEPARATOR}".startswith(f"{unit}{_SEPARATOR}")


class _Columns:
    """The calls as columns, from which each part takes its own."""

    def __init__(self, basis: Basis, wanted: Sequence[ScoredCall]) -> None:
        keys = {one.outcome.evaluation_id for one in wanted}
        outcomes = [one.outcome for one in basis.calls]
        self._sample = basis.sample
        self.is_wanted = np.array([one.evaluation_id in keys for one in outcomes], dtype=bool)
        self._quality = _numbers([one.score for one in outcomes])
        self._agent_score = _numbers([one.agent_score for one in outcomes])
        self._passed = np.array([one.passed for one in outcomes], dtype=np.float64)
        counts = {family: np.array([one.families.get(family, (0, 0)) for one in basis.calls], dtype=np.float64)
                  for family in CriticalFamily}  # fmt: skip
        self._families = {family: found.reshape(-1, 2) for family, found in counts.items() if found.any()}

    def part(self, level: Level, key: str, name: str, own: Flags) -> PartResult:
        """The figures of the calls that are its own."""
        return PartResult(
            level=level,
            key=key,
            name=name,
            n_calls=int(own.sum()),
            quality=self._mean(self._quality, own),
            agent_score=self._mean(self._agent_score, own),
            passed=self._share(self._passed, own),
            families=tuple(self._family(family, own) for family in self._families),
        )

    def told_apart(self, parts: Sequence[tuple[PartResult, Flags]]) -> list[PartResult]:
        """The parts, each marked when its call quality differs from all others' with false discoveries at 5 %."""
        p_values = [None if part.is_small else self._welch(own) for part, own in parts]
        kept = iter(significant_after_fdr([p for p in p_values if p is not None]))
        return [
            replace(part, stands_out=p is not None and next(kept))
            for (part, _own), p in zip(parts, p_values, strict=True)
        ]

    def _welch(self, own: Flags) -> float | None:
        """The p of "call quality is that of the other calls"; None where either side has too few calls to tell."""
        known = ~np.isnan(self._quality)
        here, others = self._quality[own & known], self._quality[self.is_wanted & ~own & known]
        if min(len(here), len(others)) < SMALL_NUMBER:
            return None
        a, b = float(here.var(ddof=1)) / len(here), float(others.var(ddof=1)) / len(others)
        if a + b <= 0:
            return None
        df = (a + b) ** 2 / (a**2 / (len(here) - 1) + b**2 / (len(others) - 1))
        return t_two_sided(float(here.mean() - others.mean()) / math.sqrt(a + b), df)

    def _mean(self, values: Values, own: Flags) -> Estimate:
        own = own & ~np.isnan(values)
        if self._sample is None:
            found = mean_of_calls(values[own].tolist(), upper=_HIGHEST, lower=0.0)
            # calls that happen to score alike tell nothing of how calls differ
            return replace(found, se=None, ci_low=None, ci_high=None, p_value=None) if found.se == 0 else found
        counts = own.astype(np.float64)
        return weighted_mean(self._sample, np.where(own, values, 0.0), upper=_HIGHEST, lower=0.0, counts=counts)

    def _share(self, hits: Values, own: Flags) -> Estimate:
        if self._sample is None:
            return share_of_calls(int(hits[own].sum()), int(own.sum()))
        counts = own.astype(np.float64)
        return weighted_share(self._sample, hits * counts, counts=counts)

    def _family(self, family: CriticalFamily, own: Flags) -> FamilyResult:
        applied, failed = self._families[family][:, 0], self._families[family][:, 1]
        asked = own & (applied > 0)
        of_calls = self._share((failed == 0).astype(np.float64), asked)
        return FamilyResult(
            family=family,
            n_failed=int((failed[asked] > 0).sum()),
            n_calls=int(asked.sum()),
            of_calls=of_calls,
            n_failures=int(failed[asked].sum()),
            n_opportunities=int(applied[asked].sum()),
            of_opportunities=self._of_opportunities(applied, applied - failed, asked, of_calls),
        )

    def _of_opportunities(self, applied: Values, good: Values, own: Flags, of_calls: Estimate) -> Estimate:
        """The share of opportunities without a failure, calls as the sample; when all are, as sure as of calls."""
        x, y = applied[own], good[own]
        if len(x) == 0 or (x == y).all():
            return of_calls
        if self._sample is not None:
            counts = applied * own
            return weighted_mean(self._sample, good * own, upper=1.0, lower=0.0, counts=counts)
        sums = CallSums(len(x), float(y.sum()), float(x.sum()), float(y @ y), float(x @ y), float(x @ x))
        found = ratio_of_sums(sums)
        sample = Sample(n_items=len(x), n_raters=1, n_ratings=int(x.sum()), n_clusters=len(x))
        se = found.se
        if found.value is None or se is None:
            return found
        low, high = clustered_wilson(found.value, se, n_units=len(x), n_counted=float(x.sum()))
        return estimate(
            found.value, sample, method=Method.CLUSTERED_WILSON, spread=Spread(se=se, ci_low=low, ci_high=high)
        )


def _numbers(values: Sequence[float | None]) -> Values:
    return np.array([np.nan if one is None else one for one in values], dtype=np.float64)

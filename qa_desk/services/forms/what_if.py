"""What a changed form would have made of real evaluations: each scored as it was and as it would be; pure."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.carrying_over import Obstacle, carried_over
from qa_desk.domain.ids import CallId, EvaluationId
from qa_desk.domain.scorecard import CriticalFamily, ScorecardVersion
from qa_desk.domain.scoring import FamilyOutcome, ScoreResult, score
from qa_desk.measurement.means import mean_of_calls
from qa_desk.measurement.shares import share_of_calls
from qa_desk.services.forms.evidence import Evidence

HIGHEST = 100.0
_BIN_EDGES = (-math.inf, -20.0, -10.0, -5.0, -1.0, -0.05, 0.05, 1.0, 5.0, 10.0, 20.0, math.inf)


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """A mean over the same calls before and after, and the mean of the changes; points of 100."""

    before: Estimate
    after: Estimate
    change: Estimate


@dataclass(frozen=True, slots=True)
class PassChange:
    """The share of calls that pass a family (all of them together for None), and how many calls change sides."""

    family: CriticalFamily | None
    before: Estimate
    after: Estimate
    n_now_failing: int
    n_now_passing: int


@dataclass(frozen=True, slots=True)
class ChangeBin:
    """How many totals change by `low` up to `high` points; the outermost bins are open."""

    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class ChangedCall:
    """One call as it was scored and as it would be; None is *not scored*."""

    evaluation_id: EvaluationId
    call_id: CallId
    call_key: str
    score_before: float | None
    score_after: float | None
    passed_before: bool
    passed_after: bool

    @property
    def flips(self) -> bool:
        """Whether its outcome changes."""
        return self.passed_before != self.passed_after


@dataclass(frozen=True, slots=True)
class NotCarried:
    """For how many evaluations the answer to a criterion can't be read on the new form, and why."""

    criterion_key: str
    obstacle: Obstacle
    n: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The effect on a period. Figures rest on the `n_comparable` of `n_evaluations` whose answers can all be read.

    A criterion that the form scored on did not have is left out of both sides, and stands in `not_carried` as new.
    `totals` are after the policy for critical failures, `before_policy` without it. `calls` are those that the reader
    may see, of `n_comparable`.
    """

    first_day: date
    last_day: date
    n_evaluations: int
    n_comparable: int
    totals: BeforeAfter
    before_policy: BeforeAfter
    passing: tuple[PassChange, ...]
    changes: tuple[ChangeBin, ...]
    n_flips: int
    calls: tuple[ChangedCall, ...]
    not_carried: tuple[NotCarried, ...]

    @property
    def flips(self) -> tuple[ChangedCall, ...]:
        """The calls whose outcome changes, of those that the reader may see."""
        return tuple(call for call in self.calls if call.flips)


@dataclass(frozen=True, slots=True)
class _Pair:
    call: ChangedCall
    before: ScoreResult
    after: ScoreResult


def what_if(evidence: Evidence, draft: ScorecardVersion, first_day: date, last_day: date) -> WhatIf:
    """The effect of `draft` on the evaluations; calls that change most come first."""
    pairs: list[_Pair] = []
    obstacles: Counter[tuple[str, Obstacle]] = Counter()
    for evaluation in evidence.evaluations:
        version = evidence.versions[evaluation.version_id]
        carried = carried_over(version, evaluation.answers, draft)
        obstacles.update(carried.obstacles)
        if not carried.is_comparable:
            continue
        before, after = score(version, evaluation.answers), score(draft, carried.answers)
        key = evidence.call_keys.get(evaluation.call_id, "")
        told = ChangedCall(
            evaluation.id, evaluation.call_id, key, before.score, after.score, before.passed, after.passed
        )
        pairs.append(_Pair(told, before, after))
    order = {criterion.key: at for at, criterion in enumerate(draft.criteria)}
    return WhatIf(
        first_day,
        last_day,
        n_evaluations=len(evidence.evaluations),
        n_comparable=len(pairs),
        totals=_before_after((pair.before.score, pair.after.score) for pair in pairs),
        before_policy=_before_after(
            (pair.before.score_before_policy, pair.after.score_before_policy) for pair in pairs
        ),
        passing=_passing(pairs),
        changes=_bins(pairs),
        n_flips=sum(pair.call.flips for pair in pairs),
        calls=tuple(sorted((pair.call for pair in pairs if pair.call.evaluation_id in evidence.seen), key=_by_effect)),
        not_carried=tuple(
            NotCarried(key, obstacle, n)
            for (key, obstacle), n in sorted(obstacles.items(), key=lambda one: (order[one[0][0]], one[0][1]))
        ),
    )


def _before_after(scores: Iterable[tuple[float | None, float | None]]) -> BeforeAfter:
    """Means over the calls that are scored on both sides."""
    both = [(before, after) for before, after in scores if before is not None and after is not None]
    return BeforeAfter(
        mean_of_calls([before for before, _after in both], upper=HIGHEST),
        mean_of_calls([after for _before, after in both], upper=HIGHEST),
        mean_of_calls([after - before for before, after in both]),
    )


def _passing(pairs: Sequence[_Pair]) -> tuple[PassChange, ...]:
    whole = _pass_change(None, [(pair.before.passed, pair.after.passed) for pair in pairs])
    known = {family for pair in pairs for result in (pair.before, pair.after) for family, _outcome in result.families}
    families = (
        _pass_change(
            family, [(_family_passed(pair.before, family), _family_passed(pair.after, family)) for pair in pairs]
        )
        for family in CriticalFamily
        if family in known
    )
    return (whole, *families)


def _pass_change(family: CriticalFamily | None, outcomes: Sequence[tuple[bool | None, bool | None]]) -> PassChange:
    before, after = ([outcome[side] for outcome in outcomes if outcome[side] is not None] for side in (0, 1))
    return PassChange(
        family,
        share_of_calls(sum(map(bool, before)), len(before)),
        share_of_calls(sum(map(bool, after)), len(after)),
        n_now_failing=sum(was is not False and now is False for was, now in outcomes),
        n_now_passing=sum(was is False and now is not False for was, now in outcomes),
    )


def _family_passed(result: ScoreResult, family: CriticalFamily) -> bool | None:
    outcome = dict(result.families).get(family)
    if outcome is FamilyOutcome.FAILED:
        return False
    return True if outcome is FamilyOutcome.PASSED else None


def _bins(pairs: Sequence[_Pair]) -> tuple[ChangeBin, ...]:
    changes = [_change(pair.call) for pair in pairs if pair.call.score_before is not None]
    known = [change for change in changes if change is not None]
    return tuple(
        ChangeBin(low, high, sum(low <= change < high for change in known)) for low, high in pairwise(_BIN_EDGES)
    )


def _change(call: ChangedCall) -> float | None:
    if call.score_before is None or call.score_after is None:
        return None
    return call.score_after - call.score_before


def _by_effect(call: ChangedCall) -> tuple[bool, float, str]:
    return not call.flips, -abs(_change(call) or 0.0), call.call_key

"""Each inspector against the settled answers: how often right, what kind of mistake, on which criterion; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from qa_desk.agreement.chance.linearised import DEFAULT
from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.intervals import t_two_sided
from qa_desk.agreement.shares import ratio_of_sums
from qa_desk.agreement.standard import DecisionError, agreement_with_standard, error_rate
from qa_desk.domain.calibration import SessionKind
from qa_desk.domain.coded_line import FAILED, PASSED
from qa_desk.domain.scorecard import Criterion, CriticalFamily
from qa_desk.measurement.shares import significant_after_fdr
from qa_desk.services.calibration.calibration_figures import Panellist
from qa_desk.services.figures.facts import FAILED_CODE, NA_CODE, CalibrationFacts, Mask
from qa_desk.services.figures.pooled import SETTLED, Pooled

_SAME_FRACTION = 1e-6


class Mistake(StrEnum):
    """What kind of difference from the settled answer it is."""

    TOO_STRICT = "too_strict"
    TOO_LENIENT = "too_lenient"
    NA_CONFUSION = "na_confusion"
    WRONG_REASON = "wrong_reason"


@dataclass(frozen=True, slots=True)
class FamilyAccuracy:
    """Errors on the critical criteria of one family, by decision, and calls on which every one was right."""

    family: CriticalFamily
    missed: Estimate
    false_alarms: Estimate
    opportunities: Estimate
    calls: Estimate


@dataclass(frozen=True, slots=True)
class CriterionAccuracy:
    """One criterion: how often the settled answer was given, and the mistakes by kind."""

    criterion: Criterion
    agreement: Estimate
    mistakes: dict[Mistake, int]


@dataclass(frozen=True, slots=True)
class InspectorFigures:
    """An inspector's accuracy.

    `effectiveness` is the share of answers as settled. `n_helped` of `n_sessions` were settled by a panel that the
    inspector sat in; `n_cases` are standard cases beside them. `stands_out` tells whether it lies below all others
    together once the false discovery rate over the whole board is held at 5 %.
    """

    panellist: Panellist
    effectiveness: Estimate
    families: tuple[FamilyAccuracy, ...]
    criteria: tuple[CriterionAccuracy, ...]
    mistakes: dict[Mistake, int]
    n_sessions: int
    n_helped: int
    n_cases: int
    stands_out: bool


def accuracy_of(facts: CalibrationFacts, panel: Sequence[Panellist]) -> tuple[InspectorFigures, ...]:
    """Everybody's figures, in the order of `facts.inspectors`, on lines whose answers are settled."""
    pooled = Pooled(facts)
    kinds = mistakes_of(facts)
    out = _stand_out(pooled, panel)
    return tuple(_one(pooled, kinds, place, panellist, out[place]) for place, panellist in enumerate(panel))


def mistakes_of(facts: CalibrationFacts) -> dict[Mistake, Mask]:
    """Of what kind each answer's difference from the settled one is, if any: masks of shape (lines, criteria)."""
    both = (facts.codes >= 0) & (facts.standard >= 0)
    is_na = (facts.codes == NA_CODE) != (facts.standard == NA_CODE)
    with np.errstate(invalid="ignore"):
        deviation = facts.deviations
        strict = both & (deviation < -_SAME_FRACTION)
        lenient = both & (deviation > _SAME_FRACTION)
    wrong = np.zeros(both.shape, dtype=np.bool_)
    failed = both & (facts.codes == FAILED_CODE) & (facts.standard == FAILED_CODE)
    same_failure = np.asarray(failed & ~strict & ~lenient, dtype=np.bool_)
    for line, column in cells_of(same_failure):
        settled = facts.standard_reasons[line].get(column)
        wrong[line, column] = bool(settled) and facts.reasons[line].get(column, frozenset()) != settled
    return {
        Mistake.TOO_STRICT: np.asarray(strict, dtype=np.bool_),
        Mistake.TOO_LENIENT: np.asarray(lenient, dtype=np.bool_),
        Mistake.NA_CONFUSION: np.asarray(both & is_na, dtype=np.bool_),
        Mistake.WRONG_REASON: wrong,
    }


def cells_of(mask: Mask) -> list[tuple[int, int]]:
    """Row and column of every cell that is set."""
    rows, columns = np.nonzero(mask)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def _one(
    pooled: Pooled, kinds: dict[Mistake, Mask], place: int, panellist: Panellist, stands_out: bool
) -> InspectorFigures:
    facts = pooled.facts
    own = facts.inspector == place
    counts = {kind: mask[own].sum(axis=0) for kind, mask in kinds.items()}
    on_cases = np.array([one.is_of_cases for one in facts.sessions], dtype=np.bool_)[facts.session]
    sessions = {int(session) for session in facts.session[own & ~on_cases]}
    helped = [one for one in sessions if facts.sessions[one].kind is not SessionKind.AGAINST_STANDARD]
    rater = str(panellist.person_id)
    return InspectorFigures(
        panellist=panellist,
        effectiveness=agreement_with_standard(pooled.table(with_standard=True), SETTLED, rater=rater),
        families=tuple(_of_family(pooled, family, place) for family in _families(facts)),
        criteria=tuple(
            CriterionAccuracy(
                criterion,
                _of_criterion(pooled, column, place),
                {kind: int(counted[column]) for kind, counted in counts.items()},
            )
            for column, criterion in enumerate(facts.criteria)
        ),
        mistakes={kind: int(counted.sum()) for kind, counted in counts.items()},
        n_sessions=len(sessions),
        n_helped=len(helped),
        n_cases=int(np.count_nonzero(own & on_cases)),
        stands_out=stands_out,
    )


def _families(facts: CalibrationFacts) -> tuple[CriticalFamily, ...]:
    used = {criterion.critical for criterion in facts.criteria}
    return tuple(family for family in CriticalFamily if family in used)


def _of_family(pooled: Pooled, family: CriticalFamily, place: int) -> FamilyAccuracy:
    facts = pooled.facts
    members = np.array([criterion.critical is family for criterion in facts.criteria])
    table = pooled.table(members, with_standard=True)
    rater = pooled.names[place]
    missed, alarms = (
        error_rate(table, SETTLED, positive=PASSED, negative=FAILED, kind=kind, rater=rater)
        for kind in (DecisionError.MISS, DecisionError.FALSE_ALARM)
    )
    return FamilyAccuracy(
        family=family,
        missed=missed,
        false_alarms=alarms,
        opportunities=agreement_with_standard(table, SETTLED, rater=rater),
        calls=_whole_calls(pooled, members, place),
    )


def _whole_calls(pooled: Pooled, members: Mask, place: int) -> Estimate:
    """Share of the calls on which every critical answer of the family was the settled one."""
    said, settled = pooled.codes[:, members, place], pooled.standard[:, members]
    both = (said >= 0) & (settled >= 0)
    applies = both & (settled != NA_CODE)
    concerned = applies.any(axis=1)
    right = concerned & ((said == settled) | ~both).all(axis=1)
    clusters = pooled.clusters
    return ratio_of_sums(right.astype(np.float64), concerned.astype(np.float64), clusters, DEFAULT, n_raters=1)


def _of_criterion(pooled: Pooled, column: int, place: int) -> Estimate:
    said, settled = pooled.codes[:, column, place], pooled.standard[:, column]
    both = (said >= 0) & (settled >= 0)
    equal = (said == settled) & both
    return ratio_of_sums(equal.astype(np.float64), both.astype(np.float64), pooled.clusters, DEFAULT, n_raters=1)


def _stand_out(pooled: Pooled, panel: Sequence[Panellist]) -> list[bool]:
    """Whose answers lie below those of everybody else, by a clustered test of each, the false discovery rate held."""
    both = (pooled.codes >= 0) & (pooled.standard >= 0)[:, :, None]
    equal = both & (pooled.codes == pooled.standard[:, :, None])
    n_of_call, right_of_call = both.sum(axis=1).astype(np.float64), equal.sum(axis=1).astype(np.float64)
    p_values: list[float] = []
    signs: list[bool] = []
    for place in range(len(panel)):
        n, right = n_of_call[:, place], right_of_call[:, place]
        rest_n, rest = n_of_call.sum(axis=1) - n, right_of_call.sum(axis=1) - right
        used = (n > 0) & (rest_n > 0)
        total, rest_total, calls = n[used].sum(), rest_n[used].sum(), int(np.count_nonzero(used))
        if calls < 2:
            p_values.append(1.0)
            signs.append(False)
            continue
        own, others = right[used].sum() / total, rest[used].sum() / rest_total
        moved = (right - own * n)[used] / total - (rest - others * rest_n)[used] / rest_total
        se = float(np.sqrt(np.square(moved).sum() * calls / (calls - 1.0)))
        p_values.append(t_two_sided(float(own - others) / se, calls - 1) if se > 0.0 else 1.0)
        signs.append(bool(own < others))
    kept = significant_after_fdr(p_values) if p_values else []
    return [is_kept and is_below for is_kept, is_below in zip(kept, signs, strict=True)]

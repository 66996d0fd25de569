"""Explaining common issues: where one happens, and whether agents changed, or the inspectors, or the form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.domain.text import NO_TEXT, LocalText
from qa_desk.measurement.shares import Difference, difference_of_shares, share_of_calls, significant_after_fdr
from qa_desk.measurement.standardised import StandardisedChange, Stratum, standardised_change
from qa_desk.services.figures.measuring import Measuring
from qa_desk.services.figures.measuring_views import FactQuery
from qa_desk.services.issues.explaining_views import CutBy, CutPart, Explanation, IssueCut, Mover, SeverityShift
from qa_desk.services.issues.issue_views import SMALL_NUMBER, IssueQuery
from qa_desk.services.issues.reporting import criteria_asked, period_before
from qa_desk.services.results.scored import filter_of
from qa_desk.services.results.severity import Severities
from qa_desk.store.fact_filter import FactFilter
from qa_desk.store.issue_cuts import Counts, FactColumn
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

_COLUMNS = {
    CutBy.UNIT: FactColumn.UNIT,
    CutBy.BUSINESS_TYPE: FactColumn.BUSINESS_TYPE,
    CutBy.CAMPAIGN: FactColumn.CAMPAIGN,
    CutBy.CUSTOMER_SEGMENT: FactColumn.CUSTOMER_SEGMENT,
    CutBy.SERVICE_STAGE: FactColumn.SERVICE_STAGE,
    CutBy.CAUSE_OWNER: FactColumn.CAUSE_OWNER,
}
_JUDGED_BY = (FactColumn.INSPECTOR, FactColumn.VERSION)
_SEPARATOR = " / "


class Explaining:
    """Reads facts of record, and what is settled of the sessions that the actor may see."""

    def __init__(self, store: Store, measuring: Measuring) -> None:
        self._store = store
        self._measuring = measuring

    def cut(self, actor: Actor, query: IssueQuery, criterion_key: str, by: CutBy) -> IssueCut:
        """Where a criterion fails: by the parts of the unit asked for, or by another attribute of the calls."""
        (cut,) = self.cuts(actor, query, (criterion_key,), (by,))
        return cut

    def cuts(
        self, actor: Actor, query: IssueQuery, criterion_keys: Sequence[str], by: Sequence[CutBy] = tuple(CutBy)
    ) -> tuple[IssueCut, ...]:
        """The same of several criteria, each by all that is asked for; what they share is counted once."""
        require(actor, Action.VIEW_REPORTS)
        with self._store.reading() as uow:
            wanted = filter_of(uow, query)
            titles = {key: criterion.title for key, _section, criterion in criteria_asked(uow, query.scorecard)}
            parts = _parts_by(uow, wanted, criterion_keys, by)
        return tuple(
            IssueCut(key, titles.get(key, NO_TEXT), one, query.unit, parts[one][key])
            for key in criterion_keys
            for one in by
        )

    def why(self, actor: Actor, query: IssueQuery, criterion_key: str) -> Explanation:
        """Whether a criterion's share moved because agents changed, or the inspectors, or the form."""
        (told,) = self.explanations(actor, query, (criterion_key,))
        return told

    def explanations(self, actor: Actor, query: IssueQuery, criterion_keys: Sequence[str]) -> tuple[Explanation, ...]:
        """The same of several criteria; what they share is counted once."""
        require(actor, Action.VIEW_REPORTS)
        if not criterion_keys:
            return ()
        before = period_before(query)
        with self._store.reading() as uow:
            now, then = (_judged(uow, filter_of(uow, one), criterion_keys) for one in (query, before))
            versions = sorted(uow.scorecards.versions(query.scorecard), key=lambda version: version.number)
        titles = {one.key: one.title for version in versions for one in version.criteria}
        days, days_before = (FactQuery(one.first_day, one.last_day, query.scorecard) for one in (query, before))
        severities = Severities(self._measuring, actor)
        return tuple(
            _explained(
                (key, titles.get(key, NO_TEXT)),
                _strata(now, then, key),
                severities.shift(days, days_before, key),
                _new_form(now, then, _worded(versions, key), key),
            )
            for key in criterion_keys
        )


@dataclass(frozen=True, slots=True)
class _Judged:
    """Calls and failures of a period by who judged them and on which version."""

    calls: Counts
    failed: Counts


def _judged(uow: UnitOfWork, wanted: FactFilter, keys: Sequence[str]) -> _Judged:
    return _Judged(
        uow.issue_cuts.calls_by(wanted, keys, _JUDGED_BY),
        uow.issue_cuts.failed_by(wanted, keys, (FactColumn.INSPECTOR,)),
    )


def _explained(
    criterion: tuple[str, LocalText],
    strata: Sequence[Stratum],
    severity: SeverityShift | None,
    form: tuple[int, int] | None,
) -> Explanation:
    n_calls, n_calls_before = sum(one.n_calls for one in strata), sum(one.n_calls_before for one in strata)
    n_hit, n_hit_before = sum(one.n_hit for one in strata), sum(one.n_hit_before for one in strata)
    change = difference_of_shares(n_hit, n_calls, n_hit_before, n_calls_before)
    is_small = min(n_calls, n_calls_before) < SMALL_NUMBER
    standardised = standardised_change(strata)
    return Explanation(
        criterion_key=criterion[0],
        title=criterion[1],
        mover=Mover.UNKNOWN if is_small else _mover(change, standardised, severity, form),
        change=None if is_small else change,
        standardised=None if is_small else standardised,
        severity=severity,
        old_version=form[0] if form else None,
        new_version=form[1] if form else None,
    )


def _mover(
    change: Difference | None,
    standardised: StandardisedChange | None,
    severity: SeverityShift | None,
    form: tuple[int, int] | None,
) -> Mover:
    """The form before the inspectors before the agents: what measures is doubted before what is measured."""
    if change is None or standardised is None:
        return Mover.UNKNOWN
    if change.low <= 0.0 <= change.high:
        return Mover.NOBODY
    if form is not None:
        return Mover.FORM
    if severity is not None and severity.is_real:
        # stricter (a lower deviation) makes more failures: it explains the change where the signs are opposite
        shift = (severity.now.value or 0.0) - (severity.before.value or 0.0)
        if shift * change.value < 0:
            return Mover.INSPECTORS
    return Mover.MIX if standardised.low <= 0.0 <= standardised.high else Mover.AGENTS


def _strata(now: _Judged, before: _Judged, key: str) -> list[Stratum]:
    column = FactColumn.INSPECTOR
    calls, calls_before = now.calls[column][key], before.calls[column][key]
    failed, failed_before = now.failed[column][key], before.failed[column][key]
    return [
        Stratum(failed.get(who, 0), calls.get(who, 0), failed_before.get(who, 0), calls_before.get(who, 0))
        for who in sorted({*calls, *calls_before}, key=str)
    ]


def _new_form(now: _Judged, before: _Judged, worded: Mapping[int, Criterion], key: str) -> tuple[int, int] | None:
    """The versions between which the criterion changed, where calls of both periods were scored on them."""
    column = FactColumn.VERSION
    used, used_before = now.calls[column][key], before.calls[column][key]
    if not used or not used_before or max(used) == max(used_before):
        return None
    old, new = max(used_before), max(used)
    return (old, new) if worded.get(old) != worded.get(new) else None


def _worded(versions: Sequence[ScorecardVersion], key: str) -> dict[int, Criterion]:
    return {version.number: one for version in versions for one in version.criteria if one.key == key}


def _parts_by(
    uow: UnitOfWork, wanted: FactFilter, keys: Sequence[str], by: Sequence[CutBy]
) -> dict[CutBy, dict[str, tuple[CutPart, ...]]]:
    """By each attribute the parts of each criterion."""
    of_calls = [_COLUMNS[one] for one in by if one is not CutBy.CAUSE_OWNER]
    # an owner's failures are compared with all calls, which any one attribute adds up to
    calls = uow.issue_cuts.calls_by(wanted, keys, of_calls or [FactColumn.UNIT])
    failed = uow.issue_cuts.failed_by(wanted, keys, [_COLUMNS[one] for one in by])
    n_calls = {key: sum(counts.values()) for key, counts in next(iter(calls.values())).items()}
    found: dict[CutBy, dict[str, tuple[CutPart, ...]]] = {}
    for one in by:
        hits = failed[_COLUMNS[one]]
        if one is CutBy.CAUSE_OWNER:
            found[one] = {key: _of_owners(hits[key], n_calls[key]) for key in keys}
        elif one is CutBy.UNIT:
            found[one] = _by_unit(uow, wanted, calls[FactColumn.UNIT], hits)
        else:
            found[one] = {key: _parts(calls[_COLUMNS[one]][key], hits[key], frozenset()) for key in keys}
    return found


def _of_owners(owners: Mapping[str, int], n_calls: int) -> tuple[CutPart, ...]:
    return tuple(
        CutPart(name, n, n_calls, share_of_calls(n, n_calls), n_calls < SMALL_NUMBER)
        for name, n in sorted(owners.items(), key=lambda owner: (-owner[1], owner[0]))
    )


def _by_unit(
    uow: UnitOfWork, wanted: FactFilter, calls: Mapping[str, Mapping[Any, int]], failed: Mapping[str, Mapping[Any, int]]
) -> dict[str, tuple[CutPart, ...]]:
    """The units right below the one asked for, each with all that is below it; what lies in itself stands beside."""
    paths = {one.id: one.path for one in uow.units.all()}
    at = paths.get(wanted.units[0], "") if wanted.units else ""
    with_below = frozenset({path.rsplit(_SEPARATOR, 1)[0] for path in paths.values() if _SEPARATOR in path} - {at})

    def parts_of(key: str) -> tuple[CutPart, ...]:
        depth = _depth_of_parts([paths.get(one, "") for one in calls[key]], at)

        def place(unit_id: Any) -> str:
            parts = paths.get(unit_id, "").split(_SEPARATOR)
            return _SEPARATOR.join(parts[: depth + 1]) if len(parts) > depth else at

        return _parts(_folded(calls[key], place), _folded(failed[key], place), with_below)

    return {key: parts_of(key) for key in calls}


def _depth_of_parts(used: Sequence[str], at: str) -> int:
    """Of the level right below `at` where calls lie in several of its units; where one has them all, what is in it."""
    split = [path.split(_SEPARATOR) for path in used]
    depth = at.count(_SEPARATOR) + 1 if at else 0
    while split and all(len(parts) > depth + 1 for parts in split) and len({parts[depth] for parts in split}) == 1:
        depth += 1
    return depth


def _folded(counts: Mapping[Any, int], place: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for unit_id, n in counts.items():
        found[place(unit_id)] = found.get(place(unit_id), 0) + n
    return found


def _parts(calls: Mapping[Any, int], failed: Mapping[Any, int], with_below: frozenset[str]) -> tuple[CutPart, ...]:
    n_all, hit_all = sum(calls.values()), sum(failed.values())
    against: dict[Any, Difference | None] = {}
    for value, n in calls.items():
        enough = n >= SMALL_NUMBER and n_all - n >= SMALL_NUMBER
        hit = failed.get(value, 0)
        against[value] = difference_of_shares(hit, n, hit_all - hit, n_all - n) if enough else None
    tested = [(value, one) for value, one in against.items() if one is not None]
    kept = significant_after_fdr([one.p_value for _value, one in tested])
    apart = {value for (value, _one), keep in zip(tested, kept, strict=True) if keep}
    parts = [
        CutPart(
            value=str(value),
            n_failed=failed.get(value, 0),
            n_calls=n,
            share=share_of_calls(failed.get(value, 0), n),
            is_small=n < SMALL_NUMBER,
            against_rest=against[value],
            is_apart=value in apart,
            has_below=str(value) in with_below,
        )
        for value, n in calls.items()
    ]
    return tuple(sorted(parts, key=lambda part: (-part.n_failed, part.value)))

"""Explaining common issues: where one happens, and whether agents changed, or the inspectors, or the form."""

from collections.abc import Mapping, Sequence
from typing import Any

from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, require
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.domain.text import NO_TEXT
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
from qa_desk.store.issue_cuts import FactColumn
from qa_desk.store.store import Store
from qa_desk.store.unit_of_work import UnitOfWork

_COLUMNS = {
    CutBy.BUSINESS_TYPE: FactColumn.BUSINESS_TYPE,
    CutBy.CAMPAIGN: FactColumn.CAMPAIGN,
    CutBy.CUSTOMER_SEGMENT: FactColumn.CUSTOMER_SEGMENT,
    CutBy.SERVICE_STAGE: FactColumn.SERVICE_STAGE,
}
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
            parts = {one: _parts_by(uow, wanted, criterion_keys, one) for one in by}
        return tuple(
            IssueCut(key, titles.get(key, NO_TEXT), one, query.unit, parts[one][key])
            for key in criterion_keys
            for one in by
        )

    def why(self, actor: Actor, query: IssueQuery, criterion_key: str) -> Explanation:
        """Whether a criterion's share moved because agents changed, or the inspectors, or the form."""
        require(actor, Action.VIEW_REPORTS)
        before = period_before(query)
        with self._store.reading() as uow:
            now_filter, then_filter = filter_of(uow, query), filter_of(uow, before)
            strata = _strata(uow, now_filter, then_filter, criterion_key)
            form = _new_form(uow, now_filter, then_filter, criterion_key)
            titles = {key: criterion.title for key, _section, criterion in criteria_asked(uow, query.scorecard)}
        change = difference_of_shares(
            sum(one.n_hit for one in strata),
            sum(one.n_calls for one in strata),
            sum(one.n_hit_before for one in strata),
            sum(one.n_calls_before for one in strata),
        )
        is_small = min(sum(s.n_calls for s in strata), sum(s.n_calls_before for s in strata)) < SMALL_NUMBER
        now, then = (FactQuery(one.first_day, one.last_day, query.scorecard) for one in (query, before))
        severity = Severities(self._measuring, actor).shift(now, then, criterion_key)
        standardised = standardised_change(strata)
        return Explanation(
            criterion_key=criterion_key,
            title=titles.get(criterion_key, NO_TEXT),
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


def _strata(uow: UnitOfWork, now: FactFilter, before: FactFilter, key: str) -> list[Stratum]:
    column = FactColumn.INSPECTOR
    calls, calls_before = (uow.issue_cuts.calls_by(wanted, (key,), column)[key] for wanted in (now, before))
    failed, failed_before = (uow.issue_cuts.failed_by(wanted, (key,), column)[key] for wanted in (now, before))
    return [
        Stratum(failed.get(who, 0), calls.get(who, 0), failed_before.get(who, 0), calls_before.get(who, 0))
        for who in sorted({*calls, *calls_before}, key=str)
    ]


def _new_form(uow: UnitOfWork, now: FactFilter, before: FactFilter, key: str) -> tuple[int, int] | None:
    """The versions between which the criterion changed, where calls of both periods were scored on them."""
    column = FactColumn.VERSION
    used, used_before = (uow.issue_cuts.calls_by(wanted, (key,), column)[key] for wanted in (now, before))
    if not used or not used_before or max(used) == max(used_before):
        return None
    worded = _worded(uow.scorecards.versions(now.scorecard), key)
    old, new = max(used_before), max(used)
    return (old, new) if worded.get(old) != worded.get(new) else None


def _worded(versions: Sequence[ScorecardVersion], key: str) -> dict[int, Criterion]:
    return {version.number: one for version in versions for one in version.criteria if one.key == key}


def _parts_by(uow: UnitOfWork, wanted: FactFilter, keys: Sequence[str], by: CutBy) -> dict[str, tuple[CutPart, ...]]:
    """The parts of each criterion."""
    if by is CutBy.CAUSE_OWNER:
        return _by_owner(uow, wanted, keys)
    if by is CutBy.UNIT:
        return _by_unit(uow, wanted, keys)
    calls = uow.issue_cuts.calls_by(wanted, keys, _COLUMNS[by])
    failed = uow.issue_cuts.failed_by(wanted, keys, _COLUMNS[by])
    return {key: _parts(calls[key], failed[key], frozenset()) for key in keys}


def _by_owner(uow: UnitOfWork, wanted: FactFilter, keys: Sequence[str]) -> dict[str, tuple[CutPart, ...]]:
    applied = uow.issues.opportunities(wanted)
    owners = uow.issue_cuts.cause_owners(wanted, keys)
    return {key: _of_owners(owners[key], applied.get(key, 0)) for key in keys}


def _of_owners(owners: Mapping[str, int], n_calls: int) -> tuple[CutPart, ...]:
    return tuple(
        CutPart(name, n, n_calls, share_of_calls(n, n_calls), n_calls < SMALL_NUMBER) for name, n in owners.items()
    )


def _by_unit(uow: UnitOfWork, wanted: FactFilter, keys: Sequence[str]) -> dict[str, tuple[CutPart, ...]]:
    """The units right below the one asked for, each with all that is below it; what lies in itself stands beside."""
    paths = {one.id: one.path for one in uow.units.all()}
    at = paths.get(wanted.units[0], "") if wanted.units else ""
    calls = uow.issue_cuts.calls_by(wanted, keys, FactColumn.UNIT)
    failed = uow.issue_cuts.failed_by(wanted, keys, FactColumn.UNIT)
    with_below = frozenset({path.rsplit(_SEPARATOR, 1)[0] for path in paths.values() if _SEPARATOR in path} - {at})

    def parts_of(key: str) -> tuple[CutPart, ...]:
        depth = _depth_of_parts([paths.get(one, "") for one in calls[key]], at)

        def place(unit_id: Any) -> str:
            parts = paths.get(unit_id, "").split(_SEPARATOR)
            return _SEPARATOR.join(parts[: depth + 1]) if len(parts) > depth else at

        return _parts(_folded(calls[key], place), _folded(failed[key], place), with_below)

    return {key: parts_of(key) for key in keys}


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

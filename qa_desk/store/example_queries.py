"""Passages to hear for each issue: the latest failures with a mark that the reader may see, of hundreds of thousands.

How often a criterion failed on each day is known by then, so that only its last days are looked through: a server that
is left to find the latest itself sorts them all, as it can't tell how many of them a reader may see.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_
from sqlalchemy.orm import Session

from qa_desk.domain.evaluation import RECORD_PURPOSES
from qa_desk.domain.ids import EvaluationId, UnitId
from qa_desk.domain.permissions import Visibility
from qa_desk.store.fact_filter import FactFilter, deductions_of
from qa_desk.store.fact_reading import rows_of
from qa_desk.store.failure_queries import MarkedFailure, marked_failures
from qa_desk.store.tables.reporting import DeductionFactRow
from qa_desk.store.visibility import unit_and_below

_LOOKS = (12, 240)
"""How many of the latest failures of a criterion are looked at, and how many where that found too little.

Further back nobody looks: who may see hardly any, or where hardly any has a mark, would wait for all to be read.
"""

_MOST_AT_ONCE = 500

FailingDays = Mapping[str, Mapping[date, int]]
"""How often each criterion failed on each day, of what is filtered for."""


def latest_examples(
    session: Session, wanted: FactFilter, failing: FailingDays, n_each: int, visibility: Visibility
) -> tuple[MarkedFailure, ...]:
    """At most `n_each` of each criterion, by criterion and latest first.

    Who reads of their own unit alone would find little among the latest of all: where that is too little, those of the
    unit are looked through.
    """
    found = _looked_through(session, wanted, failing, n_each, visibility)
    short = [key for key, days in failing.items() if days and len(found.get(key, ())) < n_each]
    units = _own_units(session, wanted, visibility) if short else ()
    if units:
        of_unit = replace(wanted, units=units)
        further = _looked_through(session, of_unit, _failing_days(session, of_unit, short), n_each, visibility)
        for key, ones in further.items():
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), *ones)))[:n_each]
    return tuple(one for key in sorted(found) for one in found[key])


def _own_units(session: Session, wanted: FactFilter, visibility: Visibility) -> tuple[UnitId, ...]:
    """The units asked for that somebody reads of who reads of nothing else; empty for all others."""
    if visibility.unit_id is None or not visibility.after_in_unit or visibility.after & RECORD_PURPOSES:
        return ()
    own = session.scalars(unit_and_below(visibility.unit_id)).all()
    return tuple(one for one in own if not wanted.units or one in wanted.units)


def _failing_days(session: Session, wanted: FactFilter, criterion_keys: Sequence[str]) -> FailingDays:
    columns = (DeductionFactRow.criterion_key, DeductionFactRow.day)
    statement = deductions_of(wanted).where(DeductionFactRow.criterion_key.in_(criterion_keys))
    failing: dict[str, dict[date, int]] = {}
    for key, day, n in session.execute(statement.add_columns(*columns, func.count()).group_by(*columns)):
        failing.setdefault(key, {})[day] = n
    return failing


def _looked_through(
    session: Session, wanted: FactFilter, failing: FailingDays, n_each: int, visibility: Visibility
) -> dict[str, tuple[MarkedFailure, ...]]:
    found: dict[str, tuple[MarkedFailure, ...]] = {}
    open_ones = {key: days for key, days in failing.items() if days}
    for n_looked_at in _LOOKS:
        since = {key: _day_of_last(days, n_looked_at) for key, days in open_ones.items()}
        if since:
            found |= _since(session, wanted, since, n_each, visibility)
        open_ones = {
            key: open_ones[key]
            for key, day in since.items()
            if len(found.get(key, ())) < n_each and day > min(open_ones[key])
        }
    return found


def _day_of_last(days: Mapping[date, int], n: int) -> date:
    """The day since which there were so many failures, or the first day of all."""
    for day in sorted(days, reverse=True):
        n -= days[day]
        if n <= 0:
            return day
    return min(days)


def _since(
    session: Session, wanted: FactFilter, since: Mapping[str, date], n_each: int, visibility: Visibility
) -> dict[str, tuple[MarkedFailure, ...]]:
    columns = (DeductionFactRow.criterion_key, DeductionFactRow.evaluation_id, DeductionFactRow.day)
    recent = or_(
        *(and_(DeductionFactRow.criterion_key == key, DeductionFactRow.day >= day) for key, day in since.items())
    )
    rows = rows_of(session, deductions_of(wanted).add_columns(*columns).where(recent))
    days = {(key, evaluation_id): day for key, evaluation_id, day in rows}
    by_criterion: dict[str, list[Any]] = {}
    for row in _marked(session, list({evaluation_id for _key, evaluation_id in days}), visibility):
        if (row.criterion_key, row.evaluation_id) in days:
            by_criterion.setdefault(row.criterion_key, []).append(row)

    def latest_first(row: Any) -> tuple[int, float, UUID]:
        return -days[row.criterion_key, row.evaluation_id].toordinal(), row.start_s, row.id

    # hundreds of rows are looked at for the few that become objects
    return {
        key: tuple(MarkedFailure(*row) for row in sorted(ones, key=latest_first)[:n_each])
        for key, ones in by_criterion.items()
    }


def _marked(session: Session, evaluation_ids: Sequence[EvaluationId], visibility: Visibility) -> Iterable[Any]:
    for start in range(0, len(evaluation_ids), _MOST_AT_ONCE):
        yield from rows_of(session, marked_failures(evaluation_ids[start : start + _MOST_AT_ONCE], visibility))

"""Scored calls by who judged them and on which version, beside those by day: on a server from one read of the facts."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Executable, func, select, tuple_
from sqlalchemy.orm import Session

from qa_desk.domain.ids import PersonId
from qa_desk.store.engine import is_sqlite
from qa_desk.store.fact_filter import FactFilter, is_scored, reads_most
from qa_desk.store.fact_reading import rows_of
from qa_desk.store.remembered import of_moment
from qa_desk.store.tables.reporting import ScoredFactRow

_KNOWN = "judged calls"

_BY_DAY = (ScoredFactRow.day, ScoredFactRow.version_number, ScoredFactRow.applied_set)
_JUDGED = (ScoredFactRow.applied_set, ScoredFactRow.inspector_id, ScoredFactRow.version_number)


class JudgedCount(NamedTuple):
    """Calls with one set of criteria that one inspector judged on one version; not a dataclass, as rows are many."""

    applied_set: int
    inspector_id: PersonId
    version_number: int
    n_calls: int


def judged_calls(session: Session, wanted: FactFilter) -> Sequence[JudgedCount]:
    """The calls that count; while one only reads they are counted once."""
    known: dict[FactFilter, Sequence[JudgedCount]] = of_moment(session, _KNOWN)
    if wanted not in known:
        # in the order of an index, which the conditions leave alone
        counted = is_scored(wanted, reads_most=reads_most(session, wanted))
        rows = rows_of(session, select(*_JUDGED, func.count()).where(counted).group_by(*_JUDGED))
        known[wanted] = [JudgedCount(*row) for row in rows]
    return known[wanted]


def calls_by_day(
    session: Session, wanted: FactFilter, periods: Collection[FactFilter] = ()
) -> list[tuple[date, int, int, int]]:
    """Calls by day, version and set of criteria.

    `periods` lie in these days, and `judged_calls` will be asked of them: a server counts them in the same read. A file
    has an index in the order of either.
    """
    if is_sqlite(session.get_bind()) or not periods:
        rows = rows_of(session, select(*_BY_DAY, func.count()).where(is_scored(wanted)).group_by(*_BY_DAY))
        return [(day, version, number, n) for day, version, number, n in rows]
    found: list[tuple[date, int, int, int]] = []
    judged: dict[FactFilter, list[JudgedCount]] = {period: [] for period in periods}
    for day, version, number, inspector_id, n, *of_periods in rows_of(session, _at_once(wanted, periods)):
        if day is not None:
            found.append((day, version, number, n))
            continue
        for period, n_of_period in zip(periods, of_periods, strict=True):
            if n_of_period:
                judged[period].append(JudgedCount(number, inspector_id, version, n_of_period))
    of_moment(session, _KNOWN).update(judged)
    return found


def _at_once(wanted: FactFilter, periods: Collection[FactFilter]) -> Executable:
    """Both counts of all days: where there is no day it is by inspector, and then a count for each period follows."""
    of_periods = [func.count().filter(_in_days(period)) for period in periods]
    return (
        select(*_BY_DAY, ScoredFactRow.inspector_id, func.count(), *of_periods)
        .where(is_scored(wanted))
        .group_by(func.grouping_sets(tuple_(*_BY_DAY), tuple_(*_JUDGED)))
    )


def _in_days(period: FactFilter) -> ColumnElement[bool]:
    return ScoredFactRow.day.between(period.first_day, period.last_day)

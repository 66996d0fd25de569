"""What the boxes beside the list of cases say, counted from cases that are alike in what changes of them.

One look at each case: its numbers make the key of a group, its line goes along where a box could need it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import prod
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, case, cast, func, literal, select

from qa_desk.domain.case_filter import REVIEW_SOON_DAYS, Facet, FormAge, ReviewDue
from qa_desk.domain.ids import VersionId
from qa_desk.domain.standard_case import CaseState
from qa_desk.store.facet_line import IN_LINE, counted
from qa_desk.store.tables.standard_cases import CaseVersionRow

BENCHMARK = "benchmark"
"""The name of the condition that a case is a benchmark, beside those of facets."""

_STATES, _DUES, _AGES = tuple(CaseState), tuple(ReviewDue), tuple(FormAge)
_SIZES = (2, len(_STATES), len(_DUES), len(_AGES))
_BESIDE_LINE = frozenset(Facet) - IN_LINE


@dataclass(frozen=True, slots=True)
class CountedCases:
    """How many there are in all, that fit, that would fit on the shelf of benchmarks, and by each value of a facet."""

    n_all: int
    n_found: int
    n_benchmarks: int
    by_value: Mapping[Facet, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class AlikeCases:
    """Cases that are alike in all but their lines; `missed` has a bit for each condition that they don't fulfil."""

    missed: int
    is_benchmark: bool
    values: Mapping[Facet, str]
    n: int
    lines: str

    @classmethod
    def of(cls, key: str, n: int, lines: str) -> "AlikeCases":
        """A row of the statement `alike`."""
        packed, owner = key.split(":")
        rest, parts = int(packed), list[int]()
        for size in _SIZES:
            rest, part = divmod(rest, size)
            parts.append(part)
        is_benchmark, state, due, age = parts
        values = {
            Facet.STATE: _STATES[state].value,
            Facet.OWNER: str(UUID(owner)),
            Facet.REVIEW: _DUES[due].value,
            Facet.FORM: _AGES[age].value,
        }
        return cls(rest, bool(is_benchmark), values, n, lines)


def alike(
    fits: Mapping[str, ColumnElement[bool]], seen: ColumnElement[bool], today: date, forms: frozenset[VersionId]
) -> Select[str, int, str]:
    """All cases that are seen, in groups: the key, how many, and the lines of those that a box may count.

    A box counts what misses no condition or only the one of its own facet; the state of a case, say, is in its key.
    """
    row = CaseVersionRow
    places = {name: 1 << place for place, name in enumerate(fits)}
    missed = sum((case((fit, 0), else_=places[name]) for name, fit in fits.items()), literal(0))
    numbers = (
        case((row.is_benchmark, 1), else_=0),
        case({state: place for place, state in enumerate(_STATES)}, value=row.state),
        _by_due(today, {due: place for place, due in enumerate(_DUES)}),
        _by_age(forms, {age: place for place, age in enumerate(_AGES)}),
    )
    packed: ColumnElement[Any] = literal(0)
    for number, size in reversed(list(zip(numbers, _SIZES, strict=True))):
        packed = packed * size + number
    # each step by itself (which an offset makes it): `missed` is found once, and the groups go by one plain column, as
    # a server collects those in memory and would sort by more
    every = (
        select(missed.label("missed"), packed.label("packed"), row.owner_id, row.facet_line).where(seen).offset(0)
    ).subquery("every")
    key = cast(every.c.missed * prod(_SIZES) + every.c.packed, Text) + ":" + cast(every.c.owner_id, Text)
    counts = [0, *(place for name, place in places.items() if name in IN_LINE)]
    line = case((every.c.missed.in_(counts), every.c.facet_line), else_="")
    keyed = select(key.label("key"), line.label("line")).offset(0).subquery("keyed")
    lines = func.aggregate_strings(keyed.c.line, "")
    return select(keyed.c.key, func.count(), lines).group_by(keyed.c.key)


def count(rows: Sequence[AlikeCases], conditions: Sequence[str]) -> CountedCases:
    """Put together what the groups hold, by the conditions in the order of their bits."""
    places = {name: 1 << place for place, name in enumerate(conditions)}
    found = [row for row in rows if not row.missed]
    by_value = {**counted(row.lines for row in found), **{facet: _counted(facet, found) for facet in _BESIDE_LINE}}
    for facet in Facet:
        if facet in places:
            by_value[facet] = _counted(facet, [row for row in rows if not row.missed & ~places[facet]])
    other = ~places.get(BENCHMARK, 0)
    on_shelf = sum(row.n for row in rows if row.is_benchmark and not row.missed & other)
    return CountedCases(sum(row.n for row in rows), sum(row.n for row in found), on_shelf, by_value)


def review_due(today: date) -> ColumnElement[str]:
    """Whether a case is to be looked at again."""
    return _by_due(today, {due: due.value for due in ReviewDue})


def form_age(forms: frozenset[VersionId]) -> ColumnElement[str]:
    """Whether the form of a case is still one of those."""
    return _by_age(forms, {age: age.value for age in FormAge})


def _by_due(today: date, said: Mapping[ReviewDue, Any]) -> ColumnElement[Any]:
    day = CaseVersionRow.review_on
    return case(
        (day.is_(None), said[ReviewDue.NEVER]),
        (day <= today, said[ReviewDue.OVERDUE]),
        (day <= today + timedelta(days=REVIEW_SOON_DAYS), said[ReviewDue.SOON]),
        else_=said[ReviewDue.LATER],
    )


def _by_age(forms: frozenset[VersionId], said: Mapping[FormAge, Any]) -> ColumnElement[Any]:
    is_current = CaseVersionRow.version_id.in_(sorted(forms))
    return case((is_current, said[FormAge.CURRENT]), else_=said[FormAge.CHANGED])


def _counted(facet: Facet, rows: Sequence[AlikeCases]) -> dict[str, int]:
    """How many of the cases in these groups have each value of a facet."""
    if facet in IN_LINE:
        return counted(row.lines for row in rows)[facet]
    found: dict[str, int] = {}
    for row in rows:
        found[row.values[facet]] = found.get(row.values[facet], 0) + row.n
    return found

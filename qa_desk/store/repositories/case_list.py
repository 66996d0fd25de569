"""The library as one reader sees it: the list in parts, and how many cases each box of a facet would bring.

Whoever has a case's call to score blind sees neither the case nor that it is counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Row,
    Select,
    Text,
    and_,
    case,
    cast,
    distinct,
    exists,
    func,
    literal,
    select,
    true,
    union_all,
)

from qa_desk.domain.case_filter import REVIEW_SOON_DAYS, CaseQuery, CaseSort, Facet, FormAge, ReviewDue
from qa_desk.domain.ids import CallId, CaseId, PersonId, VersionId
from qa_desk.domain.standard_case import CaseState, CaseSummary, Difficulty
from qa_desk.store.repositories.base import Repository
from qa_desk.store.repositories.case_rows import summary_of
from qa_desk.store.tables.calls import CallRow
from qa_desk.store.tables.scorecards import CriterionRow
from qa_desk.store.tables.standard_cases import CaseAnswerRow, CaseTagRow, CaseVersionRow, StandardCaseRow
from qa_desk.store.visibility import scores_blind

_ALL, _FOUND, _BENCHMARKS = "all", "found", "benchmarks"
_BENCHMARK = "benchmark"
_HAS_FAILED = CaseAnswerRow.failed == true()


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """A query with what only a service knows.

    Args:
        reader_id: who asks.
        today: the day of the centre, for what is due.
        forms: the versions in force, for whether a form has changed.
        found: the cases that hold the words sought, as a subquery of their keys; None when no words are.
    """

    query: CaseQuery
    reader_id: PersonId
    today: date
    forms: frozenset[VersionId] = frozenset()
    found: Select[Any] | None = None


@dataclass(frozen=True, slots=True)
class CountedCases:
    """How many there are in all, that fit, that would fit on the shelf of benchmarks, and by each value of a facet."""

    n_all: int
    n_found: int
    n_benchmarks: int
    by_value: Mapping[Facet, Mapping[str, int]]


class CaseListRepository(Repository):
    """Cases as lists show them, each in the version in force."""

    def part(self, wanted: CaseFilter) -> tuple[CaseSummary, ...]:
        """The part of the list that the query asks for, in its order."""
        row, query = CaseVersionRow, wanted.query
        order = [*_order(query), func.length(StandardCaseRow.code), StandardCaseRow.code]
        keys = (
            select(row.case_id, row.number, StandardCaseRow.code, CallRow.key.label("call_key"), CallRow.duration_s)
            .add_columns(func.row_number().over(order_by=order).label("place"))
            .join(StandardCaseRow, StandardCaseRow.id == row.case_id)
            .join(CallRow, CallRow.id == row.call_id)
            .where(_seen(wanted), *_conditions(wanted).values())
            .order_by(*order)
            .limit(query.limit)
            .offset(query.offset)
            .cte("part")
        )
        later = row.__table__.alias()
        proposed = (
            select(func.max(later.c.number))
            .where(later.c.case_id == row.case_id, later.c.number > row.number)
            .where(later.c.state == CaseState.PROPOSED)
            .scalar_subquery()
        )
        statement = (
            select(row.__table__, keys.c.code, keys.c.call_key, keys.c.duration_s, CaseTagRow.tag)
            .add_columns(proposed.label("proposed_number"))
            .join(keys, and_(keys.c.case_id == row.case_id, keys.c.number == row.number))
            .outerjoin(CaseTagRow, _of_version(CaseTagRow))
            .order_by(keys.c.place, CaseTagRow.position)
        )
        rows_by_case: dict[CaseId, list[Row[Any]]] = {}
        for found in self._session.execute(statement):
            rows_by_case.setdefault(found.case_id, []).append(found)
        return tuple(summary_of(rows) for rows in rows_by_case.values())

    def counts(self, wanted: CaseFilter) -> CountedCases:
        """What the boxes say: of each facet with everything else as it is chosen."""
        fits = _conditions(wanted)
        library = _library(wanted, fits)
        by_value: dict[Facet, dict[str, int]] = {facet: {} for facet in Facet}
        totals: dict[str, int] = {}
        for row in self._session.execute(union_all(*_counting(library, fits))):
            name, value, n = row.name, row.value, row.n
            if name in (_ALL, _FOUND, _BENCHMARKS):
                totals[name] = int(n or 0)
            else:
                facet = Facet(name)
                by_value[facet][str(UUID(value)) if facet in (Facet.OWNER, Facet.VERSION) else value] = int(n or 0)
        return CountedCases(totals[_ALL], totals[_FOUND], totals[_BENCHMARKS], by_value)

    def passages_of(self, call_id: CallId) -> dict[CaseId, tuple[float | None, float | None]]:
        """From when to when each case made of a call lasts; None where it is the whole call."""
        row = CaseVersionRow
        statement = select(row.case_id, row.start_s, row.end_s).where(row.call_id == call_id, row.is_current)
        return {case_id: (start_s, end_s) for case_id, start_s, end_s in self._session.execute(statement)}

    def codes_of_call(self, call_id: CallId, reader_id: PersonId) -> tuple[str, ...]:
        """What the cases made of a call are called."""
        codes = _codes(reader_id).where(CaseVersionRow.call_id == call_id)
        return tuple(row.code for row in self._session.execute(codes))

    def valid_codes(self, reader_id: PersonId) -> dict[CallId, str]:
        """The calls of valid cases with what the case is called."""
        codes = _codes(reader_id).where(CaseVersionRow.state == CaseState.VALID)
        return {row.call_id: row.code for row in self._session.execute(codes)}

    def tags(self, reader_id: PersonId) -> tuple[str, ...]:
        """The tags in use, in alphabetical order."""
        statement = (
            select(CaseTagRow.tag)
            .join(CaseVersionRow, _of_version(CaseTagRow))
            .where(CaseVersionRow.is_current, ~scores_blind(reader_id, CaseVersionRow.call_id))
        )
        return tuple(self._session.scalars(statement.distinct().order_by(CaseTagRow.tag)))


def _codes(reader_id: PersonId) -> Select[CallId, str]:
    return (
        select(CaseVersionRow.call_id, StandardCaseRow.code)
        .join(StandardCaseRow, StandardCaseRow.id == CaseVersionRow.case_id)
        .where(CaseVersionRow.is_current, ~scores_blind(reader_id, CaseVersionRow.call_id))
        .order_by(func.length(StandardCaseRow.code), StandardCaseRow.code)
    )


def _seen(wanted: CaseFilter) -> ColumnElement[bool]:
    return and_(CaseVersionRow.is_current, ~scores_blind(wanted.reader_id, CaseVersionRow.call_id))


def _conditions(wanted: CaseFilter) -> dict[str, ColumnElement[bool]]:
    """What a case has to fulfil, by the facet that asks for it."""
    query = wanted.query
    found = {facet.value: _of_facet(facet, values, wanted) for facet, values in query.chosen.items() if values}
    if wanted.found is not None:
        found["text"] = CaseVersionRow.case_id.in_(wanted.found)
    if query.benchmarks_only:
        found[_BENCHMARK] = CaseVersionRow.is_benchmark == true()
    return found


def _of_facet(facet: Facet, values: Sequence[str], wanted: CaseFilter) -> ColumnElement[bool]:
    row = CaseVersionRow
    match facet:
        case Facet.STATE:
            return row.state.in_([CaseState(value) for value in values])
        case Facet.DIFFICULTY:
            return row.difficulty.in_([Difficulty(value) for value in values])
        case Facet.BUSINESS_TYPE:
            return row.business_type.in_(values)
        case Facet.LANGUAGE:
            return row.language.in_(values)
        case Facet.VERSION:
            return row.version_id.in_([UUID(value) for value in values])
        case Facet.OWNER:
            return row.owner_id.in_([UUID(value) for value in values])
        case Facet.REVIEW:
            return _review_due(wanted.today).in_(values)
        case Facet.FORM:
            return _form_age(wanted.forms).in_(values)
        case Facet.TAG:
            return exists().where(_of_version(CaseTagRow), CaseTagRow.tag.in_(values))
        case Facet.CRITERION:
            return exists().where(_has_failed(), CaseAnswerRow.criterion_key.in_(values))
        case Facet.FAMILY:
            return exists().where(_has_failed(), _is_asked(), CriterionRow.critical.in_(values))


def _library(wanted: CaseFilter, fits: Mapping[str, ColumnElement[bool]]) -> CTE:
    """Every case that the reader may see, with its value of each facet that has one, and which conditions it meets."""
    row = CaseVersionRow
    values: dict[Facet, Any] = {
        Facet.STATE: row.state,
        Facet.BUSINESS_TYPE: row.business_type,
        Facet.LANGUAGE: row.language,
        Facet.DIFFICULTY: row.difficulty,
        Facet.VERSION: row.version_id,
        Facet.OWNER: row.owner_id,
        Facet.REVIEW: _review_due(wanted.today),
        Facet.FORM: _form_age(wanted.forms),
    }
    return (
        select(row.case_id, row.number, row.is_benchmark, row.version_id.label("form_id"))
        .add_columns(*(cast(value, Text).label(facet.value) for facet, value in values.items()))
        .add_columns(*(fit.label(f"fits_{name}") for name, fit in fits.items()))
        .where(_seen(wanted))
        .cte("library")
    )


def _counting(library: CTE, fits: Mapping[str, ColumnElement[bool]]) -> list[Select[*tuple[Any, ...]]]:
    """One question for each facet: of each value, how many cases meet all other conditions."""

    def meets(all_but: str = "") -> ColumnElement[bool]:
        return and_(true(), *(library.c[f"fits_{name}"] for name in fits if name != all_but))

    def n_where(condition: ColumnElement[bool]) -> ColumnElement[Any]:
        return func.sum(case((condition, 1), else_=0))

    def counted(name: str, value: Any, n: Any) -> Select[*tuple[Any, ...]]:
        return select(literal(name, Text).label("name"), value.label("value"), n.label("n"))

    nothing = literal("", Text)
    asked = [
        counted(_ALL, nothing, func.count()).select_from(library),
        counted(_FOUND, nothing, n_where(meets())).select_from(library),
        counted(_BENCHMARKS, nothing, n_where(and_(library.c.is_benchmark, meets(_BENCHMARK)))).select_from(library),
    ]
    asked += [
        counted(facet.value, library.c[facet.value], n_where(meets(facet.value))).group_by(library.c[facet.value])
        for facet in Facet
        if facet.value in library.c
    ]
    tag, answer, criterion = CaseTagRow, CaseAnswerRow, CriterionRow
    same = {one: and_(one.case_id == library.c.case_id, one.number == library.c.number) for one in (tag, answer)}
    n_cases = func.count(distinct(case((meets(Facet.FAMILY.value), library.c.case_id))))
    of_form = and_(criterion.version_id == library.c.form_id, criterion.key == answer.criterion_key)
    return [
        *asked,
        counted(Facet.TAG.value, tag.tag, n_where(meets(Facet.TAG.value)))
        .join_from(library, tag, same[tag])
        .group_by(tag.tag),
        counted(Facet.CRITERION.value, answer.criterion_key, n_where(meets(Facet.CRITERION.value)))
        .join_from(library, answer, and_(same[answer], _HAS_FAILED))
        .group_by(answer.criterion_key),
        counted(Facet.FAMILY.value, cast(criterion.critical, Text), n_cases)
        .join_from(library, answer, and_(same[answer], _HAS_FAILED))
        .join(criterion, and_(of_form, criterion.critical.is_not(None)))
        .group_by(criterion.critical),
    ]


def _of_version(part: Any) -> ColumnElement[bool]:
    return and_(part.case_id == CaseVersionRow.case_id, part.number == CaseVersionRow.number)


def _has_failed() -> ColumnElement[bool]:
    return and_(_of_version(CaseAnswerRow), _HAS_FAILED)


def _is_asked() -> ColumnElement[bool]:
    return and_(CriterionRow.version_id == CaseVersionRow.version_id, CriterionRow.key == CaseAnswerRow.criterion_key)


def _review_due(today: date) -> ColumnElement[str]:
    day = CaseVersionRow.review_on
    return case(
        (day.is_(None), ReviewDue.NEVER.value),
        (day <= today, ReviewDue.OVERDUE.value),
        (day <= today + timedelta(days=REVIEW_SOON_DAYS), ReviewDue.SOON.value),
        else_=ReviewDue.LATER.value,
    )


def _form_age(forms: frozenset[VersionId]) -> ColumnElement[str]:
    is_current = CaseVersionRow.version_id.in_(sorted(forms))
    return case((is_current, FormAge.CURRENT.value), else_=FormAge.CHANGED.value)


def _order(query: CaseQuery) -> list[ColumnElement[Any]]:
    row = CaseVersionRow
    difficulty = case({one: place for place, one in enumerate(Difficulty)}, value=row.difficulty)
    by: dict[CaseSort, Any] = {
        CaseSort.TITLE: row.title,
        CaseSort.LENGTH: func.coalesce(row.end_s - row.start_s, CallRow.duration_s),
        CaseSort.SCORE: row.score,
        CaseSort.DIFFICULTY: difficulty,
        CaseSort.REVIEW: row.review_on,
    }
    if query.sort is CaseSort.CODE:
        codes = (func.length(StandardCaseRow.code), StandardCaseRow.code)
        return [code.desc() for code in codes] if query.descending else []
    column = by[query.sort]
    return [column.is_(None), column.desc() if query.descending else column]

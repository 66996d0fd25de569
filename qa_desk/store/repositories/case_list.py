"""The library as one reader sees it: the list in parts, and how many cases each box of a facet would bring.

Whoever has a case's call to score blind sees neither the case nor that it is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select, true

from qa_desk.domain.case_filter import CaseQuery, CaseSort, Facet
from qa_desk.domain.ids import CallId, CaseId, PersonId, VersionId
from qa_desk.domain.standard_case import CaseState, CaseSummary, Difficulty
from qa_desk.store.facet_line import has_any
from qa_desk.store.no_index import beside_index
from qa_desk.store.repositories.base import Repository
from qa_desk.store.repositories.case_counts import (
    BENCHMARK,
    AlikeCases,
    CountedCases,
    alike,
    count,
    form_age,
    review_due,
)
from qa_desk.store.repositories.case_order import in_order, place_columns, places_by
from qa_desk.store.repositories.case_rows import SHOWN_OF_VERSION, summary_of
from qa_desk.store.search_matching import Matching, is_among
from qa_desk.store.tables.calls import CallRow
from qa_desk.store.tables.standard_cases import (
    CaseAnswerRow,
    CaseMarkRow,
    CaseTagRow,
    CaseVersionRow,
    StandardCaseRow,
)
from qa_desk.store.visibility import calls_scored_blind, scores_blind

_LATER = CaseVersionRow.__table__.alias()
_PROPOSED = (
    select(func.max(_LATER.c.number))
    .where(_LATER.c.case_id == CaseVersionRow.case_id, _LATER.c.number > CaseVersionRow.number)
    .where(_LATER.c.state == CaseState.PROPOSED)
    .scalar_subquery()
)
_FAR = 1_000
"""From where on in a list it is sooner known which cases hold words than read in all that come before."""

_SHOWN = [getattr(CaseVersionRow, name) for name in SHOWN_OF_VERSION]


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """A query with what only a service knows.

    Args:
        reader_id: who asks.
        today: the day of the centre, for what is due.
        forms: those on which settled answers still mean the same, for whether a form has changed.
        found: what leads to the cases that hold the words sought; None when no words are.
    """

    query: CaseQuery
    reader_id: PersonId
    today: date
    forms: frozenset[VersionId] = frozenset()
    found: Matching | None = None


class CaseListRepository(Repository):
    """Cases as lists show them, each in the version in force."""

    def part(self, wanted: CaseFilter) -> tuple[CaseSummary, ...]:
        """The part of the list that the query asks for, in its order."""
        row = CaseVersionRow
        part = _keys(wanted).limit(wanted.query.limit).offset(wanted.query.offset).cte("part")
        statement = (
            select(*_SHOWN, part.c.code, CallRow.key, CallRow.duration_s, _PROPOSED)
            .select_from(part)
            .join(row, and_(part.c.case_id == row.case_id, part.c.number == row.number))
            .join(CallRow, CallRow.id == row.call_id)
            .order_by(*in_order(wanted.query, place_columns(part)))
        )
        return tuple(summary_of(found) for found in self._session.execute(statement))

    def counts(self, wanted: CaseFilter) -> CountedCases:
        """What the boxes say: of each facet with everything else as it is chosen."""
        fits = _conditions(wanted)
        if wanted.found is not None:
            fits["text"] = is_among(CaseVersionRow.case_id, wanted.found.cases())
        rows = self._session.execute(alike(fits, _seen(wanted.reader_id), wanted.today, wanted.forms))
        return count([AlikeCases.of(*row) for row in rows], tuple(fits))

    def telling(self, criterion_key: str, reader_id: PersonId, *, failed: bool) -> CaseId | None:
        """The valid case that shows a criterion failed best, or passed: by a passage, a benchmark, the easiest."""
        row, answer, mark = CaseVersionRow, CaseAnswerRow, CaseMarkRow
        has_failed = has_any(row.facet_line, Facet.CRITERION, [criterion_key])
        is_rated = exists().where(
            _of_version(answer), answer.criterion_key == criterion_key, answer.na == false(), answer.rating.is_not(None)
        )
        has_passage = exists().where(_of_version(mark), mark.criterion_key == criterion_key)
        statement = (
            select(row.case_id)
            .join(StandardCaseRow, StandardCaseRow.id == row.case_id)
            .where(row.is_current, row.call_id.not_in(calls_scored_blind(reader_id)))
            .where(row.state == CaseState.VALID, has_failed if failed else ~has_failed, is_rated)
            .order_by(
                case((has_passage, 0), else_=1),
                case((row.is_benchmark == true(), 1 if failed else 0), else_=0 if failed else 1),
                case({one: place for place, one in enumerate(Difficulty)}, value=row.difficulty),
                func.length(StandardCaseRow.code),
                StandardCaseRow.code,
            )
            .limit(1)
        )
        return self._session.scalar(statement)

    def holds(self, call_id: CallId, start_s: float, end_s: float, reader_id: PersonId) -> bool:
        """Whether a passage of a call lies in a valid case that the reader may see; a whole call holds all of it."""
        row = CaseVersionRow
        is_inside = or_(row.start_s.is_(None), and_(row.start_s <= start_s, row.end_s >= end_s))
        found = exists().where(
            row.call_id == call_id,
            row.is_current,
            row.state == CaseState.VALID,
            row.call_id.not_in(calls_scored_blind(reader_id)),
            is_inside,
        )
        return bool(self._session.scalar(select(found)))

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


def _keys(wanted: CaseFilter) -> Select[Any]:
    """The versions that are listed, in their order, with what that goes by."""
    row, query, found = CaseVersionRow, wanted.query, wanted.found
    places = places_by(query.sort)
    keys = select(row.case_id, row.number, StandardCaseRow.code, *places)
    keys = keys.join(StandardCaseRow, StandardCaseRow.id == row.case_id)
    if query.sort is CaseSort.LENGTH:
        keys = keys.join(CallRow, CallRow.id == row.call_id)
    keys = keys.where(_seen(wanted.reader_id), *_conditions(wanted).values()).order_by(*in_order(query, places))
    if found is None:
        return keys
    if query.offset > _FAR:
        return keys.where(is_among(row.case_id, found.cases()))
    # in the order of codes the library is read by an index; in any other all is put in order before texts are read
    every = keys if query.sort is CaseSort.CODE else _set_apart(query, keys)
    is_said = found.said_in(every.selected_columns.case_id)
    return keys.where(found.leads_to(row.case_id)) if is_said is None else every.where(is_said)


def _set_apart(query: CaseQuery, keys: Select[Any]) -> Select[Any]:
    ordered = keys.offset(0).subquery("ordered")
    return select(ordered).order_by(*in_order(query, place_columns(ordered)))


def _conditions(wanted: CaseFilter) -> dict[str, ColumnElement[bool]]:
    """What a case has to fulfil, by the facet that asks for it; but for words."""
    query = wanted.query
    found = {facet.value: _of_facet(facet, values, wanted) for facet, values in query.chosen.items() if values}
    if query.benchmarks_only:
        found[BENCHMARK] = CaseVersionRow.is_benchmark == true()
    return found


def _of_facet(facet: Facet, values: Sequence[str], wanted: CaseFilter) -> ColumnElement[bool]:
    row = CaseVersionRow
    match facet:
        case Facet.STATE:
            # the list goes by its order, which leads to the first cases sooner than their state
            return beside_index(row.state).in_([CaseState(value) for value in values])
        case Facet.OWNER:
            return row.owner_id.in_([UUID(value) for value in values])
        case Facet.REVIEW:
            return review_due(wanted.today).in_(values)
        case Facet.FORM:
            return form_age(wanted.forms).in_(values)
        case _:
            return has_any(row.facet_line, facet, values)


def _codes(reader_id: PersonId) -> Select[CallId, str]:
    return (
        select(CaseVersionRow.call_id, StandardCaseRow.code)
        .join(StandardCaseRow, StandardCaseRow.id == CaseVersionRow.case_id)
        .where(CaseVersionRow.is_current, ~scores_blind(reader_id, CaseVersionRow.call_id))
        .order_by(func.length(StandardCaseRow.code), StandardCaseRow.code)
    )


@lru_cache(maxsize=256)
def _seen(reader_id: PersonId) -> ColumnElement[bool]:
    # set apart, as a server would reckon with finding them anew for each case it comes by
    hidden = calls_scored_blind(reader_id).cte("hidden").prefix_with("MATERIALIZED", dialect="postgresql")
    return and_(CaseVersionRow.is_current, CaseVersionRow.call_id.not_in(select(hidden.c.call_id)))


def _of_version(part: Any) -> ColumnElement[bool]:
    return and_(part.case_id == CaseVersionRow.case_id, part.number == CaseVersionRow.number)

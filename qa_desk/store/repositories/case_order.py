"""The orders in which the list of cases may stand, as columns that a statement and what is made of it go by alike."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Label, case, func

from qa_desk.domain.case_filter import CaseQuery, CaseSort
from qa_desk.domain.standard_case import Difficulty
from qa_desk.store.tables.calls import CallRow
from qa_desk.store.tables.standard_cases import CaseVersionRow, StandardCaseRow

_PLACE = "place_"


def places_by(sort: CaseSort) -> list[Label[Any]]:
    """What an order goes by, of the case, its version and its call; what is equal stands by its code."""
    code = StandardCaseRow.code
    column = _column(sort)
    before: list[Any] = [] if column is None else [column.is_(None), column]
    places = (*before, func.length(code), code)
    return [place.label(f"{_PLACE}{number}") for number, place in enumerate(places)]


def place_columns(listed: FromClause) -> list[ColumnElement[Any]]:
    """The same in what was made of a statement that has them."""
    return [column for column in listed.columns if column.key.startswith(_PLACE)]


def in_order(query: CaseQuery, places: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    """The order that is asked for; what has no value stands last either way."""
    turned = (0, 1) if query.sort is CaseSort.CODE else (1,)
    return [place.desc() if query.descending and at in turned else place for at, place in enumerate(places)]


def _column(sort: CaseSort) -> Any:
    row = CaseVersionRow
    match sort:
        case CaseSort.CODE:
            return None
        case CaseSort.TITLE:
            return row.title
        case CaseSort.LENGTH:
            return func.coalesce(row.end_s - row.start_s, CallRow.duration_s)
        case CaseSort.SCORE:
            return row.score
        case CaseSort.DIFFICULTY:
            return case({one: place for place, one in enumerate(Difficulty)}, value=row.difficulty)
        case CaseSort.REVIEW:
            return row.review_on

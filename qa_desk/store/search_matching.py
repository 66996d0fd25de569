"""Which texts hold the words of a search, by the index of each database; `search` decides which of them may be found.

To say how well each of very many fits means to look at all of them, so only of few is that asked. What there are very
many of is said in and of calls; people, sessions, cases and items are looked through beside them.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    SQLColumnExpression,
    Text,
    and_,
    any_,
    case,
    false,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from qa_desk.store.engine import is_sqlite
from qa_desk.store.place_in import PlaceIn
from qa_desk.store.tables.reporting import DocumentKind, SearchDocumentRow

OF_CALLS = frozenset({DocumentKind.CALL, DocumentKind.TRANSCRIPT, DocumentKind.EVALUATION})

OF_A_CASE = "案case"
"""A token of every case that nobody can type, as text is cut between the two scripts: FTS5 knows no kinds."""

_MOST_RANKED = 500
_MOST_LED_TO = 2_500
_AT_A_TIME = 2_000
_FEW = [kind for kind in DocumentKind if kind not in OF_CALLS and kind is not DocumentKind.STANDARD_CASE]
_ROW = SearchDocumentRow
SHOWN = (_ROW.number, _ROW.kind, _ROW.object_id, _ROW.title, _ROW.body, _ROW.call_id, _ROW.evaluation_id)
"""What is read of a text that was found."""

_NEWEST = """
    SELECT rowid FROM search_index WHERE search_index MATCH :query AND rowid < :before ORDER BY rowid DESC LIMIT :most
"""
_AFTER_ALL = 2**62


class Matching(Protocol):
    """The texts with all the words."""

    def best(self) -> list[Select[*tuple[Any, ...]]] | None:
        """Them with their rank, smaller being better, as statements to be put together; None for very many."""
        ...

    def newest(self, wanted: int) -> Iterator[Sequence[int]]:
        """The numbers of what is said in and of calls, newest first, some at a time; others may be among them."""
        ...

    def is_of_the_few(self) -> ColumnElement[bool]:
        """Whether a text is of a kind there are few of, and holds the words."""
        ...

    def cases(self) -> Select[Any]:
        """The keys of the standard cases among them."""
        ...

    def leads_to(self, case_id: SQLColumnExpression[Any]) -> ColumnElement[bool]:
        """Whether a case is among them, for a list that is to go by what was found."""
        ...

    def said_in(self, case_id: SQLColumnExpression[Any]) -> ColumnElement[bool] | None:
        """The same for a list that looks at one case after the other until it is full; None where few are found."""
        ...


def matching_in(session: Session, phrases: Sequence[Sequence[str]]) -> Matching:
    """The texts with these words in the database of a session; of each phrase the last word may be unfinished."""
    return _InFile(session, phrases) if is_sqlite(session.connection()) else _OnServer(session, phrases)


def is_among(case_id: SQLColumnExpression[Any], cases: Select[Any]) -> ColumnElement[bool]:
    """Whether a case is one of those found, for a statement that looks at every case."""
    # looked up in what was found, never joined to it: a server would take a thousand for any number of them
    return case((case_id.in_(cases), true()), else_=false()) == true()


def _is_document_of(cases: Select[Any]) -> ColumnElement[bool]:
    return and_(_ROW.kind == DocumentKind.STANDARD_CASE, _ROW.object_id.in_(cases))


def _holds(phrases: Sequence[Sequence[str]]) -> Iterator[ColumnElement[bool]]:
    """Whether a text holds each of these phrases, by its tokens."""
    tokens = literal(" ") + _ROW.tokens
    return (PlaceIn(tokens, literal(" " + " ".join(phrase))) > 0 for phrase in phrases)


class _InFile:
    """By FTS5."""

    def __init__(self, session: Session, phrases: Sequence[Sequence[str]]) -> None:
        self._session = session
        self._phrases = phrases
        self._query = " ".join('"' + " ".join(phrase) + '"*' for phrase in phrases)

    def best(self) -> list[Select[*tuple[Any, ...]]] | None:
        if len(self._before(_AFTER_ALL, _MOST_RANKED)) == _MOST_RANKED:
            return None
        ranked = text("SELECT rowid AS number, rank FROM search_index WHERE search_index MATCH :query")
        of = ranked.bindparams(query=self._query).columns(literal_column("number"), literal_column("rank"))
        found = of.subquery("matching")
        return [select(*SHOWN, found.c.rank.label("rank")).join(found, found.c.number == _ROW.number)]

    def newest(self, wanted: int) -> Iterator[Sequence[int]]:
        # more than wanted, as not all of it may be read, and each time the index begins anew
        before = _AFTER_ALL
        while numbers := self._before(before, max(wanted, _AT_A_TIME)):
            yield numbers
            if len(numbers) < max(wanted, _AT_A_TIME):
                return
            before = numbers[-1]

    def is_of_the_few(self) -> ColumnElement[bool]:
        # not by the index, which would lead to all calls with the words
        return or_(and_(_ROW.kind.in_(_FEW), *_holds(self._phrases)), _is_document_of(self.cases()))

    def cases(self) -> Select[Any]:
        matching = text("SELECT rowid AS number FROM search_index WHERE search_index MATCH :of_cases")
        of = matching.bindparams(of_cases=f'"{OF_A_CASE}" {self._query}').columns(literal_column("number"))
        # the index of kinds holds keys and numbers; going by the number would read the whole text of each
        number = func.coalesce(_ROW.number, null())
        is_case = _ROW.kind == DocumentKind.STANDARD_CASE
        return select(_ROW.object_id).where(is_case, number.in_(select(of.subquery("of_cases").c.number)))

    def leads_to(self, case_id: SQLColumnExpression[Any]) -> ColumnElement[bool]:
        return is_among(case_id, self.cases())

    def said_in(self, case_id: SQLColumnExpression[Any]) -> None:
        # the index says it of all cases sooner than they are read
        return None

    def _before(self, number: int, most: int) -> Sequence[int]:
        parameters = {"query": self._query, "before": number, "most": most}
        return self._session.scalars(text(_NEWEST), parameters).all()


class _OnServer:
    """By tsvector: what there is much of through functions of the server, which may go by its index."""

    def __init__(self, session: Session, phrases: Sequence[Sequence[str]]) -> None:
        self._session = session
        self._phrases = phrases
        self._query = " & ".join(
            " <-> ".join([*(f"'{word}'" for word in phrase[:-1]), f"'{phrase[-1]}':*"]) for phrase in phrases
        )
        self._runs = [" ".join(phrase) for phrase in phrases if len(phrase) > 1]
        self._vector = func.to_tsvector(literal_column("'simple'"), _ROW.tokens)
        self._wanted = func.to_tsquery(literal_column("'simple'"), self._query)

    def best(self) -> list[Select[*tuple[Any, ...]]] | None:
        numbers = self._numbers(_MOST_RANKED)
        if len(numbers) >= _MOST_RANKED:
            return None
        ranked = select(*SHOWN, (-func.ts_rank(self._vector, self._wanted)).label("rank"))
        return [ranked.where(_ROW.number.in_(numbers)), ranked.where(self.is_of_the_few())]

    def newest(self, wanted: int) -> Iterator[Sequence[int]]:
        # for fewer of a frequent word the planner walks back over all texts, which takes ten times as long
        yield self._numbers(max(wanted, _AT_A_TIME))

    def is_of_the_few(self) -> ColumnElement[bool]:
        return or_(and_(_ROW.kind.in_(_FEW), self._vector.op("@@")(self._wanted)), _is_document_of(self.cases()))

    def cases(self) -> Select[Any]:
        # by pairs of characters without their order, which the server looks up in the tokens as they stand: to ask the
        # index for it, each text would be taken apart once more
        return self._cases(None)

    def leads_to(self, case_id: SQLColumnExpression[Any]) -> ColumnElement[bool]:
        # of an array the planner takes it that it is short
        return case_id == any_(func.array(self.cases().scalar_subquery()))

    def said_in(self, case_id: SQLColumnExpression[Any]) -> ColumnElement[bool] | None:
        some = self._cases(_MOST_LED_TO).subquery("some")
        if (self._session.scalar(select(func.count()).select_from(some)) or 0) < _MOST_LED_TO:
            return None
        of_case = select(and_(*_holds(self._phrases)))
        return of_case.where(_ROW.kind == DocumentKind.STANDARD_CASE, _ROW.object_id == case_id).scalar_subquery()

    def _cases(self, most: int | None) -> Select[Any]:
        words = " & ".join(self._query.split(" <-> "))
        runs = literal(self._runs, ARRAY(Text))
        found = func.server.cases_found(words, runs, literal(most, Integer))
        return select(found.table_valued("case_id").render_derived().c.case_id)

    def _numbers(self, most: int) -> Sequence[int]:
        each = (func.server.calls_found(self._query, most), func.server.evaluations_found(self._query, most))
        found = [
            number
            for one in each
            for number in self._session.scalars(select(one.table_valued("number").render_derived().c.number))
        ]
        return sorted(found, reverse=True)

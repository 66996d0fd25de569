"""The one search: FTS5 on SQLite, tsvector on PostgreSQL, over the same tokens.

Neither index can cut Chinese into words, so text is cut here: letters and digits into words, CJK text into pairs of
neighbouring characters. What is sealed is refused, and what belongs to an evaluation is found by its readers only.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    bindparam,
    delete,
    exists,
    func,
    insert,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import CallId, EvaluationId
from qa_desk.domain.permissions import Visibility
from qa_desk.store.case_text import without_transcript
from qa_desk.store.search_matching import OF_A_CASE, OF_CALLS, SHOWN, Matching, matching_in
from qa_desk.store.tables.calibration import CalibrationSessionRow, SessionSeatRow
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.reporting import DocumentKind, SearchDocumentRow
from qa_desk.store.visibility import may_read, scores_blind

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af\U00020000-\U0002ebef"
_PIECES = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")
_IS_CJK = re.compile(rf"[{_CJK}]")


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """A text that can be found. What was said in an evaluation names it; `call_id` where it leads to a call."""

    kind: DocumentKind
    object_id: UUID
    title: str
    body: str = ""
    call_id: CallId | None = None
    evaluation_id: EvaluationId | None = None


class SearchIndex:
    """All that can be found."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, document: SearchDocument, changed_at: datetime) -> None:
        """Let a text be found, in place of what was known of the same thing. Raises WRONG_STATE for what is sealed."""
        self.put_all((document,), changed_at)

    def put_all(self, documents: Sequence[SearchDocument], changed_at: datetime) -> None:
        """The same for several texts, in as many statements as for one."""
        keys = {document.evaluation_id for document in documents if document.evaluation_id is not None}
        if keys:
            are_open = select(EvaluationRow.id).where(EvaluationRow.id.in_(keys), EvaluationRow.sealed.is_(False))
            sealed = keys - set(self._session.scalars(are_open))
            if sealed:
                raise QADeskError(ErrorCode.WRONG_STATE, what=min(sealed), state="sealed")
        for kind in {document.kind for document in documents}:
            self.remove(kind, *(document.object_id for document in documents if document.kind is kind))
        if documents:
            self._session.execute(insert(SearchDocumentRow), [_columns(one, changed_at) for one in documents])

    def remove(self, kind: DocumentKind, *object_ids: UUID) -> None:
        """Let things no longer be found."""
        self._session.execute(
            delete(SearchDocumentRow).where(SearchDocumentRow.kind == kind, SearchDocumentRow.object_id.in_(object_ids))
        )

    def find(
        self,
        words: str,
        visibility: Visibility,
        kinds: Collection[DocumentKind],
        *,
        all_sessions: bool = False,
        limit: int = 50,
        best_first: bool = True,
    ) -> tuple[SearchDocument, ...]:
        """What holds all the words; the last word may be unfinished. Nothing for a text without words.

        Best first; with another order in mind, and of very many, the newest. Of these people, sessions, cases and
        items come before what is said in and of calls. Without `all_sessions` only those sessions are found that the
        reader leads or sits in.
        """
        phrases = _phrases_of(words)
        if not phrases or not kinds:
            return ()
        matching = matching_in(self._session, phrases)
        may_be_found = (
            func.coalesce(SearchDocumentRow.kind, null()).in_(list(kinds)),  # by its text, not by its kind
            *_readable(visibility, all_sessions=all_sessions),
        )
        best = matching.best() if best_first else None
        if best is not None:
            each = [one.where(*may_be_found) for one in best]
            found = each[0].subquery("found") if len(each) == 1 else union_all(*each).subquery("found")
            statement = select(found).order_by(found.c.rank, found.c.number).limit(limit)
            return tuple(_document(row) for row in self._session.execute(statement))
        documents = [_document(row) for row in self._few(matching, kinds, may_be_found, limit)]
        for numbers in matching.newest(limit):
            among = SearchDocumentRow.number.in_(bindparam("numbers", numbers, expanding=True, literal_execute=True))
            statement = select(*SHOWN).where(among, *may_be_found).order_by(SearchDocumentRow.number.desc())
            rows = self._session.execute(statement.limit(limit - len(documents)))
            documents += (_document(row) for row in rows)
            if len(documents) >= limit:
                break
        return tuple(documents)

    def cases_with(self, words: str) -> Matching | None:
        """What leads to the cases that hold all the words, to narrow a list by that knows who may see which.

        None for a text without words.
        """
        phrases = _phrases_of(words)
        return matching_in(self._session, phrases) if phrases else None

    def of_cases(self, case_ids: Sequence[UUID]) -> tuple[SearchDocument, ...]:
        """The texts by which these cases are found; for who may see them."""
        return self._cases(SearchDocumentRow.object_id.in_(case_ids))

    def cases_of_call(self, call_id: CallId) -> tuple[SearchDocument, ...]:
        """The texts by which the cases made of a call are found; for who brings them up to date."""
        return self._cases(SearchDocumentRow.call_id == call_id)

    def leave_out_transcripts(self, call_ids: Sequence[CallId]) -> None:
        """What was said in these calls is no longer what their cases are found by."""
        row = SearchDocumentRow
        for document in self._cases(row.call_id.in_(call_ids)):
            shorter = replace(document, body=without_transcript(document.body))
            self._session.execute(
                update(row)
                .where(row.kind == document.kind, row.object_id == document.object_id)
                .values(body=shorter.body, tokens=_tokens(shorter))
            )

    def _cases(self, which: ColumnElement[bool]) -> tuple[SearchDocument, ...]:
        statement = select(*SHOWN).where(SearchDocumentRow.kind == DocumentKind.STANDARD_CASE, which)
        return tuple(_document(row) for row in self._session.execute(statement))

    def _few(
        self, matching: Matching, kinds: Collection[DocumentKind], conditions: Sequence[ColumnElement[bool]], limit: int
    ) -> Sequence[Any]:
        """Of the kinds that there are few of, whatever there is."""
        if not set(kinds) - OF_CALLS:
            return ()
        statement = select(*SHOWN).where(matching.is_of_the_few(), *conditions)
        return self._session.execute(statement.order_by(SearchDocumentRow.number.desc()).limit(limit)).all()


def _document(row: Any) -> SearchDocument:
    return SearchDocument(row.kind, row.object_id, row.title, row.body, row.call_id, row.evaluation_id)


def _columns(document: SearchDocument, changed_at: datetime) -> dict[str, Any]:
    return {
        "kind": document.kind,
        "object_id": document.object_id,
        "call_id": document.call_id,
        "evaluation_id": document.evaluation_id,
        "title": document.title,
        "body": document.body,
        "tokens": _tokens(document),
        "changed_at": changed_at,
    }


def _tokens(document: SearchDocument) -> str:
    tokens = tokens_of(f"{document.title}\n{document.body}")
    return " ".join([*tokens, OF_A_CASE] if document.kind is DocumentKind.STANDARD_CASE else tokens)


def _readable(visibility: Visibility, *, all_sessions: bool) -> list[ColumnElement[bool]]:
    """What the reader may find: no evaluation that is hidden, no case of a call to score blind, no strange session."""
    row = SearchDocumentRow
    evaluation = exists().where(EvaluationRow.id == row.evaluation_id, may_read(visibility))
    conditions = [
        or_(row.evaluation_id.is_(None), evaluation),
        or_(row.kind != DocumentKind.STANDARD_CASE, ~scores_blind(visibility.reader_id, row.call_id)),
    ]
    if not all_sessions:
        sits = exists().where(
            SessionSeatRow.session_id == row.object_id, SessionSeatRow.person_id == visibility.reader_id
        )
        leads = exists().where(
            CalibrationSessionRow.id == row.object_id, CalibrationSessionRow.lead_id == visibility.reader_id
        )
        conditions.append(or_(row.kind != DocumentKind.SESSION, sits, leads))
    return conditions


def tokens_of(written: str) -> list[str]:
    """The tokens of a text, in order: words in small letters, pairs of CJK characters (a lone one stays alone)."""
    return [token for piece in _PIECES.findall(written.lower()) for token in _phrase_of(piece)]


def _phrases_of(words: str) -> list[list[str]]:
    return [_phrase_of(piece) for piece in _PIECES.findall(words.lower())]


def _phrase_of(piece: str) -> list[str]:
    if len(piece) < 2 or not _IS_CJK.match(piece):
        return [piece]
    return [piece[at : at + 2] for at in range(len(piece) - 1)]

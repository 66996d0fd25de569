"""Forgetting one customer: all words about their calls go, and what is left of the calls points at nobody."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, Text, case, cast, delete, func, select, update

from qa_desk.domain.ids import CallId, CaseId
from qa_desk.domain.standard_case import CaseState
from qa_desk.store.repositories.base import Repository
from qa_desk.store.repositories.removing import in_parts
from qa_desk.store.tables import METADATA
from qa_desk.store.tables.calibration import CalibrationSessionRow, SessionCallRow, SettledAnswerRow
from qa_desk.store.tables.calls import CallAttributeRow, CallHearingRow, CallRow, RecordingRow, TranscriptRow
from qa_desk.store.tables.evaluations import (
    AnswerRow,
    EarlierStateRow,
    EvaluationExtractRow,
    EvaluationRow,
    MarkRow,
)
from qa_desk.store.tables.following import (
    AttributionRow,
    CoachingNoteRow,
    DisputedAnswerRow,
    FeedbackRow,
    FeedbackStepRow,
)
from qa_desk.store.tables.imports import ImportItemRow
from qa_desk.store.tables.meetings import SessionDecisionRow, TrainingNoteRow
from qa_desk.store.tables.privacy import KeptNumberRow, MaskedPassageRow
from qa_desk.store.tables.reporting import DocumentKind, SearchDocumentRow
from qa_desk.store.tables.standard_cases import CaseAnswerRow, CaseMarkRow, CaseTagRow, CaseVersionRow, StandardCaseRow

_NO_WORDS = "–"
"""Stands where the database wants some text."""


@dataclass(frozen=True, slots=True)
class CustomerTraces:
    """How much tells of a customer; of evaluations only their number, whatever is sealed."""

    n_recordings: int
    n_transcripts: int
    n_masks: int
    n_evaluations: int
    n_marks: int
    session_titles: tuple[str, ...]
    case_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MentionedIn:
    """Texts elsewhere in which the customer's id stands: the table, the column and how many rows."""

    table: str
    column: str
    n_rows: int


class ErasureRepository(Repository):
    """What tells of calls of one customer, and how it goes. Sound is for `RemovalRepository`."""

    def traces(self, call_ids: Collection[CallId]) -> CustomerTraces:
        """How much there is."""
        calls = list(call_ids)
        recordings = select(RecordingRow.id).where(RecordingRow.call_id.in_(calls))
        evaluations = select(EvaluationRow.id).where(EvaluationRow.call_id.in_(calls))
        titles = (
            select(CalibrationSessionRow.title)
            .join(SessionCallRow, SessionCallRow.session_id == CalibrationSessionRow.id)
            .where(SessionCallRow.call_id.in_(calls))
        )
        codes = (
            select(StandardCaseRow.code)
            .join(CaseVersionRow, CaseVersionRow.case_id == StandardCaseRow.id)
            .where(CaseVersionRow.call_id.in_(calls))
        )
        return CustomerTraces(
            n_recordings=self._count(recordings),
            n_transcripts=self._count(select(TranscriptRow.id).where(TranscriptRow.recording_id.in_(recordings))),
            n_masks=self._count(select(MaskedPassageRow.id).where(MaskedPassageRow.recording_id.in_(recordings))),
            n_evaluations=self._count(evaluations),
            n_marks=self._count(select(MarkRow.id).where(MarkRow.evaluation_id.in_(evaluations))),
            session_titles=tuple(dict.fromkeys(self._session.scalars(titles))),
            case_codes=tuple(dict.fromkeys(self._session.scalars(codes))),
        )

    def mentions(self, words: str) -> tuple[MentionedIn, ...]:
        """Every text of the database in which these words stand, calls' own customer column apart."""
        found: list[MentionedIn] = []
        for table in METADATA.sorted_tables:
            for column in table.columns:
                if not isinstance(column.type, String | Text) or column is CallRow.__table__.c.customer_id:
                    continue
                statement = (
                    select(func.count()).select_from(table).where(cast(column, Text).contains(words, autoescape=True))
                )
                n_rows = self._session.scalar(statement) or 0
                if n_rows:
                    found.append(MentionedIn(table.name, column.name, n_rows))
        return tuple(found)

    def session_ids(self, call_ids: Collection[CallId]) -> tuple[Any, ...]:
        """The calibration sessions that have one of these calls."""
        statement = select(SessionCallRow.session_id).where(SessionCallRow.call_id.in_(list(call_ids)))
        return tuple(dict.fromkeys(self._session.scalars(statement)))

    def remove_words(self, call_ids: Collection[CallId]) -> None:
        """Take out every comment, note and reason that was written about these calls; ratings and points stay."""
        for calls in in_parts(call_ids):
            evaluations = select(EvaluationRow.id).where(EvaluationRow.call_id.in_(calls))
            answers = select(AnswerRow.id).where(AnswerRow.evaluation_id.in_(evaluations))
            settled = SettledAnswerRow.call_id.in_(calls)
            for statement in (
                update(EvaluationRow).where(EvaluationRow.call_id.in_(calls)).values(comment=""),
                update(AnswerRow).where(AnswerRow.evaluation_id.in_(evaluations)).values(comment=""),
                update(MarkRow).where(MarkRow.evaluation_id.in_(evaluations)).values(note="", recording_id=None),
                delete(EarlierStateRow).where(EarlierStateRow.evaluation_id.in_(evaluations)),
                update(FeedbackRow)
                .where(FeedbackRow.evaluation_id.in_(evaluations))
                .values(strengths="", decision_reason=""),
                update(FeedbackRow)
                .where(FeedbackRow.evaluation_id.in_(evaluations), FeedbackRow.dispute_reason != "")
                .values(dispute_reason=_NO_WORDS),
                update(DisputedAnswerRow)
                .where(DisputedAnswerRow.evaluation_id.in_(evaluations))
                .values(claim=_NO_WORDS, reason=case((DisputedAnswerRow.reason != "", _NO_WORDS), else_="")),
                update(FeedbackStepRow).where(FeedbackStepRow.evaluation_id.in_(evaluations)).values(note=""),
                update(CoachingNoteRow)
                .where(CoachingNoteRow.evaluation_id.in_(evaluations))
                .values(text=_NO_WORDS, result=case((CoachingNoteRow.result != "", _NO_WORDS), else_="")),
                update(AttributionRow)
                .where(AttributionRow.answer_id.in_(answers), AttributionRow.reason != "")
                .values(reason=_NO_WORDS),
                update(SettledAnswerRow).where(settled, SettledAnswerRow.rationale != "").values(rationale=_NO_WORDS),
                update(SessionDecisionRow).where(SessionDecisionRow.call_id.in_(calls)).values(text=_NO_WORDS),
                update(TrainingNoteRow).where(TrainingNoteRow.call_id.in_(calls)).values(text=_NO_WORDS),
                delete(KeptNumberRow).where(KeptNumberRow.call_id.in_(calls)),
                delete(CallHearingRow).where(CallHearingRow.call_id.in_(calls)),
                delete(SearchDocumentRow).where(
                    SearchDocumentRow.call_id.in_(calls), SearchDocumentRow.kind != DocumentKind.CALL
                ),
            ):
                self._session.execute(statement)
            self._empty_extracts(evaluations)

    def retire_cases(self, call_ids: Collection[CallId], reason: str, now: datetime) -> tuple[CaseId, ...]:
        """Retire the standard cases that rest on these calls, without a word about them; returns which."""
        of_calls = CaseVersionRow.call_id.in_(list(call_ids))
        versions = self._session.execute(select(CaseVersionRow.case_id, CaseVersionRow.number).where(of_calls)).all()
        for case_id, number in versions:
            for row, values in (
                (CaseAnswerRow, {"rationale": ""}),
                (CaseMarkRow, {"note": ""}),
            ):
                self._session.execute(update(row).where(row.case_id == case_id, row.number == number).values(**values))
            self._session.execute(delete(CaseTagRow).where(CaseTagRow.case_id == case_id, CaseTagRow.number == number))
        self._session.execute(
            update(CaseVersionRow)
            .where(of_calls)
            .values(
                state=CaseState.RETIRED,
                title=_NO_WORDS,
                rationale="",
                note="",
                retired_on=func.coalesce(CaseVersionRow.retired_on, now.date()),
                retired_reason=reason,
                facet_line="",
                version=CaseVersionRow.version + 1,
            )
        )
        cases = tuple(dict.fromkeys(case_id for case_id, _number in versions))
        self._session.execute(
            delete(SearchDocumentRow).where(
                SearchDocumentRow.kind == DocumentKind.STANDARD_CASE, SearchDocumentRow.object_id.in_(cases)
            )
        )
        return cases

    def make_nameless(self, call_id: CallId, key: str, day: datetime | None) -> None:
        """Leave of a call what figures need: no id of the centre, no customer, no hour, no further columns."""
        before = self._session.scalar(select(CallRow.key).where(CallRow.id == call_id))
        self._session.execute(
            update(ImportItemRow)
            .where(ImportItemRow.call_key == before)
            .values(call_key="", name="", sha256=None, error_params=None)
        )
        values = {"key": key, "customer_id": "", "started_at": day, "version": CallRow.version + 1}
        self._session.execute(update(CallRow).where(CallRow.id == call_id).values(**values))
        self._session.execute(delete(CallAttributeRow).where(CallAttributeRow.call_id == call_id))

    def _empty_extracts(self, evaluations: Select[Any]) -> None:
        of_calls = EvaluationExtractRow.evaluation_id.in_(evaluations)
        rows = self._session.execute(
            select(EvaluationExtractRow.evaluation_id, EvaluationExtractRow.content).where(of_calls)
        ).all()
        for evaluation_id, content in rows:
            self._session.execute(
                update(EvaluationExtractRow)
                .where(EvaluationExtractRow.evaluation_id == evaluation_id)
                .values(content={**content, "search": None})
            )

    def _count(self, statement: Select[Any]) -> int:
        return self._session.scalar(select(func.count()).select_from(statement.subquery())) or 0

"""The library of standard cases. Whoever has a case's call to score blind does not see the case until theirs is in."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Row, and_, func, insert, select, update

from qa_desk.domain.evaluation import Answer
from qa_desk.domain.ids import AnswerId, CallId, CaseId, EvaluationId, PersonId
from qa_desk.domain.scoring import score
from qa_desk.domain.standard_case import CaseAnswer, CaseState, CaseSummary, SettledCase, StandardCase
from qa_desk.store.repositories.base import Repository
from qa_desk.store.repositories.scorecards import ScorecardRepository
from qa_desk.store.tables.calls import CallRow
from qa_desk.store.tables.standard_cases import (
    CaseAnswerRow,
    CaseMarkRow,
    CaseTagRow,
    CaseVersionRow,
    StandardCaseRow,
)
from qa_desk.store.visibility import scores_blind

_FIRST_CODE = "SC-001"


class CaseRepository(Repository):
    """All standard cases; each is read in its latest version."""

    def next_code(self) -> str:
        """The code that a further case gets."""
        codes = self._session.scalars(select(StandardCaseRow.code).where(StandardCaseRow.code.like("SC-%")))
        numbers = [int(code[3:]) for code in codes if code[3:].isdigit()]
        return f"SC-{max(numbers) + 1:03d}" if numbers else _FIRST_CODE

    def add(self, case: StandardCase) -> None:
        """Enter a new case, or a new version of one, with the score that its answers come to."""
        known = self._session.scalar(select(StandardCaseRow.id).where(StandardCaseRow.id == case.id))
        if known is None:
            self._session.execute(insert(StandardCaseRow).values(id=case.id, code=case.code))
        version = ScorecardRepository(self._session).version(case.version_id)
        result = score(version, [_as_answer(answer) for answer in case.answers])
        columns = _columns(case) | {"score": result.score, "passed": result.passed}
        self._session.execute(insert(CaseVersionRow).values(case_id=case.id, **columns))
        self._write_parts(case)

    def get(self, case_id: CaseId, reader_id: PersonId) -> StandardCase | None:
        """The case with that key, unless the reader has its call to score blind."""
        row = self._session.execute(
            select(CaseVersionRow.__table__, StandardCaseRow.code)
            .join(StandardCaseRow, StandardCaseRow.id == CaseVersionRow.case_id)
            .where(CaseVersionRow.case_id == case_id, _is_latest(), ~scores_blind(reader_id, CaseVersionRow.call_id))
        ).first()
        return _case(row, self._tags(case_id, row.number), self._answers(case_id, row.number)) if row else None

    def summaries(self, reader_id: PersonId) -> tuple[CaseSummary, ...]:
        """All cases as lists show them, by code, but for those whose call the reader has to score blind."""
        rows_by_case: dict[CaseId, list[Row[Any]]] = {}
        for row in self._session.execute(
            select(CaseVersionRow.__table__, StandardCaseRow.code, CallRow.key.label("call_key"))
            .add_columns(CallRow.business_type, CallRow.duration_s, CaseTagRow.tag)
            .join(StandardCaseRow, StandardCaseRow.id == CaseVersionRow.case_id)
            .join(CallRow, CallRow.id == CaseVersionRow.call_id)
            .outerjoin(
                CaseTagRow,
                and_(CaseTagRow.case_id == CaseVersionRow.case_id, CaseTagRow.number == CaseVersionRow.number),
            )
            .where(_is_latest(), ~scores_blind(reader_id, CaseVersionRow.call_id))
            .order_by(StandardCaseRow.code, CaseTagRow.position)
        ):
            rows_by_case.setdefault(row.case_id, []).append(row)
        return tuple(_summary(rows) for rows in rows_by_case.values())

    def of_call(self, call_id: CallId, reader_id: PersonId) -> tuple[CaseId, ...]:
        """The cases made of a call that the reader may see."""
        statement = select(CaseVersionRow.case_id).where(
            CaseVersionRow.call_id == call_id, _is_latest(), ~scores_blind(reader_id, CaseVersionRow.call_id)
        )
        return tuple(self._session.scalars(statement))

    def answers_of(self, case_id: CaseId, number: int, reader_id: PersonId) -> tuple[CaseAnswer, ...]:
        """What one version of a case says; nothing for who has its call to score blind."""
        call = select(CaseVersionRow.call_id).where(CaseVersionRow.case_id == case_id, CaseVersionRow.number == number)
        is_open = self._session.scalar(call.where(~scores_blind(reader_id, CaseVersionRow.call_id)))
        return () if is_open is None else self._answers(case_id, number)

    def settled_on(self, criterion_keys: Collection[str], reader_id: PersonId) -> tuple[SettledCase, ...]:
        """What valid cases have settled on these criteria, but for those whose call the reader has to score blind."""
        under_version = and_(
            CaseAnswerRow.case_id == CaseVersionRow.case_id, CaseAnswerRow.number == CaseVersionRow.number
        )
        statement = (
            select(CaseVersionRow.case_id, StandardCaseRow.code, CaseVersionRow.title, CaseVersionRow.difficulty)
            .add_columns(CaseVersionRow.version_id, CaseAnswerRow.criterion_key)
            .add_columns(CaseAnswerRow.rating, CaseAnswerRow.na, CaseAnswerRow.reasons)
            .join(StandardCaseRow, StandardCaseRow.id == CaseVersionRow.case_id)
            .join(CaseAnswerRow, under_version)
            .where(_is_latest(), CaseVersionRow.state == CaseState.VALID)
            .where(CaseAnswerRow.criterion_key.in_(criterion_keys))
            .where(~scores_blind(reader_id, CaseVersionRow.call_id))
            .order_by(StandardCaseRow.code)
        )
        return tuple(
            SettledCase(
                *(row.case_id, row.code, row.title, row.difficulty, row.version_id),
                *(row.criterion_key, row.rating, row.na, tuple(row.reasons)),
            )
            for row in self._session.execute(statement)
        )

    def set_state(self, case_id: CaseId, state: CaseState, approved_by: PersonId, at: datetime) -> None:
        """Say what the latest version of a case is now, and who approved it."""
        self._change(case_id, state=state, approved_by=approved_by, approved_at=at)

    def retire(self, case_id: CaseId, reason: str, day: date) -> None:
        """Take the latest version of a case out of use."""
        self._change(case_id, state=CaseState.RETIRED, retired_reason=reason, retired_on=day)

    def _change(self, case_id: CaseId, **values: Any) -> None:
        number = select(func.max(CaseVersionRow.number)).where(CaseVersionRow.case_id == case_id).scalar_subquery()
        statement = update(CaseVersionRow).where(CaseVersionRow.case_id == case_id, CaseVersionRow.number == number)
        self._session.execute(
            statement.values(version=CaseVersionRow.version + 1, **values),
            execution_options={"synchronize_session": False},
        )

    def _tags(self, case_id: CaseId, number: int) -> tuple[str, ...]:
        statement = select(CaseTagRow.tag).where(CaseTagRow.case_id == case_id, CaseTagRow.number == number)
        return tuple(self._session.scalars(statement.order_by(CaseTagRow.position)))

    def _answers(self, case_id: CaseId, number: int) -> tuple[CaseAnswer, ...]:
        mark = and_(
            CaseMarkRow.case_id == CaseAnswerRow.case_id,
            CaseMarkRow.number == CaseAnswerRow.number,
            CaseMarkRow.criterion_key == CaseAnswerRow.criterion_key,
        )
        rows = self._session.execute(
            select(CaseAnswerRow.__table__, CaseMarkRow.start_s, CaseMarkRow.end_s)
            .outerjoin(CaseMarkRow, mark)
            .where(CaseAnswerRow.case_id == case_id, CaseAnswerRow.number == number)
            .order_by(CaseAnswerRow.position, CaseMarkRow.start_s)
        )
        first_of_each: dict[str, CaseAnswer] = {}
        for row in rows:
            first_of_each.setdefault(row.criterion_key, _answer(row))
        return tuple(first_of_each.values())

    def _write_parts(self, case: StandardCase) -> None:
        place = {"case_id": case.id, "number": case.number}
        answers = [{**place, "position": at, **_answer_columns(answer)} for at, answer in enumerate(case.answers)]
        marks = [
            {
                **place,
                "id": uuid4(),
                "criterion_key": answer.criterion_key,
                "start_s": answer.evidence_start_s,
                "end_s": answer.evidence_end_s if answer.evidence_end_s is not None else answer.evidence_start_s,
            }
            for answer in case.answers
            if answer.evidence_start_s is not None
        ]
        tags = [{**place, "tag": tag, "position": at} for at, tag in enumerate(case.tags)]
        for row_type, rows in ((CaseAnswerRow, answers), (CaseMarkRow, marks), (CaseTagRow, tags)):
            if rows:
                self._session.execute(insert(row_type), rows)


def _is_latest() -> ColumnElement[bool]:
    later = CaseVersionRow.__table__.alias()
    highest = select(func.max(later.c.number)).where(later.c.case_id == CaseVersionRow.case_id).scalar_subquery()
    return CaseVersionRow.number == highest


def _as_answer(answer: CaseAnswer) -> Answer:
    return Answer(
        AnswerId(uuid4()), EvaluationId(uuid4()), answer.criterion_key, answer.rating, answer.na, answer.reasons
    )


def _case(row: Row[Any], tags: tuple[str, ...], answers: tuple[CaseAnswer, ...]) -> StandardCase:
    return StandardCase(
        id=row.case_id,
        code=row.code,
        number=row.number,
        title=row.title,
        call_id=row.call_id,
        version_id=row.version_id,
        state=row.state,
        difficulty=row.difficulty,
        language=row.language,
        rationale=row.rationale,
        tags=tags,
        answers=answers,
        owner_id=row.owner_id,
        created_at=row.created_at,
        session_id=row.session_id,
        review_on=row.review_on,
        retired_on=row.retired_on,
        retired_reason=row.retired_reason,
    )


def _columns(case: StandardCase) -> dict[str, Any]:
    return {
        "number": case.number,
        "title": case.title,
        "call_id": case.call_id,
        "version_id": case.version_id,
        "state": case.state,
        "difficulty": case.difficulty,
        "language": case.language,
        "rationale": case.rationale,
        "owner_id": case.owner_id,
        "created_at": case.created_at,
        "session_id": case.session_id,
        "review_on": case.review_on,
        "retired_on": case.retired_on,
        "retired_reason": case.retired_reason,
    }


def _answer(row: Row[Any]) -> CaseAnswer:
    return CaseAnswer(row.criterion_key, row.rating, row.na, tuple(row.reasons), row.rationale, row.start_s, row.end_s)


def _answer_columns(answer: CaseAnswer) -> dict[str, Any]:
    return {
        "criterion_key": answer.criterion_key,
        "rating": answer.rating,
        "na": answer.na,
        "reasons": list(answer.reasons),
        "rationale": answer.rationale,
    }


def _summary(rows: list[Row[Any]]) -> CaseSummary:
    first = rows[0]
    return CaseSummary(
        id=first.case_id,
        code=first.code,
        number=first.number,
        title=first.title,
        call_id=first.call_id,
        call_key=first.call_key,
        business_type=first.business_type,
        state=first.state,
        difficulty=first.difficulty,
        language=first.language,
        tags=tuple(row.tag for row in rows if row.tag is not None),
        duration_s=first.duration_s,
        score=first.score,
        passed=first.passed,
        review_on=first.review_on,
    )

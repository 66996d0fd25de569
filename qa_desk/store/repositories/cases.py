"""The library of standard cases. Whoever has a case's call to score blind does not see the case until theirs is in."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, insert, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from qa_desk.domain.errors import ConflictError, NotFoundError
from qa_desk.domain.ids import CallId, CaseId, PersonId
from qa_desk.domain.scoring import score
from qa_desk.domain.standard_case import CaseAnswer, CaseMark, CaseState, SettledCase, StandardCase
from qa_desk.store.facet_line import facet_line
from qa_desk.store.repositories.base import Repository
from qa_desk.store.repositories.case_rows import (
    answer_rows,
    as_answer,
    case_of,
    mark_rows,
    tag_rows,
    version_columns,
)
from qa_desk.store.repositories.scorecards import ScorecardRepository
from qa_desk.store.tables.standard_cases import (
    CaseAnswerRow,
    CaseMarkRow,
    CaseTagRow,
    CaseVersionRow,
    StandardCaseRow,
)
from qa_desk.store.visibility import scores_blind

_FIRST_CODE = "SC-001"

_Condition = ColumnElement[bool] | InstrumentedAttribute[bool]


class CaseRepository(Repository):
    """All standard cases; each is read in the version in force, unless another is asked for."""

    def next_code(self) -> str:
        """The code that a further case gets."""
        codes = self._session.scalars(select(StandardCaseRow.code).where(StandardCaseRow.code.like("SC-%")))
        numbers = [int(code[3:]) for code in codes if code[3:].isdigit()]
        return f"SC-{max(numbers) + 1:03d}" if numbers else _FIRST_CODE

    def next_number(self, case_id: CaseId) -> int:
        """The number that a further version of a case gets."""
        highest = select(func.max(CaseVersionRow.number)).where(CaseVersionRow.case_id == case_id)
        return (self._session.scalar(highest) or 0) + 1

    def add(self, case: StandardCase) -> None:
        """Enter a new case, or a new version of one, with the score that its answers come to.

        It is in force at once unless there is a valid version, which then stays until this one is approved.
        """
        if self._session.scalar(select(StandardCaseRow.id).where(StandardCaseRow.id == case.id)) is None:
            origin = {"origin_id": case.origin.case_id, "origin_key": case.origin.key} if case.origin else {}
            self._session.execute(insert(StandardCaseRow).values(id=case.id, code=case.code, **origin))
        version = ScorecardRepository(self._session).version(case.version_id)
        result = score(version, [as_answer(answer) for answer in case.answers])
        was_approved = or_(CaseVersionRow.state == CaseState.VALID, CaseVersionRow.approved_at.is_not(None))
        approved = select(CaseVersionRow.number).where(
            CaseVersionRow.case_id == case.id, CaseVersionRow.is_current, was_approved
        )
        is_current = self._session.scalar(approved) is None
        if is_current:
            self._change(CaseVersionRow.case_id == case.id, CaseVersionRow.is_current, is_current=False)
        reached = {"score": result.score, "passed": result.passed, "facet_line": facet_line(case, result)}
        columns = version_columns(case) | reached | {"is_current": is_current}
        self._session.execute(insert(CaseVersionRow).values(columns))
        parts = ((CaseAnswerRow, answer_rows(case)), (CaseMarkRow, mark_rows(case)), (CaseTagRow, tag_rows(case)))
        for row_type, rows in parts:
            if rows:
                self._session.execute(insert(row_type), rows)

    def get(self, case_id: CaseId, reader_id: PersonId, number: int | None = None) -> StandardCase | None:
        """The case with that key, unless the reader has its call to score blind."""
        which = CaseVersionRow.is_current if number is None else CaseVersionRow.number == number
        row = self._session.execute(_versions(reader_id).where(CaseVersionRow.case_id == case_id, which)).first()
        return self._whole(row) if row else None

    def history(self, case_id: CaseId, reader_id: PersonId) -> tuple[StandardCase, ...]:
        """All versions of a case, the newest first."""
        found = _versions(reader_id).where(CaseVersionRow.case_id == case_id).order_by(CaseVersionRow.number.desc())
        return tuple(self._whole(row) for row in self._session.execute(found).all())

    def of_origin(self, key: str, origin_id: UUID, reader_id: PersonId) -> StandardCase | None:
        """The case that came from that library, where it has that key."""
        came = select(StandardCaseRow.id).where(
            StandardCaseRow.origin_key == key, StandardCaseRow.origin_id == origin_id
        )
        case_id = self._session.scalar(came)
        return None if case_id is None else self.get(case_id, reader_id)

    def known_as(self, origin_id: UUID, key: str, own_keys: Collection[str]) -> CaseId | None:
        """The case that is at home in the centre of that key with that id; whether it may be read is not asked.

        `own_keys` are the fingerprints of this centre, which is home to what came from no other.
        """
        row = StandardCaseRow
        came = and_(row.origin_id == origin_id, row.origin_key == key)
        at_home = and_(row.id == CaseId(origin_id), row.origin_id.is_(None))
        return self._session.scalar(select(row.id).where(at_home if key in own_keys else came))

    def is_code_free(self, code: str) -> bool:
        """Whether no case is called so."""
        return self._session.scalar(select(StandardCaseRow.id).where(StandardCaseRow.code == code)) is None

    def of_call(self, call_id: CallId, reader_id: PersonId) -> tuple[CaseId, ...]:
        """The cases made of a call that the reader may see."""
        statement = select(CaseVersionRow.case_id).where(
            CaseVersionRow.call_id == call_id,
            CaseVersionRow.is_current,
            ~scores_blind(reader_id, CaseVersionRow.call_id),
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
            .add_columns(CaseVersionRow.number, CaseVersionRow.call_id, CaseVersionRow.language)
            .add_columns(CaseAnswerRow.rationale, CaseVersionRow.is_benchmark)
            .join(StandardCaseRow, StandardCaseRow.id == CaseVersionRow.case_id)
            .join(CaseAnswerRow, under_version)
            .where(CaseVersionRow.is_current, CaseVersionRow.state == CaseState.VALID)
            .where(CaseAnswerRow.criterion_key.in_(criterion_keys))
            .where(~scores_blind(reader_id, CaseVersionRow.call_id))
            .order_by(StandardCaseRow.code)
        )
        return tuple(
            SettledCase(
                *(row.case_id, row.code, row.title, row.difficulty, row.version_id),
                *(row.criterion_key, row.rating, row.na, tuple(row.reasons)),
                *(row.number, row.call_id, row.language, row.rationale, row.is_benchmark),
            )
            for row in self._session.execute(statement)
        )

    def evidence_on(
        self, criterion_keys: Collection[str], reader_id: PersonId
    ) -> dict[tuple[CaseId, str], tuple[float, float]]:
        """By valid case and criterion the first passage that proves what is settled; none of calls scored blind."""
        under_version = and_(CaseMarkRow.case_id == CaseVersionRow.case_id, CaseMarkRow.number == CaseVersionRow.number)
        statement = (
            select(CaseMarkRow.case_id, CaseMarkRow.criterion_key, CaseMarkRow.start_s, CaseMarkRow.end_s)
            .join(CaseVersionRow, under_version)
            .where(CaseVersionRow.is_current, CaseVersionRow.state == CaseState.VALID)
            .where(CaseMarkRow.criterion_key.in_(criterion_keys))
            .where(~scores_blind(reader_id, CaseVersionRow.call_id))
            .order_by(CaseMarkRow.start_s.desc(), CaseMarkRow.end_s.desc())
        )
        rows = self._session.execute(statement)
        return {(row.case_id, row.criterion_key): (row.start_s, row.end_s) for row in rows}

    def approve(self, case_id: CaseId, number: int, approved_by: PersonId, at: datetime) -> None:
        """Make a proposed version valid and the one in force. Raises ConflictError when it is no longer proposed."""
        self._change(CaseVersionRow.case_id == case_id, CaseVersionRow.is_current, is_current=False)
        values = {"state": CaseState.VALID, "approved_by": approved_by, "approved_at": at, "is_current": True}
        proposed = (CaseVersionRow.number == number, CaseVersionRow.state == CaseState.PROPOSED)
        if not self._change(CaseVersionRow.case_id == case_id, *proposed, **values):
            raise ConflictError(who=self._last_actor_name(case_id))

    def withdraw(self, case_id: CaseId, reason: str, day: date) -> bool:
        """Take what is proposed of a case back; false where nothing was."""
        proposed = (CaseVersionRow.case_id == case_id, CaseVersionRow.state == CaseState.PROPOSED)
        return self._change(*proposed, state=CaseState.RETIRED, retired_reason=reason, retired_on=day) > 0

    def retire(self, case_id: CaseId, reason: str, day: date) -> None:
        """Take all versions of a case out of use."""
        in_use = (CaseVersionRow.case_id == case_id, CaseVersionRow.state != CaseState.RETIRED)
        self._change(*in_use, state=CaseState.RETIRED, retired_reason=reason, retired_on=day)

    def look_after(self, case_id: CaseId, owner_id: PersonId, review_on: date | None) -> None:
        """Say who owns a case, and what is proposed of it, and when to look at it again; that makes no version."""
        in_use = or_(CaseVersionRow.is_current, CaseVersionRow.state == CaseState.PROPOSED)
        if not self._change(CaseVersionRow.case_id == case_id, in_use, owner_id=owner_id, review_on=review_on):
            raise NotFoundError(what=case_id)

    def _change(self, *where: _Condition, **values: Any) -> int:
        changed = self._session.execute(
            update(CaseVersionRow).where(*where).values(version=CaseVersionRow.version + 1, **values),
            execution_options={"synchronize_session": False},
        )
        return changed.rowcount  # pyright: ignore[reportAttributeAccessIssue] - a CursorResult

    def _whole(self, row: Row[Any]) -> StandardCase:
        place = (row.case_id, row.number)
        return case_of(row, self._tags(*place), self._answers(*place), self._marks(*place))

    def _tags(self, case_id: CaseId, number: int) -> tuple[str, ...]:
        statement = select(CaseTagRow.tag).where(CaseTagRow.case_id == case_id, CaseTagRow.number == number)
        return tuple(self._session.scalars(statement.order_by(CaseTagRow.position)))

    def _answers(self, case_id: CaseId, number: int) -> tuple[CaseAnswer, ...]:
        rows = self._session.execute(
            select(CaseAnswerRow.__table__)
            .where(CaseAnswerRow.case_id == case_id, CaseAnswerRow.number == number)
            .order_by(CaseAnswerRow.position)
        )
        return tuple(
            CaseAnswer(row.criterion_key, row.rating, row.na, tuple(row.reasons), row.rationale) for row in rows
        )

    def _marks(self, case_id: CaseId, number: int) -> tuple[CaseMark, ...]:
        rows = self._session.execute(
            select(CaseMarkRow.__table__)
            .where(CaseMarkRow.case_id == case_id, CaseMarkRow.number == number)
            .order_by(CaseMarkRow.start_s, CaseMarkRow.end_s, CaseMarkRow.criterion_key, CaseMarkRow.note)
        )
        return tuple(CaseMark(row.criterion_key, row.start_s, row.end_s, row.note) for row in rows)


def _versions(reader_id: PersonId) -> Select[Any]:
    return (
        select(CaseVersionRow.__table__, StandardCaseRow.code, StandardCaseRow.origin_id, StandardCaseRow.origin_key)
        .join(StandardCaseRow, StandardCaseRow.id == CaseVersionRow.case_id)
        .where(~scores_blind(reader_id, CaseVersionRow.call_id))
    )

"""Lines of codes of what was scored on standard cases, beside what is settled there: columns like those of sessions.

Counts who met a case for the first time and had no part in it; others would show what they remember.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from json import dumps
from typing import Any
from uuid import uuid5

from sqlalchemy import Row, exists, or_, select, tuple_
from sqlalchemy.orm import aliased

from qa_desk.domain.calibration import SessionKind, SessionState
from qa_desk.domain.evaluation import EvaluationState, Purpose
from qa_desk.domain.ids import PersonId, SessionId
from qa_desk.domain.permissions import Visibility
from qa_desk.store.repositories.base import Repository
from qa_desk.store.repositories.coded_lines import LineColumns, MeasuredPerson, MeasuredSession, SettledColumns
from qa_desk.store.tables.evaluations import EvaluationExtractRow, EvaluationRow
from qa_desk.store.tables.organisation import PersonRow
from qa_desk.store.tables.practising import BlueprintRow, PracticeResultRow, QualificationRow, SeatedCaseRow
from qa_desk.store.tables.standard_cases import CaseAnswerRow, CaseExposureRow, CaseVersionRow, StandardCaseRow
from qa_desk.store.visibility import may_read


@dataclass(frozen=True, slots=True)
class ScoredOnCases:
    """What was scored on cases; a sitting stands for a session, and so does each case that was practised."""

    sessions: tuple[MeasuredSession, ...] = ()
    lines: LineColumns = field(default_factory=LineColumns)
    settled: SettledColumns = field(default_factory=SettledColumns)
    people: tuple[MeasuredPerson, ...] = ()


class CaseLineRepository(Repository):
    """Of everybody; who may read an evaluation may read its line."""

    def scored(
        self,
        purposes: Collection[Purpose],
        first: datetime,
        end: datetime,
        visibility: Visibility,
        *,
        inspector_id: PersonId | None = None,
    ) -> ScoredOnCases:
        """What was compared with a case from one moment on and before another; of sittings only those that are over."""
        statement = _LINES.where(
            may_read(visibility),
            EvaluationRow.purpose.in_(purposes),
            PracticeResultRow.finished_at >= first,
            PracticeResultRow.finished_at < end,
        )
        if inspector_id is not None:
            statement = statement.where(EvaluationRow.inspector_id == inspector_id)
        rows = self._session.execute(statement.order_by(PracticeResultRow.finished_at, EvaluationRow.id)).all()
        if not rows:
            return ScoredOnCases()
        sessions = {_session_id(row): _session(row) for row in rows}
        in_order = sorted(sessions.values(), key=lambda one: (one.revealed_at, one.id))
        return ScoredOnCases(tuple(in_order), _columns(rows), self._settled(rows), self._people(rows))

    def _settled(self, rows: Collection[Row[Any]]) -> SettledColumns:
        """The settled answers of each case, once for each session that it was scored in."""
        cases = {(row.case_id, row.number) for row in rows}
        answers: dict[Any, list[Row[Any]]] = {}
        found = select(CaseAnswerRow.__table__).where(tuple_(CaseAnswerRow.case_id, CaseAnswerRow.number).in_(cases))
        for answer in self._session.execute(found):
            answers.setdefault((answer.case_id, answer.number), []).append(answer)
        held = {(_session_id(row).hex, row.call_id.hex): (row.case_id, row.number) for row in rows}
        cells = [
            (*place, one.criterion_key, _as_json(one.rating), one.na, _as_json(one.reasons))
            for place, case in held.items()
            for one in answers.get(case, ())
        ]
        return SettledColumns(*zip(*cells, strict=True)) if cells else SettledColumns()

    def _people(self, rows: Collection[Row[Any]]) -> tuple[MeasuredPerson, ...]:
        wanted = {row.inspector_id for row in rows}
        found = select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(wanted))
        people = self._session.execute(found.order_by(PersonRow.name, PersonRow.id))
        return tuple(MeasuredPerson(row.id, row.name) for row in people)


def _select_lines() -> Any:
    made, seen = aliased(CaseVersionRow), aliased(CaseExposureRow)
    had_part = exists().where(
        made.case_id == PracticeResultRow.case_id,
        or_(
            made.author_id == EvaluationRow.inspector_id,
            made.owner_id == EvaluationRow.inspector_id,
            made.approved_by == EvaluationRow.inspector_id,
        ),
    )
    knew_it = exists().where(
        seen.case_id == PracticeResultRow.case_id,
        seen.person_id == EvaluationRow.inspector_id,
        seen.at < EvaluationRow.started_at,
    )
    return (
        select(
            EvaluationRow.id,
            EvaluationRow.call_id,
            EvaluationRow.inspector_id,
            EvaluationRow.version_id,
            EvaluationExtractRow.line,
            PracticeResultRow.case_id,
            PracticeResultRow.number,
            PracticeResultRow.finished_at,
            StandardCaseRow.code,
            CaseVersionRow.title,
            SeatedCaseRow.qualification_id,
            QualificationRow.finished_at.label("over_at"),
            BlueprintRow.definition,
        )
        .join(EvaluationExtractRow, EvaluationExtractRow.evaluation_id == EvaluationRow.id)
        .join(PracticeResultRow, PracticeResultRow.evaluation_id == EvaluationRow.id)
        .join(SeatedCaseRow, SeatedCaseRow.assignment_id == EvaluationRow.assignment_id)
        .join(StandardCaseRow, StandardCaseRow.id == PracticeResultRow.case_id)
        .join(
            CaseVersionRow,
            (CaseVersionRow.case_id == PracticeResultRow.case_id) & (CaseVersionRow.number == PracticeResultRow.number),
        )
        .outerjoin(QualificationRow, QualificationRow.id == SeatedCaseRow.qualification_id)
        .outerjoin(BlueprintRow, BlueprintRow.id == QualificationRow.blueprint_id)
        .where(
            EvaluationRow.state == EvaluationState.SUBMITTED,
            EvaluationExtractRow.line.is_not(None),
            or_(SeatedCaseRow.qualification_id.is_(None), QualificationRow.finished_at.is_not(None)),
            ~had_part,
            ~knew_it,
        )
    )


_LINES = _select_lines()


def _session_id(row: Row[Any]) -> SessionId:
    """A sitting whose cases are on two versions of the form makes two: a session has one form."""
    return SessionId(uuid5(row.qualification_id or row.id, row.version_id.hex))


def _session(row: Row[Any]) -> MeasuredSession:
    title = f"{row.code} · {row.title}" if row.qualification_id is None else row.definition["title"]
    held_at = row.over_at or row.finished_at
    kind, state = SessionKind.AGAINST_STANDARD, SessionState.SETTLED
    return MeasuredSession(_session_id(row), title, kind, state, held_at, row.version_id, is_of_cases=True)


def _columns(rows: Collection[Row[Any]]) -> LineColumns:
    return LineColumns(
        tuple(row.id.hex for row in rows),
        tuple(row.call_id.hex for row in rows),
        tuple(row.inspector_id.hex for row in rows),
        tuple(_session_id(row).hex for row in rows),
        tuple(row.version_id.hex for row in rows),
        tuple(row.line["codes"] for row in rows),
        tuple(row.line["fractions"] for row in rows),
        tuple(row.line["reasons"] for row in rows),
    )


def _as_json(value: Any) -> str | None:
    return None if value is None else dumps(value)

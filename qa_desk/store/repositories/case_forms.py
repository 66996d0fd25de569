"""Standard cases by the form they are written on, and by whom they wait for."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased

from qa_desk.domain.ids import CaseId, PersonId, VersionId
from qa_desk.domain.standard_case import CaseAnswer, CaseState, NamedCase
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.standard_cases import CaseAnswerRow, CaseVersionRow, StandardCaseRow
from qa_desk.store.visibility import scores_blind


@dataclass(frozen=True, slots=True)
class CaseOnForm:
    """What a case says in its last approved version on one form."""

    case_id: CaseId
    code: str
    title: str
    number: int
    answers: tuple[CaseAnswer, ...]


class CaseFormRepository(Repository):
    """Cases, but for those whose call the reader has to score blind."""

    def in_use(self) -> tuple[VersionId, ...]:
        """The forms that valid cases in force are written on."""
        valid = (CaseVersionRow.is_current, CaseVersionRow.state == CaseState.VALID)
        return tuple(self._session.scalars(select(CaseVersionRow.version_id).where(*valid).distinct()))

    def on_form(self, version_id: VersionId, reader_id: PersonId) -> dict[CaseId, CaseOnForm]:
        """Every case that was approved on that form and is not retired, by its last version there."""
        later = aliased(CaseVersionRow)
        last = (
            select(func.max(later.number))
            .where(later.case_id == CaseVersionRow.case_id, later.version_id == version_id)
            .where(later.state == CaseState.VALID)
            .correlate(CaseVersionRow)
            .scalar_subquery()
        )
        of_version = and_(
            CaseAnswerRow.case_id == CaseVersionRow.case_id, CaseAnswerRow.number == CaseVersionRow.number
        )
        rows = self._session.execute(
            select(CaseVersionRow.case_id, CaseVersionRow.number, CaseVersionRow.title, StandardCaseRow.code)
            .add_columns(CaseAnswerRow.criterion_key, CaseAnswerRow.rating, CaseAnswerRow.na)
            .add_columns(CaseAnswerRow.reasons, CaseAnswerRow.rationale)
            .join(StandardCaseRow, StandardCaseRow.id == CaseVersionRow.case_id)
            .join(CaseAnswerRow, of_version)
            .where(CaseVersionRow.version_id == version_id, CaseVersionRow.number == last)
            .where(~scores_blind(reader_id, CaseVersionRow.call_id))
            .order_by(StandardCaseRow.code, CaseAnswerRow.position)
        ).all()
        answers: dict[CaseId, list[CaseAnswer]] = defaultdict(list)
        for row in rows:
            said = CaseAnswer(row.criterion_key, row.rating, row.na, tuple(row.reasons), row.rationale)
            answers[row.case_id].append(said)
        heads = {row.case_id: row for row in rows}
        return {
            key: CaseOnForm(key, head.code, head.title, head.number, tuple(answers[key])) for key, head in heads.items()
        }

    def due(self, owner_id: PersonId, day: date) -> tuple[NamedCase, ...]:
        """Valid cases of an owner that are to be looked at again by that day."""
        return self._mine(owner_id, CaseVersionRow.review_on <= day)

    def on_forms(self, owner_id: PersonId, version_ids: Collection[VersionId]) -> tuple[NamedCase, ...]:
        """Valid cases of an owner on one of these forms, without a further version that waits for its approval."""
        later = aliased(CaseVersionRow)
        proposed = exists().where(later.case_id == CaseVersionRow.case_id, later.state == CaseState.PROPOSED)
        return self._mine(owner_id, CaseVersionRow.version_id.in_(version_ids), ~proposed)

    def to_approve(self, person_id: PersonId) -> tuple[NamedCase, ...]:
        """Cases with a version that somebody else proposed."""
        proposed = (CaseVersionRow.state == CaseState.PROPOSED, CaseVersionRow.author_id != person_id)
        return self._named(person_id, *proposed)

    def _mine(self, owner_id: PersonId, *conditions: ColumnElement[bool]) -> tuple[NamedCase, ...]:
        valid = (CaseVersionRow.is_current.is_(True), CaseVersionRow.state == CaseState.VALID)
        return self._named(owner_id, CaseVersionRow.owner_id == owner_id, *valid, *conditions)

    def _named(self, reader_id: PersonId, *conditions: ColumnElement[bool]) -> tuple[NamedCase, ...]:
        statement = (
            select(CaseVersionRow.case_id, StandardCaseRow.code, CaseVersionRow.title)
            .join(StandardCaseRow, StandardCaseRow.id == CaseVersionRow.case_id)
            .where(*conditions, ~scores_blind(reader_id, CaseVersionRow.call_id))
            .order_by(StandardCaseRow.code)
        )
        return tuple(NamedCase(row.case_id, row.code, row.title) for row in self._session.execute(statement))

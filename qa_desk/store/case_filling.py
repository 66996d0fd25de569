"""After an upgrade, in its transaction: what cases from before it lack to be looked through and found."""

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.orm import Session

from qa_desk.domain.case_filter import CaseField
from qa_desk.domain.ids import CaseId, VersionId
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.scoring import score
from qa_desk.domain.standard_case import CaseAnswer
from qa_desk.store.case_text import parts_of, text_of
from qa_desk.store.repositories.case_rows import as_answer
from qa_desk.store.repositories.scorecards import ScorecardRepository
from qa_desk.store.search import SearchDocument, SearchIndex
from qa_desk.store.tables.reporting import DocumentKind, SearchDocumentRow
from qa_desk.store.tables.standard_cases import CaseAnswerRow, CaseVersionRow


def fill_cases(connection: Connection) -> None:
    """Say of answers whether they are failures, and let cases be found by what was said in their calls."""
    with Session(connection, autoflush=False) as session:
        versions = _without_failures(session)
        forms: dict[VersionId, ScorecardVersion] = {}
        for version in versions:
            if version.version_id not in forms:
                forms[version.version_id] = ScorecardRepository(session).version(version.version_id)
            _say_what_failed(session, version, forms[version.version_id])
        for case_id in {version.case_id for version in versions}:
            _let_say_what_was_said(session, case_id)


def _without_failures(session: Session) -> list[Row[CaseId, int, VersionId]]:
    row, answer = CaseVersionRow, CaseAnswerRow
    unsaid = select(answer.case_id).where(
        answer.case_id == row.case_id, answer.number == row.number, answer.failed.is_(None)
    )
    return list(session.execute(select(row.case_id, row.number, row.version_id).where(unsaid.exists())))


def _say_what_failed(session: Session, version: Row[CaseId, int, VersionId], form: ScorecardVersion) -> None:
    row = CaseAnswerRow
    own = (row.case_id == version.case_id, row.number == version.number)
    answers = [
        CaseAnswer(one.criterion_key, one.rating, one.na, tuple(one.reasons), "")
        for one in session.execute(select(row.criterion_key, row.rating, row.na, row.reasons).where(*own))
    ]
    failed = [one.criterion.key for one in score(form, map(as_answer, answers)).criteria if one.has_failed]
    session.execute(update(row).where(*own).values(failed=row.criterion_key.in_(failed)))


def _let_say_what_was_said(session: Session, case_id: CaseId) -> None:
    """A case from before there were passages is the whole call; what is masked in it is covered in its transcript."""
    row = SearchDocumentRow
    found = session.scalar(select(row).where(row.kind == DocumentKind.STANDARD_CASE, row.object_id == case_id))
    if found is None:
        return
    of_call = (row.kind == DocumentKind.TRANSCRIPT, row.call_id == found.call_id)
    said = "\n".join(session.scalars(select(row.body).where(*of_call).order_by(row.number)))
    body = text_of(parts_of(found.body) | {CaseField.TRANSCRIPT: said})
    document = SearchDocument(found.kind, case_id, found.title, body, found.call_id)
    SearchIndex(session).put(document, found.changed_at)

"""After an upgrade, in its transaction: what cases from before it lack to be looked through and found."""

from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from qa_desk.domain.case_filter import CaseField
from qa_desk.domain.ids import CaseId
from qa_desk.domain.scoring import score
from qa_desk.store.case_text import parts_of, text_of
from qa_desk.store.facet_line import facet_line
from qa_desk.store.repositories.case_rows import as_answer
from qa_desk.store.repositories.cases import CaseRepository
from qa_desk.store.repositories.scorecards import ScorecardRepository
from qa_desk.store.search import SearchDocument, SearchIndex
from qa_desk.store.tables.reporting import DocumentKind, SearchDocumentRow
from qa_desk.store.tables.standard_cases import CaseVersionRow, StandardCaseRow


def fill_cases(connection: Connection) -> None:
    """Give versions of cases their line, and let cases be found by what was said in their calls."""
    with Session(connection, autoflush=False) as session:
        cases = _OldCases(session)
        for case_id in cases.without_line():
            _let_say_what_was_said(session, case_id)


class _OldCases(CaseRepository):
    """Reads every version, whoever may see it, as no unit of work can."""

    def without_line(self) -> list[CaseId]:
        """Give each version its line where it has none; returns the cases they are of."""
        row = CaseVersionRow
        joined = select(row.__table__, StandardCaseRow.code, StandardCaseRow.origin_id, StandardCaseRow.origin_key)
        joined = joined.join(StandardCaseRow, StandardCaseRow.id == row.case_id).where(row.facet_line == "")
        done: dict[CaseId, None] = {}
        for found in self._session.execute(joined).all():
            case = self._whole(found)
            result = score(ScorecardRepository(self._session).version(case.version_id), map(as_answer, case.answers))
            own = (row.case_id == case.id, row.number == case.number)
            self._session.execute(update(row).where(*own).values(facet_line=facet_line(case, result)))
            done[case.id] = None
        return list(done)


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

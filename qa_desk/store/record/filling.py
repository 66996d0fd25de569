"""Takes out of evaluations what their authors did not: those handed in before there were extracts, or lines in them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, select, update
from sqlalchemy.orm import Session

from qa_desk.domain.coded_line import coded_line
from qa_desk.domain.evaluation import Evaluation, EvaluationState
from qa_desk.domain.extract import extract_of
from qa_desk.domain.ids import EvaluationId, VersionId
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.store.known_purposes import is_concealed
from qa_desk.store.record.extracts import line_of
from qa_desk.store.record.in_file import RecordInFile
from qa_desk.store.repositories.evaluations import EvaluationRepository
from qa_desk.store.repositories.scorecards import ScorecardRepository
from qa_desk.store.tables.evaluations import EvaluationExtractRow, EvaluationRow
from qa_desk.store.tables.reporting import DocumentKind, SearchDocumentRow

_AT_ONCE = 500


def keep_missing_extracts(connection: Connection) -> None:
    """Keep an extract, with its line, of everything handed in that has none; after an upgrade, in its transaction.

    What lies concealed is put where its author finds it, as anything that is handed in is: before it was sealed.
    """
    with Session(connection, autoflush=False) as session:
        evaluations, record, forms = _WithoutExtract(session, None), RecordInFile(session), _Forms(session)
        while found := evaluations.some():
            record.keep(*(extract_of(one, forms.of(one)) for one in found))
        while found := evaluations.some_without_line():
            for one in found:
                # what was said is left as it is: some of it may have been covered or removed since
                _keep_line(session, one, forms.of(one))
        if concealed := evaluations.concealed_and_not_found():
            record.publish(concealed, datetime.now(UTC))


def _keep_line(session: Session, evaluation: Evaluation, version: ScorecardVersion) -> None:
    line = line_of(coded_line(version, evaluation.answers))
    own = EvaluationExtractRow.evaluation_id == evaluation.id
    session.execute(update(EvaluationExtractRow).where(own).values(line=line))


class _Forms:
    """Each version that was scored on, read once."""

    def __init__(self, session: Session) -> None:
        self._scorecards = ScorecardRepository(session)
        self._versions: dict[VersionId, ScorecardVersion] = {}

    def of(self, evaluation: Evaluation) -> ScorecardVersion:
        """The version that an evaluation was scored on."""
        if evaluation.version_id not in self._versions:
            self._versions[evaluation.version_id] = self._scorecards.version(evaluation.version_id)
        return self._versions[evaluation.version_id]


class _WithoutExtract(EvaluationRepository):
    """Reads what is sealed as well, as no unit of work can."""

    def some(self) -> Sequence[Evaluation]:
        """A few hundred evaluations that were handed in and have no extract."""
        return self._some(EvaluationRow.id.not_in(select(EvaluationExtractRow.evaluation_id)))

    def some_without_line(self) -> Sequence[Evaluation]:
        """A few hundred evaluations whose extract is older than lines."""
        without = select(EvaluationExtractRow.evaluation_id).where(EvaluationExtractRow.line.is_(None))
        return self._some(EvaluationRow.id.in_(without))

    def _some(self, condition: ColumnElement[bool]) -> Sequence[Evaluation]:
        statement = select(EvaluationRow.id).where(EvaluationRow.state == EvaluationState.SUBMITTED, condition)
        return self._read(EvaluationRow.id.in_(self._session.scalars(statement.limit(_AT_ONCE)).all()))

    def concealed_and_not_found(self) -> Sequence[EvaluationId]:
        """What was handed in as an overlap that is not opened, and is not among what can be found."""
        found = select(SearchDocumentRow.object_id).where(SearchDocumentRow.kind == DocumentKind.EVALUATION)
        statement = select(EvaluationRow.id).where(
            EvaluationRow.state == EvaluationState.SUBMITTED, is_concealed(), EvaluationRow.id.not_in(found)
        )
        return self._session.scalars(statement).all()

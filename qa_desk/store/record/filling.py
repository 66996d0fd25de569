"""Takes out of evaluations what their authors did not: those handed in before there were extracts."""

from collections.abc import Sequence

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from qa_desk.domain.evaluation import Evaluation, EvaluationState
from qa_desk.domain.extract import extract_of
from qa_desk.domain.ids import VersionId
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.store.record.in_file import RecordInFile
from qa_desk.store.repositories.evaluations import EvaluationRepository
from qa_desk.store.repositories.scorecards import ScorecardRepository
from qa_desk.store.tables.evaluations import EvaluationExtractRow, EvaluationRow

_AT_ONCE = 500


def keep_missing_extracts(connection: Connection) -> None:
    """Keep an extract of everything that was handed in and has none; after an upgrade, in its transaction."""
    with Session(connection, autoflush=False) as session:
        evaluations, record = _WithoutExtract(session, None), RecordInFile(session)
        scorecards, versions = ScorecardRepository(session), dict[VersionId, ScorecardVersion]()
        while found := evaluations.some():
            for version_id in {one.version_id for one in found} - set(versions):
                versions[version_id] = scorecards.version(version_id)
            record.keep(*(extract_of(one, versions[one.version_id]) for one in found))


class _WithoutExtract(EvaluationRepository):
    """Reads what is sealed as well, as no unit of work can."""

    def some(self) -> Sequence[Evaluation]:
        """A few hundred evaluations that were handed in and have no extract."""
        has_one = select(EvaluationExtractRow.evaluation_id)
        statement = select(EvaluationRow.id).where(
            EvaluationRow.state == EvaluationState.SUBMITTED, EvaluationRow.id.not_in(has_one)
        )
        return self._read(EvaluationRow.id.in_(self._session.scalars(statement.limit(_AT_ONCE)).all()))

"""What services ask for when evaluations are handed in, revealed or taken back, whichever database there is."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select

from qa_desk.domain.calibration import CalibrationSession
from qa_desk.domain.extract import EvaluationExtract
from qa_desk.domain.ids import CallId, EvaluationId, PersonId
from qa_desk.store.record.extracts import content_of, line_of
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.calls import CallRow
from qa_desk.store.tables.evaluations import EvaluationExtractRow
from qa_desk.store.tables.reporting import ScoredFactRow

_CALLS_AT_ONCE = 500


class Record(Repository, ABC):
    """Seals, facts of record and texts to be found. On a server nobody but the server itself writes these three."""

    def keep(self, *extracts: EvaluationExtract) -> None:
        """Keep what their author took out of evaluations, in place of what was taken out before.

        To be done before an evaluation is handed in: afterwards nobody may, not even its author.
        """
        keys = [extract.evaluation_id for extract in extracts]
        self._session.execute(delete(EvaluationExtractRow).where(EvaluationExtractRow.evaluation_id.in_(keys)))
        calls = select(CallRow.id, CallRow.key).where(CallRow.id.in_({extract.call_id for extract in extracts}))
        call_keys = {row.id: row.key for row in self._session.execute(calls)}
        rows = [
            {
                "evaluation_id": extract.evaluation_id,
                "sealed": extract.sealed,
                "content": content_of(extract, call_keys[extract.call_id]),
                "line": line_of(extract.line),
            }
            for extract in extracts
        ]
        if rows:
            self._session.execute(insert(EvaluationExtractRow), rows)

    def follow_all(self, at: datetime) -> None:
        """Write all facts anew, a few hundred calls at a time; for what changes where everything is counted."""
        calls = self._session.scalars(select(ScoredFactRow.call_id).distinct().order_by(ScoredFactRow.call_id)).all()
        for start in range(0, len(calls), _CALLS_AT_ONCE):
            self.follow(calls[start : start + _CALLS_AT_ONCE], at)

    @abstractmethod
    def unseal(self, evaluation_ids: Collection[EvaluationId]) -> None:
        """Lift the seals of what was handed in; the rows below follow by foreign key."""

    @abstractmethod
    def reveal(self, session: CalibrationSession, by: PersonId, at: datetime) -> None:
        """Let a blind session be revealed: what its panel handed in is unsealed and can be found.

        What somebody handed in who does not sit in the panel any more stays sealed. Raises ConflictError.
        """

    @abstractmethod
    def follow(self, call_ids: Collection[CallId], at: datetime) -> None:
        """Unseal an overlap once nobody works on its call any more, and write the facts of these calls anew.

        A call without an evaluation of record has no facts.
        """

    @abstractmethod
    def open_due(self, call_ids: Collection[CallId]) -> None:
        """Open what of these calls `follow` could not, once the transaction it was handed in with is over."""

    @abstractmethod
    def publish(self, evaluation_ids: Sequence[EvaluationId], at: datetime) -> None:
        """Let evaluations be found by what was said in them; what is sealed or not handed in is passed over."""

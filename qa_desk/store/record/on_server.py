"""The record of a workspace on a PostgreSQL server, kept by the server's own functions (`qa_desk.store.server`).

They ask by themselves whether the state of things allows it: nobody unseals by calling them what is still blind.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import text

from qa_desk.domain.calibration import CalibrationSession
from qa_desk.domain.ids import CallId, EvaluationId, PersonId
from qa_desk.store.record.record import Record


class RecordOnServer(Record):
    """The time is the server's own where it writes one."""

    def unseal(self, evaluation_ids: Collection[EvaluationId]) -> None:
        """Lift the seals of what was handed in; the rows below follow by foreign key."""
        self._call("unseal", evaluation_ids)

    def reveal(self, session: CalibrationSession, by: PersonId, at: datetime) -> None:
        """Let a blind session be revealed: what its panel handed in is unsealed and can be found.

        What somebody handed in who does not sit in the panel any more stays sealed. Raises ConflictError.
        """
        self._session.execute(text("SELECT server.reveal(:session)"), {"session": session.id})

    def follow(self, call_ids: Collection[CallId], at: datetime) -> None:
        """Open what was concealed once nobody works on its call any more, and write the facts of these calls anew.

        What was handed in or taken back in this transaction waits for `open_due`: it could still be rolled back.
        """
        self._call("follow_record", call_ids)

    def open_due(self, call_ids: Collection[CallId]) -> None:
        """Open what of these calls `follow` could not, once the transaction it was handed in with is over."""
        self._call("open_due", call_ids)

    def publish(self, evaluation_ids: Sequence[EvaluationId], at: datetime) -> None:
        """Let evaluations be found by what was said in them; what is sealed or not handed in is passed over."""
        self._call("publish", evaluation_ids)

    def _call(self, function: str, keys: Collection[EvaluationId] | Collection[CallId]) -> None:
        if keys:
            self._session.execute(text(f"SELECT server.{function}(CAST(:keys AS uuid[]))"), {"keys": list(keys)})

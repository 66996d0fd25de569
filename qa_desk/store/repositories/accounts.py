"""What signing in rests on: passwords, wrong tries in a row, the one-time codes of agents."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, delete, insert, select, update

from qa_desk.domain.accounts import AgentCode, Failures, OwnResult, Password, RedeemedCode
from qa_desk.domain.evaluation import EvaluationState
from qa_desk.domain.ids import PersonId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.permissions import READERS_AFTER, Reader
from qa_desk.store.engine import is_sqlite
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.accounts import AgentCodeRow, PasswordRow, SignInFailureRow
from qa_desk.store.tables.calls import CallRow
from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.following import FeedbackRow

_CODES = "agent codes"
"""What wrong codes are counted under: a wrong one belongs to nobody."""

_OF_AGENTS = frozenset(purpose for purpose, readers in READERS_AFTER.items() if Reader.AGENT in readers)


class AccountRepository(Repository):
    """Passwords and codes of people. No list hands a hash out; `password` is for whoever compares it."""

    def password(self, person_id: PersonId) -> Password | None:
        """The password of a person; None when they sign in by name alone."""
        row = self._session.execute(select(PasswordRow.__table__).where(PasswordRow.person_id == person_id)).first()
        return None if row is None else Password(row.person_id, row.hash, row.must_change)

    def with_password(self) -> dict[PersonId, bool]:
        """Who has a password, and whether another must be chosen at the next sign-in."""
        rows = self._session.execute(select(PasswordRow.person_id, PasswordRow.must_change))
        return {row.person_id: row.must_change for row in rows}

    def set_password(self, password: Password, at: datetime) -> None:
        """Keep this password in place of the one before."""
        self.remove_password(password.person_id)
        row = {"person_id": password.person_id, "hash": password.hash, "must_change": password.must_change}
        self._session.execute(insert(PasswordRow).values(**row, set_at=at))

    def remove_password(self, person_id: PersonId) -> None:
        """From now on the name is enough."""
        self._session.execute(delete(PasswordRow).where(PasswordRow.person_id == person_id))

    def failures(self, subject: str) -> Failures:
        """How often in a row this was refused."""
        row = self._session.execute(
            select(SignInFailureRow.__table__).where(SignInFailureRow.subject == subject)
        ).first()
        return Failures() if row is None else Failures(row.n_failures, row.last_at)

    def note_failure(self, subject: str, at: datetime) -> None:
        """Once more refused."""
        n_failures = self.failures(subject).n_failures + 1
        self.forget_failures(subject)
        self._session.execute(insert(SignInFailureRow).values(subject=subject, n_failures=n_failures, last_at=at))

    def forget_failures(self, subject: str) -> None:
        """It was let in."""
        self._session.execute(delete(SignInFailureRow).where(SignInFailureRow.subject == subject))

    def add_code(self, code: AgentCode, digest: str) -> None:
        """Keep a code by its digest; whatever code the agent had before can't be used any more."""
        self._session.execute(
            delete(AgentCodeRow).where(AgentCodeRow.person_id == code.person_id, AgentCodeRow.used_at.is_(None))
        )
        row = {"id": code.id, "person_id": code.person_id, "made_by": code.made_by, "made_at": code.made_at}
        self._session.execute(insert(AgentCodeRow).values(**row, expires_at=code.expires_at, digest=digest))

    def redeem_code(self, digest: str, now: datetime) -> RedeemedCode:
        """Use a code up, once, while it is open; wrong ones are counted and make the next one wait.

        On a server the login that is connected is a colleague's, who may see less than the agent: the server answers.
        """
        connection = self._session.connection()
        if not is_sqlite(connection):
            return _told(connection.exec_driver_sql("SELECT server.redeem_code(%(digest)s)", {"digest": digest}))
        wait_s = self.failures(_CODES).waiting_s(now)
        if wait_s:
            return RedeemedCode(wait_s=wait_s)
        code = self._code(digest)
        if code is None or not code.is_open(now):
            self.note_failure(_CODES, now)
            return RedeemedCode()
        self._session.execute(update(AgentCodeRow).where(AgentCodeRow.id == code.id).values(used_at=now))
        self.forget_failures(_CODES)
        return RedeemedCode(code.person_id, self.results_of(code.person_id))

    def results_of(self, agent_id: PersonId) -> tuple[OwnResult, ...]:
        """What was released to an agent, the newest first."""
        statement = (
            select(
                CallRow.key,
                CallRow.started_at,
                FeedbackRow.released_at,
                EvaluationRow.score,
                EvaluationRow.agent_score,
                EvaluationRow.passed,
            )
            .join(EvaluationRow, EvaluationRow.id == FeedbackRow.evaluation_id)
            .join(CallRow, CallRow.id == EvaluationRow.call_id)
            .where(
                FeedbackRow.agent_id == agent_id,
                FeedbackRow.state != FeedbackState.HELD,
                EvaluationRow.state == EvaluationState.SUBMITTED,
                EvaluationRow.sealed.is_(False),
                EvaluationRow.purpose.in_(sorted(_OF_AGENTS)),
            )
            .order_by(FeedbackRow.released_at.desc(), CallRow.key)
        )
        return tuple(OwnResult(*row) for row in self._session.execute(statement))

    def _code(self, digest: str) -> AgentCode | None:
        row = self._session.execute(select(AgentCodeRow.__table__).where(AgentCodeRow.digest == digest)).first()
        if row is None:
            return None
        return AgentCode(row.id, row.person_id, row.made_by, row.made_at, row.expires_at, row.used_at)


def _told(answered: CursorResult[Any]) -> RedeemedCode:
    told = answered.scalar_one()
    if "person_id" not in told:
        return RedeemedCode(wait_s=int(told.get("wait_s", 0)))
    return RedeemedCode(PersonId(UUID(told["person_id"])), tuple(_result(one) for one in told["results"]))


def _result(told: dict[str, Any]) -> OwnResult:
    started_at, released_at = (datetime.fromisoformat(told[name]) for name in ("started_at", "released_at"))
    score, agent_score = (None if told[name] is None else float(told[name]) for name in ("score", "agent_score"))
    return OwnResult(told["call_key"], started_at, released_at, score, agent_score, told["passed"])

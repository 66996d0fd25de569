"""What signing in rests on: passwords, wrong tries in a row, the one-time codes of agents."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from qa_desk.domain.accounts import AgentCode, Failures, Password
from qa_desk.domain.ids import AgentCodeId, PersonId
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.accounts import AgentCodeRow, PasswordRow, SignInFailureRow


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

    def code(self, digest: str) -> AgentCode | None:
        """The code of that digest."""
        return _code(self._session.execute(select(AgentCodeRow.__table__).where(AgentCodeRow.digest == digest)).first())

    def use_code(self, code_id: AgentCodeId, at: datetime) -> bool:
        """Somebody sits down with it; false when somebody did before."""
        statement = (
            update(AgentCodeRow).where(AgentCodeRow.id == code_id, AgentCodeRow.used_at.is_(None)).values(used_at=at)
        )
        return self._session.execute(statement).rowcount == 1  # pyright: ignore[reportAttributeAccessIssue] - CursorResult


def _code(row: Row[Any] | None) -> AgentCode | None:
    if row is None:
        return None
    return AgentCode(row.id, row.person_id, row.made_by, row.made_at, row.expires_at, row.used_at)

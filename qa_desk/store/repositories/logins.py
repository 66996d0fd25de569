"""Which login role of the server stands for which person; a workspace in a SQLite file has none."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from qa_desk.domain.ids import PersonId
from qa_desk.store.repositories.base import Repository
from qa_desk.store.tables.organisation import PersonLoginRow


class LoginRepository(Repository):
    """All logins; the roles themselves are the server's."""

    def of(self, person_id: PersonId) -> str | None:
        """The login of a person."""
        return self._session.scalar(select(PersonLoginRow.login).where(PersonLoginRow.person_id == person_id))

    def person_of(self, login: str) -> PersonId | None:
        """The person that a login stands for."""
        return self._session.scalar(select(PersonLoginRow.person_id).where(PersonLoginRow.login == login))

    def all(self) -> dict[PersonId, str]:
        """The logins of everybody who has one."""
        rows = self._session.execute(select(PersonLoginRow.person_id, PersonLoginRow.login))
        return {row.person_id: row.login for row in rows}

    def add(self, login: str, person_id: PersonId, at: datetime) -> None:
        """Let a login stand for a person."""
        self._session.execute(insert(PersonLoginRow).values(login=login, person_id=person_id, created_at=at))

    def remove(self, person_id: PersonId) -> None:
        """A person's login stands for nobody any more."""
        self._session.execute(delete(PersonLoginRow).where(PersonLoginRow.person_id == person_id))

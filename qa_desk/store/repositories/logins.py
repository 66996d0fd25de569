"""Which login role of the server stands for which person; a workspace in a SQLite file has none."""

from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import DBAPIError

from qa_desk.domain.ids import PersonId
from qa_desk.store.repositories.base import Repository
from qa_desk.store.server.logins import create_login, drop_login, set_password, verifier_of
from qa_desk.store.tables.organisation import PersonLoginRow

_TAKEN = ("42710", "23505")
"""SQLSTATE of a role that is there, and of a row that is."""


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

    def make(self, person_id: PersonId, login: str, password: str) -> bool:
        """Have the server make a login for a person; false when there is a role of that name already."""
        try:
            create_login(self._session.connection(), person_id, login, password)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") in _TAKEN:
                return False
            raise
        return True

    def drop(self, person_id: PersonId) -> None:
        """Have the server take a person's login away."""
        drop_login(self._session.connection(), person_id)

    def set_password(self, login: str, password: str) -> None:
        """Have the server take another password for somebody's login."""
        set_password(self._session.connection(), login, password)

    def set_own_password(self, password: str) -> None:
        """Another password for the login that is connected; every role may do that for itself."""
        connection = self._session.connection()
        login = str(connection.exec_driver_sql("SELECT session_user").scalar())
        verifier = verifier_of(connection, login, password)
        # neither a role nor a verifier can be a parameter; both hold none but harmless characters, or are quoted
        quoted = connection.dialect.identifier_preparer.quote_identifier(login)
        connection.exec_driver_sql(f"ALTER ROLE {quoted} PASSWORD '{verifier}'".replace("%", "%%"))

    def remove(self, person_id: PersonId) -> None:
        """A person's login stands for nobody any more."""
        self._session.execute(delete(PersonLoginRow).where(PersonLoginRow.person_id == person_id))

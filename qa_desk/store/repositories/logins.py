"""Which login role of the server stands for which person; a workspace in a SQLite file has none."""

from datetime import datetime

from sqlalchemy import delete, insert, select, text
from sqlalchemy.exc import DBAPIError

from qa_desk.domain.ids import PersonId
from qa_desk.store.engine import is_sqlite
from qa_desk.store.repositories.base import Repository
from qa_desk.store.server.logins import (
    create_login,
    drop_login,
    set_own_password,
    set_password,
    used_password,
    verifier_of,
)
from qa_desk.store.tables.organisation import PersonLoginRow

_TAKEN = ("42710", "23505")
"""SQLSTATE of a role that is there, and of a row that is."""


class LoginRepository(Repository):
    """All logins; the roles themselves are the server's."""

    def of(self, person_id: PersonId) -> str | None:
        """The login of a person."""
        return self._session.scalar(select(PersonLoginRow.login).where(PersonLoginRow.person_id == person_id))

    def is_missing(self, person_id: PersonId) -> bool:
        """Whether this is a server, which asks for a login, and the person has none; for who leads sessions to ask."""
        if is_sqlite(self._session.get_bind()):
            return False
        return not self._session.scalar(text("SELECT server.has_login(:person)"), {"person": person_id})

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

    def must_change(self, person_id: PersonId) -> bool:
        """Whether the password of a person's login is one that somebody else made up."""
        return bool(
            self._session.scalar(select(PersonLoginRow.must_change).where(PersonLoginRow.person_id == person_id))
        )

    def has_first_password(self, person_id: PersonId) -> bool:
        """Whether the person is signed in right now with a password that somebody else made up."""
        return self.must_change(person_id) and used_password(self._session.connection())

    def set_own_password(self, password: str) -> str:
        """Another password for the login that is connected, whose name is returned."""
        connection = self._session.connection()
        login = str(connection.exec_driver_sql("SELECT session_user").scalar())
        if self.person_of(login) is not None:
            set_own_password(connection, login, password)
            return login
        # whoever keeps the server is in no table of ours; neither a role nor a verifier can be a parameter, and both
        # hold none but harmless characters, or are quoted
        verifier = verifier_of(connection, login, password)
        quoted = connection.dialect.identifier_preparer.quote_identifier(login)
        connection.exec_driver_sql(f"ALTER ROLE {quoted} PASSWORD '{verifier}'".replace("%", "%%"))
        return login

    def remove(self, person_id: PersonId) -> None:
        """A person's login stands for nobody any more."""
        self._session.execute(delete(PersonLoginRow).where(PersonLoginRow.person_id == person_id))

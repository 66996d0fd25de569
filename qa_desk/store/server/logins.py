"""Making logins of people on the server. A password is turned into a SCRAM verifier here and never sent.

Only administrators and keepers get through; the functions of the server see to that.
"""

from typing import Any

from sqlalchemy import Connection

from qa_desk.domain.ids import PersonId


def create_login(connection: Connection, person_id: PersonId, login: str, password: str) -> None:
    """Let a new login stand for a person."""
    values = {"person": person_id, "login": login, "verifier": verifier_of(connection, login, password)}
    connection.exec_driver_sql("SELECT server.create_login(%(person)s, %(login)s, %(verifier)s)", values)


def drop_login(connection: Connection, person_id: PersonId) -> None:
    """Take a person's login away; what is still connected with it sees nothing any more."""
    connection.exec_driver_sql("SELECT server.drop_login(%(person)s)", {"person": person_id})


def set_password(connection: Connection, login: str, password: str) -> None:
    """Give somebody else's login another password."""
    values = {"login": login, "verifier": verifier_of(connection, login, password)}
    connection.exec_driver_sql("SELECT server.set_password(%(login)s, %(verifier)s)", values)


def set_own_password(connection: Connection, login: str, password: str) -> None:
    """Another password for the person's own login, which is connected."""
    connection.exec_driver_sql(
        "SELECT server.set_own_password(%(verifier)s)", {"verifier": verifier_of(connection, login, password)}
    )


def used_password(connection: Connection) -> bool:
    """Whether the server let this connection in by a password, and not by a certificate or a system account."""
    driver: Any = connection.connection.driver_connection
    return bool(driver.pgconn.used_password)


def verifier_of(connection: Connection, login: str, password: str) -> str:
    """What the server keeps of a password: SCRAM-SHA-256, by libpq, which also brings the characters into one form."""
    driver: Any = connection.connection.driver_connection
    return str(driver.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256"), "ascii")

"""Lays the rules down in a PostgreSQL database, all of them anew each time; called after each upgrade of the schema.

The SQL lies beside, one file a subject. What this program keeps in no table it keeps nowhere: the files are the rules.
"""

import hashlib
import re
from pathlib import Path

from sqlalchemy import Connection

from qa_desk.store.server.matrix import matrix_words
from qa_desk.store.server.roles import ServerRoles, roles_of
from qa_desk.store.server.writing import writing_script

SUBJECTS = (
    "roles",
    "reach",
    "identity",
    "reading",
    "writing",
    "guarding",
    "auditing",
    "revealing",
    "recording",
    "logins",
    "notifying",
    "closing",
)
"""In the order in which they build on each other."""

_FOLDER = Path(__file__).parent / "sql"
_PLACE = re.compile(r"\{\{([a-z_ ]+)\}\}")


def apply_rules(connection: Connection) -> None:
    """Lay all rules down, in the transaction that the connection is in. The roles are made when they are not there."""
    words = _words(roles_of(connection))
    _run(connection, _filled("lifting", words))
    for subject in SUBJECTS:
        _run(connection, _filled(subject, words))
    _run(connection, f"COMMENT ON SCHEMA server IS '{rules_digest(connection)}'")


def open_to_members(connection: Connection) -> None:
    """Let only members and keepers connect: what a database allows is not copied with it."""
    _run(connection, _filled("roles", _words(roles_of(connection))))


def are_applied(connection: Connection) -> bool:
    """Whether the rules of this program, and not those of another version, stand in the database."""
    statement = "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = 'server'"
    return connection.exec_driver_sql(statement).scalar() == rules_digest(connection)


def rules_digest(connection: Connection) -> str:
    """What tells these rules from those of another version of the program."""
    words = _words(roles_of(connection))
    return hashlib.sha256("\n".join(_filled(subject, words) for subject in SUBJECTS).encode()).hexdigest()


def _filled(subject: str, words: dict[str, str]) -> str:
    text = (_FOLDER / f"{subject}.sql").read_text(encoding="utf-8").replace("{{writing}}", writing_script())
    return _PLACE.sub(lambda place: words[place.group(1)], text)


def _words(roles: ServerRoles) -> dict[str, str]:
    return {
        "owner": _quoted(roles.owner, '"'),
        "member": _quoted(roles.member, '"'),
        "owner name": _quoted(roles.owner, "'"),
        "member name": _quoted(roles.member, "'"),
        **matrix_words(),
    }


def _quoted(name: str, mark: str) -> str:
    return mark + name.replace(mark, mark * 2) + mark


def _run(connection: Connection, script: str) -> None:
    # several statements at once, and per cent signs that stand for nothing: only without parameters
    connection.exec_driver_sql(script, execution_options={"no_parameters": True})

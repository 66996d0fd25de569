"""Lays the rules down in a PostgreSQL database, all of them anew each time; called after each upgrade of the schema.

The SQL lies beside, one file a subject. What this program keeps in no table it keeps nowhere: the files are the rules.
"""

import hashlib
import re
from pathlib import Path

from sqlalchemy import Connection

from qa_desk.domain.evaluation import UNDO_WINDOW
from qa_desk.domain.practice import FEWEST_OTHERS
from qa_desk.domain.qualification import HANDING_IN_GRACE
from qa_desk.store.server.matrix import matrix_words
from qa_desk.store.server.notifying import lay_notifications, notifying_statements
from qa_desk.store.server.roles import ServerRoles, roles_of
from qa_desk.store.server.writing import writing_script

SUBJECTS = (
    "roles",
    "reach",
    "identity",
    "reading",
    "agents",
    "finding",
    "lines",
    "writing",
    "sitting",
    "guarding",
    "seating",
    "answering",
    "coaching",
    "auditing",
    "revealing",
    "recording",
    "logins",
    "visiting",
)
"""In the order in which they build on each other; then comes what is told to other desks, and `closing`."""

NOTED_BY_SERVER = frozenset(
    {
        "evaluation.submitted",
        "evaluation.reopened",
        "session.created",
        "session.revealed",
        "session.closed",
        "session.reopened",
        "answer.settled",
        "decision.taken",
        "decision.withdrawn",
        "answer.unsettled",
        "person.saved",
        "role.given",
        "role.taken",
        "target.set",
        "target.removed",
        "setting.set",
        "setting.removed",
        "scores.mapping_kept",
        "login.made",
        "login.removed",
        "login.password_set",
        "password.set",
    }
)
"""What the server itself puts into the audit chain when a member does it; it refuses them from anybody else."""

_FOLDER = Path(__file__).parent / "sql"
_PLACE = re.compile(r"\{\{([a-z_ ]+)\}\}")


def lift_rules(connection: Connection) -> None:
    """Take the rules away until they are applied again, in the same transaction.

    A rule holds on to the columns it names: with it no migration could change them.
    """
    _run(connection, _filled("lifting", {}))


def apply_rules(connection: Connection) -> None:
    """Lay all rules down anew, in the transaction that the connection is in. Roles are made when they are not there."""
    words = _words(roles_of(connection))
    lift_rules(connection)
    for subject in SUBJECTS:
        _run(connection, _filled(subject, words))
    lay_notifications(connection)
    _run(connection, _filled("closing", words))
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
    laid = [_filled(subject, words) for subject in (*SUBJECTS, "closing")]
    return hashlib.sha256("\n".join([*laid, *notifying_statements()]).encode()).hexdigest()


def _filled(subject: str, words: dict[str, str]) -> str:
    text = (_FOLDER / f"{subject}.sql").read_text(encoding="utf-8").replace("{{writing}}", writing_script())
    return _PLACE.sub(lambda place: words[place.group(1)], text)


def _words(roles: ServerRoles) -> dict[str, str]:
    return {
        "actions noted by server": ", ".join(_quoted(action, "'") for action in sorted(NOTED_BY_SERVER)),
        "seconds of grace": str(int(HANDING_IN_GRACE.total_seconds())),
        "fewest others": str(FEWEST_OTHERS),
        "minutes to take back": str(int(UNDO_WINDOW.total_seconds() // 60)),
        "owner": _quoted(roles.owner, '"'),
        "member": _quoted(roles.member, '"'),
        "agent": _quoted(roles.agent, '"'),
        "owner name": _quoted(roles.owner, "'"),
        "member name": _quoted(roles.member, "'"),
        "agent name": _quoted(roles.agent, "'"),
        **matrix_words(),
    }


def _quoted(name: str, mark: str) -> str:
    return mark + name.replace(mark, mark * 2) + mark


def _run(connection: Connection, script: str) -> None:
    # several statements at once, and per cent signs that stand for nothing: only without parameters
    connection.exec_driver_sql(script, execution_options={"no_parameters": True})

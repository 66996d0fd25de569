"""Who is connected to a PostgreSQL server: a person by a login of their own, or somebody who keeps the server."""

from sqlalchemy import Engine, text

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.ids import PersonId
from qa_desk.store.engine import TransactionMode, in_mode, is_sqlite
from qa_desk.store.schema import revision_of

_OWNS_THE_SCHEMA = text(
    "SELECT pg_has_role(session_user, relowner, 'MEMBER') FROM pg_catalog.pg_class "
    "WHERE oid = to_regclass('public.alembic_version')"
)
"""True for a superuser as well; no row where nothing was made yet."""


def connected_person(engine: Engine) -> PersonId | None:
    """The person whose login this is; nobody in a SQLite file, and for whoever keeps the server.

    Raises LOGIN_OF_NOBODY for a login of somebody who has left.
    """
    if is_sqlite(engine):
        return None
    with in_mode(engine, TransactionMode.READING).connect() as connection:
        if connection.scalar(text("SELECT to_regprocedure('server.me()')")) is None:
            return None
        asked = text("SELECT server.me() AS person_id, server.is_keeper() AS is_keeper, session_user AS login")
        found = connection.execute(asked).one()
    if found.person_id is None and not found.is_keeper:
        raise QADeskError(ErrorCode.LOGIN_OF_NOBODY, login=found.login)
    return found.person_id


def require_may_upgrade(engine: Engine) -> None:
    """Raises DATABASE_OLDER where whoever is connected does not own what an upgrade would change."""
    if is_sqlite(engine):
        return
    with in_mode(engine, TransactionMode.READING).connect() as connection:
        is_owner = connection.scalar(_OWNS_THE_SCHEMA)
    if is_owner is False:
        raise QADeskError(ErrorCode.DATABASE_OLDER, found=revision_of(engine) or "")

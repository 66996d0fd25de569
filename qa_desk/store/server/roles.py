"""The roles of the server that a workspace has: who owns it, what every login is a member of, and an agent's as well.

Roles belong to all databases of a server; their names come from the database they were made for, and are looked up
afterwards, so that a copy of a database keeps the roles it was made with.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

_LONGEST_STEM = 56
"""A name of PostgreSQL has 63 bytes at most."""


@dataclass(frozen=True, slots=True)
class ServerRoles:
    """The names of the roles of a workspace."""

    owner: str
    member: str

    @property
    def agent(self) -> str:
        """What the logins of agents are members of besides: whoever is not bears none of what holds for agents."""
        return f"{self.member.removesuffix('_member')}_agent"


def roles_of(connection: Connection) -> ServerRoles:
    """The roles that the rules of this database name, or those to be made for it."""
    found = connection.exec_driver_sql("SELECT to_regprocedure('server.member_role()')").scalar()
    if found is not None:
        row = connection.exec_driver_sql("SELECT server.owner_role(), server.member_role()").one()
        return ServerRoles(row[0], row[1])
    database = str(connection.exec_driver_sql("SELECT current_database()").scalar())
    stem = database.encode()[:_LONGEST_STEM].decode(errors="ignore")
    return ServerRoles(f"{stem}_owner", f"{stem}_member")


def may_keep(connection: Connection) -> bool:
    """Whether who is connected may lay down the rules: a superuser, or who may do all that the owner role may."""
    if connection.exec_driver_sql("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").scalar():
        return True
    owner = {"name": roles_of(connection).owner}
    if connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %(name)s", owner).scalar() is None:
        statement = "SELECT rolcreaterole FROM pg_roles WHERE rolname = current_user"
        return bool(connection.exec_driver_sql(statement).scalar())
    statement = "SELECT pg_has_role(current_user, %(name)s, 'MEMBER')"
    return bool(connection.exec_driver_sql(statement, owner).scalar())

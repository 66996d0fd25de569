"""Logins of people: made by administrators, one role each, and nothing a session sets changes who is asking."""

from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from qa_desk.domain.ids import PersonId
from qa_desk.store.server.logins import create_login, drop_login, set_password, verifier_of
from tests.store.furnishing import PARTS, Centre
from tests.store.logins import Logins


def test_everybody_is_who_their_login_stands_for(centre: Centre, logins: Logins) -> None:
    for part in PARTS:
        with logins.engine(centre.id_of(part)).connect() as connection:
            row = connection.execute(text("SELECT server.me(), server.is_keeper(), server.my_roles()")).one()
        assert (row[0], row[1], set(row[2])) == (centre.id_of(part), False, {r.value for r in PARTS[part]}), part


def test_a_keeper_is_nobody_of_the_centre(centre: Centre, engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("SELECT server.me(), server.is_keeper()")).one() == (None, True)


def test_a_role_without_a_person_reads_nothing(centre: Centre, logins: Logins, engine: Engine) -> None:
    stranger = logins.engine(centre.id_of("lead"))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM person_logins"))
    with stranger.connect() as connection:
        for table in ("people", "calls", "scorecards", "centre_settings"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0, table  # noqa: S608 - ours


@pytest.mark.parametrize("part", [part for part in PARTS if part != "administrator"])
def test_only_an_administrator_makes_and_takes_logins(centre: Centre, logins: Logins, part: str) -> None:
    logins.url(centre.id_of("ben"))
    for statement in (
        "SELECT server.create_login(:person, 'newcomer', 'SCRAM-SHA-256$4096:x')",
        "SELECT server.drop_login(:person)",
        "SELECT server.set_password('newcomer', 'SCRAM-SHA-256$4096:x')",
    ):
        with logins.engine(centre.id_of(part)).connect() as connection, pytest.raises(DBAPIError, match="administrat"):
            connection.execute(text(statement), {"person": centre.id_of("ben")})


def test_a_login_dropped_is_nobody_even_while_it_is_connected(centre: Centre, logins: Logins) -> None:
    with logins.engine(centre.id_of("ben")).connect() as connection:
        assert connection.execute(text("SELECT server.me()")).scalar() == centre.id_of("ben")
        connection.commit()
        with logins.engine(centre.id_of("administrator")).begin() as administrator:
            drop_login(administrator, centre.id_of("ben"))
        for statement in ("SELECT server.me()", "SELECT count(*) FROM public.people"):
            with pytest.raises(DBAPIError, match="permission denied"), connection.begin_nested():
                connection.execute(text(statement))


def test_a_password_is_only_taken_as_a_verifier(centre: Centre, logins: Logins) -> None:
    with logins.engine(centre.id_of("administrator")).connect() as connection:
        for verifier in ("secret", "md5" + "0" * 32, "SCRAM-SHA-256$1:QUFBQUFBQUFBQUFBQUFBQQ==$x:y", ""):
            with pytest.raises(DBAPIError, match="verifier"), connection.begin_nested():
                connection.execute(
                    text("SELECT server.create_login(:person, 'newcomer', :verifier)"),
                    {"person": centre.id_of("ben"), "verifier": verifier},
                )


@pytest.mark.parametrize("login", ["postgres", "pg_monitor", "Ann", 'a"b', "", "a b"])
def test_no_login_takes_the_place_of_a_role_that_is_there(
    centre: Centre, logins: Logins, engine: Engine, login: str
) -> None:
    with engine.connect() as keeper:
        owner = str(keeper.execute(text("SELECT server.owner_role()")).scalar())
    for name in (login, owner, "qa_desk"):
        if name == "postgres":
            continue
        with logins.engine(centre.id_of("administrator")).connect() as connection, pytest.raises(DBAPIError):
            create_login(connection, centre.id_of("ben"), name, "secret")


def test_the_password_of_a_keeper_is_out_of_reach(centre: Centre, logins: Logins) -> None:
    with logins.engine(centre.id_of("administrator")).connect() as connection, pytest.raises(DBAPIError):
        set_password(connection, "qa_desk", "taken over")


def test_everybody_may_change_their_own_password(centre: Centre, logins: Logins) -> None:
    engine = logins.engine(centre.id_of("ann"))
    login = str(engine.url.username)
    with engine.begin() as connection:
        verifier = verifier_of(connection, login, "another one")
        connection.exec_driver_sql(f"ALTER ROLE \"{login}\" PASSWORD '{verifier}'")
    engine.dispose()
    with pytest.raises(Exception, match="password"):
        engine.connect()


@pytest.mark.parametrize(
    "statement",
    [
        "SET SESSION AUTHORIZATION qa_desk",
        "SET ROLE qa_desk",
        "SET row_security = off",
        "CREATE TABLE mine (a int)",
        "CREATE TEMP TABLE mine (a int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE friend",
        "ALTER TABLE people DISABLE ROW LEVEL SECURITY",
        "ALTER FUNCTION server.me() OWNER TO CURRENT_USER",
        "DROP POLICY reads ON answers",
        "ALTER TABLE answers DISABLE TRIGGER ALL",
        "INSERT INTO person_logins VALUES (session_user, gen_random_uuid(), now())",
        "UPDATE person_logins SET login = 'x'",
        "SELECT rolpassword FROM pg_authid",
        "COPY people TO '/tmp/people'",
        "LISTEN x; CREATE EXTENSION pg_stat_statements",
        "ANALYZE answers; SELECT 1 / (count(*) - count(*)) FROM pg_stats",
        "SET session_replication_role = replica",
        "SELECT pg_read_file('pg_hba.conf')",
        "SELECT lo_import('/etc/passwd')",
    ],
)
def test_a_session_does_not_get_beyond_the_rules(centre: Centre, logins: Logins, statement: str) -> None:
    with logins.engine(centre.id_of("administrator")).connect() as connection:
        if statement == "SET row_security = off":
            connection.execute(text(statement))
            with pytest.raises(DBAPIError, match="row-level security"):
                connection.execute(text("SELECT * FROM answers"))
            return
        with pytest.raises(DBAPIError):
            connection.execute(text(statement))


def test_the_owner_role_is_taken_by_nobody(centre: Centre, logins: Logins, engine: Engine) -> None:
    with engine.connect() as keeper:
        owner = str(keeper.execute(text("SELECT server.owner_role()")).scalar())
    with logins.engine(centre.id_of("administrator")).connect() as connection:
        for statement in (f'SET ROLE "{owner}"', f'GRANT "{owner}" TO CURRENT_USER'):
            with pytest.raises(DBAPIError), connection.begin_nested():
                connection.execute(text(statement))


def test_only_members_connect(engine: Engine, logins: Logins, centre: Centre) -> None:
    logins.url(centre.id_of("ann"))
    with engine.begin() as keeper:
        keeper.execute(text("DROP ROLE IF EXISTS passer_by"))
        keeper.execute(text("CREATE ROLE passer_by LOGIN"))
        allowed = keeper.execute(
            text("SELECT has_database_privilege('passer_by', current_database(), 'CONNECT, TEMP')")
        )
        assert not allowed.scalar()
        keeper.execute(text("DROP ROLE passer_by"))


def test_a_person_has_one_login(centre: Centre, logins: Logins, engine: Engine) -> None:
    logins.url(centre.id_of("ann"))
    with engine.connect() as connection, pytest.raises(DBAPIError):
        create_login(connection, centre.id_of("ann"), "second_login", "secret")
    with engine.connect() as connection, pytest.raises(DBAPIError):
        create_login(connection, PersonId(UUID(int=1)), "nobodys_login", "secret")

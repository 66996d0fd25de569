"""One signs in to a server with a login of one's own, and only to a computer that has proved who it is."""

import pytest
from sqlalchemy import make_url

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store.credentials import Credentials, url_to_connect
from qa_desk.store.engine import make_engine
from tests.store.postgresql_server import PostgresqlServer

ME = Credentials("li.na", "p@ss/word:1")
HERE = (
    "postgresql+psycopg:///centre",
    "postgresql+psycopg://localhost/centre",
    "postgresql+psycopg://127.0.0.1:5433/centre",
    "postgresql+psycopg://[::1]/centre",
    "postgresql+psycopg:///centre?host=/var/run/postgresql",
    "postgresql+psycopg:///centre?host=localhost:5433",
)
ELSEWHERE = (
    "postgresql+psycopg://db.example/centre",
    "postgresql+psycopg://10.0.0.7:5433/centre",
    "postgresql+psycopg://localhost.example/centre",
    "postgresql+psycopg:///centre?host=db.example",
    "postgresql+psycopg:///centre?host=localhost:5432&host=db.example:5432",
    "postgresql+psycopg:///centre?host=localhost,db.example",
    "postgresql+psycopg://localhost/centre?hostaddr=10.0.0.7",
    "postgresql+psycopg:///centre?service=qa",
)


@pytest.fixture(autouse=True)
def nothing_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """The account that runs the tests says nothing of where its server is."""
    for name in ("PGHOST", "PGHOSTADDR", "PGSERVICE", "PGSSLMODE", "PGPASSWORD", "PGPASSFILE"):
        monkeypatch.delenv(name, raising=False)


def test_login_and_password_go_to_the_server_and_into_no_text() -> None:
    url = url_to_connect("postgresql+psycopg://localhost/centre", ME)
    assert (url.username, url.password) == (ME.login, ME.password)
    assert ME.password not in repr(ME) + str(url)


@pytest.mark.parametrize("url", HERE)
def test_on_this_computer_nothing_has_to_be_proved(url: str) -> None:
    assert "sslmode" not in url_to_connect(url).query


@pytest.mark.parametrize("url", ELSEWHERE)
def test_another_computer_has_to_prove_who_it_is(url: str) -> None:
    assert url_to_connect(url, ME).query["sslmode"] == "verify-full"
    separator = "&" if "?" in url else "?"
    for mode in ("disable", "allow", "prefer", "require", "verify-ca"):
        with pytest.raises(QADeskError) as raised:
            url_to_connect(f"{url}{separator}sslmode={mode}", ME)
        assert (raised.value.code, raised.value.params["found"]) == (ErrorCode.CONNECTION_UNSAFE, mode)


def test_a_host_that_the_driver_finds_for_itself_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("PGHOST", "db.example"), ("PGHOSTADDR", "10.0.0.7"), ("PGSERVICE", "qa")):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            assert url_to_connect("postgresql+psycopg:///centre").query["sslmode"] == "verify-full", name


def test_a_sqlite_file_is_left_as_it_is() -> None:
    assert url_to_connect("sqlite:////tmp/a.sqlite3") == make_url("sqlite:////tmp/a.sqlite3")


def test_a_wrong_password_is_told_apart_from_a_server_that_is_away(postgresql: PostgresqlServer) -> None:
    right = make_url(postgresql.url("postgres"))
    without_password = make_url(f"postgresql+psycopg://{right.username}@{right.host}:{right.port}/postgres")
    for url in (right.set(password="guessed"), right.set(username="nobody"), without_password):
        with pytest.raises(QADeskError) as raised:
            make_engine(url).connect()
        assert raised.value.code is ErrorCode.LOGIN_REFUSED
    with pytest.raises(QADeskError) as raised:
        make_engine(right.set(port=1)).connect()
    assert raised.value.code is ErrorCode.DATABASE_UNREACHABLE

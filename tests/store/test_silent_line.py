"""A server that falls silent without hanging up keeps nobody waiting; one that is only busy is waited for."""

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, make_url, text

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store import engine as engines
from qa_desk.store import patient_connection
from qa_desk.store.engine import make_engine
from qa_desk.store.patient_connection import answers
from tests.store.cut_line import Line
from tests.store.postgresql_server import PostgresqlServer

_PATIENCE_S = 0.3


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for long in these tests."""
    monkeypatch.setattr(patient_connection, "PATIENCE_S", _PATIENCE_S)
    monkeypatch.setattr(patient_connection, "ANSWER_S", _PATIENCE_S)
    monkeypatch.setitem(engines._SERVER_CONNECTION, "connect_timeout", 2)


@pytest.fixture
def line(postgresql: PostgresqlServer) -> Iterator[Line]:
    """What lies between."""
    made = Line(postgresql.port)
    yield made
    made.close()


@pytest.fixture
def engine(postgresql: PostgresqlServer, line: Line) -> Iterator[Engine]:
    """An engine that reaches the server through that line."""
    made = make_engine(make_url(postgresql.url("postgres")).set(port=line.port))
    yield made
    line.mend()
    made.dispose()


def asked(engine: Engine, *, busy_s: float = 0.0) -> object:
    """What the server answers after that long."""
    with engine.connect() as connection:
        return connection.execute(text("SELECT 1 FROM pg_sleep(:busy_s)"), {"busy_s": busy_s}).scalar()


def test_a_statement_on_a_line_that_has_gone_silent_ends(engine: Engine, line: Line) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
        line.silence()
        with pytest.raises(QADeskError) as caught:
            connection.execute(text("SELECT 2"))
        assert caught.value.code is ErrorCode.DATABASE_UNREACHABLE
    line.mend()
    assert asked(engine) == 1


def test_whoever_connects_or_takes_a_connection_up_again_is_told_too(engine: Engine, line: Line) -> None:
    assert asked(engine) == 1
    line.silence()
    for _again in range(2):
        with pytest.raises(QADeskError) as caught:
            asked(engine)
        assert caught.value.code is ErrorCode.DATABASE_UNREACHABLE
    line.mend()
    assert asked(engine) == 1


def test_a_busy_server_is_waited_for_however_long_it_says_nothing(engine: Engine) -> None:
    began_s = time.monotonic()
    assert asked(engine, busy_s=5 * _PATIENCE_S) == 1
    assert time.monotonic() - began_s > 5 * _PATIENCE_S


def test_what_answers_is_a_server_and_no_open_port(postgresql: PostgresqlServer, line: Line) -> None:
    assert answers("127.0.0.1", postgresql.port)
    assert answers("127.0.0.1", line.port)
    line.silence()
    assert not answers("127.0.0.1", line.port)
    line.cut()
    assert not answers("127.0.0.1", line.port)

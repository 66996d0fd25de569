"""How the two databases are opened, and what is said when the machine lets them down."""

import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.store import engine as engine_module
from qa_desk.store.engine import TransactionMode, in_mode, make_engine
from qa_desk.store.store import Store
from tests.store.furnishing import NOW, Centre, StandingClock

N_WRITERS, N_TURNS = 8, 6


def test_a_sqlite_file_survives_power_cuts_and_keeps_its_foreign_keys(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    with engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    engine.dispose()
    full = 2
    assert found == ["wal", full, 1]


def test_many_writers_at_once_lose_no_entry_of_the_audit_chain(centre: Centre) -> None:
    def write(turns: int) -> None:
        for _turn in range(turns):
            with centre.store.unit_of_work(centre.actor("ann"), centre.clock) as uow:
                uow.calls.count()
                uow.audit("counted", "setting")
                uow.commit()

    _at_once(write)
    report = centre.store.verify_audit_chain()
    assert (report.n_entries, report.broken_at) == (N_WRITERS * N_TURNS, None)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_sqlite_writers_that_read_first_wait_for_their_turn(centre: Centre) -> None:
    def count(turns: int) -> None:
        for _turn in range(turns):
            with centre.store.unit_of_work(None, centre.clock) as uow:
                value = int(uow.settings.on(NOW.date()).get("counter", 0))
                uow.settings.set("counter", value + 1, NOW.date(), None, NOW)
                uow.commit()

    _at_once(count)
    with centre.store.reading() as uow:
        assert uow.settings.on(NOW.date())["counter"] == N_WRITERS * N_TURNS


def test_a_reading_unit_of_work_can_not_write(centre: Centre) -> None:
    with centre.store.reading() as uow, pytest.raises(Exception, match=r"(?i)read.?only"):
        uow.people.let_account_stand_for("x", centre.id_of("ann"))


def test_a_reading_unit_of_work_sees_one_moment(centre: Centre) -> None:
    with centre.store.reading() as reading:
        before = reading.calls.count()
        with centre.store.unit_of_work(None, centre.clock) as uow:
            assert uow.calls.remove_unused(centre.calls[3].id)
            uow.commit()
        assert reading.calls.count() == before
    with centre.store.reading() as later:
        assert later.calls.count() == before - 1


def test_moments_come_back_in_utc_and_naive_ones_are_refused(centre: Centre) -> None:
    shanghai = timezone(timedelta(hours=8))
    clock = StandingClock(datetime(2026, 3, 2, 23, 30, 5, 123456, tzinfo=shanghai))
    with centre.store.unit_of_work(None, clock) as uow:
        run = uow.imports.begin("x", clock.moment, None)
        uow.commit()
    with centre.store.reading() as uow:
        found = uow.imports.run(run.id)
    assert found is not None
    assert found.started_at == datetime(2026, 3, 2, 15, 30, 5, 123456, tzinfo=UTC)
    assert found.started_at.tzinfo is UTC
    naive = datetime(2026, 3, 2)  # noqa: DTZ001 - what is refused
    with centre.store.unit_of_work(None, clock) as uow, pytest.raises(Exception, match="time zone"):
        uow.imports.begin("y", naive, None)


def test_a_database_that_another_program_holds_is_said_to_be_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "BUSY_TIMEOUT_MS", 50)
    path = tmp_path / "a.sqlite3"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert _code_of(f"sqlite:///{path}", "CREATE TABLE t (a)") is ErrorCode.DATABASE_LOCKED
    other.close()


def test_a_writer_finds_the_moment_between_two_turns_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite itself would look ten times a second: beside somebody who writes and writes, in vain for ten seconds."""
    path = tmp_path / "a.sqlite3"
    engine = in_mode(make_engine(f"sqlite:///{path}"), TransactionMode.WRITING)
    engine.connect().close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waited_s: list[float] = []

    def sleep(seconds: float) -> None:
        waited_s.append(seconds)
        if len(waited_s) == 3:
            other.execute("ROLLBACK")

    monkeypatch.setattr(engine_module.time, "sleep", sleep)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (a)"))
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == engine_module.BUSY_TIMEOUT_MS
    assert len(waited_s) == 3
    assert max(waited_s) < 0.01
    other.close()
    engine.dispose()


def test_nobody_begins_to_write_twice_at_once_on_one_connection() -> None:
    engine = in_mode(make_engine("sqlite://"), TransactionMode.WRITING)
    with engine.begin(), pytest.raises(OperationalError, match="within a transaction"):
        engine.connect().begin()
    engine.dispose()


def test_a_file_that_is_no_database_is_said_to_be_broken(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    path.write_bytes(b"not a database at all, and longer than a header " * 40)
    assert _code_of(f"sqlite:///{path}", "SELECT 1") is ErrorCode.DATABASE_DAMAGED


def test_a_file_that_is_damaged_while_it_is_open_is_said_to_be_broken_to_who_begins_to_write(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    engine = in_mode(make_engine(f"sqlite:///{path}"), TransactionMode.WRITING)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (a)"))
    other = sqlite3.connect(path)
    other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other.close()
    with path.open("r+b") as stream:
        stream.write(b"not a database" * 40)
    with pytest.raises(QADeskError) as raised:
        engine.connect().begin()
    assert raised.value.code is ErrorCode.DATABASE_DAMAGED
    engine.dispose()


def test_a_folder_that_is_not_there_is_said_to_be_unreachable(tmp_path: Path) -> None:
    assert _code_of(f"sqlite:///{tmp_path / 'no' / 'a.sqlite3'}", "SELECT 1") is ErrorCode.DATABASE_UNREACHABLE


def test_a_server_that_does_not_answer_is_said_to_be_unreachable() -> None:
    url = "postgresql+psycopg://nobody:hidden@127.0.0.1:1/none"
    with pytest.raises(QADeskError) as raised:
        make_engine(url).connect()
    assert raised.value.code is ErrorCode.DATABASE_UNREACHABLE
    assert "hidden" not in str(raised.value)


def test_a_full_disk_is_told_apart_and_keeps_what_was_saved(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (a)"))
        connection.execute(text("INSERT INTO t VALUES ('kept')"))
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        with pytest.raises(QADeskError) as raised:
            connection.execute(text("INSERT INTO t VALUES (randomblob(100000))"))
    assert raised.value.code is ErrorCode.DISK_FULL
    with engine.connect() as connection:
        assert connection.execute(text("SELECT a FROM t")).scalars().all() == ["kept"]
    engine.dispose()


def test_another_kind_of_database_is_refused_without_showing_a_password() -> None:
    with pytest.raises(QADeskError) as raised:
        make_engine("mysql://me:hidden@host/x")
    assert raised.value.code is ErrorCode.VALUE_INVALID
    assert "hidden" not in str(raised.value)


def test_bugs_stay_bugs(engine: Engine) -> None:
    with (
        pytest.raises(Exception, match="no_such_table") as raised,
        in_mode(engine, TransactionMode.READING).connect() as c,
    ):
        c.execute(text("SELECT * FROM no_such_table"))
    assert not isinstance(raised.value, QADeskError)


def test_the_message_of_a_bug_holds_no_values(engine: Engine) -> None:
    values = {"secret": "rated two of five"}
    with pytest.raises(Exception, match="no_such_table") as raised, engine.begin() as connection:
        connection.execute(text("INSERT INTO no_such_table VALUES (:secret)"), values)
    assert values["secret"] not in str(raised.value)


def test_closing_gives_every_connection_back(store: Store) -> None:
    with store.reading() as uow:
        uow.calls.count()
    store.close()
    assert store._engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def _at_once(work: Callable[[int], None]) -> None:
    writers = [threading.Thread(target=work, args=(N_TURNS,)) for _writer in range(N_WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()


def _code_of(url: str, statement: str) -> ErrorCode:
    engine = make_engine(url)
    with pytest.raises(QADeskError) as raised, engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    return raised.value.code


def test_a_server_says_what_time_it_is_and_a_file_does_not(store: Store) -> None:
    moment = store.moment()
    if store.asks_for_logins:
        assert moment is not None
        assert abs(datetime.now(UTC) - moment) < timedelta(minutes=5)
    else:
        assert moment is None

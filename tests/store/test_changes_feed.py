"""Two desks on one database: each hears what the other changes, and nothing of what it changes itself."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.evaluation import Purpose
from qa_desk.store.engine import is_sqlite, make_engine
from qa_desk.store.feed.change_feed import SilentFeed
from qa_desk.store.feed.watched import WATCHED
from qa_desk.store.recordings_place import recordings_of
from qa_desk.store.sealing.seals import Protection
from qa_desk.store.store import Store
from qa_desk.store.tables import METADATA
from qa_desk.store.workspace import Workspace
from tests.store.furnishing import NOW, Centre, StandingClock

_LONG_S = 30.0
CLOCK = StandingClock()


class Heard:
    """What a feed told, for a test to wait on."""

    def __init__(self) -> None:
        self.kinds: list[ObjectKind] = []
        self.ids: frozenset[UUID] = frozenset()
        self.turns: list[str] = []
        self._news = threading.Condition()

    def changed(self, changes: Changes) -> None:
        with self._news:
            self.kinds.extend(sorted(changes.kinds))
            self.ids |= changes.ids
            self._news.notify_all()

    def lost(self) -> None:
        with self._news:
            self.turns.append("lost")
            self._news.notify_all()

    def found(self) -> None:
        with self._news:
            self.turns.append("found")
            self._news.notify_all()

    def wait_until(self, holds: Callable[[], bool]) -> None:
        with self._news:
            assert self._news.wait_for(holds, _LONG_S), f"heard only {self.kinds} {self.turns}"


@pytest.fixture
def other(engine: Engine, tmp_path: Path) -> Iterator[Store]:
    """The store of somebody else on the same database."""
    second = make_engine(engine.url)
    yield Store(second, recordings_of(Workspace(tmp_path), Protection))
    second.dispose()


@pytest.fixture
def heard(store: Store, centre: Centre) -> Iterator[Heard]:
    """What `store` hears of others, from here on."""
    told = Heard()
    feed = store.changes_feed()
    feed.start(told)
    told.wait_until(lambda: told.turns == ["found"])
    yield told
    feed.stop()


def test_what_another_desk_writes_is_told_by_its_kind_alone(other: Store, heard: Heard, centre: Centre) -> None:
    _rename(other, centre, "Another name")
    heard.wait_until(lambda: ObjectKind.PERSON in heard.kinds)
    assert set(heard.kinds) == {ObjectKind.PERSON}
    assert not heard.ids


def test_what_a_desk_writes_itself_is_not_told(store: Store, other: Store, heard: Heard, centre: Centre) -> None:
    _rename(store, centre, "My own name for them")
    _set_weekday(other)
    heard.wait_until(lambda: bool(heard.kinds))
    assert heard.kinds == [ObjectKind.SETTING]


def test_own_writes_between_those_of_others_hide_none_of_them(
    store: Store, other: Store, heard: Heard, centre: Centre
) -> None:
    for number in range(5):
        n_before = len(heard.kinds)
        _rename(store, centre, f"Mine {number}")
        _rename(other, centre, f"Theirs {number}")
        heard.wait_until(lambda n_before=n_before: len(heard.kinds) > n_before)
    assert set(heard.kinds) == {ObjectKind.PERSON}


def test_a_draft_being_written_is_nobody_elses_news_and_one_handed_in_is(
    other: Store, heard: Heard, centre: Centre
) -> None:
    theirs = replace(centre, store=other)
    draft = theirs.enter("ben", Purpose.ROUTINE, is_in=False)
    heard.wait_until(lambda: ObjectKind.ASSIGNMENT in heard.kinds)
    heard.kinds.clear()
    with other.unit_of_work(centre.actor("ben"), CLOCK) as uow:
        uow.evaluations.save_answer(replace(draft.answers[0], comment="typed some more", version=2))
        uow.evaluations.save_mark(replace(draft.marks[0], note="and here"))
        uow.drafts.add_worked(draft.id, 3.0)
        uow.commit()
    _set_weekday(other)
    heard.wait_until(lambda: bool(heard.kinds))
    assert heard.kinds == [ObjectKind.SETTING]
    with other.unit_of_work(centre.actor("ben"), CLOCK) as uow:
        uow.evaluations.set_submitted(draft.id, NOW, late=False)
        uow.commit()
    heard.wait_until(lambda: ObjectKind.EVALUATION in heard.kinds)


def test_what_is_undone_is_not_told(store: Store, other: Store, heard: Heard, centre: Centre) -> None:
    with other.unit_of_work(None, CLOCK) as uow:
        uow.people.save(replace(centre.people["ann"], name="Never kept"))
    with store.unit_of_work(None, CLOCK) as uow:
        uow.people.save(replace(centre.people["ann"], name="Nor this"))
    _set_weekday(other)
    heard.wait_until(lambda: bool(heard.kinds))
    assert heard.kinds == [ObjectKind.SETTING]


def test_a_lost_server_is_told_and_found_again_with_all_that_may_have_been_missed(
    engine: Engine, other: Store, heard: Heard, centre: Centre
) -> None:
    if is_sqlite(engine):
        pytest.skip("a file has no connection that could be lost")
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'LISTEN%'"
            )
        )
    heard.wait_until(lambda: heard.turns == ["found", "lost", "found"])
    heard.wait_until(lambda: set(heard.kinds) == set(ObjectKind))
    heard.kinds.clear()
    _rename(other, centre, "After the gap")
    heard.wait_until(lambda: heard.kinds == [ObjectKind.PERSON])


def test_every_watched_table_and_column_is_there() -> None:
    for watched in WATCHED:
        assert watched.table in METADATA.tables, watched.table
        assert set(watched.columns) <= set(METADATA.tables[watched.table].columns.keys()), watched.table


def test_every_watched_table_tells(engine: Engine) -> None:
    triggers = (
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'counted%'"
        if is_sqlite(engine)
        else "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'tell_of_change'"
    )
    with engine.connect() as connection:
        found = set(connection.execute(text(triggers)).scalars())
    assert found == {watched.table for watched in WATCHED}


def test_a_database_nobody_else_can_open_has_nothing_to_tell() -> None:
    engine = make_engine("sqlite://")
    feed = Store(engine, recordings_of(Workspace(Path("nowhere")), Protection)).changes_feed()
    assert isinstance(feed, SilentFeed)
    feed.start(Heard())
    feed.stop()
    engine.dispose()


def test_a_feed_that_was_never_started_stops(store: Store) -> None:
    store.changes_feed().stop()


def _rename(store: Store, centre: Centre, name: str) -> None:
    with store.reading() as uow:
        person = uow.people.person(centre.id_of("ann"))
    assert person is not None
    with store.unit_of_work(None, CLOCK) as uow:
        uow.people.save(replace(person, name=name))
        uow.commit()


def _set_weekday(store: Store) -> None:
    with store.unit_of_work(None, CLOCK) as uow:
        uow.settings.set("first_weekday", 1, NOW.date(), None, NOW)
        uow.commit()

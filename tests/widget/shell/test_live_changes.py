"""What other desks change reaches the change hub, on the thread of the window."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.gui.shell.change_hub import ChangeHub
from qa_desk.gui.shell.live_changes import LiveChanges, Told


class FeedByHand:
    """A feed whose news a test makes up, told from another thread as a real one does."""

    def __init__(self) -> None:
        self.told: Told | None = None
        self.is_stopped = False

    def start(self, told: Told) -> None:
        self.told = told

    def stop(self) -> None:
        self.is_stopped = True

    def tell(self, *changes: Changes) -> None:
        """Tell these on a thread of its own."""
        told = self.told
        assert told is not None
        thread = threading.Thread(target=lambda: [told.changed(one) for one in changes])
        thread.start()
        thread.join()


@pytest.fixture
def hub(qtbot: QtBot) -> ChangeHub:
    return ChangeHub()


@pytest.fixture
def feed() -> FeedByHand:
    return FeedByHand()


@pytest.fixture
def live(feed: FeedByHand, hub: ChangeHub) -> Iterator[LiveChanges]:
    made = LiveChanges(feed, hub)
    yield made
    if not feed.is_stopped:
        made.stop()


def test_several_news_reach_the_pages_as_one(feed: FeedByHand, live: LiveChanges, hub: ChangeHub, qtbot: QtBot) -> None:
    seen: list[Changes] = []
    threads: list[threading.Thread] = []
    hub.changed.connect(lambda changes: (seen.append(changes), threads.append(threading.current_thread())))
    feed.tell(Changes.of(ObjectKind.SESSION), Changes.of(ObjectKind.EVALUATION), Changes.of(ObjectKind.SESSION))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [Changes(frozenset({ObjectKind.SESSION, ObjectKind.EVALUATION}))]
    assert threads == [threading.main_thread()]


def test_nothing_is_passed_on_once_it_is_stopped(
    feed: FeedByHand, live: LiveChanges, hub: ChangeHub, qtbot: QtBot
) -> None:
    seen: list[Changes] = []
    hub.changed.connect(seen.append)
    feed.tell(Changes.of(ObjectKind.SESSION))
    live.stop()
    hub.announce(Changes.of(ObjectKind.CALL))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [Changes.of(ObjectKind.CALL)]
    assert feed.is_stopped


def test_that_the_database_is_away_is_told(feed: FeedByHand, live: LiveChanges, qtbot: QtBot) -> None:
    assert feed.told is not None
    with qtbot.waitSignal(live.lost):
        feed.told.lost()
    with qtbot.waitSignal(live.found):
        feed.told.found()

"""Calls whose recordings lie on another machine: fetched while one waits, and one notice when that one is away."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import fsspec
import pytest
from pytestqt.qtbot import QtBot

from qa_desk.audio.listener import PlayerState
from qa_desk.domain.ids import CallId
from qa_desk.gui.main_window.recordings_watch import RecordingsWatch
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.widgets.sound.transport_texts import StateText
from qa_desk.store.places.moving import copy_all
from tests.small_centre import SmallCentre
from tests.store.kept_elsewhere import FaultyBucket, Kept, in_bucket
from tests.widget.rooms import Room, SitDown


class SlowBucket(FaultyBucket):
    """A bucket that hands nothing out until it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may = threading.Event()
        self.may.set()

    def open(self, name: str) -> BinaryIO:
        """A file, in time."""
        assert self.may.wait(20)
        return super().open(name)


@pytest.fixture
def bucket() -> Iterator[SlowBucket]:
    """A bucket."""
    made = SlowBucket()
    yield made
    made.may.set()
    fsspec.filesystem("memory").store.clear()


@pytest.fixture
def kept(centre: SmallCentre, bucket: SlowBucket, tmp_path: Path) -> Kept:
    """The centre's recordings in it."""
    (tmp_path / "desk").mkdir()
    moved = in_bucket(tmp_path / "desk", bucket)
    store = centre.workspace.store
    copy_all(store.recordings.place, bucket, lambda _done, _total: None)
    store.recordings = moved.desk()
    return moved


@pytest.fixture
def two_calls(centre: SmallCentre) -> tuple[CallId, CallId]:
    """Two calls that have sound."""
    first, second, *_others = [call_id for key, call_id in sorted(centre.calls.items())]
    return first, second


def test_one_notice_tells_that_the_store_is_away_whatever_is_asked_for(
    sit: SitDown, centre: SmallCentre, kept: Kept, bucket: SlowBucket, two_calls: tuple[CallId, CallId]
) -> None:
    room = sit(centre.lead)
    room.go("calls", call=str(two_calls[0]))
    assert room.player.state is not PlayerState.EMPTY
    bucket.is_away = True
    room.go("calls", call=str(two_calls[1]))
    assert [text for text in room.notices() if "can't be reached" in text], "told at once"
    watch = _watch(room)
    for _again in range(3):
        watch.look()
    told = [text for text in room.notices() if "can't be reached" in text]
    assert len(told) == 1
    assert "Calls kept here still play" in told[0]
    room.go("calls", call=str(two_calls[0]))
    assert room.player.state is not PlayerState.EMPTY, "what was copied plays on"


def test_a_call_that_waited_for_the_store_is_there_when_the_store_is_back(
    sit: SitDown, centre: SmallCentre, kept: Kept, bucket: SlowBucket, two_calls: tuple[CallId, CallId], qtbot: QtBot
) -> None:
    room = sit(centre.lead)
    bucket.is_away = True
    room.go("calls", call=str(two_calls[0]))
    _watch(room).look()
    assert room.player.state is PlayerState.EMPTY
    bucket.is_away = False
    _watch(room).look()
    qtbot.waitUntil(lambda: room.player.state is not PlayerState.EMPTY)
    assert [text for text in room.notices() if "can't be reached" in text] == []
    assert any("is back" in text for text in room.notices())


class TestWhileItIsFetched:
    """With work off the GUI thread, as in the program."""

    @pytest.fixture
    def jobs(self, qapp: object) -> Iterator[Jobs]:
        """Jobs as they are."""
        made = Jobs()
        yield made
        assert made.finish()

    def test_the_page_says_how_far_and_the_call_plays_when_it_is_there(
        self,
        sit: SitDown,
        centre: SmallCentre,
        kept: Kept,
        bucket: SlowBucket,
        two_calls: tuple[CallId, CallId],
        qtbot: QtBot,
    ) -> None:
        room = sit(centre.lead)
        bucket.may.clear()
        room.go("calls", call=str(two_calls[0]))
        transport = room.find("transport")
        (says,) = transport.findChildren(StateText)
        _until(qtbot, lambda: "fetching 0 %" in says.accessibleName())
        room.click("transport_play")
        assert "then plays" in says.accessibleName()
        assert room.player.state is PlayerState.EMPTY
        bucket.may.set()
        _until(qtbot, lambda: room.player.state is PlayerState.PLAYING)
        assert "fetching" not in says.accessibleName()
        room.player.pause()


def _until(qtbot: QtBot, holds: Callable[[], bool]) -> None:
    qtbot.waitUntil(holds, timeout=15_000)


def _watch(room: Room) -> RecordingsWatch:
    (found,) = room.window.findChildren(RecordingsWatch)
    return found

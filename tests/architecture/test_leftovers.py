"""The fixtures that name a test which left something behind do find it."""

import pytest
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.leftovers import Watch

_NO_PATIENCE_S = 0.0


@pytest.fixture
def watch(qtbot: QtBot) -> Watch:
    with pytest.MonkeyPatch.context() as patch:
        yield Watch(patch)


def test_a_running_timer_is_found_and_a_stopped_one_is_not(watch: Watch) -> None:
    timer = QTimer()
    timer.start(1000)
    assert watch.left_behind(_NO_PATIENCE_S) == ["a timer of nobody that still runs"]
    timer.stop()
    assert watch.left_behind(_NO_PATIENCE_S) == []


def test_an_open_window_is_found_by_its_name_and_a_deleted_one_is_not(watch: Watch) -> None:
    window = QWidget(objectName="forgotten")
    assert watch.left_behind(_NO_PATIENCE_S) == ["the window forgotten"]
    window.deleteLater()
    assert watch.left_behind(_NO_PATIENCE_S) == []


def test_a_running_thread_is_found_and_an_ended_one_is_not(watch: Watch) -> None:
    thread = QThread(objectName="worker")
    thread.start()
    assert watch.left_behind(_NO_PATIENCE_S) == ["a thread of nobody that still runs"]
    thread.quit()
    assert thread.wait(2000)
    assert watch.left_behind(_NO_PATIENCE_S) == []

"""A desk left alone is signed out of; keys, the mouse and sound keep it."""

from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from qa_desk.gui.main_window.idle import IdleWatch
from tests.widget.sign_in.conftest import Morning

SHORT_MIN = 0.1 / 60


def test_nobody_there_ends_it_and_stops_the_watch(qtbot: QtBot) -> None:
    watch = IdleWatch(player=lambda: None)
    with qtbot.waitSignal(watch.left_alone, timeout=5000):
        watch.start(SHORT_MIN)
    assert not watch.is_watching


def test_zero_minutes_watch_nothing(qtbot: QtBot) -> None:
    watch = IdleWatch(player=lambda: None)
    watch.start(0)
    assert not watch.is_watching


def test_a_key_begins_the_time_anew(qtbot: QtBot) -> None:
    watch, field = IdleWatch(player=lambda: None), QLineEdit()
    qtbot.addWidget(field)
    field.show()
    watch.start(10)
    qtbot.wait(30)
    left_ms = watch.left_ms
    qtbot.keyClick(field, Qt.Key.Key_A)
    restarted_ms = watch.left_ms
    watch.stop()
    assert restarted_ms > left_ms


def test_while_sound_plays_the_desk_is_in_use(qtbot: QtBot) -> None:
    player: Any = SimpleNamespace(is_playing=True)
    watch = IdleWatch(player=lambda: player)
    with qtbot.assertNotEmitted(watch.left_alone, wait=300):
        watch.start(SHORT_MIN)
    player.is_playing = False
    qtbot.waitSignal(watch.left_alone, timeout=5000).wait()


def test_at_most_ends_a_visit_however_busy(qtbot: QtBot) -> None:
    watch = IdleWatch(player=lambda: None)
    with qtbot.waitSignal(watch.left_alone, timeout=5000):
        watch.start(10, at_most_s=0.1)


def test_the_desk_is_signed_out_of_when_the_person_asked_for_that(morning: Morning) -> None:
    morning.window.sign_in(morning.centre.anna)
    (watch,) = morning.window.findChildren(IdleWatch)
    assert not watch.is_watching
    morning.settings.change(locks_after_min=5.0)
    assert watch.is_watching
    watch.left_alone.emit()
    assert morning.the("sign_in_people")
    assert morning.window.actor is None
    morning.window.sign_in(morning.centre.ben)
    assert not watch.is_watching

"""The page turns with the sound until a person looks elsewhere, and again when they start or seek it."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desk.audio.activity import Activity
from qa_desk.audio.passage import Passage
from qa_desk.domain.calls import AgentChannel
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.waveform.overview import GUTTER
from qa_desk.gui.widgets.waveform.view import SHORTEST_SPAN_S, TimeView
from qa_desk.gui.widgets.waveform.waveform import Waveform
from tests.widget.waveform.sounds import peaks_with_beep

TICK_S = 0.025


@pytest.fixture
def waveform(qtbot: QtBot, theme: Theme) -> Waveform:
    """400 s of a call, 50 s of it over 1000 px."""
    shown = Waveform(theme=theme)
    qtbot.addWidget(shown)
    shown.resize(1112, 170)
    shown.set_call(400.0, AgentChannel.LEFT)
    shown.view.show_range(0.0, 50.0)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def play(waveform: Waveform, start_s: float, end_s: float) -> None:
    for tick in range(round((end_s - start_s) / TICK_S) + 1):
        waveform.set_position(start_s + tick * TICK_S)


def test_playing_turns_pages_and_never_scrolls(waveform: Waveform, qtbot: QtBot) -> None:
    starts: list[float] = []
    waveform.view.changed.connect(lambda: starts.append(waveform.view.start_s))
    play(waveform, 0.0, 120.0)
    assert len(starts) == 2
    assert starts[0] == pytest.approx(47.5, abs=0.1)


def test_who_scrolls_is_left_alone_even_with_the_playhead_in_view(waveform: Waveform) -> None:
    play(waveform, 0.0, 30.0)
    waveform.view.scroll(5.0)
    assert not waveform.view.is_following
    play(waveform, 30.0, 60.0)
    assert waveform.view.start_s == 5.0


def test_seeking_brings_the_page_back(waveform: Waveform) -> None:
    play(waveform, 0.0, 2.0)
    waveform.turn_page(1)
    waveform.set_position(200.0)
    assert waveform.view.is_following
    assert waveform.view.start_s < 200.0 < waveform.view.end_s


def test_starting_to_play_brings_the_page_back(waveform: Waveform) -> None:
    play(waveform, 0.0, 2.0)
    waveform.turn_page(1)
    waveform.resume_following()
    assert waveform.view.start_s < 2.0


def test_a_loop_that_begins_again_is_not_taken_for_seeking(waveform: Waveform) -> None:
    waveform.set_loop(Passage(10.0, 20.0))
    play(waveform, 10.0, 20.0)
    waveform.view.scroll(100.0)
    waveform.set_position(10.02)
    assert not waveform.view.is_following
    assert waveform.view.start_s == 100.0


def test_a_silence_skipped_is_not_taken_for_seeking(waveform: Waveform) -> None:
    waveform.set_peaks(peaks_with_beep(), Activity((Passage(10.0, 20.0),), ()))
    play(waveform, 9.0, 10.0)
    waveform.view.scroll(100.0)
    waveform.set_position(19.9)
    assert not waveform.view.is_following


def test_another_call_is_followed_from_its_start(waveform: Waveform) -> None:
    waveform.view.scroll(100.0)
    waveform.set_call(60.0, AgentChannel.LEFT)
    assert waveform.view.is_following
    assert waveform.view.start_s == 0.0


def test_the_arrow_at_the_edge_leads_back_to_the_sound(waveform: Waveform, qtbot: QtBot, theme: Theme) -> None:
    play(waveform, 0.0, 2.0)
    waveform.view.scroll(200.0)
    arrow = QPoint(GUTTER + 6, 28 + 42)
    assert waveform.detail.grab().toImage().pixelColor(arrow) == theme.color("accent")
    assert "00:02" in waveform.detail.told_at(QPointF(arrow))
    with qtbot.assertNotEmitted(waveform.seek_requested):
        qtbot.mouseClick(waveform.detail, Qt.MouseButton.LeftButton, pos=arrow)
    assert waveform.view.start_s == 0.0
    assert waveform.view.is_following


def test_page_keys_turn_pages_while_the_waveform_has_the_keyboard(waveform: Waveform, qtbot: QtBot) -> None:
    waveform.detail.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(waveform.detail, Qt.Key.Key_PageDown)
    assert waveform.view.start_s == pytest.approx(45.0)
    qtbot.keyClick(waveform.detail, Qt.Key.Key_PageUp)
    assert waveform.view.start_s == 0.0
    qtbot.keyClick(waveform.detail, Qt.Key.Key_End)
    assert waveform.view.end_s == 400.0
    qtbot.keyClick(waveform.detail, Qt.Key.Key_Home)
    assert waveform.view.start_s == 0.0


def test_the_whole_call_and_one_second_are_the_ends_of_zooming(waveform: Waveform) -> None:
    waveform.zoom_all()
    assert waveform.view.span_s == 400.0
    for _step in range(30):
        waveform.zoom_in()
    assert waveform.view.span_s == SHORTEST_SPAN_S


def test_spreading_two_fingers_zooms_between_them(waveform: Waveform) -> None:
    pinch(waveform, at_s=30.0, spread=0.25)
    view = waveform.view
    assert view.span_s == pytest.approx(40.0)
    assert (30.0 - view.start_s) / view.span_s == pytest.approx(30 / 50, abs=0.01)


def test_other_gestures_of_a_touch_pad_do_not_zoom(waveform: Waveform) -> None:
    pinch(waveform, at_s=30.0, spread=0.25, kind=Qt.NativeGestureType.RotateNativeGesture)
    assert waveform.view.span_s == 50.0


def test_zooming_from_the_overview_brings_the_place_pointed_at_into_view(waveform: Waveform) -> None:
    view = waveform.view
    view.zoom(0.8, 300.0)
    assert view.start_s + view.span_s / 2 == pytest.approx(300.0)


def test_a_place_zoomed_away_from_is_no_longer_followed(qapp: QApplication) -> None:
    view = TimeView()
    view.set_duration(400.0)
    view.follow(1.0)
    view.zoom(0.1, 40.0)
    assert not view.is_following


def pinch(
    waveform: Waveform,
    *,
    at_s: float,
    spread: float,
    kind: Qt.NativeGestureType = Qt.NativeGestureType.ZoomNativeGesture,
) -> None:
    point = QPointF(GUTTER + at_s * 20, 50)
    detail = waveform.detail
    event = QNativeGestureEvent(
        kind,
        QPointingDevice.primaryPointingDevice(),
        2,
        point,
        QPointF(detail.mapTo(detail.window(), point.toPoint())),
        detail.mapToGlobal(point),
        spread,
        QPointF(),
    )
    QApplication.sendEvent(detail, event)
    QTest.qWait(0)

"""The waveform under the hands of an inspector: clicking, dragging, the wheel, marks, and what it shows meanwhile."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desk.audio.activity import Activity
from qa_desk.audio.passage import Passage
from qa_desk.audio.peaks import PeakLevel, Peaks
from qa_desk.domain.calls import AgentChannel
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.waveform.marks import MarkKind, WaveformMark
from qa_desk.gui.widgets.waveform.overview import GUTTER, WaveformOverview
from qa_desk.gui.widgets.waveform.waveform import Waveform

DURATION_S = 200.0
CELL = 64
RATE_HZ = 8000
MARKS = (
    WaveformMark("greeting", 5.0, 8.0, "Greeting", "no name given"),
    WaveformMark("rule", 20.0, 30.0, "No customer information disclosed", kind=MarkKind.FAILURE),
    WaveformMark("late", 150.0, 160.0, "Closing"),
)


def peaks_of(*, left: list[tuple[float, float]], right: list[tuple[float, float]]) -> Peaks:
    """Full sound in the passages named, silence elsewhere."""
    n_cells = round(DURATION_S * RATE_HZ / CELL)
    high = np.zeros((n_cells, 2), np.int16)
    for channel, passages in enumerate((left, right)):
        for start_s, end_s in passages:
            high[round(start_s * RATE_HZ / CELL) : round(end_s * RATE_HZ / CELL), channel] = 20000
    level = PeakLevel(CELL, -high, high, high // 2)
    return Peaks(RATE_HZ, round(DURATION_S * RATE_HZ), (level,))


@pytest.fixture
def waveform(qtbot: QtBot, theme: Theme) -> Waveform:
    shown = Waveform(theme=theme)
    qtbot.addWidget(shown)
    shown.resize(1112, 170)
    shown.set_call(DURATION_S, AgentChannel.LEFT)
    shown.view.show_range(0.0, 50.0)
    shown.set_peaks(peaks_of(left=[(0, 10)], right=[(25, 50)]), Activity((Passage(12, 24),), ()))
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def x_of(time_s: float) -> int:
    """Where a time lies in a lane 1000 px wide that shows 50 s."""
    return round(GUTTER + time_s * 20)


def lane_point(time_s: float) -> QPoint:
    return QPoint(x_of(time_s), 50)


def pixels(waveform: Waveform) -> QImage:
    return waveform.detail.grab().toImage()


def has_color(image: QImage, color: QColor, *, x: int, top: int, bottom: int) -> bool:
    return any(image.pixelColor(column, y) == color for column in range(x, x + 3) for y in range(top, bottom))


def test_a_click_seeks_to_the_place_clicked(waveform: Waveform, qtbot: QtBot) -> None:
    with qtbot.waitSignal(waveform.seek_requested) as caught:
        qtbot.mouseClick(waveform.detail, Qt.MouseButton.LeftButton, pos=lane_point(33.0))
    assert caught.args[0] == pytest.approx(33.0, abs=0.06)


def test_a_click_in_the_overview_seeks_over_the_whole_call(waveform: Waveform, qtbot: QtBot) -> None:
    with qtbot.waitSignal(waveform.seek_requested) as caught:
        qtbot.mouseClick(waveform.overview, Qt.MouseButton.LeftButton, pos=QPoint(GUTTER + 750, 15))
    assert caught.args[0] == pytest.approx(150.0, abs=0.3)


def test_a_drag_selects_a_passage_on_tenths_of_a_second(waveform: Waveform, qtbot: QtBot) -> None:
    detail = waveform.detail
    with qtbot.assertNotEmitted(waveform.seek_requested), qtbot.waitSignal(waveform.selection_changed) as caught:
        drag(qtbot, waveform, 10.04, 15.02)
    assert caught.args == [pytest.approx(10.0), pytest.approx(15.0)]
    assert detail.selection == Passage(caught.args[0], caught.args[1])


def test_a_drag_to_the_left_selects_the_same_passage(waveform: Waveform, qtbot: QtBot) -> None:
    with qtbot.waitSignal(waveform.selection_changed) as caught:
        drag(qtbot, waveform, 15.0, 10.0)
    assert caught.args == [pytest.approx(10.0), pytest.approx(15.0)]


def test_a_click_outside_the_selection_clears_it_and_one_inside_does_not(waveform: Waveform, qtbot: QtBot) -> None:
    waveform.set_selection(Passage(10.0, 15.0))
    with qtbot.assertNotEmitted(waveform.selection_cleared):
        qtbot.mouseClick(waveform.detail, Qt.MouseButton.LeftButton, pos=lane_point(12.0))
    with qtbot.waitSignal(waveform.selection_cleared):
        qtbot.mouseClick(waveform.detail, Qt.MouseButton.LeftButton, pos=lane_point(40.0))
    assert waveform.selection is None


def test_selecting_from_code_tells_nobody(waveform: Waveform, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(waveform.selection_changed):
        waveform.set_selection(Passage(1.0, 2.0))


def test_a_click_on_a_label_names_its_mark_and_does_not_seek(waveform: Waveform, qtbot: QtBot) -> None:
    waveform.set_marks(MARKS)
    with qtbot.assertNotEmitted(waveform.seek_requested), qtbot.waitSignal(waveform.mark_clicked) as caught:
        qtbot.mouseClick(waveform.detail, Qt.MouseButton.LeftButton, pos=QPoint(x_of(20.0) + 20, 14))
    assert caught.args == ["rule"]


def test_the_edge_of_the_selected_mark_can_be_dragged(waveform: Waveform, qtbot: QtBot) -> None:
    waveform.set_marks(MARKS, "rule")
    with qtbot.waitSignal(waveform.mark_moved) as caught:
        drag(qtbot, waveform, 30.0, 34.0)
    assert caught.args == ["rule", 20.0, pytest.approx(34.0)]
    with qtbot.waitSignal(waveform.mark_moved) as caught:
        drag(qtbot, waveform, 20.0, 45.0)
    assert caught.args == ["rule", pytest.approx(33.9), pytest.approx(34.0)]


def test_the_wheel_zooms_and_keeps_the_place_under_the_pointer(waveform: Waveform) -> None:
    turn_wheel(waveform, at_s=30.0, notches=3)
    view = waveform.view
    assert view.span_s == pytest.approx(50 * 0.8**3)
    assert (30.0 - view.start_s) / view.span_s == pytest.approx(30 / 50, abs=0.01)


def test_shift_and_wheel_move_along(waveform: Waveform) -> None:
    turn_wheel(waveform, at_s=30.0, notches=-2, modifiers=Qt.KeyboardModifier.ShiftModifier)
    assert waveform.view.start_s == pytest.approx(10.0)
    assert waveform.view.span_s == pytest.approx(50.0)


def test_zoom_commands_keep_the_playhead_in_view(waveform: Waveform) -> None:
    waveform.set_position(48.0)
    for _step in range(4):
        waveform.zoom_in()
    assert waveform.view.start_s <= 48.0 <= waveform.view.end_s
    for _step in range(20):
        waveform.zoom_out()
    assert waveform.view.span_s == DURATION_S


def test_the_page_turns_when_the_sound_leaves_it(waveform: Waveform) -> None:
    waveform.set_position(49.9)
    assert waveform.view.start_s == 0.0
    waveform.set_position(50.1)
    assert waveform.view.start_s == pytest.approx(50.1 - 2.5)


def test_each_voice_is_drawn_in_its_lane_where_it_speaks(waveform: Waveform, theme: Theme) -> None:
    image = pixels(waveform)
    agent, customer = theme.color("agent"), theme.color("customer")
    assert has_color(image, agent, x=x_of(5.0), top=30, bottom=38)
    assert not has_color(image, agent, x=x_of(35.0), top=30, bottom=38)
    assert has_color(image, customer, x=x_of(35.0), top=78, bottom=86)
    assert not has_color(image, customer, x=x_of(5.0), top=78, bottom=86)


def test_an_agent_on_the_right_channel_is_still_drawn_above(waveform: Waveform, theme: Theme) -> None:
    waveform.set_call(DURATION_S, AgentChannel.RIGHT)
    waveform.view.show_range(0.0, 50.0)
    waveform.set_peaks(peaks_of(left=[(0, 10)], right=[(25, 50)]), Activity((), ()))
    image = pixels(waveform)
    assert has_color(image, theme.color("agent"), x=x_of(35.0), top=30, bottom=38)
    assert has_color(image, theme.color("customer"), x=x_of(5.0), top=78, bottom=86)


def test_a_mono_call_has_one_lane(waveform: Waveform, theme: Theme) -> None:
    waveform.set_call(DURATION_S, AgentChannel.MONO)
    waveform.view.show_range(0.0, 50.0)
    waveform.set_peaks(peaks_of(left=[(0, 10)], right=[(25, 50)]), Activity((), ()))
    image = pixels(waveform)
    for time_s in (5.0, 35.0):
        assert has_color(image, theme.color("waveform_played"), x=x_of(time_s), top=58, bottom=66)
    assert not has_color(image, theme.color("agent"), x=x_of(5.0), top=28, bottom=112)


def test_silence_is_drawn_as_a_line_with_its_length(waveform: Waveform, theme: Theme) -> None:
    image = pixels(waveform)
    line = theme.color("silence")
    assert all(has_color(image, line, x=x_of(time_s), top=92, bottom=96) for time_s in (12.5, 15.0, 23.0))
    assert not has_color(image, line, x=x_of(30.0), top=92, bottom=96)


def test_overtalk_is_hatched_between_the_lanes(waveform: Waveform, theme: Theme) -> None:
    waveform.set_peaks(peaks_of(left=[(0, 10)], right=[(5, 10)]), Activity((), (Passage(5, 10),)))
    edge = theme.color("overtalk")
    image = pixels(waveform)
    assert has_color(image, edge, x=x_of(7.0), top=64, bottom=76)
    assert not has_color(image, edge, x=x_of(12.0), top=64, bottom=76)


def test_heard_parts_are_dark_and_underlined_in_the_overview(waveform: Waveform, theme: Theme) -> None:
    waveform.set_heard([Passage(20.0, 80.0)])
    image = waveform.overview.grab().toImage()
    played = theme.color("waveform_played")
    assert has_color(image, played, x=GUTTER + 300, top=30, bottom=34)
    assert not has_color(image, played, x=GUTTER + 500, top=30, bottom=34)


def test_the_playhead_moves_with_the_position(waveform: Waveform, theme: Theme) -> None:
    accent = theme.color("accent")
    waveform.set_position(20.0)
    assert has_color(pixels(waveform), accent, x=x_of(20.0) - 1, top=60, bottom=70)
    waveform.set_position(40.0)
    image = pixels(waveform)
    assert has_color(image, accent, x=x_of(40.0) - 1, top=60, bottom=70)
    assert not has_color(image, accent, x=x_of(20.0) - 1, top=60, bottom=70)


def test_while_peaks_are_computed_the_call_can_be_sought_in(waveform: Waveform, theme: Theme, qtbot: QtBot) -> None:
    waveform.set_call(DURATION_S, AgentChannel.LEFT)
    before = pixels(waveform)
    waveform.show_busy(0.4)
    busy = pixels(waveform)
    assert busy != before
    with qtbot.waitSignal(waveform.seek_requested):
        qtbot.mouseClick(waveform.detail, Qt.MouseButton.LeftButton, pos=lane_point(20.0))
    waveform.show_error("call.wav is broken.")
    assert pixels(waveform) != busy


def test_with_nothing_loaded_a_click_does_nothing(qtbot: QtBot, theme: Theme) -> None:
    empty = Waveform(theme=theme)
    qtbot.addWidget(empty)
    empty.resize(1112, 170)
    with qtbot.assertNotEmitted(empty.seek_requested):
        qtbot.mouseClick(empty.detail, Qt.MouseButton.LeftButton, pos=lane_point(20.0))
        qtbot.mouseClick(empty.overview, Qt.MouseButton.LeftButton, pos=QPoint(GUTTER + 300, 15))
    empty.grab()


def test_another_theme_is_drawn_at_once(waveform: Waveform, theme: Theme) -> None:
    pixels(waveform)
    theme.use("dark")
    assert has_color(pixels(waveform), theme.color("agent"), x=x_of(5.0), top=30, bottom=38)


def test_parts_have_names_for_a_screen_reader(waveform: Waveform) -> None:
    assert all(part.accessibleName() for part in (waveform, waveform.overview, waveform.detail))


def test_a_row_waveform_is_small_and_seeks(qtbot: QtBot, theme: Theme) -> None:
    row = WaveformOverview(theme=theme, has_gutter=False)
    qtbot.addWidget(row)
    row.resize(300, 28)
    row.set_duration(DURATION_S)
    with qtbot.waitSignal(row.seek_requested) as caught:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(150, 10))
    assert caught.args[0] == pytest.approx(100.0, abs=0.7)


def drag(qtbot: QtBot, waveform: Waveform, start_s: float, end_s: float) -> None:
    detail = waveform.detail
    qtbot.mousePress(detail, Qt.MouseButton.LeftButton, pos=lane_point(start_s))
    qtbot.mouseMove(detail, lane_point((start_s + end_s) / 2))
    qtbot.mouseMove(detail, lane_point(end_s))
    qtbot.mouseRelease(detail, Qt.MouseButton.LeftButton, pos=lane_point(end_s))


def turn_wheel(
    waveform: Waveform,
    *,
    at_s: float,
    notches: int,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    point = QPointF(lane_point(at_s))
    event = QWheelEvent(
        point,
        waveform.detail.mapToGlobal(point),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(waveform.detail, event)

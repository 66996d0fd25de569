"""Passages, marks and the loop in a person's hands: what is held, where it goes, and that nothing plays meanwhile."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from qa_desk.audio.passage import Passage
from qa_desk.domain.calls import AgentChannel
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.waveform.dragging import Grip, Press, edge_at, snap_s
from qa_desk.gui.widgets.waveform.marks import WaveformMark
from qa_desk.gui.widgets.waveform.overview import GUTTER
from qa_desk.gui.widgets.waveform.painting import TimeScale
from qa_desk.gui.widgets.waveform.waveform import Waveform

SCALE = TimeScale(96, 1000, 0.0, 50.0)
CLOSE_UP = TimeScale(96, 1000, 20.0, 21.0)
RULER_Y, LANE_Y = 118, 50


@pytest.fixture
def waveform(qtbot: QtBot, theme: Theme) -> Waveform:
    """200 s of a call, 50 s of it over 1000 px."""
    shown = Waveform(theme=theme)
    qtbot.addWidget(shown)
    shown.resize(1112, 170)
    shown.set_call(200.0, AgentChannel.LEFT)
    shown.view.show_range(0.0, 50.0)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def drag(qtbot: QtBot, waveform: Waveform, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(waveform.detail, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(waveform.detail, (start + end) / 2)
    qtbot.mouseMove(waveform.detail, end)
    qtbot.mouseRelease(waveform.detail, Qt.MouseButton.LeftButton, pos=end)


def at(time_s: float, y: int = LANE_Y) -> QPoint:
    return QPoint(round(GUTTER + time_s * 20), y)


def test_an_edge_is_taken_within_five_px_and_the_nearer_one_first() -> None:
    passage = Passage(10.0, 10.2)
    assert edge_at(SCALE.x_of(10.0) - 5, passage, SCALE, 5) == -1
    assert edge_at(SCALE.x_of(10.2) + 5, passage, SCALE, 5) == 1
    assert edge_at(SCALE.x_of(10.0) - 6, passage, SCALE, 5) == 0


def test_an_end_can_not_be_dragged_past_the_other_one() -> None:
    start = Press(Grip.MARK_START, 0.0, Passage(10.0, 12.0))
    end = Press(Grip.MARK_END, 0.0, Passage(10.0, 12.0))
    assert start.dragged_to(SCALE.x_of(40.0), SCALE) == Passage(pytest.approx(11.9), 12.0)
    assert end.dragged_to(SCALE.x_of(1.0), SCALE) == Passage(10.0, pytest.approx(10.1))


def test_nothing_is_dragged_out_of_the_call() -> None:
    whole = TimeScale(96, 1000, 0.0, 33.33)
    new = Press(Grip.NEW_PASSAGE, 0.0, Passage(30.0, 30.0))
    dragged = new.dragged_to(5000.0, whole)
    assert dragged is not None
    assert dragged.end_s <= 33.33


def test_times_are_round_tenths_and_close_up_hundredths() -> None:
    assert snap_s(SCALE) == 0.1
    assert snap_s(CLOSE_UP) == 0.01
    new = Press(Grip.NEW_PASSAGE, 0.0, Passage(20.113, 20.113))
    assert new.dragged_to(CLOSE_UP.x_of(20.379), CLOSE_UP) == Passage(20.11, 20.38)


@pytest.mark.parametrize(
    ("held", "to_s", "loop"),
    [((10.0, -6), 5.0, (5.3, 20.0)), ((20.0, 6), 30.0, (10.0, 29.7))],
)
def test_the_handles_of_the_loop_are_dragged_without_playing_or_seeking(
    waveform: Waveform, qtbot: QtBot, held: tuple[float, int], to_s: float, loop: tuple[float, float]
) -> None:
    waveform.set_loop(Passage(10.0, 20.0))
    start = at(held[0], RULER_Y) + QPoint(held[1], 0)
    with qtbot.assertNotEmitted(waveform.seek_requested), qtbot.waitSignal(waveform.loop_changed) as caught:
        drag(qtbot, waveform, start, at(to_s, RULER_Y))
    assert caught.args == [pytest.approx(loop[0], abs=0.35), pytest.approx(loop[1], abs=0.35)]
    assert waveform.detail.loop == Passage(*caught.args)


def test_a_click_on_a_handle_of_the_loop_does_nothing(waveform: Waveform, qtbot: QtBot) -> None:
    waveform.set_loop(Passage(10.0, 20.0))
    with qtbot.assertNotEmitted(waveform.seek_requested), qtbot.assertNotEmitted(waveform.loop_changed):
        qtbot.mouseClick(waveform.detail, Qt.MouseButton.LeftButton, pos=at(10.0, RULER_Y) - QPoint(6, 0))


def test_what_the_player_says_of_the_loop_does_not_tear_it_from_the_hand(waveform: Waveform, qtbot: QtBot) -> None:
    waveform.set_loop(Passage(10.0, 20.0))
    qtbot.mousePress(waveform.detail, Qt.MouseButton.LeftButton, pos=at(20.0, RULER_Y) + QPoint(6, 0))
    qtbot.mouseMove(waveform.detail, at(30.0, RULER_Y))
    waveform.set_loop(Passage(10.0, 20.0))
    assert waveform.detail.loop != Passage(10.0, 20.0)
    with qtbot.waitSignal(waveform.loop_changed):
        qtbot.mouseRelease(waveform.detail, Qt.MouseButton.LeftButton, pos=at(30.0, RULER_Y))


def test_a_loop_set_from_code_tells_nobody(waveform: Waveform, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(waveform.loop_changed):
        waveform.set_loop(Passage(1.0, 2.0))
        waveform.set_loop(None)


def test_the_end_of_a_passage_selected_can_be_moved(waveform: Waveform, qtbot: QtBot) -> None:
    waveform.set_selection(Passage(10.0, 15.0))
    with qtbot.assertNotEmitted(waveform.seek_requested), qtbot.waitSignal(waveform.selection_changed) as caught:
        drag(qtbot, waveform, at(15.0), at(25.0))
    assert caught.args == [10.0, pytest.approx(25.0)]


@pytest.mark.parametrize(
    ("place", "shape"),
    [
        (at(20.0), Qt.CursorShape.SizeHorCursor),
        (at(10.0, RULER_Y) - QPoint(8, 0), Qt.CursorShape.SizeHorCursor),
        (at(20.0, 14) + QPoint(12, 0), Qt.CursorShape.PointingHandCursor),
        (at(40.0), Qt.CursorShape.ArrowCursor),
    ],
    ids=["edge of a mark", "handle of the loop", "label of a mark", "nothing"],
)
def test_the_pointer_says_what_can_be_taken_hold_of(
    waveform: Waveform, qtbot: QtBot, place: QPoint, shape: Qt.CursorShape
) -> None:
    waveform.set_marks([WaveformMark("rule", 20.0, 30.0, "Rule")], "rule")
    waveform.set_loop(Passage(10.0, 15.0))
    qtbot.mouseMove(waveform.detail, place)
    assert waveform.detail.cursor().shape() is shape

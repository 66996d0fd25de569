"""The part in view stays within the call and moves only when that helps."""

import itertools

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.waveform.marks import WaveformMark, place_marks, rows_needed
from qa_desk.gui.widgets.waveform.overview import GUTTER
from qa_desk.gui.widgets.waveform.painting import TimeScale, clock
from qa_desk.gui.widgets.waveform.rater_lanes import RaterLane, RaterLanes
from qa_desk.gui.widgets.waveform.view import SHORTEST_SPAN_S, TimeView


@pytest.fixture
def view(qapp: object) -> TimeView:
    made = TimeView()
    made.set_duration(400.0)
    return made


def test_a_new_call_begins_at_its_start(view: TimeView) -> None:
    view.show_range(100.0, 150.0)
    view.set_duration(30.0)
    assert (view.start_s, view.end_s) == (0.0, 30.0)


def test_the_view_never_leaves_the_call(view: TimeView) -> None:
    view.scroll(-100.0)
    assert view.start_s == 0.0
    view.scroll(10_000.0)
    assert view.end_s == 400.0
    view.zoom(1000.0, 200.0)
    assert (view.start_s, view.end_s) == (0.0, 400.0)
    view.zoom(1e-6, 200.0)
    assert view.span_s == SHORTEST_SPAN_S
    assert view.start_s < 200.0 < view.end_s


def test_a_person_who_looks_elsewhere_is_left_alone_while_it_plays(view: TimeView) -> None:
    view.follow(10.0)
    view.show_range(200.0, 250.0)
    for tenth in range(50):
        view.follow(10.0 + tenth / 10)
    assert view.start_s == 200.0


def test_a_jump_is_shown_even_to_one_who_looks_elsewhere(view: TimeView) -> None:
    view.follow(10.0)
    view.show_range(200.0, 250.0)
    view.follow(300.0)
    assert view.start_s < 300.0 < view.end_s


def test_revealing_what_is_in_view_does_not_move_it(view: TimeView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.changed):
        view.reveal(10.0, 20.0)
    view.reveal(100.0, 110.0)
    assert view.start_s < 100.0
    assert view.end_s > 110.0


def test_nothing_loaded_can_be_zoomed_and_scrolled_without_harm(qapp: object) -> None:
    view = TimeView()
    view.zoom(0.5, 3.0)
    view.scroll(5.0)
    view.follow(1.0)
    assert view.span_s == 0.0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "00:00"), (161, "02:41"), (59.999, "00:59"), (3600, "1:00:00"), (7325, "2:02:05"), (-3, "00:00")],
)
def test_seconds_read_as_a_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def test_labels_of_marks_never_cover_one_another(theme: Theme) -> None:
    marks = [WaveformMark(str(place), place * 1.2, place * 1.2 + 5, "a long label " * 3) for place in range(12)]
    scale = TimeScale(96, 1000, 0.0, 50.0)
    placed = sorted(place_marks(marks, None, scale, 4, theme), key=lambda one: one.label.left())
    assert len(placed) == 12
    for one, following in itertools.pairwise(placed):
        assert one.label.right() <= following.label.left() or one.label.width() <= 28


def test_the_selected_label_is_as_wide_as_its_passage_and_on_top(theme: Theme) -> None:
    marks = [WaveformMark("a", 10, 30, "short"), WaveformMark("b", 12, 13, "other")]
    placed = place_marks(marks, "a", TimeScale(96, 1000, 0.0, 50.0), 4, theme, n_rows=rows_needed(marks))
    assert placed[-1].mark.id == "a"
    assert placed[-1].label.width() == 400


def test_marks_out_of_view_have_no_label(theme: Theme) -> None:
    marks = [WaveformMark("a", 10, 11, "x"), WaveformMark("b", 100, 101, "y")]
    assert [one.mark.id for one in place_marks(marks, None, TimeScale(96, 1000, 50.0, 150.0), 4, theme)] == ["b"]


@pytest.fixture
def lanes(qtbot: QtBot, theme: Theme, view: TimeView) -> RaterLanes:
    view.show_range(0.0, 50.0)
    made = RaterLanes(theme=theme, view=view)
    qtbot.addWidget(made)
    made.set_lanes(
        [
            RaterLane(0, "Wang Fang", (WaveformMark("first", 10, 15, "", "asked the name"),)),
            RaterLane(1, "Zhou Min"),
            RaterLane(2, "Chen Jie", (WaveformMark("second", 30, 32, "", "address"),)),
        ]
    )
    made.resize(1112, made.sizeHint().height())
    return made


def test_a_click_on_a_raters_bar_names_its_mark(lanes: RaterLanes, qtbot: QtBot) -> None:
    third = lanes.sizeHint().height() * 2 // 4
    with qtbot.waitSignal(lanes.mark_clicked) as caught:
        qtbot.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=QPoint(GUTTER + 610, third + 16))
    assert caught.args == ["second"]
    with qtbot.waitSignal(lanes.seek_requested) as caught:
        qtbot.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=QPoint(GUTTER + 400, 14))
    assert caught.args == [pytest.approx(20.0, abs=0.1)]


def test_lanes_are_read_out_with_names_and_notes(lanes: RaterLanes) -> None:
    words = lanes.accessibleDescription()
    assert "Wang Fang: 00:10 asked the name" in words
    assert "Zhou Min: no mark left" in words


def test_every_rater_has_a_colour_of_their_own(lanes: RaterLanes, theme: Theme) -> None:
    image = lanes.grab().toImage()
    seen = {image.pixelColor(x, y).name() for x in range(GUTTER) for y in range(lanes.height())}
    assert {theme.color(f"rater_{number}").name() for number in (1, 2, 3)} <= seen


def test_marks_that_overlap_in_time_lie_below_one_another_and_none_hides_another(theme: Theme) -> None:
    marks = [
        WaveformMark("a", 10.0, 20.0, "Greeting"),
        WaveformMark("b", 10.0, 14.0, "Consent"),
        WaveformMark("c", 12.0, 30.0, "Wrong information"),
        WaveformMark("d", 12.0, 13.0, "Tone"),
        WaveformMark("e", 12.0, 13.0, "Closing"),
        WaveformMark("f", 49.9, 50.0, "The end"),
    ]
    assert rows_needed(marks) == 3
    assert rows_needed(marks[:1]) == 1
    for selected in (None, "a", "c"):
        placed = place_marks(marks, selected, TimeScale(96, 600, 0.0, 50.0), 4, theme, n_rows=3)
        assert len(placed) == len(marks)
        labels = {one.mark.id: one.label for one in placed}
        assert len({labels[key].top() for key in "abc"}) == 3
        for one, other in itertools.combinations(labels.values(), 2):
            assert not one.intersects(other)

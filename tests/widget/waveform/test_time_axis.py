"""Seconds and px agree at every zoom: the scale itself, and what overview, bars, marks and playhead make of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from qa_desk.audio.activity import Activity
from qa_desk.audio.passage import Passage
from qa_desk.domain.calls import AgentChannel
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.waveform.bars import BAR_STEP, lane_bars
from qa_desk.gui.widgets.waveform.marks import WaveformMark
from qa_desk.gui.widgets.waveform.overview import GUTTER
from qa_desk.gui.widgets.waveform.painting import TimeScale, clock
from qa_desk.gui.widgets.waveform.ruler import ruler_step
from qa_desk.gui.widgets.waveform.view import SHORTEST_SPAN_S, TimeView
from qa_desk.gui.widgets.waveform.waveform import Waveform
from tests.widget.waveform.sounds import BEEP_S, CELL_S, HOUR_S, noisy_peaks, peaks_with_beep

TEN_MS = 0.010

durations = some.floats(min_value=0.5, max_value=4 * HOUR_S)
shares = some.floats(min_value=0.0, max_value=1.0)
widths = some.integers(min_value=50, max_value=4000)


@given(durations, shares, shares, widths, shares)
def test_a_time_goes_to_its_px_and_back_at_every_zoom(
    duration_s: float, start: float, zoom: float, width: int, place: float
) -> None:
    view = TimeView()
    view.set_duration(duration_s)
    view.show_all()
    view.zoom(max(zoom, 1e-6), start * duration_s)
    scale = TimeScale(GUTTER, width, view.start_s, view.end_s)
    time_s = view.start_s + place * view.span_s
    assert scale.left - 1e-6 <= scale.x_of(time_s) <= scale.right + 1e-6
    assert scale.time_at(scale.x_of(time_s)) == pytest.approx(time_s, abs=1e-6)


@given(durations, some.lists(some.tuples(some.floats(0.01, 100.0), shares), max_size=8))
def test_however_one_zooms_the_view_stays_within_the_call(duration_s: float, steps: list[tuple[float, float]]) -> None:
    view = TimeView()
    view.set_duration(duration_s)
    for factor, place in steps:
        view.zoom(factor, place * duration_s)
        assert view.start_s >= 0.0
        assert view.end_s <= duration_s + 1e-6
        assert view.span_s >= min(SHORTEST_SPAN_S, duration_s) - 1e-6


@given(shares, some.floats(min_value=0.05, max_value=0.95))
def test_zooming_keeps_what_is_under_the_pointer(place: float, factor: float) -> None:
    view = TimeView()
    view.set_duration(HOUR_S)
    view.show_range(1000.0, 1400.0)
    pointed_s = 1000.0 + 400.0 * place
    before = TimeScale(0, 1000, view.start_s, view.end_s).x_of(pointed_s)
    view.zoom(factor, pointed_s)
    assert TimeScale(0, 1000, view.start_s, view.end_s).x_of(pointed_s) == pytest.approx(before, abs=1e-3)


@settings(max_examples=60)
@given(shares, some.sampled_from([1.0, 3.7, 50.0, 600.0, HOUR_S]))
def test_a_bar_stands_where_its_sound_is_at_every_zoom(start: float, span_s: float) -> None:
    peaks = peaks_with_beep()
    start_s = start * (HOUR_S - span_s)
    scale = TimeScale(GUTTER, 1000, start_s, start_s + span_s)
    bars = lane_bars(peaks, scale, 1.0)
    loud = np.flatnonzero(bars.above[:, 0] > 0.3)
    first_x, last_x = scale.x_of(BEEP_S), scale.x_of(BEEP_S + 1.0)
    if last_x < scale.left or first_x > scale.right:
        assert not len(loud)
    else:
        assert bars.left + loud[0] * bars.step == pytest.approx(max(first_x, scale.left), abs=bars.step + 1)
        end = bars.left + (loud[-1] + 1) * bars.step
        assert end == pytest.approx(min(last_x, scale.right), abs=bars.step + 1)


def test_close_up_a_bar_is_one_measured_cell_and_no_less() -> None:
    scale = TimeScale(GUTTER, 1000, 10.0, 11.0)
    bars = lane_bars(peaks_with_beep(), scale, 1.0)
    assert bars.step == pytest.approx(CELL_S * scale.px_per_s)
    assert bars.step > BAR_STEP
    assert bars.core is not None


def test_a_page_turned_shows_the_same_bars_at_the_same_times() -> None:
    peaks = noisy_peaks()
    first = lane_bars(peaks, TimeScale(GUTTER, 1000, 0.0, 50.0), 1.0)
    second = lane_bars(peaks, TimeScale(GUTTER, 1000, 15.0, 65.0), 1.0)
    moved = round(15.0 / 50.0 * 1000 / BAR_STEP)
    np.testing.assert_array_equal(first.above[moved:330], second.above[: 330 - moved])


@pytest.fixture
def an_hour(qtbot: QtBot, theme: Theme) -> Waveform:
    shown = Waveform(theme=theme)
    qtbot.addWidget(shown)
    shown.resize(1112, 170)
    shown.set_call(HOUR_S, AgentChannel.LEFT)
    shown.set_peaks(peaks_with_beep(), Activity((), ()))
    return shown


@pytest.mark.parametrize("span_s", [1.0, 4.0, 9.5], ids=lambda span_s: f"{span_s:g}s")
def test_after_an_hour_sound_mark_and_playhead_are_on_one_px(
    an_hour: Waveform, theme: Theme, qtbot: QtBot, span_s: float
) -> None:
    an_hour.view.show_range(BEEP_S - span_s / 2, BEEP_S + span_s / 2)
    px_s = span_s / 1000
    an_hour.set_marks([WaveformMark("beep", BEEP_S, BEEP_S + 0.4, "beep")], "beep")
    bare = an_hour.detail.grab().toImage()
    sound_x = first_x(bare, theme.color("agent").name(), top=32, bottom=40)
    mark_x = next(x for x in range(GUTTER, bare.width()) if bare.pixelColor(x, 90) != bare.pixelColor(GUTTER + 2, 90))
    an_hour.set_position(BEEP_S)
    played = an_hour.detail.grab().toImage()
    playhead_x = first_x(played, theme.color("accent").name(), top=88, bottom=92) + 1
    with qtbot.waitSignal(an_hour.seek_requested) as caught:
        qtbot.mouseClick(an_hour.detail, Qt.MouseButton.LeftButton, pos=QPoint(playhead_x, 60))
    cell_px = CELL_S / px_s
    assert abs(mark_x - playhead_x) <= 1
    assert abs(sound_x - playhead_x) <= max(1.0, BAR_STEP, cell_px)
    assert caught.args[0] == pytest.approx(BEEP_S, abs=max(TEN_MS, px_s))
    assert (sound_x - playhead_x) * px_s == pytest.approx(0.0, abs=max(TEN_MS, BAR_STEP * px_s))


@pytest.mark.parametrize("span_s", [1.0, 2.0, 5.0, 12.0, 50.0, 130.0, 400.0, 1800.0, HOUR_S, 4 * HOUR_S])
def test_the_ruler_has_some_round_labels_at_every_zoom(theme: Theme, span_s: float) -> None:
    scale = TimeScale(GUTTER, 1000, 0.0, span_s)
    step = ruler_step(scale, theme)
    assert step is not None
    assert 3 <= span_s / step.step_s <= 14
    assert clock(step.step_s, step.decimals) != clock(0, step.decimals)
    assert step.step_s * 10**step.decimals == pytest.approx(round(step.step_s * 10**step.decimals))


def test_a_ruler_with_nothing_in_view_is_empty(theme: Theme) -> None:
    assert ruler_step(TimeScale(0, 100, 0.0, 0.0), theme) is None


def test_a_clock_drops_what_is_finer_than_its_decimals() -> None:
    assert [clock(161.987, decimals) for decimals in (0, 1, 2)] == ["02:41", "02:41.9", "02:41.98"]
    assert clock(3600.3, 1) == "1:00:00.3"


def first_x(image: QImage, color: str, *, top: int, bottom: int) -> int:
    """The leftmost column of the axis with this colour in these rows."""
    return next(
        x
        for x in range(GUTTER, image.width())
        if any(image.pixelColor(x, y).name() == color for y in range(top, bottom))
    )


def test_silence_marked_is_silence_drawn(an_hour: Waveform, theme: Theme) -> None:
    an_hour.view.show_range(BEEP_S - 20, BEEP_S + 10)
    an_hour.set_peaks(peaks_with_beep(), Activity((Passage(BEEP_S - 10, BEEP_S),), ()))
    image = an_hour.detail.grab().toImage()
    beep_x = GUTTER + round(20 / 30 * 1000)
    assert image.pixelColor(beep_x - 10, 94) == theme.color("silence")
    assert image.pixelColor(beep_x + 10, 94) != theme.color("silence")

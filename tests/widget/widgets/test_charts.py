"""Charts: pointer, keys and clipboard give the values and the rows behind them; the axis has round numbers."""

import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from qa_desk.gui.widgets.charts.chart import Chart
from qa_desk.gui.widgets.charts.readings import data_text, heads, readings
from qa_desk.gui.widgets.painting import text_width
from qa_desk.reports.axis import Scale, round_range, round_values
from qa_desk.reports.figures import (
    BarGroup,
    Bars,
    BarValue,
    ForestPlot,
    ForestRow,
    HeatCell,
    HeatTable,
    Histogram,
    HistogramBin,
    Pareto,
    ParetoBar,
    SeriesPoint,
    Standing,
    TimeSeries,
)

FIGURES = (
    ForestPlot(
        "One criterion lies below the target",
        "agreement, %",
        (
            ForestRow("tone", "Tone", 78.4, 71.0, 84.3, 64, Standing.MISSED, True, ("57",)),
            ForestRow("rare", "Seldom asked", None, None, None, 1, Standing.UNDECIDED, False, ("–",)),
            ForestRow("all", "All criteria", 91.6, 89.8, 93.3, 64, Standing.POOLED, False, ("66",)),
        ),
        target=90.0,
        axis_low=60.0,
        detail_titles=("on failures",),
    ),
    HeatTable(
        "Two agree least",
        "agreement of each pair, %",
        ("Chen Jie", "Sun Qian"),
        ("Wang Fang", "Chen Jie"),
        (
            HeatCell(0, 0, 96.0, "a", low=91.2, high=98.4, n=250),
            HeatCell(0, 1, None),
            HeatCell(1, 0, 81.0, "b", True),
            HeatCell(1, 1, 95.0, "c"),
        ),
        (84.0, 88.0, 92.0, 95.0),
        row_raters=(1, 2),
        column_raters=(0, 1),
    ),
    Pareto(
        "One criterion takes most",
        "share of points lost, %",
        (
            ParetoBar("tone", "Tone", 60.0, 52.0, 68.0, 60.0, 42, True),
            ParetoBar("rest", "Greeting", 40.0, None, None, 100.0, 28),
        ),
    ),
    TimeSeries(
        "Failures left their limits",
        "calls losing points, %",
        (
            SeriesPoint("w1", "43", 31.0, 172, 20.0, 41.0, phrase="week 43"),
            SeriesPoint("w2", "44", None, 0),
            SeriesPoint("w3", "45", 46.0, 180, 20.0, 41.0, True, "version 7"),
        ),
        centre=31.0,
        target=25.0,
        breaks=(("w3", "version 7"),),
    ),
    Bars(
        "Coaching helped in Hall 3",
        "calls failed, %",
        ("before", "after"),
        (
            BarGroup("Hall 3", (BarValue("a", 31.5, 120, 23.9, 40.3), BarValue("b", 12.5, 96, 7.2, 20.6))),
            BarGroup("Hall 1", (BarValue("c", 18.0, 50), BarValue("d", None, 0))),
        ),
        target=10.0,
    ),
    Bars(
        "Half are acknowledged",
        "results, %",
        ("acknowledged", "disputed"),
        (
            BarGroup("Hall 3", (BarValue("a", 60.0, 52), BarValue("b", 40.0, 8))),
            BarGroup("Hall 1", (BarValue("c", 75.0, 71), BarValue("d", 25.0, 4))),
        ),
        is_stacked=True,
    ),
    Histogram(
        "Two humps",
        "scores of record",
        (HistogramBin("0", 0, 10, 14, True), HistogramBin("80", 80, 90, 61), HistogramBin("90", 90, 100, 33)),
        "calls",
        "points",
        references=(("mean 79", 79.0), ("target 85", 85.0)),
    ),
)
EACH = pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: type(figure).__name__)


@pytest.fixture
def shown(qtbot, theme):
    def show(figure):
        chart = Chart(theme=theme)
        qtbot.addWidget(chart)
        chart.show_figure(figure)
        chart.resize(760, 420)
        with qtbot.waitExposed(chart):
            chart.show()
        chart.activateWindow()
        return chart

    return show


@EACH
def test_every_reading_is_drawn_inside_the_chart_and_a_click_opens_its_rows(figure, shown, qtbot):
    chart = shown(figure)
    canvas = chart.canvas

    for place, reading in enumerate(readings(figure)):
        at = canvas.place_of(place).center()
        assert canvas.rect().contains(at.toPoint()), reading.words
        with qtbot.waitSignal(chart.opened) as opened:
            qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at.toPoint())
        assert opened.args == [reading.key]


@EACH
def test_arrows_walk_the_readings_read_them_aloud_and_enter_opens(figure, shown, qtbot):
    chart = shown(figure)
    canvas = chart.canvas
    all_readings = readings(figure)

    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.accessibleDescription() == all_readings[0].words
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.accessibleDescription() == all_readings[1].words
    qtbot.keyClick(canvas, Qt.Key.Key_End)
    with qtbot.waitSignal(chart.opened) as opened:
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert opened.args == [all_readings[-1].key]
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.current == len(all_readings) - 1, "the last is the end"


@EACH
def test_the_reading_under_the_keyboard_is_seen(figure, shown, qtbot):
    chart = shown(figure)
    canvas = chart.canvas
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(canvas.hasFocus)
    before = canvas.grab().toImage()

    canvas.walk_to(0)

    assert canvas.grab().toImage() != before


@EACH
def test_ctrl_c_copies_the_data_with_every_digit(figure, shown, qtbot):
    chart = shown(figure)
    canvas = chart.canvas
    qtbot.keyClick(canvas, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    lines = QApplication.clipboard().text().split("\n")
    assert lines[0] == figure.title
    assert len(lines) == 2 + len(readings(figure))
    assert {len(line.split("\t")) for line in lines[1:]} == {len(heads(figure))}
    assert QApplication.clipboard().text() == data_text(figure)


@EACH
def test_a_chart_follows_the_theme(figure, shown, theme, qtbot):
    chart = shown(figure)
    light = chart.grab().toImage()

    theme.use("dark")

    qtbot.waitUntil(lambda: chart.grab().toImage() != light)


def test_the_title_says_the_finding_and_another_figure_takes_its_place(shown):
    chart = shown(FIGURES[0])
    assert chart.accessibleName() == "One criterion lies below the target"

    chart.show_figure(FIGURES[1])

    assert chart.accessibleName() == "Two agree least"
    assert chart.canvas.accessibleName() == "Two agree least"


def test_a_reading_tells_value_interval_n_and_verdict():
    first, second, _third = readings(FIGURES[0])

    assert first.words == "Tone: 78.4 %, 71.0–84.3, 64 calls, needs work"
    assert second.words == "Seldom asked: –, 1 call, too few calls to say"


def test_an_empty_cell_of_a_heat_table_is_no_reading():
    assert [reading.key for reading in readings(FIGURES[1])] == ["a", "b", "c"]


def test_pyqtgraph_is_not_loaded_before_a_chart_needs_it():
    code = (
        "import sys, qa_desk.gui.widgets.charts.chart, qa_desk.gui.widgets.table.view;"
        "sys.exit('pyqtgraph' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_axes_carry_round_numbers():
    assert round_values(0, 100) == [0, 20, 40, 60, 80, 100]
    assert round_values(62, 99, 5) == [70, 80, 90]
    assert round_range([27.5, 46.0]) == (25, 50)


def test_ranges_are_never_empty():
    for values in ([], [0.0], [7.0, 7.0], [-3.0]):
        low, high = round_range(values)
        assert low < high
        assert all(low <= value <= high for value in values)


def test_what_lies_outside_an_axis_is_drawn_at_its_edge():
    scale = Scale(60, 100, 200, 400)

    assert [scale.at(value) for value in (20, 60, 80, 100, 130)] == [200, 200, 300, 400, 400]


def test_a_plot_without_verdicts_says_none() -> None:
    row = ForestRow("a", "A", 91.6, 89.8, 93.3, 64, Standing.UNDECIDED)
    plot = ForestPlot("Agents", "score", (row,))
    assert "too few calls to say" in readings(plot)[0].words
    assert "too few" not in readings(replace(plot, has_verdicts=False))[0].words


@pytest.mark.parametrize(
    ("figure", "told"),
    list(
        zip(
            FIGURES,
            (
                "Tone: 78.4 %, 71.0–84.3, 64 calls, needs work",
                "Chen Jie and Wang Fang: 96.0 %, 91.2–98.4, n = 250",
                "Tone: 60.0 %, 52.0–68.0, n = 42, together 60.0 %",
                "week 43: 31.0 %, 172 calls, limits 20.0–41.0",
                "Hall 3 and before: 31.5 %, 23.9–40.3, n = 120",
                "Hall 3 and acknowledged: 60.0 %, n = 52",
                "0.0–10.0 points: 14 calls, 13.0 % of all",
            ),
            strict=True,
        )
    ),
    ids=lambda one: type(one).__name__,
)
def test_of_everything_drawn_the_number_its_interval_and_how_many_stand_behind_are_told(figure, told):
    assert readings(figure)[0].words == told


def test_an_interval_below_zero_is_told_with_a_word():
    row = ForestRow("a", "Anna", -6.5, -9.4, -3.6, 18)
    assert readings(ForestPlot("Severity", "points", (row,), unit="points"))[0].words.startswith(
        "Anna: \N{MINUS SIGN}6.5 points, \N{MINUS SIGN}9.4 to \N{MINUS SIGN}3.6, 18 calls"
    )


def test_a_label_too_long_for_a_pareto_is_cut_and_never_left_out(shown, theme):
    name = "a reason that somebody wrote down with very many words and then some (Answer complete)"
    chart = shown(Pareto("One reason", "share, %", (ParetoBar("a", name, 60.0, None, None, 60.0, 4),)))
    axis = chart.canvas._item.getAxis("left")
    ((_place, label),) = axis._tickLevels[0]
    assert label.startswith("a reason")
    assert label.endswith("\N{HORIZONTAL ELLIPSIS}")
    assert text_width(label, theme.font("caption")) <= axis.width()

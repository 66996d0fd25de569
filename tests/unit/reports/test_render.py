"""Renderers: what is in the Document reaches the reader, and untrusted text stays text."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from qa_desk.reports.document import (
    Cell,
    CellKind,
    Document,
    FigureBlock,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Passage,
    Passages,
    Table,
    TableColumn,
)
from qa_desk.reports.figures import (
    BarGroup,
    Bars,
    BarValue,
    Figure,
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
from qa_desk.reports.render import html
from qa_desk.reports.render import json as json_renderer
from qa_desk.reports.render.numbers import NOTHING, clock_text, interval_text, number_text, value_text
from qa_desk.reports.render.svg import svg, svg_file
from qa_desk.reports.render.text import clean

EVIL = '<script>alert(1)</script>"\'&=HYPERLINK("x")'

FOREST = ForestPlot(
    "Two lie below",
    "agreement, %",
    (
        ForestRow("a", EVIL, 97.9, 94.0, 99.3, 64, Standing.REACHED, True, ("x",)),
        ForestRow("b", "Tone", None, None, None, 0, Standing.UNDECIDED),
        ForestRow("c", "All", 91.6, 89.8, 93.3, 64, Standing.POOLED),
        ForestRow("d", "Answer", 78.4, 71.0, 84.3, 64, Standing.MISSED),
    ),
    target=90.0,
    axis_low=60,
    detail_titles=("on failures",),
)
HEAT = HeatTable("Pairs", "%", ("A", "B"), ("C",), (HeatCell(0, 0, 96.2), HeatCell(1, 0, None)), (84, 88, 92, 95))
PARETO = Pareto("Three take 65 %", "share", (ParetoBar("tone", "Tone", 28.0, 25.0, 31.0, 28.0, 289, True),))
SERIES = TimeSeries(
    "Left its limits",
    "calls, %",
    (
        SeriesPoint("w1", "34", 31.0, 168, 20.0, 41.0),
        SeriesPoint("w2", "35", None, 0),
        SeriesPoint("w3", "36", 46.0, 180, 20.0, 41.0, is_signal=True),
    ),
    centre=31.0,
    breaks=(("w3", "version 7"),),
)
BARS = Bars(
    "Coaching helped in Hall 3",
    "calls failed, %, with interval",
    ("before", "after"),
    (
        BarGroup("Hall 3", (BarValue("h3-b", 31.5, 120, 23.9, 40.3), BarValue("h3-a", 12.5, 96, 7.2, 20.6))),
        BarGroup(EVIL, (BarValue("h1-b", 18.0, 50, 9.8, 30.8), BarValue("h1-a", None, 0))),
    ),
    target=10.0,
)
STACKED = Bars(
    "Half are acknowledged",
    "results, %",
    ("acknowledged", "disputed", "waiting"),
    (
        BarGroup("Hall 3", (BarValue("a", 52.0, 52), BarValue("b", 8.0, 8), BarValue("c", 40.0, 40))),
        BarGroup("Hall 1", (BarValue("d", 71.0, 71), BarValue("e", 4.0, 4), BarValue("f", 25.0, 25))),
    ),
    is_stacked=True,
)
HISTOGRAM = Histogram(
    "Two humps: critical failures set a call to 0",
    "scores of record",
    (
        HistogramBin("0", 0.0, 10.0, 14, True),
        HistogramBin("70", 70.0, 80.0, 22),
        HistogramBin("80", 80.0, 90.0, 61),
        HistogramBin("90", 90.0, 100.0, 33),
    ),
    "calls",
    "points",
    references=(("mean 79", 79.0), ("target 85", 85.0)),
)
CONTROL = TimeSeries(
    "Three weeks above the centre after version 7",
    "errors in a call; u chart",
    (
        SeriesPoint("w1", "34", 0.81, 168, 0.55, 1.25, centre=0.9),
        SeriesPoint("w2", "35", 0.97, 120, 0.49, 1.31, centre=0.9),
        SeriesPoint("w3", "36", 1.62, 180, 0.8, 1.6, is_signal=True, signal="beyond 3σ", centre=1.2),
        SeriesPoint("w4", "37", 1.5, 180, 0.8, 1.6, centre=1.2, observed=1.7),
    ),
    unit="",
    target=0.7,
    breaks=(("w3", "version 7"),),
)
FIGURES: tuple[Figure, ...] = (FOREST, HEAT, PARETO, SERIES, BARS, STACKED, HISTOGRAM, CONTROL)


def a_document() -> Document:
    """A document with one of each block, and hostile text wherever people's text can come in."""
    return Document(
        key="common_issues",
        title=f"Common issues {EVIL}",
        subtitle=EVIL,
        language="zh_CN",
        made_at=datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
        made_by=EVIL,
        blocks=(
            Heading("Points lost"),
            Paragraph(EVIL, is_quiet=True),
            KeyFigures((KeyFigure(Cell(706, CellKind.INTEGER), "calls", EVIL),)),
            Table(
                "issues",
                "Issues",
                (TableColumn("criterion", "criterion"), TableColumn("share", "share", is_numeric=True)),
                ((Cell(EVIL), Cell(0.409, CellKind.PERCENT, low=0.374, high=0.446)),),
            ),
            Table("none", "Nothing", (TableColumn("criterion", "criterion"),), (), empty="Nothing failed."),
            *(FigureBlock(f"figure_{i}", figure) for i, figure in enumerate(FIGURES)),
            Passages(
                "examples",
                "Examples",
                (
                    Passage("1043", EVIL, "Hall 3", None, 181.0, 187.0, EVIL, sound=b"OggS"),
                    Passage("1044", "Li Na", "Hall 3", None, 1.0, 2.0, "no sound"),
                ),
            ),
        ),
        facts=(EVIL,),
    )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _value in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_html_shows_hostile_text_as_text() -> None:
    reader = _Reader()
    reader.feed(html.render(a_document()).decode())
    assert "script" not in reader.tags
    assert sum(EVIL in words for words in reader.text) >= 9


def test_html_holds_every_block_and_refers_to_nowhere() -> None:
    page = html.render(a_document()).decode()
    assert page.count("<svg") == len(FIGURES)
    assert "40.9 %" in page
    assert "37.4–44.6" in page
    assert "Nothing failed." in page
    assert page.count("<audio") == 1
    assert "http" not in page.replace('http-equiv="Content-Security-Policy"', "")


def test_short_words_of_a_table_are_on_one_line_and_long_ones_are_not() -> None:
    columns = (TableColumn("due", "截止"), TableColumn("why", "为什么这个问题没有在期限之前解决"))
    table = Table("due", "", columns, ((Cell("2026-11-22"), Cell("it was not read in the halls")),))
    page = html.render(replace(a_document(), blocks=(table,))).decode()
    assert re.findall(r'class="[^"]*short">([^<]*)<', page) == ["截止", "2026-11-22"]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: type(f).__name__)
def test_a_figure_without_rows_still_draws(figure: Figure) -> None:
    emptied = {
        ForestPlot: {"rows": ()},
        HeatTable: {"cells": (), "row_labels": (), "column_labels": ()},
        Pareto: {"bars": ()},
        TimeSeries: {"points": (), "breaks": ()},
        Bars: {"groups": ()},
        Histogram: {"bins": (), "references": ()},
    }
    assert "</svg>" in svg(replace(figure, **emptied[type(figure)]))


def test_json_keeps_full_precision_under_stable_keys() -> None:
    plain = json.loads(json_renderer.render(a_document()))
    assert plain["report"] == "common_issues"
    assert plain["tables"]["issues"]["rows"][0]["share"] == {"value": 0.409, "low": 0.374, "high": 0.446}
    assert plain["figures"]["figure_0"]["kind"] == "ForestPlot"
    assert "sound" not in plain["passages"]["examples"][0]


def test_numbers_read_as_people_write_them() -> None:
    assert number_text(-0.04, 1) == "0.0"
    assert number_text(-3.21, 1) == "−3.2"
    assert value_text(Cell(None, CellKind.PERCENT)) == "–"
    assert value_text(Cell(1234, CellKind.INTEGER)) == "1,234"
    assert interval_text(Cell(0.5, CellKind.PERCENT, low=0.1, high=0.9)) == "10.0–90.0"
    assert clock_text(161.9) == "02:41"


def test_short_names_of_a_heat_table_are_whole() -> None:
    heat = svg(replace(HEAT, row_labels=("0", "Ab"), column_labels=("0", "Ab")))
    assert "…" not in heat


def test_the_axis_of_a_forest_plot_has_round_numbers() -> None:
    words = re.findall(r'text-anchor="middle" class="fill-muted">([^<]+)<', svg(replace(FOREST, axis_low=-70.0)))
    assert words == ["−50", "0", "50", "100"]


def test_long_names_keep_clear_of_what_stands_beside_them() -> None:
    """Labels have the room that their letters need, or end in an ellipsis."""
    forest = replace(FOREST, rows=(replace(FOREST.rows[1], label="Ratings equal to the standard: Wang Fang", n=24),))
    (start,) = re.findall(r'x="([\d.]+)"[^>]*text-anchor="end"[^>]*>24<', svg(forest))
    assert float(start) > 40 * 7
    endless = svg(replace(FOREST, rows=(replace(FOREST.rows[1], label="word " * 40),)))
    assert "…" in endless
    heat = svg(replace(HEAT, column_labels=("Wang Xiaofang",)))
    (width,) = re.findall(r'<rect x="[\d.]+" y="1.0" width="([\d.]+)"', heat)
    assert float(width) > 13 * 6


@pytest.mark.parametrize("place", [0, 3])
def test_the_words_of_a_signal_stay_over_the_plot(place: int) -> None:
    """Beside it limits are named; two rules that fire at the newest point need many words."""
    words = "beyond the limits, two of three beyond two standard errors"
    points = list(CONTROL.points)
    points[place] = replace(points[place], is_signal=True, signal=words)
    drawing = svg(replace(CONTROL, points=tuple(points)))
    (middle,) = re.findall(rf'<text x="([\d.]+)"[^>]*>{words}<', drawing)
    (beside,) = re.findall(r'<text x="([\d.]+)"[^>]*>lower limit 0.8<', drawing)
    half = len(words) * 3.72
    assert half < float(middle) < float(beside) - half


def test_a_signal_has_the_name_of_its_rule_and_the_centre_steps_where_it_changes() -> None:
    drawing = svg(CONTROL)
    assert "beyond 3σ" in drawing
    assert "mean 1.2" in drawing
    solid = re.findall(r'y1="([\d.]+)" x2="[\d.]+" y2="[\d.]+" class="stroke-outline" stroke-width="1.5"/>', drawing)
    assert len(set(solid)) == 2


def test_parts_of_a_stack_lie_end_to_end_and_bars_side_by_side() -> None:
    boxes = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="16.0"', svg(STACKED))
    first = [(float(x), float(width)) for x, _y, width in boxes[:3]]
    assert [round(x + width + 1, 1) for x, width in first[:-1]] == [x for x, _width in first[1:]]
    beside = svg(BARS)
    assert "31.5" in beside
    assert "target 10 %" in beside
    assert NOTHING in beside


@pytest.mark.parametrize("words", ["a\x00b", "\u202eabc", "\x1b[31m", "<b>&amp;</b>"])
def test_nothing_unseen_gets_into_a_page(words: str) -> None:
    page = html.render(replace(a_document(), title=words, made_by=words, blocks=(Paragraph(words),))).decode()
    assert not set(page) & set("\x00\x1b\u202e")
    reader = _Reader()
    reader.feed(page)
    assert clean(words) in reader.text
    drawing = svg(replace(PARETO, title=words, bars=(replace(PARETO.bars[0], label=words),)))
    assert not set(drawing) & set("\x00\x1b\u202e")


LONG_NAME = "Says what was promised and who will call back"


def test_a_long_name_is_written_on_two_lines_and_whole() -> None:
    forest = ForestPlot("Title", "%", (ForestRow("a", LONG_NAME, 50.0, 40.0, 60.0, 24),))
    drawn = svg_file(forest, "Inter")
    words = " ".join(re.findall(r'text-anchor="start"[^>]*>([^<]+)<', drawn))
    assert LONG_NAME in words
    (width,) = re.findall(r'viewBox="0 0 (\d+) ', drawn)
    assert int(width) < 700, "on paper it would be too small to read"


def test_a_line_that_is_no_target_is_not_called_one() -> None:
    row = ForestRow("a", "A", 50.0, 40.0, 60.0, 24)
    assert "target 47" in svg(ForestPlot("Title", "%", (row,), target=47.0))
    named = svg(ForestPlot("Title", "%", (row,), target=47.25, target_name="mean"))
    assert "mean 47.2" in named
    assert "target" not in named


def test_a_small_target_is_not_rounded_away() -> None:
    points = tuple(SeriesPoint(str(day), str(day), 20.0 + day, 30) for day in range(4))
    assert "target 0.5 %" in svg(TimeSeries("Title", "%", points, target=0.5))


def test_large_numbers_have_their_interval_on_the_page() -> None:
    figure = KeyFigure(Cell(0.731, CellKind.PERCENT, low=0.684, high=0.774), "calls without a failure")
    page = html.render(replace(a_document(), blocks=(KeyFigures((figure,)),))).decode()
    assert "68.4–77.4" in page

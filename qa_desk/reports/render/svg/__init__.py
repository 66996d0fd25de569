"""Figures as SVG text for pages and paper: flat shapes and words in token colours, every interval and n written."""

from collections.abc import Callable
from html import escape

from qa_desk.reports.figures import Bars, Figure, ForestPlot, HeatTable, Histogram, Pareto, TimeSeries
from qa_desk.reports.render.colours import colours
from qa_desk.reports.render.svg.bars import bars
from qa_desk.reports.render.svg.drawing import TEXT, Drawing
from qa_desk.reports.render.svg.forest import forest
from qa_desk.reports.render.svg.heat import heat
from qa_desk.reports.render.svg.histogram import histogram
from qa_desk.reports.render.svg.pareto import pareto
from qa_desk.reports.render.svg.series import series
from qa_desk.reports.render.text import clean

_DRAWERS: dict[type, Callable[..., Drawing]] = {
    ForestPlot: forest,
    HeatTable: heat,
    Pareto: pareto,
    TimeSeries: series,
    Bars: bars,
    Histogram: histogram,
}


def svg(figure: Figure) -> str:
    """The figure as one `<svg>` element of a page, accessible by its title; all text in it is escaped."""
    return _element(figure, 'class="figure"', "", is_narrow=False)


def svg_file(figure: Figure, family: str) -> str:
    """The figure as a file of its own, narrow and in the colours of paper; its words are in this font."""
    light = colours("light")
    rules = "".join(f".fill-{token}{{fill:{light[token]}}}.stroke-{token}{{stroke:{light[token]}}}" for token in light)
    attributes = f'xmlns="http://www.w3.org/2000/svg" font-family="{escape(family)}" font-size="{TEXT}"'
    return _element(figure, attributes, f"<style>{rules}</style>", is_narrow=True)


def _element(figure: Figure, attributes: str, style: str, *, is_narrow: bool) -> str:
    width, height, parts = _DRAWERS[type(figure)](figure, is_narrow=is_narrow)
    head = f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" {attributes}>'
    return f"{head}{style}<title>{escape(clean(figure.title))}</title>{''.join(parts)}</svg>"

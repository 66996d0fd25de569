"""A Pareto: bars from the largest down with their intervals, and the line of what they make up together."""

from collections.abc import Callable
from itertools import pairwise

from qa_desk.i18n import _
from qa_desk.reports.figures import Pareto, ParetoBar
from qa_desk.reports.render.numbers import number_text
from qa_desk.reports.render.svg.drawing import Drawing, interval, label, line, rect, row_height, text

_NAMES, _GAP = 220, 12


def pareto(figure: Pareto, *, is_narrow: bool) -> Drawing:
    """Both on one axis in % of the whole."""
    left, width, top = _NAMES, 400 if is_narrow else 640, 8
    row = row_height((bar.label for bar in figure.bars), left - _GAP)
    height = top + row * len(figure.bars) + 28

    def across(value: float) -> float:
        return left + width * min(max(value, 0.0), 100.0) / 100.0

    def middle(place: int) -> float:
        return top + row * place + row / 2

    parts: list[str] = []
    for value in (0, 20, 40, 60, 80, 100):
        parts.append(line(across(value), top, across(value), height - 28, "line"))
        words = f"{value} {figure.unit}" if value == 100 else str(value)
        parts.append(text(across(value), height - 10, words, anchor="middle", kind="muted"))
    if figure.cumulative_target is not None:
        at = across(figure.cumulative_target)
        parts.append(line(at, top, at, height - 28, "outline", 1.0, "3 3"))
    points = [(across(bar.cumulative), middle(place)) for place, bar in enumerate(figure.bars)]
    for place, bar in enumerate(figure.bars):
        parts += _pareto_bar(bar, left, middle(place), across)
    for (x1, y1), (x2, y2) in pairwise(points):
        parts.append(line(x1, y1, x2, y2, "text", 1.5))
    # The first bar and the first point of the line say the same; a point there would hide the interval.
    for x, y in points[1:]:
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" class="fill-surface stroke-text" stroke-width="1.5"/>')
    for place, words in _told(figure).items():
        x, y = points[place]
        parts.append(text(x + 8, y - 6, words))
    return left + width + 64, height, parts


def _pareto_bar(bar: ParetoBar, left: int, y: float, across: Callable[[float], float]) -> list[str]:
    parts = label(left - _GAP, y, bar.label, left - _GAP, anchor="end", strong=bar.is_emphasised)
    parts.append(rect(left, y - 8, across(bar.value) - left, 16, "accent" if bar.is_emphasised else "silence"))
    end = across(bar.value)
    if bar.low is not None and bar.high is not None:
        # A halo in the colour of the page keeps the interval in sight where it lies on the bar.
        for kind, width in (("surface", 4.5), ("text", 1.5)):
            parts += interval(across(bar.low), across(bar.high), y, kind, width)
        end = max(end, across(bar.high))
    kind = "text" if bar.is_emphasised else "muted"
    return [*parts, text(end + 8, y + 4, number_text(bar.value, 1), kind=kind, strong=bar.is_emphasised)]


def _told(figure: Pareto) -> dict[int, str]:
    """Which points of the cumulative line are written: the second, the last emphasised, the last."""
    last = len(figure.bars) - 1
    told = {place: number_text(figure.bars[place].cumulative, 0) for place in (1, last) if 0 < place <= last}
    emphasised = [place for place, bar in enumerate(figure.bars) if bar.is_emphasised]
    if emphasised and emphasised[-1] > 0:
        share = number_text(figure.bars[emphasised[-1]].cumulative, 0)
        told[emphasised[-1]] = _("{percent} together").format(percent=share)
    return told

"""A forest plot: values with intervals against a target, everything written beside them."""

from collections.abc import Callable, Sequence

from qa_desk.i18n import _
from qa_desk.reports.axis import Scale, is_whole
from qa_desk.reports.document import Cell, CellKind
from qa_desk.reports.figures import ForestPlot, ForestRow, Standing
from qa_desk.reports.render.numbers import NOTHING, interval_text, number_text
from qa_desk.reports.render.svg.drawing import Drawing, interval, label, line, rect, row_height, text, width_of

_NAMES, _MOST_NAMES, _MOST_NARROW = 180, 380, 230
_GAP, _LEAST_DETAIL = 16, 40
_STANDING_CLASS = {
    Standing.REACHED: "pass",
    Standing.MISSED: "fail",
    Standing.UNDECIDED: "text",
    Standing.POOLED: "text",
    Standing.NONE: "accent",
}


def forest(figure: ForestPlot, *, is_narrow: bool) -> Drawing:
    """As many rows as the plot has, n before and figures behind it."""
    names = max((width_of(_name(row)) + 12 for row in figure.rows), default=0.0)
    most = _MOST_NARROW if is_narrow else _MOST_NAMES
    left, width = round(min(max(names, _NAMES), most)) + 60, 220 if is_narrow else 320
    top, bottom = 24, 24
    row_px = row_height((_name(row) for row in figure.rows), left - 60)
    height = top + row_px * len(figure.rows) + bottom
    columns = _details(figure, left + width + 176)
    full = round(columns[-1])
    scale = Scale(figure.axis_low, figure.axis_high, left, left + width)
    across = scale.at
    parts: list[str] = []
    for value in scale.ticks():
        parts.append(line(across(value), top, across(value), height - bottom, "line"))
        parts.append(text(across(value), height - 8, number_text(value, 0), anchor="middle", kind="muted"))
    if figure.target is not None:
        at = across(figure.target)
        parts.append(line(at, top - 6, at, height - bottom, "accent", 1.5))
        told = number_text(figure.target, 0 if is_whole(figure.target) else 1)
        name = figure.target_name
        target = f"{name} {told}" if name else _("target {value}").format(value=told)
        parts.append(text(at, top - 10, target, anchor="middle", kind="accent"))
    parts.append(text(left + width + 64, top - 10, figure.unit, anchor="end", kind="muted"))
    for at, title in zip(columns, figure.detail_titles, strict=False):
        parts.append(text(at, top - 10, title, kind="muted"))
    for index, row in enumerate(figure.rows):
        parts += _forest_row(row, top + row_px * index + row_px / 2, across, left, left + width, columns)
    return full, height, parts


def _name(row: ForestRow) -> str:
    return f"◆ {row.label}" if row.is_critical else row.label


def _details(figure: ForestPlot, start: float) -> list[float]:
    """Where each further column begins, as wide as its words, and where the last one ends."""
    places = [start]
    for place, title in enumerate(figure.detail_titles):
        words = [title, *(row.details[place] for row in figure.rows if place < len(row.details))]
        places.append(places[-1] + max(max(width_of(one) for one in words), _LEAST_DETAIL) + _GAP)
    return places


def _forest_row(
    row: ForestRow, y: float, across: Callable[[float], float], left: int, right: int, columns: Sequence[float]
) -> list[str]:
    kind = _STANDING_CLASS[row.standing]
    parts = [
        *label(0, y, _name(row), left - 60, strong=row.standing is Standing.POOLED),
        text(left - 16, y + 4, f"{row.n:,}", anchor="end", kind="muted"),
    ]
    if row.low is not None and row.high is not None:
        parts += interval(across(row.low), across(row.high), y, kind)
        words = interval_text(Cell(row.value, CellKind.DECIMAL, low=row.low, high=row.high))
        parts.append(text(right + 80, y + 4, words, kind="muted"))
    if row.value is not None:
        parts.append(_point(across(row.value), y, row.standing, kind))
    shown = NOTHING if row.value is None else number_text(row.value, 1)
    parts.append(text(right + 64, y + 4, shown, anchor="end", strong=True))
    parts += [text(at, y + 4, words) for at, words in zip(columns, row.details, strict=False)]
    return parts


def _point(x: float, y: float, standing: Standing, kind: str) -> str:
    if standing is Standing.MISSED:
        return rect(x - 5, y - 5, 10, 10, kind)
    if standing is Standing.POOLED:
        corners = f"{x},{y - 7} {x + 7},{y} {x},{y + 7} {x - 7},{y}"
        return f'<polygon points="{corners}" class="fill-surface stroke-{kind}" stroke-width="1.5"/>'
    if standing is Standing.UNDECIDED:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" class="fill-surface stroke-{kind}" stroke-width="1.5"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" class="fill-{kind}"/>'

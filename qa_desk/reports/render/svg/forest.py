"""A forest plot: values with intervals against a target, everything written beside them."""

from collections.abc import Callable

from qa_desk.i18n import _
from qa_desk.reports.axis import Scale
from qa_desk.reports.figures import ForestPlot, ForestRow, Standing
from qa_desk.reports.render.numbers import NOTHING, number_text
from qa_desk.reports.render.svg.drawing import ROW, Drawing, fitting, interval, line, rect, text, width_of

_NAMES, _MOST_NAMES = 180, 380
_STANDING_CLASS = {
    Standing.REACHED: "pass",
    Standing.MISSED: "fail",
    Standing.UNDECIDED: "text",
    Standing.POOLED: "text",
    Standing.NONE: "accent",
}


def forest(figure: ForestPlot, *, is_narrow: bool) -> Drawing:
    """As many rows as the plot has, n before and figures behind it."""
    names = max((width_of(row.label) + 12 for row in figure.rows), default=0.0)
    left, width, column = round(min(max(names, _NAMES), _MOST_NAMES)) + 60, 240 if is_narrow else 320, 96
    top, bottom = 24, 24
    height = top + ROW * len(figure.rows) + bottom
    full = left + width + 24 + 56 + column + column * len(figure.detail_titles)
    scale = Scale(figure.axis_low, figure.axis_high, left, left + width)
    across = scale.at
    parts: list[str] = []
    for value in scale.ticks():
        parts.append(line(across(value), top, across(value), height - bottom, "line"))
        parts.append(text(across(value), height - 8, number_text(value, 0), anchor="middle", kind="muted"))
    if figure.target is not None:
        at = across(figure.target)
        parts.append(line(at, top - 6, at, height - bottom, "accent", 1.5))
        target = _("target {value}").format(value=number_text(figure.target, 0))
        parts.append(text(at, top - 10, target, anchor="middle", kind="accent"))
    parts.append(text(left + width + 64, top - 10, figure.unit, anchor="end", kind="muted"))
    for column_index, title in enumerate(figure.detail_titles):
        parts.append(text(left + width + 176 + column * column_index, top - 10, title, kind="muted"))
    for index, row in enumerate(figure.rows):
        parts += _forest_row(row, top + ROW * index + ROW / 2, across, left, left + width, column)
    return full, height, parts


def _forest_row(
    row: ForestRow, y: float, across: Callable[[float], float], left: int, right: int, column: int
) -> list[str]:
    kind = _STANDING_CLASS[row.standing]
    diamond = "◆ " if row.is_critical else ""
    parts = [
        text(0, y + 4, fitting(diamond + row.label, left - 60), strong=row.standing is Standing.POOLED),
        text(left - 16, y + 4, f"{row.n:,}", anchor="end", kind="muted"),
    ]
    if row.low is not None and row.high is not None:
        parts += interval(across(row.low), across(row.high), y, kind)
        words = f"{number_text(row.low, 1)}–{number_text(row.high, 1)}"
        parts.append(text(right + 80, y + 4, words, kind="muted"))
    if row.value is not None:
        parts.append(_point(across(row.value), y, row.standing, kind))
    shown = NOTHING if row.value is None else number_text(row.value, 1)
    parts.append(text(right + 64, y + 4, shown, anchor="end", strong=True))
    parts += [text(right + 176 + column * i, y + 4, words) for i, words in enumerate(row.details)]
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

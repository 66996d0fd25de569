"""Figures as SVG text for HTML: flat shapes and words in token colours, every interval and n written."""

from collections.abc import Callable
from html import escape
from itertools import pairwise

from qa_desk.i18n import _
from qa_desk.reports.figures import Figure, ForestPlot, ForestRow, HeatTable, Pareto, Standing, TimeSeries
from qa_desk.reports.render.numbers import NOTHING, number_text

_ROW = 28
_TEXT = 12
_STANDING_CLASS = {
    Standing.REACHED: "pass",
    Standing.MISSED: "fail",
    Standing.UNDECIDED: "text",
    Standing.POOLED: "text",
    Standing.NONE: "accent",
}


def svg(figure: Figure) -> str:
    """The figure as one `<svg>` element, accessible by its title; all text in it is escaped."""
    drawers: dict[type, Callable[..., tuple[int, int, list[str]]]] = {
        ForestPlot: _forest,
        HeatTable: _heat,
        Pareto: _pareto,
        TimeSeries: _series,
    }
    width, height, parts = drawers[type(figure)](figure)
    head = f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" class="figure">'
    return head + f"<title>{escape(figure.title)}</title>" + "".join(parts) + "</svg>"


def _text(x: float, y: float, words: str, *, anchor: str = "start", kind: str = "text", strong: bool = False) -> str:
    weight = ' font-weight="600"' if strong else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="fill-{kind}"{weight}>{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str, width: float = 1.0, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="stroke-{kind}" '
        f'stroke-width="{width}"{dashes}/>'
    )


def _rect(x: float, y: float, width: float, height: float, kind: str, opacity: float = 1.0, radius: int = 0) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.0, width):.1f}" height="{height:.1f}" rx="{radius}" '
        f'class="fill-{kind}" fill-opacity="{opacity}"/>'
    )


def _interval(low: float, high: float, y: float, kind: str) -> list[str]:
    return [
        _line(low, y, high, y, kind, 1.5),
        _line(low, y - 4, low, y + 4, kind, 1.5),
        _line(high, y - 4, high, y + 4, kind, 1.5),
    ]


def _forest(figure: ForestPlot) -> tuple[int, int, list[str]]:
    left, width, column = 240, 320, 96
    top, bottom = 24, 24
    height = top + _ROW * len(figure.rows) + bottom
    full = left + width + 24 + 56 + column + column * len(figure.detail_titles)
    span = (figure.axis_high - figure.axis_low) or 1.0

    def across(value: float) -> float:
        return left + width * (min(max(value, figure.axis_low), figure.axis_high) - figure.axis_low) / span

    parts: list[str] = []
    for step in range(5):
        value = figure.axis_low + span * step / 4
        parts.append(_line(across(value), top, across(value), height - bottom, "line"))
        parts.append(_text(across(value), height - 8, number_text(value, 0), anchor="middle", kind="muted"))
    if figure.target is not None:
        at = across(figure.target)
        parts.append(_line(at, top - 6, at, height - bottom, "accent", 1.5))
        target = _("target {value}").format(value=number_text(figure.target, 0))
        parts.append(_text(at, top - 10, target, anchor="middle", kind="accent"))
    parts.append(_text(left + width + 64, top - 10, figure.unit, anchor="end", kind="muted"))
    for column_index, title in enumerate(figure.detail_titles):
        parts.append(_text(left + width + 176 + column * column_index, top - 10, title, kind="muted"))
    for index, row in enumerate(figure.rows):
        parts += _forest_row(row, top + _ROW * index + _ROW / 2, across, left, left + width, column)
    return full, height, parts


def _forest_row(
    row: ForestRow, y: float, across: Callable[[float], float], left: int, right: int, column: int
) -> list[str]:
    kind = _STANDING_CLASS[row.standing]
    diamond = "◆ " if row.is_critical else ""
    parts = [
        _text(0, y + 4, diamond + row.label, strong=row.standing is Standing.POOLED),
        _text(left - 16, y + 4, f"{row.n:,}", anchor="end", kind="muted"),
    ]
    if row.low is not None and row.high is not None:
        parts += _interval(across(row.low), across(row.high), y, kind)
        words = f"{number_text(row.low, 1)}–{number_text(row.high, 1)}"
        parts.append(_text(right + 80, y + 4, words, kind="muted"))
    if row.value is not None:
        parts.append(_point(across(row.value), y, row.standing, kind))
    shown = NOTHING if row.value is None else number_text(row.value, 1)
    parts.append(_text(right + 64, y + 4, shown, anchor="end", strong=True))
    parts += [_text(right + 176 + column * i, y + 4, words) for i, words in enumerate(row.details)]
    return parts


def _point(x: float, y: float, standing: Standing, kind: str) -> str:
    if standing is Standing.MISSED:
        return _rect(x - 5, y - 5, 10, 10, kind)
    if standing is Standing.POOLED:
        corners = f"{x},{y - 7} {x + 7},{y} {x},{y + 7} {x - 7},{y}"
        return f'<polygon points="{corners}" class="fill-surface stroke-{kind}" stroke-width="1.5"/>'
    if standing is Standing.UNDECIDED:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" class="fill-surface stroke-{kind}" stroke-width="1.5"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" class="fill-{kind}"/>'


def _heat(figure: HeatTable) -> tuple[int, int, list[str]]:
    left, side = 140, 40
    width = left + side * len(figure.column_labels) + 8
    height = side * len(figure.row_labels) + 28
    parts = [
        _text(left - 12, side * row + side / 2 + 4, label, anchor="end") for row, label in enumerate(figure.row_labels)
    ]
    for column, label in enumerate(figure.column_labels):
        parts.append(_text(left + side * column + side / 2, height - 10, label, anchor="middle", kind="muted"))
    opacities = (0.06, 0.18, 0.32, 0.48, 1.0)
    for cell in figure.cells:
        if cell.value is None:
            continue
        step = sum(cell.value >= bound for bound in figure.bounds)
        opacity = opacities[min(step, len(opacities) - 1)]
        x, y = left + side * cell.column, side * cell.row
        parts.append(_rect(x + 1, y + 1, side - 2, side - 2, "accent", opacity, 4))
        if cell.is_outlined:
            parts.append(
                f'<rect x="{x + 2}" y="{y + 2}" width="{side - 4}" height="{side - 4}" rx="4" fill="none" '
                'class="stroke-fail" stroke-width="2"/>'
            )
        ink = "on_accent" if opacity == 1.0 else "text"
        parts.append(_text(x + side / 2, y + side / 2 + 4, number_text(cell.value, 0), anchor="middle", kind=ink))
    return width, height, parts


def _pareto(figure: Pareto) -> tuple[int, int, list[str]]:
    left, width, top = 260, 400, 8
    height = top + _ROW * len(figure.bars) + 28

    def across(value: float) -> float:
        return left + width * min(max(value, 0.0), 100.0) / 100.0

    parts: list[str] = []
    for value in (0, 20, 40, 60, 80, 100):
        parts.append(_line(across(value), top, across(value), height - 28, "line"))
        parts.append(_text(across(value), height - 10, str(value), anchor="middle", kind="muted"))
    parts.append(_text(across(100) + 12, height - 10, figure.unit, kind="muted"))
    if figure.cumulative_target is not None:
        at = across(figure.cumulative_target)
        parts.append(_line(at, top, at, height - 28, "outline", 1.0, "3 3"))
    points = [(across(bar.cumulative), top + _ROW * i + _ROW / 2) for i, bar in enumerate(figure.bars)]
    for (x1, y1), (x2, y2) in pairwise(points):
        parts.append(_line(x1, y1, x2, y2, "text", 1.5))
    for index, bar in enumerate(figure.bars):
        y = top + _ROW * index + _ROW / 2
        parts.append(_text(left - 12, y + 4, bar.label, anchor="end", strong=bar.is_emphasised))
        kind = "accent" if bar.is_emphasised else "silence"
        parts.append(_rect(left, y - 8, across(bar.value) - left, 16, kind))
        end = across(bar.value)
        if bar.low is not None and bar.high is not None:
            parts += _interval(across(bar.low), across(bar.high), y, "text")
            end = max(end, across(bar.high))
        parts.append(_text(end + 8, y + 4, f"{number_text(bar.value, 1)} ({bar.count:,})", kind="muted"))
        x, _y = points[index]
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" class="fill-surface stroke-text" stroke-width="1.5"/>')
    return left + width + 60, height, parts


def _series(figure: TimeSeries) -> tuple[int, int, list[str]]:
    left, width, top, plot = 48, 620, 20, 180
    height = top + plot + 44
    drawn = [v for p in figure.points for v in (p.value, p.lower, p.upper) if v is not None]
    drawn += [v for v in (figure.centre, figure.target) if v is not None]
    low, high = _rounded_range(drawn)

    def up(value: float) -> float:
        return top + plot * (1 - (value - low) / (high - low))

    def across(index: int) -> float:
        return left + width * (index + 0.5) / max(1, len(figure.points))

    parts: list[str] = []
    for step in range(5):
        value = low + (high - low) * step / 4
        parts.append(_line(left, up(value), left + width, up(value), "line"))
        parts.append(_text(left - 8, up(value) + 4, number_text(value, 0), anchor="end", kind="muted"))
    parts.append(_text(left - 8, top - 8, figure.unit, anchor="end", kind="muted"))
    for value, kind, word in ((figure.centre, "outline", _("mean")), (figure.target, "accent", _("target"))):
        if value is not None:
            parts.append(_line(left, up(value), left + width, up(value), kind, 1.5))
            parts.append(_text(left + width + 6, up(value) + 4, f"{word} {number_text(value, 1)}", kind="muted"))
    labels = {point.key: index for index, point in enumerate(figure.points)}
    for key, words in figure.breaks:
        if key in labels:
            x = across(labels[key]) - width / max(1, len(figure.points)) / 2
            parts.append(_line(x, top - 6, x, top + plot, "text", 1.0, "2 3"))
            parts.append(_text(x + 4, top - 4, words, kind="muted"))
    parts += _series_points(figure, across, up, top + plot)
    return left + width + 90, height, parts


def _series_points(
    figure: TimeSeries, across: Callable[[int], float], up: Callable[[float], float], base: float
) -> list[str]:
    parts: list[str] = []
    previous: tuple[float, float] | None = None
    for index, point in enumerate(figure.points):
        x = across(index)
        parts.append(_text(x, base + 16, point.label, anchor="middle", kind="muted"))
        parts.append(_text(x, base + 32, f"{point.n:,}", anchor="middle", kind="muted"))
        if point.lower is not None and point.upper is not None:
            half = 10
            parts.append(_line(x - half, up(point.lower), x + half, up(point.lower), "outline", 1, "4 3"))
            parts.append(_line(x - half, up(point.upper), x + half, up(point.upper), "outline", 1, "4 3"))
        if point.value is None:
            previous = None
            continue
        here = (x, up(point.value))
        if previous is not None:
            parts.append(_line(*previous, *here, "text", 1.5))
        previous = here
    for index, point in enumerate(figure.points):
        if point.value is None:
            continue
        x, y = across(index), up(point.value)
        if point.is_signal:
            corners = f"{x},{y - 6} {x + 6},{y} {x},{y + 6} {x - 6},{y}"
            parts.append(f'<polygon points="{corners}" class="fill-fail"/>')
            parts.append(_text(x, y - 10, _("signal"), anchor="middle", kind="fail", strong=True))
        else:
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" class="fill-text"/>')
    return parts


def _rounded_range(values: list[float]) -> tuple[float, float]:
    if not values:
        return 0.0, 100.0
    low, high = min(values), max(values)
    step = 20.0 if high - low > 40 else 5.0
    low, high = step * (low // step), step * -(-high // step)
    return (low, high) if high > low else (low, low + step)

"""Figures as SVG text for HTML: flat shapes and words in token colours, every interval and n written."""

from collections.abc import Callable
from html import escape
from itertools import pairwise
from math import ceil
from unicodedata import east_asian_width

from qa_desk.i18n import _
from qa_desk.reports.axis import Scale, round_range, round_values
from qa_desk.reports.figures import Figure, ForestPlot, ForestRow, HeatTable, Pareto, ParetoBar, Standing, TimeSeries
from qa_desk.reports.render.numbers import NOTHING, number_text

_ROW = 28
_MOST_LABELS = 20
_TEXT = 12
_LETTER, _WIDE_LETTER = 0.62 * _TEXT, 1.0 * _TEXT
"""How wide letters are on average: nobody knows the reader's font, so a little more than most."""
_NAMES, _MOST_NAMES = 180, 380
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


def _width_of(words: str) -> float:
    """About how wide the words are."""
    return sum(_WIDE_LETTER if east_asian_width(letter) in "WF" else _LETTER for letter in words)


def _fitting(words: str, room: float) -> str:
    """The words, cut with an ellipsis where they are too long for the room."""
    if _width_of(words) <= room:
        return words
    while words and _width_of(words) > room - _LETTER:
        words = words[:-1]
    return f"{words.rstrip()}…"


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


def _interval(low: float, high: float, y: float, kind: str, width: float = 1.5) -> list[str]:
    return [
        _line(low, y, high, y, kind, width),
        _line(low, y - 4, low, y + 4, kind, width),
        _line(high, y - 4, high, y + 4, kind, width),
    ]


def _forest(figure: ForestPlot) -> tuple[int, int, list[str]]:
    names = max((_width_of(row.label) + 12 for row in figure.rows), default=0.0)
    left, width, column = round(min(max(names, _NAMES), _MOST_NAMES)) + 60, 320, 96
    top, bottom = 24, 24
    height = top + _ROW * len(figure.rows) + bottom
    full = left + width + 24 + 56 + column + column * len(figure.detail_titles)
    scale = Scale(figure.axis_low, figure.axis_high, left, left + width)
    across = scale.at
    parts: list[str] = []
    for value in scale.ticks():
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
        _text(0, y + 4, _fitting(diamond + row.label, left - 60), strong=row.standing is Standing.POOLED),
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
    side, longest = 40, 110.0
    left = ceil(min(max((_width_of(label) for label in figure.row_labels), default=0.0) + 20, 200.0))
    wanted = max((_width_of(label) + 8 for label in figure.column_labels), default=0.0)
    across = min(max(wanted, float(side)), longest)
    width = round(left + across * len(figure.column_labels)) + 8
    height = side * len(figure.row_labels) + 28
    parts = [
        _text(left - 12, side * row + side / 2 + 4, _fitting(label, left - 20), anchor="end")
        for row, label in enumerate(figure.row_labels)
    ]
    for column, label in enumerate(figure.column_labels):
        middle = left + across * (column + 0.5)
        parts.append(_text(middle, height - 10, _fitting(label, across), anchor="middle", kind="muted"))
    opacities = (0.06, 0.18, 0.32, 0.48, 1.0)
    for cell in figure.cells:
        if cell.value is None:
            continue
        step = sum(cell.value >= bound for bound in figure.bounds)
        opacity = opacities[min(step, len(opacities) - 1)]
        x, y = left + across * cell.column, side * cell.row
        parts.append(_rect(x + 1, y + 1, across - 2, side - 2, "accent", opacity, 4))
        if cell.is_outlined:
            parts.append(
                f'<rect x="{x + 2:.1f}" y="{y + 2}" width="{across - 4:.1f}" height="{side - 4}" rx="4" fill="none" '
                'class="stroke-fail" stroke-width="2"/>'
            )
        ink = "on_accent" if opacity == 1.0 else "text"
        parts.append(_text(x + across / 2, y + side / 2 + 4, number_text(cell.value, 0), anchor="middle", kind=ink))
    return width, height, parts


def _pareto(figure: Pareto) -> tuple[int, int, list[str]]:
    left, width, top = 220, 640, 8
    height = top + _ROW * len(figure.bars) + 28

    def across(value: float) -> float:
        return left + width * min(max(value, 0.0), 100.0) / 100.0

    def middle(place: int) -> float:
        return top + _ROW * place + _ROW / 2

    parts: list[str] = []
    for value in (0, 20, 40, 60, 80, 100):
        parts.append(_line(across(value), top, across(value), height - 28, "line"))
        words = f"{value} {figure.unit}" if value == 100 else str(value)
        parts.append(_text(across(value), height - 10, words, anchor="middle", kind="muted"))
    if figure.cumulative_target is not None:
        at = across(figure.cumulative_target)
        parts.append(_line(at, top, at, height - 28, "outline", 1.0, "3 3"))
    points = [(across(bar.cumulative), middle(place)) for place, bar in enumerate(figure.bars)]
    for place, bar in enumerate(figure.bars):
        parts += _pareto_bar(bar, left, middle(place), across)
    for (x1, y1), (x2, y2) in pairwise(points):
        parts.append(_line(x1, y1, x2, y2, "text", 1.5))
    # The first bar and the first point of the line say the same; a point there would hide the interval.
    for x, y in points[1:]:
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" class="fill-surface stroke-text" stroke-width="1.5"/>')
    for place, words in _told(figure).items():
        x, y = points[place]
        parts.append(_text(x + 8, y - 6, words))
    return left + width + 64, height, parts


def _pareto_bar(bar: ParetoBar, left: int, y: float, across: Callable[[float], float]) -> list[str]:
    parts = [_text(left - 12, y + 4, bar.label, anchor="end", strong=bar.is_emphasised)]
    parts.append(_rect(left, y - 8, across(bar.value) - left, 16, "accent" if bar.is_emphasised else "silence"))
    end = across(bar.value)
    if bar.low is not None and bar.high is not None:
        # A halo in the colour of the page keeps the interval in sight where it lies on the bar.
        for kind, width in (("surface", 4.5), ("text", 1.5)):
            parts += _interval(across(bar.low), across(bar.high), y, kind, width)
        end = max(end, across(bar.high))
    kind = "text" if bar.is_emphasised else "muted"
    return [*parts, _text(end + 8, y + 4, number_text(bar.value, 1), kind=kind, strong=bar.is_emphasised)]


def _told(figure: Pareto) -> dict[int, str]:
    """Which points of the cumulative line are written: the second, the last emphasised, the last."""
    last = len(figure.bars) - 1
    told = {place: number_text(figure.bars[place].cumulative, 0) for place in (1, last) if 0 < place <= last}
    emphasised = [place for place, bar in enumerate(figure.bars) if bar.is_emphasised]
    if emphasised and emphasised[-1] > 0:
        share = number_text(figure.bars[emphasised[-1]].cumulative, 0)
        told[emphasised[-1]] = _("{percent} together").format(percent=share)
    return told


def _series(figure: TimeSeries) -> tuple[int, int, list[str]]:
    left, width, top, plot = 56, 680, 24, 200
    height = top + plot + 44
    drawn = [v for p in figure.points for v in (p.value, p.lower, p.upper, p.observed) if v is not None]
    drawn += [v for v in (figure.centre, figure.target) if v is not None]
    low, high = round_range(drawn)
    step_width = width / max(1, len(figure.points))

    def up(value: float) -> float:
        return top + plot * (1 - (value - low) / (high - low))

    def across(index: float) -> float:
        return left + step_width * (index + 0.5)

    parts: list[str] = []
    for value in round_values(low, high):
        parts.append(_line(left, up(value), left + width, up(value), "line"))
        words = f"{number_text(value, 0)} {figure.unit}" if value == high else number_text(value, 0)
        parts.append(_text(left - 8, up(value) + 4, words, anchor="end", kind="muted"))
    labels = {point.key: index for index, point in enumerate(figure.points)}
    for key, words in figure.breaks:
        if key in labels:
            x = across(labels[key] - 0.5)
            parts.append(_line(x, top - 8, x, top + plot, "text", 1.0, "2 3"))
            parts.append(_text(x + 4, top - 8, words, kind="muted"))
    parts += _series_limits(figure, across, up)
    parts += _series_points(figure, across, up, top + plot)
    parts += _series_words(figure, left, left + width, up)
    parts.append(_text(left + width + 12, top + plot + 32, _("calls"), kind="muted"))
    return left + width + 136, height, parts


def _series_words(figure: TimeSeries, left: float, right: float, up: Callable[[float], float]) -> list[str]:
    """Mean, target and the latest limits, drawn and named at the right; names that would touch are moved apart."""
    parts: list[str] = []
    named: list[tuple[float, str, str]] = []
    for value, kind, told in (
        (figure.centre, "outline", _("mean {value}")),
        (figure.target, "accent", _("target {value}")),
    ):
        if value is not None:
            parts.append(_line(left, up(value), right, up(value), kind, 1.5))
            named.append((up(value), told.format(value=_with_unit(value, figure.unit)), kind))
    latest = next((point for point in reversed(figure.points) if point.upper is not None), None)
    if latest is not None:
        for value, told in ((latest.upper, _("upper limit {value}")), (latest.lower, _("lower limit {value}"))):
            if value is not None:
                named.append((up(value), told.format(value=_with_unit(value, figure.unit)), ""))
    lowest = 0.0
    for y, words, kind in sorted(named):
        y = max(y, lowest)
        parts.append(_text(right + 12, y + 4, words, kind="accent" if kind == "accent" else "muted"))
        lowest = y + _TEXT + 3
    return parts


def _with_unit(value: float, unit: str) -> str:
    return f"{number_text(value, 0)} {unit}"


def _series_limits(figure: TimeSeries, across: Callable[[float], float], up: Callable[[float], float]) -> list[str]:
    """The limits as a dashed stair, one step a point."""
    parts: list[str] = []
    for ends in ([point.lower for point in figure.points], [point.upper for point in figure.points]):
        before: float | None = None
        for index, value in enumerate(ends):
            if value is not None:
                parts.append(_line(across(index - 0.5), up(value), across(index + 0.5), up(value), "outline", 1, "4 3"))
                if before is not None and before != value:
                    x = across(index - 0.5)
                    parts.append(_line(x, up(before), x, up(value), "outline", 1, "4 3"))
            before = value
    return parts


def _series_points(
    figure: TimeSeries, across: Callable[[float], float], up: Callable[[float], float], base: float
) -> list[str]:
    parts: list[str] = []
    previous: tuple[float, float] | None = None
    # counted from the end, so that the newest point always has its label
    last, each = len(figure.points) - 1, -(-len(figure.points) // _MOST_LABELS)
    for index, point in enumerate(figure.points):
        x = across(index)
        if (last - index) % each == 0:
            parts.append(_text(x, base + 16, point.label, anchor="middle", kind="muted"))
            parts.append(_text(x, base + 32, f"{point.n:,}", anchor="middle", kind="muted"))
        if point.observed is not None:
            parts.append(
                f'<circle cx="{x:.1f}" cy="{up(point.observed):.1f}" r="2.5" class="fill-surface stroke-outline"/>'
            )
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

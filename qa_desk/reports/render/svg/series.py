"""Values over time: limits as stairs, centre, target and breaks named, signals with a shape and a word."""

from collections.abc import Callable, Sequence

from qa_desk.i18n import _
from qa_desk.reports.axis import decimals_for, is_whole, round_range, round_values, rows_apart
from qa_desk.reports.figures import TimeSeries
from qa_desk.reports.render.numbers import number_text
from qa_desk.reports.render.svg.drawing import LINE, TEXT, Drawing, fitting, line, text, width_of

_MOST_LABELS = 20


def series(figure: TimeSeries, *, is_narrow: bool) -> Drawing:
    """A point a time, labels thinned where there are many."""
    left, width, plot = 56, 460 if is_narrow else 680, 200
    low, high = round_range(list(figure.drawn))
    decimals = decimals_for(low, high)
    step_width = width / max(1, len(figure.points))
    marks = _break_marks(figure, left, step_width)
    top = 24 + LINE * max((row for _x, row, _words in marks), default=0)
    height = top + plot + 44

    def up(value: float) -> float:
        return top + plot * (1 - (value - low) / (high - low))

    def across(index: float) -> float:
        return left + step_width * (index + 0.5)

    parts: list[str] = []
    for value in round_values(low, high):
        parts.append(line(left, up(value), left + width, up(value), "line"))
        words = f"{number_text(value, decimals)} {figure.unit}" if value == high else number_text(value, decimals)
        parts.append(text(left - 8, up(value) + 4, words, anchor="end", kind="muted"))
    for x, row, words in marks:
        y = top - 8 - LINE * row
        parts.append(line(x, y, x, top + plot, "text", 1.0, "2 3"))
        parts.append(text(x + 4, y, words, kind="muted"))
    parts += _stair(figure.centres, across, up, 1.5)
    for ends in ([point.lower for point in figure.points], [point.upper for point in figure.points]):
        parts += _stair(ends, across, up, 1, "4 3")
    parts += _series_points(figure, across, up, top + plot)
    parts += _signals(figure, left, left + width, across, up)
    parts += _series_words(figure, left, left + width, up, decimals)
    parts.append(text(left + width + 12, top + plot + 32, _("calls"), kind="muted"))
    return left + width + 136, height, parts


def _break_marks(figure: TimeSeries, left: float, step_width: float) -> list[tuple[float, int, str]]:
    """Where each break stands, in which row its words, counted upwards, and the words."""
    xs = [left + step_width * place for place, _words in figure.marks]
    spans = [(x, x + 8 + width_of(words)) for x, (_place, words) in zip(xs, figure.marks, strict=True)]
    rows = rows_apart(spans)
    return [(x, row, words) for x, row, (_place, words) in zip(xs, rows, figure.marks, strict=True)]


def _series_words(
    figure: TimeSeries, left: float, right: float, up: Callable[[float], float], decimals: int
) -> list[str]:
    """Target drawn, and it, mean and latest limits named at the right; names that would touch are moved apart."""
    parts: list[str] = []
    if figure.target is not None:
        parts.append(line(left, up(figure.target), right, up(figure.target), "accent", 1.5))
    latest = next((point for point in reversed(figure.points) if point.upper is not None), None)
    named: list[tuple[float, str, str]] = []
    for value, told, kind in (
        (figure.centres[-1] if figure.points else None, _("mean {value}"), "muted"),
        (figure.target, _("target {value}"), "accent"),
        (latest.upper if latest else None, _("upper limit {value}"), "muted"),
        (latest.lower if latest else None, _("lower limit {value}"), "muted"),
    ):
        if value is not None:
            shown = number_text(value, decimals if kind == "muted" or is_whole(value, decimals) else 1)
            words = told.format(value=f"{shown} {figure.unit}".strip())
            named.append((up(value), words, kind))
    lowest = 0.0
    for y, words, kind in sorted(named):
        y = max(y, lowest)
        parts.append(text(right + 12, y + 4, words, kind=kind))
        lowest = y + TEXT + 3
    return parts


def _stair(
    values: Sequence[float | None],
    across: Callable[[float], float],
    up: Callable[[float], float],
    width: float,
    dash: str = "",
) -> list[str]:
    """A line of one step a point, broken where there is no value."""
    parts: list[str] = []
    before: float | None = None
    for index, value in enumerate(values):
        if value is not None:
            start, end = across(index - 0.5), across(index + 0.5)
            parts.append(line(start, up(value), end, up(value), "outline", width, dash))
            if before is not None and before != value:
                parts.append(line(start, up(before), start, up(value), "outline", width, dash))
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
            parts.append(text(x, base + 16, point.label, anchor="middle", kind="muted"))
            parts.append(text(x, base + 32, f"{point.n:,}", anchor="middle", kind="muted"))
        if point.observed is not None:
            parts.append(
                f'<circle cx="{x:.1f}" cy="{up(point.observed):.1f}" r="2.5" class="fill-surface stroke-outline"/>'
            )
        if point.value is None:
            previous = None
            continue
        here = (x, up(point.value))
        if previous is not None:
            parts.append(line(*previous, *here, "text", 1.5))
        previous = here
    for index, point in enumerate(figure.points):
        if point.value is None:
            continue
        x, y = across(index), up(point.value)
        if point.is_signal:
            corners = f"{x},{y - 6} {x + 6},{y} {x},{y + 6} {x - 6},{y}"
            parts.append(f'<polygon points="{corners}" class="fill-fail"/>')
        else:
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" class="fill-text"/>')
    return parts


def _signals(
    figure: TimeSeries, left: float, right: float, across: Callable[[float], float], up: Callable[[float], float]
) -> list[str]:
    """What each signal is, over its point; at the ends moved in, so that limits named beside stay free."""
    parts: list[str] = []
    for index, point in enumerate(figure.points):
        if point.value is None or not point.is_signal:
            continue
        words = fitting(point.signal or _("signal"), right - left)
        half = width_of(words) / 2
        middle = min(max(across(index), left + half), right - half)
        parts.append(text(middle, up(point.value) - 10, words, anchor="middle", kind="fail", strong=True))
    return parts

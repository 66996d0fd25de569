"""Lying bars by group, beside each other or stacked; what each stands for is written above."""

from qa_desk.i18n import _
from qa_desk.reports.axis import Scale, round_range
from qa_desk.reports.figures import BarGroup, Bars, BarValue
from qa_desk.reports.render.numbers import NOTHING, number_text
from qa_desk.reports.render.svg.drawing import ROW, Drawing, fitting, interval, line, rect, text, width_of

SERIES_INKS = (
    ("accent", "on_accent"),
    ("silence", "on_accent"),
    ("selection", "text"),
    ("warning", "on_accent"),
    ("pass", "on_accent"),
    ("critical", "on_accent"),
)
"""Colour of each series and of words on it; they differ in lightness too, for paper without colours."""

_NAMES = 220
_HEAD, _FOOT = 32, 28
_BAR, _GAP = 16, 12


def bars(figure: Bars, *, is_narrow: bool) -> Drawing:
    """Groups as rows, values on one axis that begins at 0 unless some are negative."""
    width = 400 if is_narrow else 640
    names = max((width_of(group.label) + 20 for group in figure.groups), default=0.0)
    left = round(min(names, _NAMES))
    row = ROW if figure.is_stacked else _BAR * max(len(figure.series), 1) + _GAP
    bottom = _HEAD + row * len(figure.groups)
    scale = Scale(*round_range([0.0, *figure.ends]), left, left + width)
    parts = _legend(figure, left)
    for value in scale.ticks():
        parts.append(line(scale.at(value), _HEAD, scale.at(value), bottom, "line"))
        words = f"{number_text(value, 0)} {figure.unit}" if value == scale.high else number_text(value, 0)
        parts.append(text(scale.at(value), bottom + 18, words, anchor="middle", kind="muted"))
    for place, group in enumerate(figure.groups):
        y = _HEAD + row * place
        parts.append(text(left - 12, y + row / 2 + 4, fitting(group.label, left - 12), anchor="end"))
        parts += _stack(group, scale, y + row / 2) if figure.is_stacked else _side_by_side(group, scale, y + _GAP / 2)
    if figure.target is not None:
        at = scale.at(figure.target)
        parts.append(line(at, _HEAD - 4, at, bottom, "accent", 1.5))
        words = _("target {value}").format(value=f"{number_text(figure.target, 0)} {figure.unit}".strip())
        parts.append(text(at, _HEAD - 8, words, anchor="middle", kind="accent"))
    return left + width + 64, bottom + _FOOT, parts


def _legend(figure: Bars, left: float) -> list[str]:
    parts: list[str] = []
    x = left
    for place, name in enumerate(figure.series):
        parts.append(_box(x, 0, 12, 12, place))
        parts.append(text(x + 18, 10, name, kind="muted"))
        x += width_of(name) + 40
    return parts


def _box(x: float, y: float, width: float, height: float, place: int) -> str:
    return rect(x, y, width, height, SERIES_INKS[place % len(SERIES_INKS)][0])


def _stack(group: BarGroup, scale: Scale, middle: float) -> list[str]:
    parts: list[str] = []
    start = 0.0
    for place, part in enumerate(group.values):
        value = part.value or 0.0
        left, right = scale.at(start), scale.at(start + value)
        parts.append(_box(left, middle - _BAR / 2, right - left - 1, _BAR, place))
        words = number_text(value, 0)
        if width_of(words) + 6 < right - left:
            ink = SERIES_INKS[place % len(SERIES_INKS)][1]
            parts.append(text((left + right) / 2, middle + 4, words, anchor="middle", kind=ink))
        start += value
    return parts


def _side_by_side(group: BarGroup, scale: Scale, top: float) -> list[str]:
    parts: list[str] = []
    for place, bar in enumerate(group.values):
        parts += _bar(bar, scale, top + _BAR * (place + 0.5), place)
    return parts


def _bar(bar: BarValue, scale: Scale, y: float, place: int) -> list[str]:
    if bar.value is None:
        return [text(scale.at(0.0) + 6, y + 4, NOTHING, kind="muted")]
    zero, at = scale.at(0.0), scale.at(bar.value)
    parts = [_box(min(zero, at), y - 6, abs(at - zero), 12, place)]
    end = max(at, zero)
    if bar.low is not None and bar.high is not None:
        # A halo in the colour of the page keeps the interval in sight where it lies on the bar.
        for kind, width in (("surface", 4.5), ("text", 1.5)):
            parts += interval(scale.at(bar.low), scale.at(bar.high), y, kind, width)
        end = max(end, scale.at(bar.high))
    return [*parts, text(end + 8, y + 4, number_text(bar.value, 1))]

"""How values are spread: bars over the axis of what was measured, places such as mean and target named above."""

from qa_desk.reports.axis import Scale, round_range
from qa_desk.reports.figures import Histogram
from qa_desk.reports.render.numbers import number_text
from qa_desk.reports.render.svg.drawing import TEXT, Drawing, line, rect, text, width_of

_LEFT, _TOP, _PLOT, _FOOT = 56, 36, 160, 40


def histogram(figure: Histogram, *, is_narrow: bool) -> Drawing:
    """Counts upwards, every bar with its count, the ends of the bins written below."""
    width = 520 if is_narrow else 720
    base = _TOP + _PLOT
    _low, most = round_range([0.0, *(float(one.count) for one in figure.bins)], at_most=5)
    ends = [end for one in figure.bins for end in (one.low, one.high)]
    along = Scale(min(ends, default=0.0), max(ends, default=1.0), _LEFT, _LEFT + width)
    up = Scale(0.0, most, base, _TOP)
    parts = [text(0, 12, figure.counted, kind="muted")]
    for value in up.ticks(5):
        parts.append(line(_LEFT, up.at(value), _LEFT + width, up.at(value), "line"))
        parts.append(text(_LEFT - 8, up.at(value) + 4, number_text(value, 0), anchor="end", kind="muted"))
    for one in figure.bins:
        left, right, top = along.at(one.low) + 1, along.at(one.high) - 1, up.at(one.count)
        parts.append(rect(left, top, right - left, base - top, "accent" if one.is_emphasised else "silence"))
    parts += _references(figure, along, base)
    parts += _counts(figure, along, up)
    parts += _edges(figure, along, base)
    return _LEFT + width + 40, base + _FOOT, parts


def _counts(figure: Histogram, along: Scale, up: Scale) -> list[str]:
    """Over every bar how many it has; the line of a reference gives way to them."""
    parts: list[str] = []
    for one in figure.bins:
        if one.count:
            words, middle, foot = f"{one.count:,}", along.at((one.low + one.high) / 2), up.at(one.count) - 5
            half = width_of(words) / 2 + 1
            if any(abs(along.at(value) - middle) < half for _name, value in figure.references):
                parts.append(rect(middle - half, foot - TEXT + 1, 2 * half, TEXT + 2, "surface"))
            parts.append(text(middle, foot, words, anchor="middle"))
    return parts


def _edges(figure: Histogram, along: Scale, base: float) -> list[str]:
    """As many ends of bins as have room, and the unit behind the last."""
    edges = sorted({end for one in figure.bins for end in (one.low, one.high)})
    decimals = 0 if all(edge == round(edge) for edge in edges) else 1
    widest = max((width_of(number_text(edge, decimals)) + 12 for edge in edges), default=1.0)
    each = max(1, -(-round(widest * len(edges)) // round(along.end - along.start)))
    shown = edges[::each]
    parts = [
        text(along.at(edge), base + 18, number_text(edge, decimals), anchor="middle", kind="muted") for edge in shown
    ]
    return [*parts, text(along.end, base + 34, figure.unit, anchor="end", kind="muted")]


def _references(figure: Histogram, along: Scale, base: float) -> list[str]:
    """Dashed lines; names that would touch stand one above the other."""
    parts: list[str] = []
    taken: list[tuple[float, float]] = []
    for name, value in sorted(figure.references, key=lambda reference: reference[1]):
        at, half = along.at(value), width_of(name) / 2 + 4
        level = sum(at - half < end for _start, end in taken[-1:])
        taken.append((at - half, at + half))
        y = 24.0 - level * (TEXT + 1)
        parts.append(line(at, y + 4, at, base, "text", 1.5, "4 3"))
        parts.append(text(at, y, name, anchor="middle"))
    return parts

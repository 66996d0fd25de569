"""What the drawn figures are made of: words, lines and boxes as SVG text, in classes named after colour tokens."""

from collections.abc import Iterable
from html import escape
from unicodedata import east_asian_width

from qa_desk.reports.render.text import clean

Drawing = tuple[int, int, list[str]]
"""Width and height in px, and the parts."""

ROW = 28
TEXT = 12
LINE = 13
_ROW_OF_TWO = 34
_LETTER, _WIDE_LETTER = 0.62 * TEXT, 1.0 * TEXT
"""How wide letters are on average: nobody knows the reader's font, so a little more than most."""


def width_of(words: str) -> float:
    """About how wide the words are."""
    return sum(_WIDE_LETTER if east_asian_width(letter) in "WF" else _LETTER for letter in words)


def fitting(words: str, room: float) -> str:
    """The words, cut with an ellipsis where they are too long for the room."""
    if width_of(words) <= room:
        return words
    while words and width_of(words) > room - _LETTER:
        words = words[:-1]
    return f"{words.rstrip()}…"


def wrapped(words: str, room: float) -> tuple[str, ...]:
    """The words on one line or two, the second cut with an ellipsis where they are too long even so."""
    if width_of(words) <= room:
        return (words,)
    end = max(place for place in range(1, len(words) + 1) if place == 1 or width_of(words[:place]) <= room)
    blank = words.rfind(" ", 0, end + 1)
    # a language without blanks breaks anywhere
    end = blank if blank > 0 else end
    return (words[:end].rstrip(), fitting(words[end:].lstrip(), room))


def row_height(names: Iterable[str], room: float) -> int:
    """How high the rows of a figure are: names on two lines need more."""
    return _ROW_OF_TWO if any(width_of(name) > room for name in names) else ROW


def label(x: float, y: float, words: str, room: float, *, anchor: str = "start", strong: bool = False) -> list[str]:
    """A name in the middle of a row at `y`, on two lines where one has no room for it."""
    lines = wrapped(words, room)
    first = y + 4 - (len(lines) - 1) * LINE / 2
    return [
        text(x, first + place * LINE, line_words, anchor=anchor, strong=strong)
        for place, line_words in enumerate(lines)
    ]


def text(x: float, y: float, words: str, *, anchor: str = "start", kind: str = "text", strong: bool = False) -> str:
    weight = ' font-weight="600"' if strong else ""
    head = f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="fill-{kind}"{weight}>'
    return f"{head}{escape(clean(words))}</text>"


def line(x1: float, y1: float, x2: float, y2: float, kind: str, width: float = 1.0, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="stroke-{kind}" '
        f'stroke-width="{width}"{dashes}/>'
    )


def rect(x: float, y: float, width: float, height: float, kind: str, opacity: float = 1.0, radius: int = 0) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.0, width):.1f}" height="{height:.1f}" rx="{radius}" '
        f'class="fill-{kind}" fill-opacity="{opacity}"/>'
    )


def interval(low: float, high: float, y: float, kind: str, width: float = 1.5) -> list[str]:
    return [
        line(low, y, high, y, kind, width),
        line(low, y - 4, low, y + 4, kind, width),
        line(high, y - 4, high, y + 4, kind, width),
    ]

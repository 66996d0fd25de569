"""Words on paper: fonts by role, how wide words are, and where lines break. Lengths are in tenths of a point."""

from dataclasses import dataclass
from functools import lru_cache
from threading import get_ident

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPainter, QTextLayout, QTextOption

from qa_desk.i18n import current_language
from qa_desk.reports.render.colours import colours
from qa_desk.reports.render.text import clean

PT = 10.0
"""Layout happens at ten units a point, so that a font's size in whole units is fine enough."""

_FAMILIES = (
    "Segoe UI",
    "Helvetica Neue",
    "Noto Sans",
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "WenQuanYi Micro Hei",
    "DejaVu Sans",
)
"""Fonts whose digits are of one width as they are, so that numbers line up. Inter needs its features for that, and the
other shapes they bring are letters nobody finds or copies in the file."""

_FEATURES_OFF = ("locl", "liga", "clig", "calt")
"""They put shapes in place of letters and digits that no longer say which letter they are."""

_NARROW = "palt"
"""Without it a Chinese font sets the apostrophe of a Latin word as wide as a character."""

_LINE = 1.4
_MOST_KEPT = 128
"""Fonts and their measures are kept by thread: Qt's belong to the one that made them."""


@dataclass(frozen=True, slots=True)
class Ink:
    """How words look: size in points, a colour token, and whether they are strong."""

    size_pt: float = 9.0
    token: str = "text"
    is_strong: bool = False

    @property
    def line_height(self) -> float:
        """From one line to the next."""
        return self.size_pt * PT * _LINE

    @property
    def baseline(self) -> float:
        """From the top of a line to the foot of its letters."""
        metrics = _metrics(self)
        return (self.line_height + metrics.ascent() - metrics.descent()) / 2

    def width_of(self, words: str) -> float:
        """How wide the words are on one line."""
        return _metrics(self).horizontalAdvance(words)

    def lines(self, words: str, room: float) -> tuple[str, ...]:
        """The words broken into lines no wider than the room; one empty line for no words."""
        lines: list[str] = []
        for paragraph in clean(words).replace("\t", " ").splitlines() or [""]:
            lines += self._broken(paragraph, room)
        return tuple(lines)

    def _broken(self, paragraph: str, room: float) -> list[str]:
        if self.width_of(paragraph) <= room:
            return [paragraph]
        layout = QTextLayout(paragraph, font(self))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        # Qt counts in UTF-16, where a letter beyond the first plane takes two places.
        wide = paragraph.encode("utf-16-le")
        found: list[str] = []
        line = layout.createLine()
        while line.isValid():
            line.setLineWidth(room)
            start, length = 2 * line.textStart(), 2 * line.textLength()
            found.append(wide[start : start + length].decode("utf-16-le", "ignore").rstrip())
            line = layout.createLine()
        layout.endLayout()
        return found

    def draw(self, painter: QPainter, x: float, top: float, words: str) -> None:
        """Draw one line whose top left corner is here."""
        painter.setFont(font(self))
        painter.setPen(QColor(colours("light")[self.token]))
        painter.drawText(QPointF(x, top + self.baseline), words)


def font(ink: Ink) -> QFont:
    """The font of this look."""
    return _font(ink, _is_chinese(), get_ident())


@lru_cache(maxsize=_MOST_KEPT)
def _font(ink: Ink, is_chinese: bool, _thread: int) -> QFont:
    made = QFont()
    made.setFamilies(_FAMILIES)
    made.setPixelSize(round(ink.size_pt * PT))
    made.setWeight(QFont.Weight.DemiBold if ink.is_strong else QFont.Weight.Normal)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    for feature in _FEATURES_OFF:
        made.setFeature(QFont.Tag(feature), 0)
    if not is_chinese:
        made.setFeature(QFont.Tag(_NARROW), 1)
    return made


def _is_chinese() -> bool:
    return current_language().startswith("zh")


def _metrics(ink: Ink) -> QFontMetricsF:
    return _metrics_of(ink, _is_chinese(), get_ident())


@lru_cache(maxsize=_MOST_KEPT)
def _metrics_of(ink: Ink, _is_chinese: bool, _thread: int) -> QFontMetricsF:
    return QFontMetricsF(font(ink))


def family() -> str:
    """The first of our fonts that this machine has, for drawings, which take one name."""
    return QFontInfo(font(Ink())).family()

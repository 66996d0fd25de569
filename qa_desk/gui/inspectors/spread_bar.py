"""A bar in parts: how much of the differences between scores is the call, who scored it, and the rest."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_text, text_width
from qa_desk.i18n import _, listed
from qa_desk.reports.render.numbers import number_text

_BAR = 20
_LINE = 20
_SWATCH = 10
_TOKENS = ("accent", "critical", "warning", "outline")


@dataclass(frozen=True, slots=True)
class SpreadPart:
    """A part of the whole, 0…1, and its name."""

    name: str
    share: float

    @property
    def words(self) -> str:
        """Name and percent."""
        return _("{name} {percent} %").format(name=self.name, percent=number_text(100 * self.share, 0))


class SpreadBar(QWidget):
    """Draws the parts, and below them their words, each behind a swatch; without parts there is nothing to see."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts: tuple[SpreadPart, ...] = ()
        self.setObjectName("spread_bar")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()
        theme.changed.connect(self._measure)

    @property
    def parts(self) -> tuple[SpreadPart, ...]:
        """What is drawn."""
        return self._parts

    def show_parts(self, parts: tuple[SpreadPart, ...]) -> None:
        """Show these; at most four."""
        assert len(parts) <= len(_TOKENS), "each part has its colour"
        self._parts = parts
        self.setVisible(bool(parts))
        self.setAccessibleName(listed(part.words for part in parts))
        self.setToolTip(self.accessibleName())
        self._measure()

    def _measure(self) -> None:
        """As high as the bar and the lines that the words take at this width."""
        rooms = self._rooms()
        lowest = max((room.bottom() for room in rooms), default=0.0)
        self.setFixedHeight(round(lowest))
        self.update()

    def _rooms(self) -> list[QRectF]:
        """Where the words of each part go, swatch and all: in a row, in more lines where it is narrow."""
        theme, font = self._theme, self._theme.font("caption")
        x, y = 0.0, float(theme.px(_BAR) + theme.size("xs"))
        high, gap = float(theme.px(_LINE)), float(theme.size("lg"))
        rooms: list[QRectF] = []
        for part in self._parts:
            wide = theme.px(_SWATCH) + theme.size("xs") + text_width(part.words, font) + 1.0
            if x > 0.0 and x + wide > self.width():
                x, y = 0.0, y + high
            rooms.append(QRectF(x, y, wide, high))
            x += wide + gap
        return rooms

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(320), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, x, high = self._theme, 0.0, float(self._theme.px(_BAR))
        font, gap, swatch = theme.font("caption"), theme.size("xs"), float(theme.px(_SWATCH))
        for part, token, room in zip(self._parts, _TOKENS, self._rooms(), strict=False):
            width = self.width() * part.share
            if width > 0.0:
                painter.fillRect(QRectF(x, 0.0, max(1.0, width - gap / 2), high), theme.color(token))
            x += width
            top = room.center().y() - swatch / 2
            painter.fillRect(QRectF(room.left(), top, swatch, swatch), theme.color(token))
            beside = room.adjusted(swatch + gap, 0.0, 0.0, 0.0)
            align = Qt.AlignmentFlag.AlignVCenter
            draw_text(painter, beside, part.words, font=font, color=theme.color("text"), align=align)

"""The key cap: a chord in a small rounded box, painted into buttons and shown by itself in sheets and lists."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _

_HEIGHT = 18
_PADDING = 4


def key_cap_size(text: str, theme: Theme) -> QSize:
    """The size of the cap: 18 high, at least as wide."""
    height = theme.size("caption") + (_HEIGHT - 12 if not theme.is_projector else 2 * theme.px(_PADDING))
    width = QFontMetrics(theme.font("caption")).horizontalAdvance(text) + 2 * theme.px(_PADDING)
    return QSize(max(height, width), height)


def paint_key_cap(painter: QPainter, rect: QRectF, text: str, theme: Theme, *, ink: QColor | None = None) -> None:
    """Paint the cap into `rect`; with `ink`, as in a primary button, an outline only."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = theme.color("line")
    if ink is not None:
        edge = QColor(ink)
        edge.setAlphaF(0.6)
    painter.setPen(QPen(edge, theme.size("hairline")))
    painter.setBrush(theme.color("raised") if ink is None else Qt.BrushStyle.NoBrush)
    radius = theme.size("radius_small")
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.setFont(theme.font("caption"))
    painter.setPen(ink if ink is not None else theme.color("muted"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


class KeyCap(QWidget):
    """One chord as it is printed on the keyboard, for reading."""

    def __init__(self, text: str, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._theme = theme
        self.setObjectName("key_cap")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_text(text)
        theme.changed.connect(self.updateGeometry)

    def text(self) -> str:
        """The chord shown."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another chord."""
        self._text = text
        self.setAccessibleName(_("Key {key}").format(key=text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return key_cap_size(self._text, self._theme)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_key_cap(QPainter(self), QRectF(self.rect()), self._text, self._theme)

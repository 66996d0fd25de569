"""The members of a panel as everybody knows them: by shape and colour, and by name unless the names are hidden."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.glyphs import rater_path, rater_token

_SHAPE = 14


def paint_seat(painter: QPainter, rect: QRectF, seat: int, theme: Theme, *, is_late: bool = False) -> None:
    """The member's shape; an outline for what came in late, which does not count."""
    path, color = rater_path(rect, seat), theme.color(rater_token(seat))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if is_late:
        painter.setPen(QPen(color, max(1.5, rect.width() / 9)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.translate(rect.center())
        painter.scale(0.86, 0.86)
        painter.translate(QPointF(-rect.center().x(), -rect.center().y()))
        painter.drawPath(path)
    else:
        painter.fillPath(path, color)
    painter.restore()


class SeatShape(QWidget):
    """One member's shape, for rows of labels; nothing for somebody without a seat."""

    def __init__(self, seat: int | None, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seat = seat
        self._theme = theme
        self.setObjectName("seat_shape")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_seat(self, seat: int | None) -> None:
        """Another seat, or none."""
        self._seat = seat
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_SHAPE), self._theme.px(_SHAPE))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._seat is not None:
            paint_seat(QPainter(self), QRectF(self.rect()), self._seat, self._theme)

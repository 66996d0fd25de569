"""Where the sound is when it is not in view: an arrow at the edge of the lanes, to click and follow."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_box

_WIDE, _HIGH = 16, 28
_ARROW = 8


def away_rect(x: float, lanes: QRectF, theme: Theme) -> QRectF:
    """Where the arrow lies: at the edge of `lanes` on the side of `x`."""
    wide, high = theme.px(_WIDE), theme.px(_HIGH)
    left = lanes.left() if x < lanes.left() else lanes.right() - wide
    return QRectF(left, lanes.center().y() - high / 2, wide, high)


def paint_away(painter: QPainter, rect: QRectF, x: float, theme: Theme, ground: QColor) -> None:
    """The arrow, which points to where the sound is."""
    color = theme.color("accent")
    draw_box(painter, rect, radius=theme.size("radius_small"), fill=ground, edge=color)
    toward = -1 if x < rect.left() else 1
    half, middle = theme.px(_ARROW) / 2, rect.center()
    corners = ((-half * toward, -half * 1.25), (half * toward, 0), (-half * toward, half * 1.25))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([middle + QPointF(dx, dy) for dx, dy in corners]))
    painter.restore()

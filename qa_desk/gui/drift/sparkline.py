"""A chart of drift in small: the EWMA between its limits, the standard in the middle, an alarm as a diamond."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from qa_desk.gui.shell.theme import Theme
from qa_desk.measurement.drift.watch import EWMA, Course

_LEAST_REACH = 4 * EWMA.sd
_MARK = 4
_POINTS = 26
"""As many of the last sessions are drawn; more would be closer than a pixel or two."""


def draw_sparkline(painter: QPainter, rect: QRectF, course: Course, theme: Theme, *, is_alarm: bool) -> None:
    """Draw the last sessions of a course; up is too lenient, down too strict."""
    values = course.ewma[-_POINTS:]
    limits = (course.ewma_low[-_POINTS:], course.ewma_high[-_POINTS:])
    drawn = np.abs(np.concatenate([values, *limits]))
    reach = max(_LEAST_REACH, float(np.nanmax(drawn))) * 1.1
    step = rect.width() / max(len(values), 8)

    def at(place: float, value: float) -> QPointF:
        return QPointF(rect.left() + step * (place + 0.5), rect.center().y() - value / reach * rect.height() / 2)

    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("line"), theme.size("hairline")))
    painter.drawLine(QPointF(rect.left(), rect.center().y()), QPointF(rect.right(), rect.center().y()))
    painter.setPen(QPen(theme.color("outline"), 1, Qt.PenStyle.DotLine))
    for limit in limits:
        painter.drawPolyline(QPolygonF([at(place, float(v)) for place, v in enumerate(limit) if not np.isnan(v)]))
    painter.setPen(QPen(theme.color("text"), 1.5))
    line = [at(place, float(value)) for place, value in enumerate(values)]
    painter.drawPolyline(QPolygonF(line))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("fail" if is_alarm else "text"))
    side = theme.px(_MARK)
    end = line[-1]
    if is_alarm:
        corners = [QPointF(0, -side), QPointF(side, 0), QPointF(0, side), QPointF(-side, 0)]
        painter.drawPolygon(QPolygonF([end + corner for corner in corners]))
    else:
        painter.drawEllipse(end, side / 2, side / 2)
    painter.restore()

"""Small shapes that carry a meaning beside every colour: raters, voices, answers. Painters only, no widgets."""

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from qa_desk.audio.voice import Voice
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme

N_RATERS = 8
"""As many raters as can be told apart by shape and colour; a ninth begins again at the first."""

_TRIANGLE_UP = ((0.5, 0.06), (0.97, 0.9), (0.03, 0.9))
_DIAMOND = ((0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5))
_TRIANGLE_DOWN = ((0.03, 0.1), (0.97, 0.1), (0.5, 0.94))
_HEXAGON = ((0.25, 0.07), (0.75, 0.07), (1.0, 0.5), (0.75, 0.93), (0.25, 0.93), (0.0, 0.5))
_CROSS = (
    (0.31, 0.03),
    (0.69, 0.03),
    (0.69, 0.31),
    (0.97, 0.31),
    (0.97, 0.69),
    (0.69, 0.69),
    (0.69, 0.97),
    (0.31, 0.97),
    (0.31, 0.69),
    (0.03, 0.69),
    (0.03, 0.31),
    (0.31, 0.31),
)
_STAR = (
    (0.5, 0.0),
    (0.62, 0.36),
    (1.0, 0.37),
    (0.7, 0.6),
    (0.81, 0.96),
    (0.5, 0.75),
    (0.19, 0.96),
    (0.3, 0.6),
    (0.0, 0.37),
    (0.38, 0.36),
)
_POLYGONS = {2: _TRIANGLE_UP, 3: _DIAMOND, 4: _TRIANGLE_DOWN, 5: _HEXAGON, 6: _CROSS, 7: _STAR}


class AnswerState(Enum):
    """What the glyph left of a criterion says; the value is the icon, the token its colour."""

    FULL = ("check", "pass")
    BELOW_FULL = ("half", "warning")
    FAILED = ("cross", "fail")
    CRITICAL_FAILED = ("diamond-failed", "fail")
    NOT_APPLICABLE = ("dash", "na")
    MISSING = ("missing", "muted")

    @property
    def icon(self) -> str:
        """The name of its icon."""
        return self.value[0]

    @property
    def token(self) -> str:
        """The token of its colour."""
        return self.value[1]


def rater_token(index: int) -> str:
    """The colour token of the rater with this place in the panel, 0 for the first."""
    return f"rater_{index % N_RATERS + 1}"


def rater_path(rect: QRectF, index: int) -> QPainterPath:
    """The outline of the rater's shape: disc, square, triangle up, diamond, triangle down, hexagon, cross, star."""
    path = QPainterPath()
    shape = index % N_RATERS
    if shape == 0:
        path.addEllipse(
            rect.adjusted(rect.width() * 0.04, rect.height() * 0.04, -rect.width() * 0.04, -rect.height() * 0.04)
        )
    elif shape == 1:
        inset = rect.width() * 0.08
        path.addRect(rect.adjusted(inset, inset, -inset, -inset))
    else:
        points = [QPointF(rect.x() + x * rect.width(), rect.y() + y * rect.height()) for x, y in _POLYGONS[shape]]
        path.addPolygon(QPolygonF(points))
        path.closeSubpath()
    return path


def draw_rater(painter: QPainter, rect: QRectF, index: int, theme: Theme) -> None:
    """The rater's shape in the rater's colour; the shape is the identity, the colour helps."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(rater_path(rect, index), theme.color(rater_token(index)))
    painter.restore()


def draw_voice(painter: QPainter, rect: QRectF, voice: Voice, theme: Theme, *, color: QColor | None = None) -> None:
    """Agent ◖ or customer ◗, the flat side in the middle of `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = rect.height() / 2
    flat = rect.center().x() + (radius / 2 if voice is Voice.AGENT else -radius / 2)
    disc = QRectF(flat - radius, rect.y(), 2 * radius, 2 * radius)
    path = QPainterPath(QPointF(flat, rect.y()))
    path.arcTo(disc, 90, 180 if voice is Voice.AGENT else -180)
    path.closeSubpath()
    painter.fillPath(path, color or theme.color(voice.name.lower()))
    painter.restore()


def draw_answer(painter: QPainter, rect: QRectF, state: AnswerState, theme: Theme, *, token: str | None = None) -> None:
    """✓ full, ◑ below full, ✕ failed, ◆✕ critical failed, – N/A, ◌ missing."""
    paint_icon(painter, rect, state.icon, theme, token or state.token)


def draw_diamond(painter: QPainter, rect: QRectF, theme: Theme, token: str = "critical") -> None:
    """The ◆ of a critical criterion."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(rater_path(rect, 3), theme.color(token))
    painter.restore()


def draw_ring(painter: QPainter, rect: QRectF, color: QColor, width: float, fill: QColor) -> None:
    """A circle with an edge, such as the point of an estimate that says too little."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, width))
    painter.setBrush(fill if fill.isValid() else Qt.BrushStyle.NoBrush)
    inset = width / 2
    painter.drawEllipse(rect.adjusted(inset, inset, -inset, -inset))
    painter.restore()

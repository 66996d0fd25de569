"""What the painted widgets share: boxes, elided text, and the ring that shows where the keyboard is."""

from functools import lru_cache

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from qa_desk.gui.shell.theme import Theme

_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
# looked up once: every event of every widget with a ring passes here, and an enumeration of Qt's is slow to ask
_OF_THE_RING = frozenset(
    {
        QEvent.Type.FocusIn,
        QEvent.Type.FocusOut,
        QEvent.Type.KeyPress,
        QEvent.Type.Move,
        QEvent.Type.Resize,
        QEvent.Type.ParentChange,
        QEvent.Type.Hide,
    }
)
_UNCHANGED = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
_NAVIGATION = (
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)


def draw_box(
    painter: QPainter,
    rect: QRectF,
    *,
    radius: float,
    fill: QColor | None = None,
    edge: QColor | None = None,
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """A rounded rectangle whose edge lies inside `rect`, so that hairlines stay sharp."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    inset = 0.0
    if edge is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        pen = QPen(edge, width)
        if dashed:
            pen.setDashPattern([3, 2.5])
        painter.setPen(pen)
        inset = width / 2
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset)
    painter.restore()


def elided(text: str, font: QFont, room: float) -> str:
    """The text with an ellipsis at its end where the room is too small for it."""
    metrics = QFontMetricsF(font)
    return (
        text if metrics.horizontalAdvance(text) <= room else metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    )


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    *,
    font: QFont,
    color: QColor,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> float:
    """One line of text, elided at the right where it does not fit; returns the width it took."""
    metrics = QFontMetricsF(font)
    shown, wide = text, metrics.horizontalAdvance(text)
    if wide > rect.width():
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        wide = metrics.horizontalAdvance(shown)
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(rect, _flags(align), shown)
    return wide


@lru_cache
def _flags(align: Qt.AlignmentFlag) -> int:
    # Put together once: joining flags in Python takes longer than drawing a word.
    return (align | Qt.AlignmentFlag.AlignVCenter).value | Qt.TextFlag.TextSingleLine.value


def text_width(text: str, font: QFont) -> float:
    """How wide one line of text is."""
    return QFontMetricsF(font).horizontalAdvance(text)


class FocusRing(QObject):
    """Knows whether its widget has the focus by keyboard; with `outside` it also draws the ring around it.

    A ring inside is drawn by the widget, which asks `shown` in `paintEvent` and calls `draw_inside`.
    """

    def __init__(self, widget: QWidget, theme: Theme, *, outside: bool = False, radius: float | None = None) -> None:
        super().__init__(widget)
        self._widget = widget
        self._theme = theme
        self._radius = radius
        self._outside = outside
        self._frame: _RingFrame | None = None
        self.shown = False
        widget.installEventFilter(self)

    def draw_inside(self, painter: QPainter, rect: QRectF, *, radius: float | None = None) -> None:
        """The ring 1 px inside the edge of `rect`, when it is shown."""
        if self.shown:
            inner = rect.adjusted(1, 1, -1, -1)
            corner = (self._theme.size("radius") if radius is None else radius) - 1
            width = self._theme.size("focus_ring")
            draw_box(painter, inner, radius=corner, edge=self._theme.color("focus"), width=width)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in _OF_THE_RING:
            return False
        if kind == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            if event.reason() not in _UNCHANGED:
                self._show(event.reason() in _BY_KEYBOARD)
        elif kind == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            if event.reason() not in _UNCHANGED:
                self._show(False)
        elif kind == QEvent.Type.KeyPress and self._widget.hasFocus() and not self.shown:
            if event.key() in _NAVIGATION:  # type: ignore[attr-defined]  # a key press is a QKeyEvent
                self._show(True)
        elif kind in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.ParentChange):
            self._place()
        elif kind == QEvent.Type.Hide:
            self._show(False)
        return False

    def _show(self, shown: bool) -> None:
        self.shown = shown
        # A widget that is being destroyed still gives up the keyboard, and nothing can be asked of it any more.
        if not shiboken6.isValid(self._widget):
            return
        self._widget.update()
        if not self._outside:
            return
        parent = self._widget.parentWidget()
        if shown and self._frame is None and parent is not None:
            self._frame = _RingFrame(parent, self._theme, self._radius)
        self._place()

    def _place(self) -> None:
        if self._frame is None:
            return
        parent = self._widget.parentWidget()
        if parent is None:
            self._frame.hide()
            return
        if self._frame.parentWidget() is not parent:
            self._frame.setParent(parent)
        gap = 2 + self._theme.size("focus_ring")
        self._frame.setGeometry(self._widget.geometry().adjusted(-gap, -gap, gap, gap))
        self._frame.setVisible(self.shown)
        self._frame.raise_()


class _RingFrame(QWidget):
    def __init__(self, parent: QWidget, theme: Theme, radius: float | None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._radius = radius
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        corner = (self._theme.size("radius") if self._radius is None else self._radius) + 4
        width = self._theme.size("focus_ring")
        draw_box(painter, QRectF(self.rect()), radius=corner, edge=self._theme.color("focus"), width=width)

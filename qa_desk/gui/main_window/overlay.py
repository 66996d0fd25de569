"""A card over the dimmed window, for what is asked for and gone again: palette, keys sheet.

Escape or a click beside it closes it; while it is open, no command of the pages behind acts.
"""

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.theme import Theme

_DIM = 0.28


class Overlay(QWidget):
    """Covers `window`; `card` holds what is shown.

    Signals:
        closed: it went away.
    """

    closed = Signal()

    def __init__(self, window: QWidget, *, theme: Theme, commands: CommandRegistry, width: int, top: int = 96) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("overlay")
        self._theme = theme
        self._commands = commands
        self._width = width
        self._top = top
        self._focus_before: QWidget | None = QApplication.focusWidget()
        self.card = QWidget(self)
        self.card.setObjectName("overlay_card")
        self.card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column = QVBoxLayout(self.card)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        commands.bind(self, {"window.close_notice": self.close_overlay})
        window.installEventFilter(self)

    def open_overlay(self) -> None:
        """Show it, and keep the keys to it."""
        self._place()
        self.show()
        self.raise_()
        self._commands.confine(self)

    def close_overlay(self) -> None:
        """Take it away and give the keys and the focus back."""
        if self.isHidden():
            return
        self._commands.confine(None)
        self.hide()
        if self._focus_before is not None and shiboken6.isValid(self._focus_before):
            self._focus_before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()
        self.deleteLater()

    def _place(self) -> None:
        self.setGeometry(self._window.rect())
        theme = self._theme
        width = min(theme.px(self._width), self.width() - 2 * theme.size("xl"))
        top = min(theme.px(self._top), self.height() // 8)
        wanted = self.card.sizeHint().height()
        if self.card.hasHeightForWidth():
            wanted = self.card.heightForWidth(width)
        height = min(wanted, self.height() - top - theme.size("xl"))
        self.card.setGeometry((self.width() - width) // 2, top, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.card.geometry().contains(event.position().toPoint()):
            self.close_overlay()

    def paintEvent(self, _event: QPaintEvent) -> None:
        shade = QColor(Qt.GlobalColor.black)
        shade.setAlphaF(_DIM if not self._theme.is_dark else 2 * _DIM)
        QPainter(self).fillRect(self.rect(), shade)

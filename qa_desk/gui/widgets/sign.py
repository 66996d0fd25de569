"""An icon beside its words, such as the sign of a finding."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme

_SIGN = 14


class Sign(QWidget):
    """An icon that stands beside its words."""

    def __init__(self, icon: str, token: str, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._token, self._theme = icon, token, theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_sign(self, icon: str, token: str) -> None:
        """Another sign."""
        self._icon, self._token = icon, token
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_SIGN), self._theme.px(_SIGN))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_icon(QPainter(self), QRectF(self.rect()), self._icon, self._theme, self._token)

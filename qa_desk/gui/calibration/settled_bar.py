"""How much of a session is settled, as a bar; the words stand beside it."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_box

_BAR = 4


class SettledBar(QWidget):
    """The share that is settled."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._share = 0.0
        self.setObjectName("settled_bar")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_share(self, share: float) -> None:
        """0…1."""
        self._share = share
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(96), self._theme.px(_BAR))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, rect = self._theme, QPainter(self), QRectF(self.rect())
        draw_box(painter, rect, radius=rect.height() / 2, fill=theme.track("background"))
        if self._share > 0:
            done = QRectF(0, 0, max(rect.width() * self._share, rect.height()), rect.height())
            draw_box(painter, done, radius=rect.height() / 2, fill=theme.color("accent"))

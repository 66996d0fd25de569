"""Takes ratings files that are dragged over the page, and shows that it would."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from qa_desk.gui.agreement.opened import RATINGS_ENDINGS
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_text
from qa_desk.i18n import _


def ratings_paths(data: QMimeData) -> tuple[Path, ...]:
    """The local files among what is dragged that may hold ratings."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return tuple(path for path in paths if path.suffix.lower().lstrip(".") in RATINGS_ENDINGS)


class DropPlace(QWidget):
    """Lies over the whole of `page` while files are dragged there; what is dropped goes to `open_paths`."""

    def __init__(self, page: QWidget, open_paths: Callable[[tuple[Path, ...]], object], *, theme: Theme) -> None:
        super().__init__(page)
        self._page = page
        self._open = open_paths
        self._theme = theme
        self.setObjectName("drop_place")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._page:
            if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
                self.hide()
                event.acceptProposedAction()
                self._open(ratings_paths(event.mimeData()))
                return True
            if isinstance(event, QDragEnterEvent) and ratings_paths(event.mimeData()):
                event.acceptProposedAction()
                self.setGeometry(self._page.rect())
                self.raise_()
                self.show()
                return True
            if event.type() == QEvent.Type.DragLeave:
                self.hide()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = theme.color("surface")
        ground.setAlphaF(0.92)
        painter.fillRect(self.rect(), ground)
        edge = theme.size("xl")
        frame = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        pen = QPen(theme.color("accent"), theme.size("focus_ring"), Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(frame, theme.size("radius"), theme.size("radius"))
        words = _("Drop the ratings files here")
        centre = Qt.AlignmentFlag.AlignHCenter
        draw_text(painter, frame, words, font=theme.font("title", "strong"), color=theme.color("accent"), align=centre)

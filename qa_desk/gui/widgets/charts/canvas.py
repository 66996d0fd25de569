"""What every drawn figure does: hover tells the value, a click opens the rows, arrows walk, data and picture copy."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu, QToolTip, QWidget

from qa_desk.gui.shell.command_registry import OPENS
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.charts.readings import Reading, data_text, readings
from qa_desk.gui.widgets.painting import FocusRing
from qa_desk.i18n import _
from qa_desk.reports.figures import Figure

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class Canvas(QWidget):
    """The drawing of one figure.

    Signals:
        opened: key of the rows behind the drawn thing that was clicked or entered.
    """

    opened = Signal(str)

    def __init__(self, figure: Figure, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._figure: Figure = figure
        self._readings = readings(figure)
        self._opening: Mapping[str, str] | None = None
        self._current: int | None = None
        self._hovered: int | None = None
        self._ring = FocusRing(self, theme)
        self.setObjectName("chart_canvas")
        self.setAccessibleName(figure.title)
        self.setAccessibleDescription(figure.subtitle)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)

    @property
    def current(self) -> int | None:
        """The place of the reading that the keyboard is on."""
        return self._current

    def reading(self, place: int) -> Reading:
        """What is told of a drawn thing."""
        return self._readings[place]

    def open_only(self, opening: Mapping[str, str]) -> None:
        """Rows are there for these keys alone, with the words for what a click does; nothing else is opened."""
        self._opening = opening

    def place_of(self, place: int) -> QRectF:
        """Where the reading is drawn, as large as what takes clicks."""
        raise NotImplementedError

    def walk_to(self, place: int | None) -> None:
        """Go to a reading; its words are read aloud."""
        self._current = place
        self.setProperty(OPENS, place is not None and self._has_rows(place))
        words = "" if place is None else self._told(place)
        self.setAccessibleDescription(words or self._figure.subtitle)
        self.mark_changed()
        if place is not None and self.hasFocus():
            at = self.place_of(place)
            QToolTip.showText(self.mapToGlobal(at.bottomLeft().toPoint()), words, self, at.toRect())

    def mark_changed(self) -> None:
        """The hovered or current reading is another; draw it."""
        self.update()

    def marked(self) -> int | None:
        """The reading to stress: under the pointer, else where the keyboard is."""
        return self._hovered if self._hovered is not None else self._current if self.hasFocus() else None

    def copy_data(self) -> None:
        """Copy the figures as a table."""
        QApplication.clipboard().setText(data_text(self._figure))

    def copy_picture(self) -> None:
        """Copy what is seen."""
        QApplication.clipboard().setPixmap(self.grab())

    def _place_at(self, at: QPointF) -> int | None:
        hit = [place for place in range(len(self._readings)) if self.place_of(place).contains(at)]
        if not hit:
            return None
        return min(hit, key=lambda place: (self.place_of(place).center() - at).manhattanLength())

    def _open(self, place: int | None) -> None:
        if place is not None and self._has_rows(place):
            self.opened.emit(self._readings[place].key)

    def _has_rows(self, place: int) -> bool:
        key = self._readings[place].key
        return bool(key) and (self._opening is None or key in self._opening)

    def _told(self, place: int) -> str:
        """What is told of a reading, and that it can be opened."""
        words = self._readings[place].words
        return (
            f"{words}\n{self._opening[self._readings[place].key]}" if self._opening and self._has_rows(place) else words
        )

    def _hover(self, place: int | None) -> None:
        if place != self._hovered:
            self._hovered = place
            has_rows = place is not None and self._has_rows(place)
            self.setCursor(Qt.CursorShape.PointingHandCursor if has_rows else Qt.CursorShape.ArrowCursor)
            self.mark_changed()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        self._hover(place)
        if place is None:
            QToolTip.hideText()
        else:
            at = self.place_of(place).toRect()
            QToolTip.showText(event.globalPosition().toPoint(), self._told(place), self, at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._open(self._place_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Copy data")).triggered.connect(self.copy_data)
        menu.addAction(_("Copy picture")).triggered.connect(self.copy_picture)
        menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._readings) - 1
        step = _STEPS.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_data()
        elif step is not None and last >= 0 and not event.modifiers():
            self.walk_to(0 if self._current is None else min(max(self._current + step, 0), last))
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and last >= 0:
            self.walk_to(0 if event.key() == Qt.Key.Key_Home else last)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            self._open(self._current)
        else:
            super().keyPressEvent(event)

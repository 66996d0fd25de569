"""Where the heads and rows of the form lie: below one another, the head of the section at the top kept in sight."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from qa_desk.gui.desk.form_row import CriterionRow
from qa_desk.gui.desk.section_head import FoldingHead
from qa_desk.gui.shell.theme import Theme

_MAKE_CURRENT_AFTER_MS = 30
_MAKE_AFTER_MS = 150
_MAKE_EVERY_MS = 25
_MADE_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A section: its key, its head and its rows."""

    key: str
    head: FoldingHead
    rows: tuple[CriterionRow, ...]


class FormSheet(QWidget):
    """Lays out what is not hidden; rows in sight get their inputs a few at a time, once all is painted."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._parts: tuple[SheetPart, ...] = ()
        self._tops: list[int] = []
        self._scrolled, self._seen_height = 0, 0
        self._ground = QWidget(self)
        self._making = QTimer(self)
        self._making.setSingleShot(True)
        self._making.timeout.connect(self._make_inputs)
        # Qt then moves the picture when the form is scrolled, and only what comes into sight is painted.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.changed.connect(self._measure)

    @property
    def ground(self) -> QWidget:
        """The parent of the heads and rows shown."""
        return self._ground

    def begin_parts(self) -> QWidget:
        """The parent for the heads and rows of other sections; those before are thrown away.

        It is not on the screen before the next `arrange`, so a hundred rows are not laid out and painted one by one.
        """
        self._parts = ()
        self._ground.hide()
        self._ground.deleteLater()
        self._ground = QWidget(self)
        return self._ground

    def set_parts(self, parts: Sequence[SheetPart]) -> None:
        """The sections, made on the ground that `begin_parts` gave."""
        self._parts = tuple(parts)
        for part in parts:
            # Above the rows, which pass below them.
            part.head.raise_()

    def arrange(self, seen_height: int | None = None) -> None:
        """Put everything in its place; what is hidden takes no room.

        Args:
            seen_height: how much of the sheet is in view, unless it is as before.
        """
        self._seen_height = self._seen_height if seen_height is None else seen_height
        y, width, self._tops = 0, self.width(), []
        high = self._theme.size("row")
        for part in self._parts:
            self._tops.append(y)
            y += part.head.sizeHint().height()
            for row in part.rows:
                if not row.isHidden():
                    row.setGeometry(0, y, width, high)
                    y += high
        self.setMinimumHeight(y)
        self._ground.setGeometry(0, 0, width, max(y, self.height()))
        self.updateGeometry()
        self.keep_head_in_sight(self._scrolled)
        self._ground.show()

    def keep_head_in_sight(self, scrolled: int) -> None:
        """Let the head of each section stand at the top of the view for as long as its rows pass below it."""
        self._scrolled = scrolled
        ends = [*self._tops, self.minimumHeight()][1:]
        for part, top, end in zip(self._parts, self._tops, ends, strict=True):
            height = part.head.sizeHint().height()
            part.head.setGeometry(0, max(top, min(scrolled, end - height)), self.width(), height)
        self._making.start(_MAKE_AFTER_MS)

    def make_current(self) -> None:
        """The current row is to have its input before the next key comes, as Tab leads into it."""
        self._making.start(_MAKE_CURRENT_AFTER_MS)

    def _make_inputs(self) -> None:
        waiting = [row for row in self._rows_in_sight() if not row.has_input]
        waiting.sort(key=lambda row: not row.is_current)
        for row in waiting[:_MADE_AT_ONCE]:
            row.make_input()
        if len(waiting) > _MADE_AT_ONCE:
            self._making.start(_MAKE_EVERY_MS)

    def _rows_in_sight(self) -> Iterator[CriterionRow]:
        first, last = self._scrolled, self._scrolled + self._seen_height
        for part in self._parts:
            for row in part.rows:
                if not row.isHidden() and row.y() < last and row.y() + row.height() > first:
                    yield row

    def _measure(self) -> None:
        self.arrange()
        for part in self._parts:
            for row in part.rows:
                row.place_input()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(560), self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._theme.color("surface"))

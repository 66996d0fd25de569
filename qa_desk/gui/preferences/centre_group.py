"""What the groups share in which administrators settle something of the centre: rows, reading it anew, and errors."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSpinBox, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.number_boxes import NumberBox

_LABEL_WIDTH = 224


class CentreGroup(QWidget):
    """A group of the page for administrators; it shows itself once it has read what holds."""

    def __init__(self, context: PageContext, *, title: str, notice: str) -> None:
        super().__init__()
        self._context, self._notice = context, notice
        self.setObjectName("preferences_group")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hide()
        theme = context.theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, theme.size("lg"), 0, 0)
        self._grid.setHorizontalSpacing(theme.size("lg"))
        self._grid.setVerticalSpacing(theme.size("md"))
        self._grid.setColumnMinimumWidth(0, theme.px(_LABEL_WIDTH))
        self._grid.setColumnStretch(2, 1)
        heading = QLabel(title)
        heading.setProperty("type", "title")
        self._grid.addWidget(heading, 0, 0, 1, 3)
        if context.may(Action.MANAGE_CENTRE):
            context.hub.changed.connect(self._on_changed)

    def ask_again(self) -> None:
        """Show what holds now, to whom it is to settle."""
        if self._context.may(Action.MANAGE_CENTRE):
            self._read()

    def _read(self) -> None:
        """Read what holds, and show it."""
        raise NotImplementedError

    def _add_row(self, left: QWidget, field: QWidget, about: str) -> None:
        """A field below the others, its name before it and what it is about behind."""
        words = QLabel(about)
        words.setWordWrap(True)
        words.setProperty("tone", "muted")
        row = self._grid.rowCount()
        self._grid.addWidget(left, row, 0)
        self._grid.addWidget(field, row, 1, Qt.AlignmentFlag.AlignLeft)
        self._grid.addWidget(words, row, 2)

    def _add_save(self, words: str, name: str) -> Button:
        save = Button(words, theme=self._context.theme, name=name)
        self._grid.addWidget(save, self._grid.rowCount(), 0, 1, 3, Qt.AlignmentFlag.AlignLeft)
        return save

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(ObjectKind.SETTING) and self.isVisible():
            self.ask_again()

    def _tell(self, error: Exception) -> None:
        self._context.notices.error(error, key=self._notice)


def label_of(field: QWidget, title: str) -> QLabel:
    """The name of a field; its letter leads there."""
    label = QLabel(title)
    label.setBuddy(field)
    return label


def number_field(name: str, title: str, least: int, most: int, suffix: str) -> QSpinBox:
    """A whole number between two bounds."""
    field = NumberBox()
    field.setObjectName(name)
    field.setAccessibleName(title)
    field.setToolTip(title)
    field.setRange(least, most)
    field.setSuffix(suffix)
    return field

"""Small forms in a page: labelled fields in one column, an error above the buttons, never a dialog."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.notices import Notice, NoticeKind, sentence
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.notice_bar import NoticeBar
from qa_desk.gui.widgets.sight import bring_into_sight
from qa_desk.i18n import _

_LABEL_WIDTH = 88
_TEXT_HEIGHT = 76


class Form(QWidget):
    """Fields with their labels left of them, and two buttons. Ctrl+Enter saves, Escape gives up.

    Signals:
        saved: the person wants it saved.
        cancelled: the person gives it up.
    """

    saved = Signal()
    cancelled = Signal()

    def __init__(
        self,
        *,
        theme: Theme,
        commands: CommandRegistry,
        save_title: str,
        name: str,
        primary: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._n_rows = 0
        self.setObjectName(name)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.size("md"))
        self._grid.setVerticalSpacing(theme.size("sm"))
        self._grid.setColumnMinimumWidth(0, theme.px(_LABEL_WIDTH))
        self._grid.setColumnStretch(1, 1)
        self._error_place = QVBoxLayout()
        self._error: NoticeBar | None = None
        kind = "primary" if primary else "plain"
        self._save = Button(save_title, theme=theme, kind=kind, name=f"{name}_save")
        self._cancel = Button(_("Cancel"), theme=theme, kind="quiet", name=f"{name}_cancel")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.size("sm"))
        buttons.addWidget(self._save)
        buttons.addWidget(self._cancel)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("md"))
        column.addLayout(self._grid)
        column.addLayout(self._error_place)
        column.addLayout(buttons)
        self._save.clicked.connect(self.saved)
        self._cancel.clicked.connect(self.cancelled)
        # Escape closes notices everywhere else; the registry hears it before any field does.
        commands.bind(self, {"window.close_notice": self.cancelled.emit}, enabled={"window.close_notice": self._is_in})

    @property
    def save_button(self) -> Button:
        """The button that saves."""
        return self._save

    def add_field(self, title: str, field: QWidget, *, hint: str = "") -> None:
        """One more field; `hint` is what it is for, in quiet words below it."""
        label = QLabel(title)
        label.setWordWrap(True)
        label.setBuddy(field)
        label.setProperty("tone", "muted")
        field.setAccessibleName(title)
        field.setToolTip(hint or title)
        top = isinstance(field, QPlainTextEdit)
        align = Qt.AlignmentFlag.AlignTop if top else Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(label, self._n_rows, 0, align)
        self._grid.addWidget(field, self._n_rows, 1)
        self._n_rows += 1
        if hint:
            words = QLabel(hint)
            words.setWordWrap(True)
            words.setProperty("tone", "muted")
            words.setProperty("type", "caption")
            self._grid.addWidget(words, self._n_rows, 1)
            self._n_rows += 1

    def add_below(self, widget: QWidget) -> None:
        """Something that belongs to the field above it."""
        self._grid.addWidget(widget, self._n_rows, 1, Qt.AlignmentFlag.AlignLeft)
        self._n_rows += 1

    def show_error(self, error: Exception | None) -> None:
        """Say what was wrong, in the form; None takes it away. What was typed stays."""
        if self._error is not None:
            self._error_place.removeWidget(self._error)
            self._error.hide()
            self._error.deleteLater()
            self._error = None
        if error is not None:
            notice = Notice(NoticeKind.ERROR, sentence(error))
            self._error = NoticeBar(notice, theme=self._theme, closable=False)
            self._error_place.addWidget(self._error)

    def refuse(self, error: Exception) -> None:
        """It could not be saved: say why and let the person try again; what was typed stays."""
        self.set_busy(False)
        self.show_error(error)
        # Of a long form the foot may lie out of sight.
        QTimer.singleShot(0, self, self._bring_error_into_view)

    def set_busy(self, is_busy: bool) -> None:
        """Wait for the answer: no second click."""
        self._save.set_busy(_("Saving …") if is_busy else None)

    def leave(self) -> None:
        """Off the page at once; it is deleted when the signal that it may be in the middle of has ended."""
        self.hide()
        self.deleteLater()

    def _bring_error_into_view(self) -> None:
        if self._error is not None:
            bring_into_sight(self._error)

    def _is_in(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._save.click()
        else:
            super().keyPressEvent(event)


def line_field(name: str, placeholder: str = "") -> QLineEdit:
    """A field of one line."""
    field = QLineEdit()
    field.setObjectName(name)
    field.setPlaceholderText(placeholder)
    return field


def text_field(name: str, theme: Theme, placeholder: str = "") -> QPlainTextEdit:
    """A field of some lines; Tab leaves it."""
    field = QPlainTextEdit()
    field.setObjectName(name)
    field.setPlaceholderText(placeholder)
    field.setTabChangesFocus(True)
    field.setFixedHeight(theme.px(_TEXT_HEIGHT))
    return field

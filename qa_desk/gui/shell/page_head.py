"""The head of a page: title, a summary in words, and at most one primary action with quieter ones left of it."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from qa_desk.gui.shell.buttons import Button, ButtonKind
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.theme import Theme


class PageHead(QWidget):
    """Title (22/600), summary in muted words, actions at the right."""

    def __init__(self, *, theme: Theme, commands: CommandRegistry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page_head")
        self._theme = theme
        self._commands = commands
        self._actions: list[Button] = []
        self._build()
        theme.changed.connect(self._measure)
        self._measure()

    def _build(self) -> None:
        self._title = QLabel()
        self._title.setObjectName("page_title")
        self._title.setProperty("type", "page")
        self._summary = ElidedLabel()
        self._summary.setObjectName("page_summary")
        self._summary.setProperty("tone", "muted")
        self._summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._title, 0, Qt.AlignmentFlag.AlignBaseline)
        self._row.addWidget(self._summary, 1, Qt.AlignmentFlag.AlignBaseline)

    def title(self) -> str:
        """The title shown."""
        return self._title.text()

    def set_title(self, title: str) -> None:
        """Show another title."""
        self._title.setText(title)

    def set_summary(self, summary: str) -> None:
        """Say in a few words how much is here ("7 wait, 46 minutes of sound")."""
        self._summary.setText(summary)
        self._summary.setToolTip(summary)

    def add_action(
        self, title: str, action: Callable[[], object], *, kind: ButtonKind = "plain", command: str = "", name: str = ""
    ) -> Button:
        """Add a button; `kind` is "primary", "plain" or "quiet", `command` the command whose key cap it wears.

        The primary one also answers Enter while nothing else wants it.
        """
        own_name = name or f"action_{len(self._actions)}"
        button = Button(title, theme=self._theme, kind=kind, commands=self._commands, command=command, name=own_name)
        button.clicked.connect(lambda: action())
        self._actions.append(button)
        self._row.addWidget(button)
        return button

    def add_widget(self, widget: QWidget) -> None:
        """Add anything else at the right, such as a segmented choice."""
        self._row.addWidget(widget)

    def clear_actions(self) -> None:
        """Take all buttons away, to add others for another state of the page."""
        for button in self._actions:
            self._row.removeWidget(button)
            # Hidden with the keyboard on it, Qt would hand that to the side bar.
            button.clearFocus()
            button.hide()
            button.deleteLater()
        self._actions = []

    def primary(self) -> Callable[[], object] | None:
        """What Enter does, if the primary button can be pressed."""
        for button in self._actions:
            if button.kind == "primary" and button.isVisible() and button.isEnabled():
                return button.click
        return None

    def _measure(self) -> None:
        edge = self._theme.size("xl")
        self._row.setContentsMargins(edge, self._theme.size("lg"), edge, self._theme.size("sm"))
        self._row.setSpacing(self._theme.size("sm"))


class ElidedLabel(QLabel):
    """Words that end in an ellipsis where there is no room for all; the tool tip should have them."""

    def minimumSizeHint(self) -> QSize:
        """As narrow as an ellipsis: with room for all of it asked for, a title beside would lose its end."""
        return QSize(self.fontMetrics().horizontalAdvance("…"), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.fontMetrics().horizontalAdvance(self.text()) <= self.width():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), self.alignment(), words)

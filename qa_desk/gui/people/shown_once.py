"""A password or a code that is shown once, to be read out or copied; nothing keeps it once it is gone from here."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.sight import bring_into_sight
from qa_desk.i18n import _


class ShownOnce(QWidget):
    """The secret in a field that can't be changed, a button that copies it, and what to do with it."""

    def __init__(self, *, theme: Theme, name: str) -> None:
        super().__init__()
        self._field = QLineEdit()
        self._field.setObjectName(name)
        self._field.setReadOnly(True)
        self._field.setFont(theme.font("title", "medium"))
        self._copy = Button(theme=theme, kind="quiet", icon="copy", tip=_("Copy"), name=f"{name}_copy")
        self._words = QLabel()
        self._words.setObjectName(f"{name}_words")
        self._words.setWordWrap(True)
        self._words.setProperty("tone", "muted")
        self._words.setProperty("type", "caption")
        row = QHBoxLayout()
        row.setSpacing(theme.size("xs"))
        row.addWidget(self._field, 1)
        row.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("xs"))
        column.addLayout(row)
        column.addWidget(self._words)
        self._copy.clicked.connect(lambda: QApplication.clipboard().setText(self._field.text()))
        self.hide()

    def show_secret(self, title: str, secret: str, words: str) -> None:
        """Show it, with what to do with it."""
        self._field.setText(secret)
        self._field.setAccessibleName(title)
        self._field.setToolTip(title)
        self._words.setText(words)
        self.show()
        self._field.setFocus()
        self._field.selectAll()
        # once it has its place: below a long form nobody would find it
        QTimer.singleShot(0, self, lambda: bring_into_sight(self))

    def forget(self) -> None:
        """Take it off the screen."""
        self._field.clear()
        self.hide()

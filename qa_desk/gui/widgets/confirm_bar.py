"""A question in the page before something that can't be taken back, never a dialog."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.icons import paint_icon
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.painting import draw_box


class ConfirmBar(QWidget):
    """A question in the page, with what saying yes does; it may ask for a text that must not be empty.

    Signals:
        confirmed: yes, with the text that was asked for (else empty).
    """

    confirmed = Signal(str)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._needs_text = False
        self.setObjectName("confirm")
        self._words = QLabel()
        self._words.setObjectName("confirm_words")
        self._words.setWordWrap(True)
        self._field = QLineEdit()
        self._field.setObjectName("confirm_text")
        self._yes = Button("", theme=theme, name="confirm_yes", ground="background")
        self._no = Button("", theme=theme, kind="quiet", name="confirm_no", ground="background")
        row = QHBoxLayout(self)
        row.setContentsMargins(
            theme.size("md") + theme.size("icon") + theme.size("sm"),
            theme.size("sm"),
            theme.size("md"),
            theme.size("sm"),
        )
        row.setSpacing(theme.size("md"))
        row.addWidget(self._words, 2)
        row.addWidget(self._field, 3)
        row.addWidget(self._no)
        row.addWidget(self._yes)
        self._yes.clicked.connect(self._on_yes)
        self._no.clicked.connect(self.hide)
        self._field.returnPressed.connect(self._on_yes)
        self._field.textChanged.connect(self._on_text_changed)
        self.hide()

    def ask(self, words: str, yes: str, no: str, *, text_name: str = "", needs_text: bool = True) -> None:
        """Ask, with the two answers as buttons; with `text_name` a text of that name is asked for."""
        self._words.setText(words)
        self._field.clear()
        self._field.setVisible(bool(text_name))
        self._field.setAccessibleName(text_name)
        self._field.setPlaceholderText(text_name)
        self._needs_text = bool(text_name) and needs_text
        self._yes.setEnabled(not self._needs_text)
        self._yes.set_text(yes)
        self._no.set_text(no)
        self.setAccessibleName(words)
        self.show()
        (self._field if text_name else self._yes).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_text_changed(self, text: str) -> None:
        self._yes.setEnabled(bool(text.strip()) or not self._needs_text)

    def _on_yes(self) -> None:
        if self._yes.isEnabled():
            self.hide()
            self.confirmed.emit(self._field.text().strip())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        draw_box(painter, QRectF(self.rect()), radius=theme.size("radius"), fill=theme.track())
        side = theme.size("icon")
        paint_icon(painter, QRectF(theme.size("md"), 0, side, self.height()), "warning", theme, "warning")

"""A form of the first screen: fields under their titles, an error in the form, one step on and one back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.commands import shown
from qa_desk.gui.shell.notices import Notice, NoticeKind, sentence
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.notice_bar import NoticeBar
from qa_desk.i18n import _


class EntryForm(QWidget):
    """What somebody enters to sit down. What was typed stays when it was refused.

    Signals:
        submitted: the person goes on; never while the form waits for an answer.
        given_up: the person goes back.
    """

    submitted = Signal()
    given_up = Signal()

    def __init__(self, title: str, *, theme: Theme, go_on: str, name: str, about: str = "", back: bool = True) -> None:
        super().__init__()
        self.setObjectName(name)
        self._theme = theme
        self._fields: list[QLineEdit] = []
        self._error: NoticeBar | None = None
        self._can_go_back = back
        self._places = QVBoxLayout()
        self._places.setSpacing(theme.size("xs"))
        self._error_place = QVBoxLayout()
        self._button = Button(go_on, theme=theme, kind="primary", keys=shown("Return"), name=f"{name}_go")
        self._back = Button(_("Back"), theme=theme, kind="quiet", keys=shown("Escape"), name=f"{name}_back")
        if not back:
            self._back.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.size("sm"))
        buttons.addWidget(self._button)
        buttons.addWidget(self._back)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("md"))
        heading = self._label(title)
        heading.setProperty("type", "title")
        heading.setObjectName(f"{name}_title")
        column.addWidget(heading)
        if about:
            words = self._label(about)
            words.setProperty("tone", "muted")
            column.addWidget(words)
        column.addLayout(self._places)
        column.addLayout(self._error_place)
        column.addLayout(buttons)
        self._button.clicked.connect(self._submit)
        self._back.clicked.connect(self.given_up)

    @property
    def is_busy(self) -> bool:
        """Whether it waits for an answer."""
        return self._button.is_busy

    @property
    def can_go_back(self) -> bool:
        """Whether there is something to go back to, and nothing is waited for."""
        return self._can_go_back and not self.is_busy

    def add_line(self, title: str, name: str, *, is_secret: bool = False, text: str = "", hint: str = "") -> QLineEdit:
        """One more field; what is secret is typed unseen, and kept out of input methods and suggestions."""
        label = self._label(title)
        label.setProperty("tone", "muted")
        field = QLineEdit(text)
        field.setObjectName(name)
        field.setAccessibleName(title)
        field.setToolTip(hint or title)
        if is_secret:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        label.setBuddy(field)
        if self._fields:
            self._places.addSpacing(self._theme.size("sm"))
        self._places.addWidget(label)
        self._places.addWidget(field)
        if hint:
            self.add_words(hint)
        field.returnPressed.connect(self._on_return)
        self._fields.append(field)
        return field

    def add_words(self, words: str) -> None:
        """Something to know, in small print."""
        label = self._label(words)
        label.setProperty("tone", "muted")
        label.setProperty("type", "caption")
        self._places.addWidget(label)

    def add_switch(self, title: str, name: str) -> QCheckBox:
        """One more yes or no, off at first."""
        box = QCheckBox(title)
        box.setObjectName(name)
        box.setToolTip(title)
        self._places.addSpacing(self._theme.size("sm"))
        self._places.addWidget(box)
        return box

    def begin(self) -> None:
        """Put the keyboard into the first field that is still empty."""
        first = next((field for field in self._fields if not field.text()), self._fields[-1])
        # A layout shows what was added to it one turn later, and what is not visible takes no focus.
        self.show()
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, words: str | None) -> None:
        """Wait for the answer: what was typed can't change meanwhile."""
        self._button.set_busy(words)
        self._back.setEnabled(words is None)
        for field in self._fields:
            field.setReadOnly(words is not None)

    def refuse(self, error: Exception) -> None:
        """Say why it was refused; what was typed stays, the last field ready to be typed over."""
        self.set_busy(None)
        self._drop_error()
        self._error = NoticeBar(Notice(NoticeKind.ERROR, sentence(error)), theme=self._theme, closable=False)
        self._error_place.addWidget(self._error)
        self._fields[-1].setFocus(Qt.FocusReason.OtherFocusReason)
        self._fields[-1].selectAll()

    def _label(self, words: str) -> QLabel:
        label = QLabel(words)
        label.setWordWrap(True)
        return label

    def _on_return(self) -> None:
        """Enter leads through the empty fields, then on."""
        empty = next((field for field in self._fields if not field.text()), None)
        if empty is not None:
            empty.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._submit()

    def _submit(self) -> None:
        if not self.is_busy and all(field.text() for field in self._fields):
            self._drop_error()
            self.submitted.emit()

    def _drop_error(self) -> None:
        if self._error is not None:
            self._error_place.removeWidget(self._error)
            self._error.hide()
            self._error.deleteLater()
            self._error = None

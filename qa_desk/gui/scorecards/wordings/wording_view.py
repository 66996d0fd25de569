"""One standard wording, read whole in every language, with what may be done to it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.text import LocalText
from qa_desk.gui.scorecards.wordings.rows import matter_of, validity_of
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words, wording_state_title
from qa_desk.i18n import _, language_words
from qa_desk.services.forms.phrasing_views import WordingState, WordingView


class WordingPane(QWidget):
    """What is said, of which calls, when, and by whose leave.

    Signals:
        change_requested, successor_requested: the person wants to write.
        withdraw_requested: the wording is to hold no longer; the person was asked once more.
    """

    change_requested = Signal()
    successor_requested = Signal()
    withdraw_requested = Signal()

    def __init__(self, *, theme: Theme, may_change: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._may_change = may_change
        self.setObjectName("wording_pane")
        self._build()
        self._change.clicked.connect(self.change_requested)
        self._follow.clicked.connect(self.successor_requested)
        self._withdraw.clicked.connect(lambda: self._ask_whether(True))
        self._keep.clicked.connect(lambda: self._ask_whether(False))
        self._really.clicked.connect(self.withdraw_requested)

    def show_wording(self, row: WordingView) -> None:
        """Show this one."""
        wording = row.wording
        self._title.setText(in_words(wording.title))
        parts = [matter_of(wording), validity_of(wording), wording_state_title(row.state)]
        self._said.setText(" · ".join([*parts, row.department_name] if row.department_name else parts))
        self._show_texts(wording.title, wording.text)
        is_over = row.state is WordingState.OVER
        self._change.setVisible(self._may_change and not is_over)
        self._follow.setVisible(self._may_change)
        self._withdraw.setVisible(self._may_change and not is_over)
        self._question.setText(
            _("It has never held and is taken away.")
            if row.state is WordingState.COMING
            else _("It ends yesterday: calls of today show it no longer, those of before still do.")
        )
        self._ask_whether(False)

    def _build(self) -> None:
        theme = self._theme
        self._title, self._said = QLabel(), QLabel()
        self._title.setObjectName("wording_shown")
        self._title.setProperty("type", "title")
        self._said.setObjectName("wording_said")
        self._said.setProperty("tone", "muted")
        self._texts = QVBoxLayout()
        self._texts.setSpacing(theme.size("sm"))
        self._change = Button(_("Change"), theme=theme, icon="edit", name="change_wording")
        self._follow = Button(_("Write what follows it"), theme=theme, name="follow_wording")
        self._withdraw = Button(_("Withdraw"), theme=theme, kind="quiet", name="withdraw_wording")
        self._really = Button(_("Withdraw it"), theme=theme, name="really_withdraw")
        self._keep = Button(_("Keep it"), theme=theme, kind="quiet", name="keep_wording")
        self._question = QLabel()
        for label in (self._title, self._said, self._question):
            label.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.size("sm"))
        for button in (self._change, self._follow, self._withdraw):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._asking = QWidget()
        asking = QVBoxLayout(self._asking)
        asking.setContentsMargins(0, 0, 0, 0)
        asking.addWidget(self._question)
        answers = QHBoxLayout()
        answers.addWidget(self._really)
        answers.addWidget(self._keep)
        answers.addStretch(1)
        asking.addLayout(answers)
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(theme.size("lg"), theme.size("sm"), edge, edge)
        column.setSpacing(theme.size("md"))
        column.addWidget(self._title)
        column.addWidget(self._said)
        column.addLayout(self._texts)
        column.addLayout(buttons)
        column.addWidget(self._asking)
        column.addStretch(1)

    def _show_texts(self, title: LocalText, text: LocalText) -> None:
        while (item := self._texts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        titles = title.as_mapping()
        for language, words in text.by_language:
            head = QLabel(f"{language_words(language)} · {titles.get(language, in_words(title))}")
            head.setProperty("tone", "muted")
            head.setProperty("type", "caption")
            said = QLabel(words)
            said.setWordWrap(True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._texts.addWidget(head)
            self._texts.addWidget(said)

    def _ask_whether(self, asks: bool) -> None:
        self._asking.setVisible(asks)
        if asks:
            self._keep.setFocus(Qt.FocusReason.ShortcutFocusReason)

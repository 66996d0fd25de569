"""Disputing a result, answer by answer: a field for each that failed, and the reason for all of it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from qa_desk.domain.scoring import CriterionResult
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.form import Form
from qa_desk.i18n import _
from qa_desk.services.feedback.feedback_views import Claim


class DisputeForm(QWidget):
    """Asks what is disputed. What stays empty is not.

    Signals:
        sent: the reason, and the claims.
        cancelled: the person gives it up.
    """

    sent = Signal(str, object)
    cancelled = Signal()

    def __init__(self, answers: Sequence[CriterionResult], *, theme: Theme, commands: CommandRegistry) -> None:
        super().__init__()
        self._form = Form(
            theme=theme, commands=commands, save_title=_("Send the dispute"), name="dispute_form", primary=False
        )
        self._claims: list[tuple[str, QLineEdit]] = []
        for one in answers:
            claim = QLineEdit()
            claim.setObjectName(f"claim_{one.criterion.key}")
            claim.setPlaceholderText(_("What should have been answered, and why; 1:20 names a moment"))
            self._form.add_field(in_words(one.criterion.title), claim)
            self._claims.append((one.criterion.key, claim))
        self._reason = QLineEdit()
        self._reason.setObjectName("dispute_reason")
        self._reason.setPlaceholderText(_("In one sentence"))
        hint = _("What stays empty above stands as it is. A result can be disputed once; who did not score it decides.")
        self._form.add_field(_("Reason"), self._reason, hint=hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.size("sm"), 0, 0)
        column.addWidget(self._form)
        for field in (*(claim for _key, claim in self._claims), self._reason):
            field.textChanged.connect(self._show_what_is_missing)
        self._show_what_is_missing()
        self._form.saved.connect(self._send)
        self._form.cancelled.connect(self.cancelled)

    def begin(self) -> None:
        """Take the keyboard to the first answer."""
        self._claims[0][1].setFocus()

    def refuse(self, error: Exception) -> None:
        """It could not be sent: say why; what was typed stays."""
        self._form.refuse(error)

    def _show_what_is_missing(self) -> None:
        is_whole = bool(self._said()) and bool(self._reason.text().strip())
        missing = "" if is_whole else _("Say of at least one answer what is wrong, and give the reason")
        self._form.save_button.set_disabled_reason(missing)

    def _said(self) -> tuple[Claim, ...]:
        return tuple(Claim(key, field.text()) for key, field in self._claims if field.text().strip())

    def _send(self) -> None:
        if not self._form.save_button.isEnabled():
            return
        self._form.show_error(None)
        self._form.set_busy(True)
        self.sent.emit(self._reason.text(), self._said())

"""Letting somebody else decide a dispute: who, and why."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.form import Form, line_field
from qa_desk.i18n import _
from qa_desk.services.feedback.feedback_views import FeedbackDetail


class RouteForm(QWidget):
    """Offers everybody who may decide but who has it now.

    Signals:
        given: key of the feedback, of who is to decide, and the reason.
        cancelled: the person gives it up.
    """

    given = Signal(object, object, str)
    cancelled = Signal()

    def __init__(self, context: PageContext, detail: FeedbackDetail) -> None:
        super().__init__()
        self._feedback = detail.line.feedback
        theme = context.theme
        self._form = Form(
            theme=theme, commands=context.commands, save_title=_("Give it"), name="route_form", primary=False
        )
        self._who = ChoiceBox(theme=theme, name="route_to", title=_("Who decides"))
        self._keys = {str(key): key for key, _name in detail.deciders if key != self._feedback.decider_id}
        self._who.set_choices([(name, str(key)) for key, name in detail.deciders if str(key) in self._keys])
        self._why = line_field("route_reason", _("Such as: away next week (may stay empty)"))
        self._form.add_field(_("Who decides"), self._who, hint=_("Nobody who scored the call"))
        self._form.add_field(_("Reason"), self._why)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._form)
        self._form.saved.connect(self._on_saved)
        self._form.cancelled.connect(self.cancelled)
        if not self._keys:
            self._form.save_button.set_disabled_reason(_("Nobody else may decide it: all others scored the call."))

    def begin(self) -> None:
        """Take the keyboard to the choice."""
        self._who.setFocus()

    def refuse(self, error: Exception) -> None:
        """It was refused: say why; what was typed stays."""
        self._form.refuse(error)

    def _on_saved(self) -> None:
        if self._who.value:
            self.given.emit(self._feedback.id, self._keys[self._who.value], self._why.text())

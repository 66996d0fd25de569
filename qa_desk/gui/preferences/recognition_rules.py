"""The rules of recognition among the preferences: read by who may know of draws, changed by administrators."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes
from qa_desk.domain.permissions import Action
from qa_desk.domain.recognition import RecognitionRules
from qa_desk.gui.preferences.rules_form import RulesForm
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.sight import bring_into_sight
from qa_desk.i18n import _
from qa_desk.reports.recognition_words import rules_words
from qa_desk.services.results.awarding import RulesSince

_NOTICE = "recognition rules"


class RecognitionRulesGroup(QWidget):
    """What holds today in sentences, and a form for what is to hold from a day on."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._held: RulesSince | None = None
        self._form: RulesForm | None = None
        self.setObjectName("recognition_rules")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hide()
        self._build()

    def ask_again(self) -> None:
        """Show the rules that hold now; who may not know of draws sees none."""
        if not self._context.may(Action.VIEW_DRAWS):
            return
        awarding, actor = self._context.services.awarding, self._context.actor
        self._context.jobs.run(
            self,
            _("Reading the rules of recognition"),
            lambda _progress: awarding.rules(actor),
            self._show,
            lambda error: self._context.notices.error(error, key=_NOTICE),
            is_quiet=True,
        )

    def come_into_view(self) -> None:
        """For those who were sent here: scroll to it and take the keyboard."""
        bring_into_sight(self)
        (self._open if self._open.isVisible() else self).setFocus()

    def _build(self) -> None:
        theme = self._context.theme
        heading = QLabel(_("Rules of recognition"))
        heading.setProperty("type", "title")
        self._says = QLabel()
        self._says.setObjectName("recognition_rules_told")
        self._says.setWordWrap(True)
        self._says.setProperty("tone", "muted")
        self._open = Button(_("Change the rules"), theme=theme, name="recognition_rules_open")
        self._open.clicked.connect(self._open_form)
        self._place = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.size("lg"), 0, 0)
        column.setSpacing(theme.size("md"))
        column.addWidget(heading)
        column.addWidget(self._says)
        column.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        # only what has its place is made visible: before, it is a window of its own for a moment
        self._open.setVisible(self._context.may(Action.MANAGE_CENTRE))
        column.addLayout(self._place)

    def _show(self, held: RulesSince) -> None:
        self._held = held
        self._says.setText("\n".join(rules_words(held.rules, held.since)))
        self.show()

    def _open_form(self) -> None:
        assert self._held is not None, "the button is there when the rules are"
        self._close_form()
        form = RulesForm(self._held.rules, context=self._context)
        form.cancelled.connect(self._close_form)
        form.saved.connect(lambda: self._keep(form.rules, form.day))
        self._form = form
        self._place.addWidget(form)
        self._open.hide()
        # A layout shows what was added to it one turn later, and what is not visible takes no focus.
        form.show()
        form.take_keyboard()

    def _close_form(self) -> None:
        if self._form is not None:
            self._form.leave()
            self._form = None
        self._open.show()

    def _keep(self, rules: RecognitionRules, day: date) -> None:
        assert self._form is not None
        form, awarding, actor = self._form, self._context.services.awarding, self._context.actor
        form.set_busy(True)
        self._context.jobs.run(
            self,
            _("Keeping the rules"),
            lambda _progress: awarding.set_rules(actor, rules, day),
            lambda changes: self._on_kept(changes, day),
            form.refuse,
        )

    def _on_kept(self, changes: Changes, day: date) -> None:
        self._close_form()
        self._context.hub.announce(changes)
        told = _("These rules hold from {day} on. Reports of periods that end before it keep the rules of then.")
        self._context.notices.done(told.format(day=day), key=_NOTICE)
        self.ask_again()

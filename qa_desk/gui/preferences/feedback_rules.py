"""What the centre has settled about results of agents: when they go out, and for how long they can be disputed."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QSpinBox

from qa_desk.domain.changes import Changes
from qa_desk.domain.feedback import FeedbackRules
from qa_desk.gui.preferences.centre_group import CentreGroup, label_of, number_field
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.i18n import _

_MOST_DAYS = 365
_USUAL_DELAY = 3


class FeedbackRulesGroup(CentreGroup):
    """What is changed holds from the day it is saved."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Results for agents"), notice="feedback rules")
        self._rules = FeedbackRules()
        self._by_itself = QCheckBox(_("Released by themselves after"))
        self._by_itself.setObjectName("releases_by_itself")
        self._delay = _days("release_delay_days", _("Days after handing in until a result is released"))
        self._dispute = _days("dispute_days", _("Days for which a result can be disputed"))
        about = _("Without it a lead releases them, on the page Feedback. What has waited longer goes out at once.")
        self._add_row(self._by_itself, self._delay, about)
        self._add_row(
            label_of(self._dispute, _("Can be disputed for")),
            self._dispute,
            _("From the day of the release; 0 means on that day alone."),
        )
        self._save = self._add_save(_("Let this hold from today"), "save_feedback_rules")
        self._by_itself.toggled.connect(lambda _checked: self._show_whether_new())
        for field in (self._delay, self._dispute):
            field.valueChanged.connect(lambda _value: self._show_whether_new())
        self._save.clicked.connect(self._on_save)

    def _read(self) -> None:
        actor = self._context.actor
        self._context.jobs.run(
            self,
            _("Reading the rules for results"),
            lambda _progress: self._context.services.answering_feedback.rules(actor),
            self._show,
            self._tell,
            is_quiet=True,
        )

    def _show(self, rules: FeedbackRules) -> None:
        self._rules = rules
        with QSignalBlocker(self._by_itself), QSignalBlocker(self._delay), QSignalBlocker(self._dispute):
            self._by_itself.setChecked(rules.delay_days is not None)
            self._delay.setValue(_USUAL_DELAY if rules.delay_days is None else rules.delay_days)
            self._dispute.setValue(rules.dispute_days)
        self._show_whether_new()
        self.show()

    def _wanted(self) -> FeedbackRules:
        delay = self._delay.value() if self._by_itself.isChecked() else None
        return FeedbackRules(delay, self._dispute.value())

    def _show_whether_new(self) -> None:
        self._delay.setEnabled(self._by_itself.isChecked())
        self._save.setEnabled(self._wanted() != self._rules)

    def _on_save(self) -> None:
        before, wanted = self._rules, self._wanted()

        def done(changes: Changes) -> None:
            self._context.hub.announce(changes)
            step = UndoStep(_("Rules for results"), lambda: self._set(before), lambda: self._set(wanted))
            self._context.undo.push(step)

        self._set(wanted, done)

    def _set(self, rules: FeedbackRules, done: Callable[[Changes], None] | None = None) -> None:
        actor = self._context.actor
        self._context.jobs.run(
            self,
            _("Saving the rules for results"),
            lambda _progress: self._context.services.answering_feedback.set_rules(actor, rules),
            done or self._context.hub.announce,
            self._tell,
        )


def _days(name: str, title: str) -> QSpinBox:
    # Translators: stands behind a number of days in a field
    return number_field(name, title, 0, _MOST_DAYS, _(" days"))

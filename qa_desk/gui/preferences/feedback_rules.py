"""What the centre has settled about results of agents: when they go out, and for how long they can be disputed."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QSpinBox, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.feedback import FeedbackRules
from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.i18n import _

_NOTICE = "feedback rules"
_MOST_DAYS = 365
_USUAL_DELAY = 3
_LABEL_WIDTH = 224


class FeedbackRulesGroup(QWidget):
    """A group of the page for administrators; what is changed holds from the day it is saved."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._rules = FeedbackRules()
        self.setObjectName("preferences_group")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hide()
        self._build()
        if context.may(Action.MANAGE_CENTRE):
            context.hub.changed.connect(self._on_changed)

    def ask_again(self) -> None:
        """Show what holds now, to whom it is to settle."""
        if not self._context.may(Action.MANAGE_CENTRE):
            return
        actor = self._context.actor
        self._context.jobs.run(
            self,
            _("Reading the rules for results"),
            lambda _progress: self._context.services.answering_feedback.rules(actor),
            self._show,
            self._tell,
            is_quiet=True,
        )

    def _build(self) -> None:
        theme = self._context.theme
        grid = QGridLayout(self)
        grid.setContentsMargins(0, theme.size("lg"), 0, 0)
        grid.setHorizontalSpacing(theme.size("lg"))
        grid.setVerticalSpacing(theme.size("md"))
        grid.setColumnMinimumWidth(0, theme.px(_LABEL_WIDTH))
        grid.setColumnStretch(2, 1)
        heading = QLabel(_("Results for agents"))
        heading.setProperty("type", "title")
        grid.addWidget(heading, 0, 0, 1, 3)
        self._by_itself = QCheckBox(_("Released by themselves after"))
        self._by_itself.setObjectName("releases_by_itself")
        self._delay = _days("release_delay_days", _("Days after handing in until a result is released"))
        self._dispute = _days("dispute_days", _("Days for which a result can be disputed"))
        label = QLabel(_("Can be disputed for"))
        label.setBuddy(self._dispute)
        for row, (left, field, about) in enumerate(
            (
                (self._by_itself, self._delay, _("Without it a lead releases them, on the page Feedback.")),
                (label, self._dispute, _("From the day of the release; 0 means on that day alone.")),
            ),
            start=1,
        ):
            words = QLabel(about)
            words.setWordWrap(True)
            words.setProperty("tone", "muted")
            grid.addWidget(left, row, 0)
            grid.addWidget(field, row, 1, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(words, row, 2)
        self._save = Button(_("Let this hold from today"), theme=theme, name="save_feedback_rules")
        grid.addWidget(self._save, 3, 0, 1, 3, Qt.AlignmentFlag.AlignLeft)
        self._by_itself.toggled.connect(lambda _checked: self._show_whether_new())
        for field in (self._delay, self._dispute):
            field.valueChanged.connect(lambda _value: self._show_whether_new())
        self._save.clicked.connect(self._on_save)

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

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(ObjectKind.SETTING) and self.isVisible():
            self.ask_again()

    def _tell(self, error: Exception) -> None:
        self._context.notices.error(error, key=_NOTICE)


def _days(name: str, title: str) -> QSpinBox:
    field = QSpinBox()
    field.setObjectName(name)
    field.setAccessibleName(title)
    field.setToolTip(title)
    field.setRange(0, _MOST_DAYS)
    # Translators: stands behind a number of days in a field
    field.setSuffix(_(" days"))
    return field

"""The form of a qualification: rules for each critical family with both error rates, and what the set must have."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desk.domain.errors import QADeskError
from qa_desk.domain.ids import BlueprintId
from qa_desk.domain.qualification import Blueprint, Plan
from qa_desk.gui.practice.plan_fields import FieldGrid, QuotaField, number_fields, quota_fields, read_plan
from qa_desk.gui.practice.rule_fields import FamilyRules, add_heads
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.form import Form, line_field
from qa_desk.i18n import _, ngettext
from qa_desk.services.practice.qualifying_views import PlanCheck, Plannable

_TYPING_MS = 250


class BlueprintForm(QWidget):
    """What is wrong with the plan is said while it is written, and what would do.

    Signals:
        saved: the scorecard's key and the `Plan`.
        cancelled: the form is given up.
    """

    saved = Signal(object, object)
    cancelled = Signal()

    def __init__(self, context: PageContext, found: tuple[Plannable, ...], blueprint: Blueprint | None) -> None:
        super().__init__()
        self._context = context
        self._found = found
        self._blueprint = blueprint
        self._families: list[FamilyRules] = []
        self._quotas: list[QuotaField] = []
        self._build()
        self._connect()
        wanted = blueprint.scorecard_id if blueprint else found[0].scorecard_id
        chosen = next((at for at, one in enumerate(found) if one.scorecard_id == wanted), 0)
        self._scorecard.setCurrentIndex(chosen)
        self._scorecard.setEnabled(blueprint is None)
        self._fill(found[chosen], blueprint.plan if blueprint else found[chosen].start)

    @property
    def instead_of(self) -> BlueprintId | None:
        """The blueprint that this one takes the place of."""
        return self._blueprint.id if self._blueprint else None

    @property
    def plan(self) -> Plan:
        """What is written. Raises VALUE_INVALID for what is no number."""
        rules = [rule for family in self._families for rule in family.rules]
        return read_plan(self._title.text(), self._numbers, rules, self._quotas)

    def begin(self) -> None:
        """Take the keyboard."""
        self._title.setFocus()

    def set_busy(self) -> None:
        """It is being kept."""
        self._form.set_busy(True)

    def refuse(self, error: Exception) -> None:
        """Say why it was not kept; what was typed stays."""
        self._form.refuse(error)

    def _build(self) -> None:
        theme, commands = self._context.theme, self._context.commands
        self._form = Form(theme=theme, commands=commands, save_title=_("Let it be sat"), name="blueprint")
        self._scorecard = QComboBox()
        self._scorecard.setObjectName("blueprint_scorecard")
        for one in self._found:
            self._scorecard.addItem(in_words(one.title))
        self._title = line_field("blueprint_title")
        self._numbers = number_fields()
        numbers = FieldGrid(theme=theme)
        numbers.show_fields(list(self._numbers.values()))
        self._rules = QWidget()
        self._rules_grid = QGridLayout(self._rules)
        self._rules_grid.setContentsMargins(0, 0, 0, 0)
        self._rules_grid.setHorizontalSpacing(theme.size("md"))
        self._rules_grid.setVerticalSpacing(theme.size("xs"))
        self._quota_grid = FieldGrid(theme=theme)
        self._form.add_field(_("Scorecard"), self._scorecard)
        self._form.add_field(_("Title"), self._title)
        self._form.add_field(_("The set"), numbers)
        self._form.add_field(_("Rules"), self._rules, hint=_(
            "Who is wrong no more often than the able should pass, who is wrong as often as the unable should not; the "
            "last two columns say how often a rule gets it wrong."
        ))  # fmt: skip
        self._form.add_field(_("At least so many cases"), self._quota_grid)
        self._problems, self._there = _words("plan_problems", "fail"), _words("cases_there", "muted")
        self._form.add_field(_("The library"), self._there)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addWidget(self._form)
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("blueprint_area")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.size("sm"))
        outer.addWidget(self._problems)
        outer.addWidget(area, 1)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)

    def _connect(self) -> None:
        self._form.saved.connect(self._on_saved)
        self._form.cancelled.connect(self.cancelled)
        self._scorecard.activated.connect(lambda at: self._fill(self._found[at], self._found[at].start))
        self._typing.timeout.connect(self._check)
        for edit in (self._title, *(edit for _title, edit in self._numbers.values())):
            edit.textChanged.connect(self._on_typed)

    def _fill(self, found: Plannable, plan: Plan) -> None:
        shown = {
            "n_cases": str(plan.n_cases),
            "minutes": "" if plan.minutes is None else str(plan.minutes),
            "months": str(plan.months),
            "resit_days": str(plan.resit_days),
            "other_share": "" if plan.other_share is None else f"{plan.other_share * 100:g}",
        }
        self._title.setText(plan.title)
        for name, text in shown.items():
            self._numbers[name][1].setText(text)
        self._quotas = quota_fields(found.families, found.languages, plan.quotas)
        self._quota_grid.show_fields([(field.title, field.edit) for field in self._quotas])
        for field in self._quotas:
            field.edit.textChanged.connect(self._on_typed)
        self._show_rules(found, plan)
        self._check()

    def _show_rules(self, found: Plannable, plan: Plan) -> None:
        while (item := self._rules_grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        add_heads(self._rules_grid)
        self._families, line = [], 1
        for start in found.start.rules:
            own = [rule for rule in plan.rules if rule.family is start.family]
            family = FamilyRules(start, own, theme=self._context.theme, parent=self._rules)
            family.changed.connect(self._on_typed)
            line = family.add_to(self._rules_grid, line)
            self._families.append(family)

    def _on_typed(self) -> None:
        self._typing.start()

    def _check(self) -> None:
        self._typing.stop()
        try:
            plan = self.plan
        except QADeskError as error:
            self._form.show_error(error)
            return
        self._form.show_error(None)
        qualifying, actor = self._context.services.qualifying, self._context.actor
        scorecard_id = self._found[self._scorecard.currentIndex()].scorecard_id
        self._context.jobs.run(
            self,
            _("Checking the plan"),
            lambda _progress: qualifying.check(actor, scorecard_id, plan),
            self._show_check,
            self._form.show_error,
            is_quiet=True,
        )

    def _show_check(self, check: PlanCheck) -> None:
        for family in self._families:
            family.show_check(check.rules, check.plan)
        of_rules = {rule.problem for rule in check.rules}
        others = [problem for problem in check.problems if problem not in of_rules]
        self._problems.setText("\n".join(others))
        self._problems.setVisible(bool(others))
        there = ngettext(
            "{n} valid case for this scorecard.", "{n} valid cases for this scorecard.", check.n_cases_there
        )
        self._there.setText(there.format(n=check.n_cases_there))

    def _on_saved(self) -> None:
        try:
            plan = self.plan
        except QADeskError as error:
            self._form.refuse(error)
            return
        self.saved.emit(self._found[self._scorecard.currentIndex()].scorecard_id, plan)


def _words(name: str, tone: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setProperty("tone", tone)
    return label

"""The form of a qualification: a rule for each critical family with both error rates, and what the set must have."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from qa_desk.domain.errors import QADeskError
from qa_desk.domain.ids import BlueprintId
from qa_desk.domain.qualification import Blueprint, Plan
from qa_desk.gui.practice.plan_fields import RuleRow, quota_fields, read_plan
from qa_desk.gui.practice.words import rates_words
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.form import Form, line_field
from qa_desk.i18n import _
from qa_desk.services.qualifying_views import PlanCheck, Plannable

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
        self._rows: list[RuleRow] = []
        self._build()
        self._connect()
        wanted = blueprint.scorecard_id if blueprint else found[0].scorecard_id
        chosen = next((at for at, one in enumerate(found) if one.scorecard_id == wanted), 0)
        self._scorecard.setCurrentIndex(chosen)
        self._scorecard.setEnabled(blueprint is None)
        self._fill(blueprint.plan if blueprint else found[chosen].start)

    @property
    def instead_of(self) -> BlueprintId | None:
        """The blueprint that this one takes the place of."""
        return self._blueprint.id if self._blueprint else None

    @property
    def plan(self) -> Plan:
        """What is written. Raises VALUE_INVALID for what is no number."""
        return read_plan(self._fields, self._rows, self._quotas)

    def begin(self) -> None:
        """Take the keyboard."""
        self._fields["title"].setFocus()

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
        self._fields: dict[str, QLineEdit] = {
            name: line_field(f"blueprint_{name}")
            for name in ("title", "n_cases", "minutes", "months", "resit_days", "other_share")
        }
        self._form.add_field(_("Scorecard"), self._scorecard)
        self._form.add_field(_("Title"), self._fields["title"])
        self._form.add_field(_("Cases"), self._fields["n_cases"], hint=_("How many calls are scored"))
        self._form.add_field(_("Minutes"), self._fields["minutes"], hint=_("Empty for no time limit"))
        self._form.add_field(_("Valid for months"), self._fields["months"])
        self._form.add_field(_("Days before it is sat again"), self._fields["resit_days"])
        share = _("Empty where only the critical criteria decide")
        self._form.add_field(_("As settled on the rest, %"), self._fields["other_share"], hint=share)
        self._rules = QWidget()
        self._rules_grid = QGridLayout(self._rules)
        self._rules_grid.setContentsMargins(0, 0, 0, 0)
        self._rules_grid.setHorizontalSpacing(theme.size("md"))
        self._quotas = quota_fields()
        quotas = QWidget()
        grid = QGridLayout(quotas)
        grid.setContentsMargins(0, 0, 0, 0)
        for at, field in enumerate(self._quotas):
            label = QLabel(field.title)
            label.setBuddy(field.edit)
            grid.addWidget(label, at // 2, at % 2 * 2)
            grid.addWidget(field.edit, at // 2, at % 2 * 2 + 1)
        self._form.add_field(_("Rules"), self._rules, hint=_(
            "So many judgements with so many errors allowed; error rates to pass and to fail, in %"
        ))  # fmt: skip
        self._form.add_field(_("At least so many cases"), quotas)
        self._problems = QLabel()
        self._problems.setObjectName("plan_problems")
        self._problems.setWordWrap(True)
        self._problems.setProperty("tone", "fail")
        self._there = QLabel()
        self._there.setObjectName("cases_there")
        self._there.setProperty("tone", "muted")
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addWidget(self._there)
        column.addWidget(self._problems)
        column.addWidget(self._form)
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("blueprint_area")
        area.setWidgetResizable(True)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)

    def _connect(self) -> None:
        self._form.saved.connect(self._on_saved)
        self._form.cancelled.connect(self.cancelled)
        self._scorecard.activated.connect(lambda at: self._fill(self._found[at].start))
        self._typing.timeout.connect(self._check)
        for edit in (*self._fields.values(), *(field.edit for field in self._quotas)):
            edit.textChanged.connect(lambda _text: self._typing.start())

    def _fill(self, plan: Plan) -> None:
        shown = {
            "title": plan.title,
            "n_cases": str(plan.n_cases),
            "minutes": "" if plan.minutes is None else str(plan.minutes),
            "months": str(plan.months),
            "resit_days": str(plan.resit_days),
            "other_share": "" if plan.other_share is None else f"{plan.other_share * 100:g}",
        }
        for name, text in shown.items():
            self._fields[name].setText(text)
        for field in self._quotas:
            field.show_quotas(plan.quotas)
        self._show_rules(plan)
        self._check()

    def _show_rules(self, plan: Plan) -> None:
        while (item := self._rules_grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        heads = (_("judgements"), _("errors allowed"), _("to pass, %"), _("to fail, %"), _("counts"))
        for column, head in enumerate(heads, 1):
            label = QLabel(head)
            label.setProperty("tone", "muted")
            self._rules_grid.addWidget(label, 0, column)
        self._rows = [RuleRow(place, rule, theme=self._context.theme) for place, rule in enumerate(plan.rules)]
        for place, row in enumerate(self._rows):
            row.add_to(self._rules_grid, 1 + 2 * place)
            row.side.chosen.connect(lambda _side: self._typing.start())
            for edit in row.edits:
                edit.textChanged.connect(lambda _text: self._typing.start())

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
        for row, checked in zip(self._rows, check.rules, strict=False):
            row.show_rates(checked.title, rates_words(checked))
        self._problems.setText("\n".join(check.problems))
        self._problems.setVisible(bool(check.problems))
        self._there.setText(_("The library has {n} valid cases for this scorecard.").format(n=check.n_cases_there))

    def _on_saved(self) -> None:
        try:
            plan = self.plan
        except QADeskError as error:
            self._form.refuse(error)
            return
        self.saved.emit(self._found[self._scorecard.currentIndex()].scorecard_id, plan)

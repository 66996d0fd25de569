"""The fields of a plan that most plans need; what a file can say beyond them stays as it was."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from qa_desk.domain.sampling import Selection
from qa_desk.domain.sampling_plan import Field, InspectorRule, Narrowing, PlanDefinition, PlanPeriod, Quota, QuotaKind
from qa_desk.gui.sampling.words import PERIODS, QUOTAS, SELECTIONS
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.chips import Chip, ChipKind, FilterChips
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.day_edit import DaysEdit
from qa_desk.gui.widgets.form import Form, line_field
from qa_desk.gui.widgets.number_boxes import DecimalBox, NumberBox
from qa_desk.i18n import _
from qa_desk.services.draws.plan_words import field_title
from qa_desk.services.periods import Days

_OFFERED_STRATA = (Field.UNIT, Field.BUSINESS_TYPE, Field.QUEUE, Field.DIRECTION, Field.GRADE, Field.COMPLAINT)
_OFFERED_QUOTAS = tuple(kind for kind in QuotaKind if kind is not QuotaKind.OWN)
_MOST = 1_000_000


class PlanFields(QWidget):
    """A form for a plan.

    Signals:
        saved: the person wants it saved.
        cancelled: the person gives it up.
    """

    saved = Signal()
    cancelled = Signal()

    def __init__(self, *, theme: Theme, commands: CommandRegistry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._base: PlanDefinition | None = None
        self._strata: list[str] = []
        self._form = Form(theme=theme, commands=commands, save_title=_("Save"), name="plan_fields")
        self._form.saved.connect(self.saved)
        self._form.cancelled.connect(self.cancelled)
        self._make_fields()
        self._add_fields()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._form)

    @property
    def form(self) -> Form:
        """The form around the fields, for what is wrong and for being busy."""
        return self._form

    def set_choices(self, scorecards: Sequence[tuple[str, str]], business_types: Sequence[str], today: date) -> None:
        """Which scorecards (title, key) and business types there are."""
        self._scorecard.set_choices(scorecards)
        self._business_type.set_choices([(_("any"), ""), *((name, name) for name in business_types)])
        self._days.set_days(Days(today - timedelta(days=7), today - timedelta(days=1)))
        self._given = Days(today - timedelta(days=7), today - timedelta(days=1))

    def show_plan(self, plan: PlanDefinition) -> None:
        """Show a plan; a quota of one's own for each stratum is left to the file."""
        self._base = plan
        self._name.setText(plan.name)
        self._name.setReadOnly(bool(plan.name))
        self._scorecard.set_value(plan.scorecard)
        self._period.set_value(plan.period.value)
        if plan.first is not None and plan.last is not None:
            self._given = Days(plan.first, plan.last)
            self._days.set_days(self._given)
        self._quota.set_value(plan.quota.kind.value)
        self._number.setValue(plan.quota.number or 1)
        self._minimum.setValue(plan.quota.minimum)
        self._selection.set_value(plan.selection.value)
        self._strata = [name for name in plan.strata if name in set(Field)]
        self._business_type.set_value(_value_of(plan, Field.BUSINESS_TYPE))
        self._shortest.setValue(int(plan.min_duration_s))
        self._overlap.setValue(round(100 * plan.overlap))
        self._repeats.setValue(round(100 * plan.repeats))
        rule = plan.inspectors
        self._cap.setValue(rule.cap_per_day or 0)
        self._due.setValue(rule.due_days)
        self._cross.setChecked(rule.cross_unit)
        self._own_team.setChecked(rule.never_same_team)
        self._hides.setChecked(rule.hide_agent)
        self._again.setChecked(not plan.exclude_evaluated)
        self._show_strata()
        self._follow_choices()

    def plan(self) -> PlanDefinition:
        """The plan as it stands in the fields."""
        assert self._base is not None, "a plan was shown first"
        base, period = self._base, PlanPeriod(self._period.value)
        is_given = period is PlanPeriod.GIVEN
        return replace(
            base,
            name=self._name.text().strip(),
            scorecard=self._scorecard.value,
            period=period,
            first=self._given.first if is_given else None,
            last=self._given.last if is_given else None,
            quota=self._quota_meant(base),
            population=self._population(base),
            strata=(*self._strata, *(name for name in base.strata if name not in set(Field))),
            selection=Selection(self._selection.value),
            min_duration_s=float(self._shortest.value()),
            overlap=self._overlap.value() / 100,
            repeats=self._repeats.value() / 100,
            exclude_evaluated=not self._again.isChecked(),
            inspectors=InspectorRule(
                base.inspectors.shares,
                self._cap.value() or None,
                cross_unit=self._cross.isChecked(),
                never_same_team=self._own_team.isChecked(),
                hide_agent=self._hides.isChecked(),
                due_days=self._due.value(),
            ),
        )

    def _make_fields(self) -> None:
        theme = self._theme
        self._name = line_field("plan_name", _("Weekly routine"))
        self._scorecard = ChoiceBox(theme=theme, name="plan_scorecard", title=_("Scorecard"))
        self._period = ChoiceBox(theme=theme, name="plan_period", title=_("Calls of"))
        self._period.set_choices([(_(words), period.value) for period, words in PERIODS.items()])
        self._days = DaysEdit(theme=theme)
        self._given = Days(date(2000, 1, 1), date(2000, 1, 1))
        self._days.days_changed.connect(self._on_days_changed)
        self._quota = ChoiceBox(theme=theme, name="plan_quota", title=_("What the number counts"))
        self._quota.set_choices([(_(QUOTAS[kind]), kind.value) for kind in _OFFERED_QUOTAS])
        self._number = DecimalBox()
        self._number.setObjectName("plan_number")
        self._number.setAccessibleName(_("Number"))
        self._number.setRange(0.1, _MOST)
        self._minimum = _spin("plan_minimum", 0, _MOST)
        self._selection = ChoiceBox(theme=theme, name="plan_selection", title=_("Chosen"))
        self._selection.set_choices([(_(words), one.value) for one, words in SELECTIONS.items()])
        self._strata_chips = FilterChips(theme=theme)
        self._strata_chips.setObjectName("plan_strata")
        self._business_type = ChoiceBox(theme=theme, name="plan_business_type", title=_("Business type"))
        self._shortest = _spin("plan_shortest", 0, 36_000, _(" s"))
        self._overlap = _spin("plan_overlap", 0, 100, _(" %"))
        self._repeats = _spin("plan_repeats", 0, 100, _(" %"))
        self._cap = _spin("plan_cap", 0, 1000)
        self._cap.setSpecialValueText(_("no cap"))
        self._due = _spin("plan_due", 1, 365)
        self._cross = QCheckBox(_("Inspectors of one unit score another’s"))
        self._own_team = QCheckBox(_("Never one’s own team"))
        self._hides = QCheckBox(_("Hide the agent’s name"))
        self._again = QCheckBox(_("Draw calls that are scored already, too"))
        for box, name in (
            (self._cross, "plan_cross"),
            (self._own_team, "plan_own_team"),
            (self._hides, "plan_hides"),
            (self._again, "plan_again"),
        ):
            box.setObjectName(name)
            box.setToolTip(box.text())
        self._quota.chosen.connect(lambda _value: self._follow_choices())
        self._period.chosen.connect(lambda _value: self._follow_choices())
        self._strata_chips.toggled.connect(self._on_stratum_toggled)

    def _add_fields(self) -> None:
        quota = QWidget()
        row = QHBoxLayout(quota)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.size("sm"))
        row.addWidget(self._number)
        row.addWidget(self._quota, 1)
        period = QWidget()
        lines = QVBoxLayout(period)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(self._theme.size("xs"))
        lines.addWidget(self._period)
        lines.addWidget(self._days)
        quota.setFocusProxy(self._number)
        period.setFocusProxy(self._period)
        boxes = QWidget()
        ticks = QVBoxLayout(boxes)
        ticks.setContentsMargins(0, 0, 0, 0)
        ticks.setSpacing(self._theme.size("xs"))
        for box in (self._cross, self._own_team, self._hides, self._again):
            ticks.addWidget(box)
        boxes.setFocusProxy(self._cross)
        fields: tuple[tuple[str, QWidget, str], ...] = (
            (_("Name"), self._name, ""),
            (_("Scorecard"), self._scorecard, ""),
            (_("Calls of"), period, ""),
            (_("Business type"), self._business_type, ""),
            (_("Shortest"), self._shortest, ""),
            (_("Strata"), self._strata_chips, _("From each of them calls are drawn on their own.")),
            (_("Quota"), quota, ""),
            (_("At least"), self._minimum, _("In every stratum, where the quota is a percentage.")),
            (_("Chosen"), self._selection, ""),
            (_("Two inspectors"), self._overlap, _("Nobody is told: so agreement is watched in everyday work.")),
            (_("Scored again"), self._repeats, _("Calls come back to the inspector who scored them before.")),
            (_("Calls a day"), self._cap, ""),
            (_("Due in days"), self._due, ""),
            ("", boxes, ""),
        )
        for title, field, hint in fields:
            self._form.add_field(title, field, hint=hint)

    def _quota_meant(self, base: PlanDefinition) -> Quota:
        if base.quota.kind is QuotaKind.OWN and self._quota.value not in {kind.value for kind in _OFFERED_QUOTAS}:
            return base.quota
        kind = QuotaKind(self._quota.value)
        minimum = self._minimum.value() if kind is QuotaKind.PERCENT else 0
        return Quota(kind, self._number.value(), minimum)

    def _population(self, base: PlanDefinition) -> tuple[Narrowing, ...]:
        others = tuple(one for one in base.population if one.field != Field.BUSINESS_TYPE)
        before = next((one for one in base.population if one.field == Field.BUSINESS_TYPE), None)
        if before is not None and len(before.values) > 1:
            return base.population
        chosen = self._business_type.value
        return (*others, Narrowing(Field.BUSINESS_TYPE.value, (chosen,))) if chosen else others

    def _show_strata(self) -> None:
        offered = [field.value for field in _OFFERED_STRATA]
        names = [*offered, *(name for name in self._strata if name not in offered)]
        self._strata_chips.set_chips(
            [Chip(name, field_title(name), ChipKind.TOGGLE, is_on=name in self._strata) for name in names]
        )

    def _on_stratum_toggled(self, name: str) -> None:
        if name in self._strata:
            self._strata.remove(name)
        else:
            self._strata.append(name)
        self._show_strata()

    def _on_days_changed(self, days: Days) -> None:
        self._given = days

    def _follow_choices(self) -> None:
        is_percent = self._quota.value == QuotaKind.PERCENT.value
        self._number.setDecimals(1 if is_percent else 0)
        self._number.setRange(0.1 if is_percent else 1, 100 if is_percent else _MOST)
        self._minimum.setEnabled(is_percent)
        self._days.setVisible(self._period.value == PlanPeriod.GIVEN.value)


def _value_of(plan: PlanDefinition, field: Field) -> str:
    one = next((one for one in plan.population if one.field == field), None)
    return str(one.values[0]) if one is not None and len(one.values) == 1 else ""


def _spin(name: str, least: int, most: int, suffix: str = "") -> QSpinBox:
    box = NumberBox()
    box.setObjectName(name)
    box.setRange(least, most)
    box.setSuffix(suffix)
    return box

"""The form for other rules of recognition: calls needed, critical failures, ties, grades and the long tail."""

from datetime import date
from typing import TypeVar

from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QDoubleSpinBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from qa_desk.domain.recognition import Grade, RecognitionRules
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.gui.widgets.form import Form
from qa_desk.gui.widgets.number_boxes import DecimalBox, NumberBox
from qa_desk.i18n import _, with_label

_MOST_CALLS = 10_000
_WIDTH = 96
_PERCENT = 100.0
_LEAST_SHARE, _MOST_SHARE = 0.1, 99.9


_Field = TypeVar("_Field", bound=QAbstractSpinBox)


class RulesForm(Form):
    """Filled with the rules that hold; what is not touched stays."""

    def __init__(self, rules: RecognitionRules, *, context: PageContext) -> None:
        super().__init__(
            theme=context.theme,
            commands=context.commands,
            save_title=_("Keep the rules"),
            name="recognition_form",
            primary=False,
        )
        self._context = context
        self._calls = self._count("fewest_calls", rules.fewest_calls)
        self._calls_of_unit = self._count("fewest_calls_of_unit", rules.fewest_calls_of_unit)
        self._excludes = QCheckBox(_("An agent with a critical failure of their own is not eligible"))
        self._excludes.setObjectName("excludes_critical")
        self._excludes.setChecked(not rules.forgives_critical)
        self._tie = self._share("tie_bound", rules.tie_bound)
        self._grades = [
            self._score(f"grade_{grade.value}", bound) for grade, bound in zip(Grade, rules.grade_bounds, strict=False)
        ]
        self._tail = self._share("tail_share", rules.tail_share)
        self._in_tail = self._share("tail_bound", rules.tail_bound)
        self._from = DayEdit(theme=context.theme, name="recognition_from", title=_("Hold from"))
        self._from.set_day(context.services.now().astimezone().date())
        self._add_fields()

    @property
    def rules(self) -> RecognitionRules:
        """What stands in the fields."""
        best, good, fair = (field.value() for field in self._grades)
        return RecognitionRules(
            fewest_calls=self._calls.value(),
            fewest_calls_of_unit=self._calls_of_unit.value(),
            forgives_critical=not self._excludes.isChecked(),
            tie_bound=self._tie.value() / _PERCENT,
            grade_bounds=(best, good, fair),
            tail_share=self._tail.value() / _PERCENT,
            tail_bound=self._in_tail.value() / _PERCENT,
        )

    @property
    def day(self) -> date:
        """From when they are to hold."""
        return self._from.day

    def take_keyboard(self) -> None:
        """Go to the first field."""
        self._calls.setFocus()

    def _add_fields(self) -> None:
        self.add_field(_("Calls of an agent"), self._calls, hint=_("Drawn and scored in the period, at least."))
        self.add_field(_("Calls of a unit"), self._calls_of_unit, hint=_("Drawn and scored in the period, at least."))
        self.add_field(_("Critical failures"), self._excludes)
        self.add_field(
            _("Award from"),
            self._tie,
            hint=_("How probably one must be the best. Whoever reaches it has the award or shares it."),
        )
        self.add_field(_("Grades from"), self._row_of_grades(), hint=_("Believed scores; below the last there is a D."))
        self.add_field(_("Long tail"), self._tail, hint=_("Which part of the agents is looked at for help first."))
        self.add_field(_("Named from"), self._in_tail, hint=_("How probably one must be in the long tail to be named."))
        self.add_field(_("Hold from"), self._from, hint=_("Periods that end before it keep the rules that held then."))

    def _row_of_grades(self) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._context.theme.size("sm"))
        for grade, field in zip(Grade, self._grades, strict=False):
            field.setAccessibleName(with_label(_("Grades from"), grade.value))
            label = QLabel(grade.value)
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field)
        row.addStretch(1)
        part.setFocusProxy(self._grades[0])
        return part

    def _count(self, name: str, value: int) -> QSpinBox:
        field = NumberBox()
        field.setRange(1, _MOST_CALLS)
        field.setValue(value)
        return self._dressed(field, name)

    def _share(self, name: str, value: float) -> QDoubleSpinBox:
        field = DecimalBox()
        field.setDecimals(1)
        field.setRange(_LEAST_SHARE, _MOST_SHARE)
        field.setSuffix(" %")
        field.setValue(_PERCENT * value)
        return self._dressed(field, name)

    def _score(self, name: str, value: float) -> QDoubleSpinBox:
        field = DecimalBox()
        field.setDecimals(1)
        field.setRange(_LEAST_SHARE, _PERCENT)
        field.setValue(value)
        return self._dressed(field, name)

    def _dressed(self, field: _Field, name: str) -> _Field:
        field.setObjectName(name)
        field.setFixedWidth(self._context.theme.px(_WIDTH))
        return field

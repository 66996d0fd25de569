"""The fields of a plan but its rules: numbers of the set, counts of cases, and reading them back."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from qa_desk.domain.qualification import FamilyRule, Plan, Quota, QuotaKind
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.standard_case import Difficulty
from qa_desk.gui.practice.reading_numbers import read_number, read_whole
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import critical_title, difficulty_title
from qa_desk.gui.widgets.form import line_field
from qa_desk.i18n import _, language_words

_N_COLUMNS = 5


class FieldGrid(QWidget):
    """Short fields side by side, each below its name."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.size("md"))
        self._grid.setVerticalSpacing(theme.size("xs"))
        for column in range(_N_COLUMNS):
            self._grid.setColumnStretch(column, 1)

    def show_fields(self, fields: Sequence[tuple[str, QLineEdit]]) -> None:
        """These fields by name instead of any before."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for place, (title, edit) in enumerate(fields):
            label = QLabel(title)
            label.setBuddy(edit)
            label.setWordWrap(True)
            label.setProperty("tone", "muted")
            label.setProperty("type", "caption")
            edit.setAccessibleName(title)
            edit.setToolTip(edit.placeholderText() or title)
            line, column = divmod(place, _N_COLUMNS)
            self._grid.addWidget(label, 2 * line, column)
            self._grid.addWidget(edit, 2 * line + 1, column)


def number_fields() -> dict[str, tuple[str, QLineEdit]]:
    """The numbers of a plan by their names."""
    shown = (
        ("n_cases", _("Cases"), ""),
        ("minutes", _("Minutes allowed"), _("no time limit")),
        ("months", _("Valid for months"), ""),
        ("resit_days", _("Days before it is sat again"), ""),
        ("other_share", _("As settled on the rest, %"), _("not asked for")),
    )
    return {name: (title, line_field(f"blueprint_{name}", hint)) for name, title, hint in shown}


class QuotaField:
    """At least so many cases of one kind; empty or 0 asks for none."""

    def __init__(self, kind: QuotaKind, value: str, title: str) -> None:
        self._kind, self._value = kind, value
        self.title = title
        self.edit = line_field(f"quota_{kind.value}_{value}", _("any"))

    def show_quotas(self, quotas: Sequence[Quota]) -> None:
        """Show what a plan asks for."""
        found = next((one for one in quotas if (one.kind, one.value) == (self._kind, self._value)), None)
        self.edit.setText(str(found.n_cases) if found else "")

    @property
    def quotas(self) -> list[Quota]:
        """What is asked for. Raises VALUE_INVALID."""
        text = self.edit.text().strip()
        n_cases = read_whole(text, self.title) if text else 0
        return [Quota(self._kind, self._value, n_cases)] if n_cases > 0 else []


def quota_fields(
    families: Sequence[CriticalFamily], languages: Sequence[str], quotas: Sequence[Quota]
) -> list[QuotaField]:
    """Failing cases by family, difficulties, and the languages that the library or the plan has; filled."""
    asked = {one.value for one in quotas if one.kind is QuotaKind.LANGUAGE}
    failing = [
        QuotaField(QuotaKind.FAILING, family.value, _("failing {family}").format(family=critical_title(family)))
        for family in families
    ]
    hardness = [QuotaField(QuotaKind.DIFFICULTY, one.value, difficulty_title(one)) for one in Difficulty]
    tongues = [
        QuotaField(QuotaKind.LANGUAGE, one, _("in {language}").format(language=language_words(one)))
        for one in sorted(asked.union(languages))
        if one
    ]
    fields = [*failing, *hardness, *tongues]
    for field in fields:
        field.show_quotas(quotas)
    return fields


def read_plan(
    title: str,
    fields: Mapping[str, tuple[str, QLineEdit]],
    rules: Sequence[FamilyRule],
    quotas: Sequence[QuotaField],
) -> Plan:
    """The plan that is written. Raises VALUE_INVALID naming the field."""
    texts = {name: edit.text().strip() for name, (_title, edit) in fields.items()}
    return Plan(
        title=title,
        n_cases=read_whole(texts["n_cases"], _("number of cases")),
        rules=tuple(rules),
        quotas=tuple(quota for field in quotas for quota in field.quotas),
        minutes=read_whole(texts["minutes"], _("minutes allowed")) if texts["minutes"] else None,
        months=read_whole(texts["months"], _("months")),
        resit_days=read_whole(texts["resit_days"], _("days")),
        other_share=read_number(texts["other_share"], _("share")) / 100 if texts["other_share"] else None,
    )

"""The fields of a plan: a row of numbers for each rule, counts of cases, and reading them back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit

from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.qualification import FamilyRule, Plan, Quota, QuotaKind, Side
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.domain.standard_case import Difficulty
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import critical_title, difficulty_title
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.form import line_field
from qa_desk.i18n import N_, _

_FIELD_PX = 72
_SIDES = {Side.ALL: N_("all errors"), Side.FAILING: N_("misses only"), Side.PASSING: N_("false alarms only")}


class RuleRow:
    """One rule: four numbers and which errors count, and below them both error rates as they were found."""

    def __init__(self, place: int, rule: FamilyRule, *, theme: Theme) -> None:
        self._rule = rule
        self._title = QLabel(critical_title(rule.family))
        self._rates = QLabel()
        self._rates.setObjectName(f"rates_{place}")
        self._rates.setProperty("tone", "muted")
        self._rates.setProperty("type", "caption")
        self._rates.setWordWrap(True)
        shown = (
            ("n", _("judgements"), str(rule.n_judgements)),
            ("allowed", _("errors allowed"), str(rule.n_allowed)),
            ("acceptable", _("error rate to pass, %"), f"{rule.acceptable * 100:g}"),
            ("unacceptable", _("error rate to fail, %"), f"{rule.unacceptable * 100:g}"),
        )
        family = critical_title(rule.family)
        self.side = ChoiceBox(theme=theme, name=f"rule_{place}_side", title=_("{family}: counts").format(family=family))
        self.side.set_choices([(_(words), side.value) for side, words in _SIDES.items()])
        self.side.set_value(rule.side.value)
        self.edits: list[QLineEdit] = []
        for name, words, text in shown:
            edit = line_field(f"rule_{place}_{name}")
            edit.setAccessibleName(_("{family}: {words}").format(family=critical_title(rule.family), words=words))
            edit.setToolTip(words)
            edit.setMinimumWidth(_FIELD_PX)
            edit.setText(text)
            self.edits.append(edit)

    @property
    def rule(self) -> FamilyRule:
        """What is written. Raises VALUE_INVALID."""
        n, allowed, acceptable, unacceptable = self.edits
        return replace(
            self._rule,
            n_judgements=read_whole(n.text(), _("number of judgements")),
            n_allowed=read_whole(allowed.text(), _("number of errors")),
            acceptable=read_number(acceptable.text(), _("error rate")) / 100,
            unacceptable=read_number(unacceptable.text(), _("error rate")) / 100,
            side=Side(self.side.value),
        )

    def add_to(self, grid: QGridLayout, line: int) -> None:
        """Stand in two lines of the grid."""
        grid.addWidget(self._title, line, 0)
        for column, edit in enumerate(self.edits, 1):
            grid.addWidget(edit, line, column)
        grid.addWidget(self.side, line, 1 + len(self.edits))
        grid.addWidget(self._rates, line + 1, 0, 1, 2 + len(self.edits))

    def show_rates(self, title: str, words: str) -> None:
        """Both error rates, in words."""
        self._title.setText(title)
        self._rates.setText(words)


class QuotaField:
    """At least so many cases of one kind; empty or 0 asks for none."""

    def __init__(self, kind: QuotaKind, value: str, title: str) -> None:
        self._kind, self._value = kind, value
        self.title = title
        self.edit = line_field(f"quota_{kind.value}_{value}")
        self.edit.setAccessibleName(title)
        self.edit.setToolTip(title)

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


class LanguageField(QuotaField):
    """Counts by language, written like “zh 5, en 3”."""

    def __init__(self) -> None:
        super().__init__(QuotaKind.LANGUAGE, "", _("by language (zh 5, en 3)"))

    def show_quotas(self, quotas: Sequence[Quota]) -> None:
        """Show what a plan asks for."""
        asked = [f"{one.value} {one.n_cases}" for one in quotas if one.kind is QuotaKind.LANGUAGE]
        self.edit.setText(", ".join(asked))

    @property
    def quotas(self) -> list[Quota]:
        """What is asked for. Raises VALUE_INVALID."""
        found: list[Quota] = []
        for part in self.edit.text().replace("，", ",").split(","):
            language, _gap, count = part.strip().rpartition(" ")
            if part.strip():
                found.append(Quota(QuotaKind.LANGUAGE, language.strip(), read_whole(count, self.title)))
        return found


def quota_fields() -> list[QuotaField]:
    """Failing cases by family, difficulties, languages."""
    failing = [
        QuotaField(QuotaKind.FAILING, family.value, _("failing {family}").format(family=critical_title(family)))
        for family in CriticalFamily
    ]
    hardness = [QuotaField(QuotaKind.DIFFICULTY, one.value, difficulty_title(one)) for one in Difficulty]
    return [*failing, *hardness, LanguageField()]


def read_plan(fields: Mapping[str, QLineEdit], rows: Sequence[RuleRow], quotas: Sequence[QuotaField]) -> Plan:
    """The plan that is written. Raises VALUE_INVALID naming the field."""
    minutes, share = fields["minutes"].text().strip(), fields["other_share"].text().strip()
    return Plan(
        title=fields["title"].text(),
        n_cases=read_whole(fields["n_cases"].text(), _("number of cases")),
        rules=tuple(row.rule for row in rows),
        quotas=tuple(quota for field in quotas for quota in field.quotas),
        minutes=read_whole(minutes, _("minutes")) if minutes else None,
        months=read_whole(fields["months"].text(), _("months")),
        resit_days=read_whole(fields["resit_days"].text(), _("days")),
        other_share=read_number(share, _("share")) / 100 if share else None,
    )


def read_whole(text: str, what: str) -> int:
    """A whole number. Raises VALUE_INVALID."""
    try:
        return int(text.strip())
    except ValueError:
        raise QADeskError(ErrorCode.VALUE_INVALID, value=text, what=what, expected=_("a whole number")) from None


def read_number(text: str, what: str) -> float:
    """A number. Raises VALUE_INVALID."""
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        number = float("nan")
    if number != number or abs(number) == float("inf"):
        raise QADeskError(ErrorCode.VALUE_INVALID, value=text, what=what, expected=_("a number"))
    return number

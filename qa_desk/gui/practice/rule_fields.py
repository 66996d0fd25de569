"""The rules of a plan as they are written: for each critical family one about all errors, or misses and false alarms
apart, each with both error rates beside it."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from qa_desk.domain.qualification import FamilyRule, Plan, Side
from qa_desk.gui.practice.reading_numbers import read_number, read_whole
from qa_desk.gui.practice.words import percent, rates_words
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import critical_title
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.form import line_field
from qa_desk.i18n import N_, _
from qa_desk.services.practice.qualifying_views import CheckedRule

_FIELD_PX = 64
_N_EDITS = 4
_APART = "apart"
_COUNTS: tuple[tuple[str, tuple[Side, ...], str], ...] = (
    (Side.ALL.value, (Side.ALL,), N_("all errors together")),
    (_APART, (Side.FAILING, Side.PASSING), N_("misses and false alarms apart")),
    (Side.FAILING.value, (Side.FAILING,), N_("misses alone")),
    (Side.PASSING.value, (Side.PASSING,), N_("false alarms alone")),
)
_SIDES = {Side.ALL: N_("errors"), Side.FAILING: N_("misses"), Side.PASSING: N_("false alarms")}


def add_heads(grid: QGridLayout) -> None:
    """The names of the columns, once above all families."""
    heads = (
        _("judgements"),
        _("errors allowed"),
        _("able: wrong in, %"),
        _("unable: wrong in, %"),
        _("able who fail"),
        _("unable who pass"),
    )
    for column, head in enumerate(heads, 1):
        label = QLabel(head)
        label.setProperty("tone", "muted")
        label.setProperty("type", "caption")
        label.setWordWrap(True)
        grid.addWidget(label, 0, column, Qt.AlignmentFlag.AlignBottom)
        grid.setColumnStretch(column, 1)


class RuleRow:
    """One rule: four numbers, both error rates as they were found, and below them why it is refused."""

    def __init__(self, rule: FamilyRule, *, theme: Theme) -> None:
        self._rule = rule
        self._is_shown = True
        name = f"{rule.family.value}_{rule.side.value}"
        self._title = QLabel(_(_SIDES[rule.side]))
        self._failed, self._passed = QLabel(), QLabel()
        self._problem = QLabel()
        self._problem.setProperty("tone", "fail")
        self._problem.setProperty("type", "caption")
        self._problem.setWordWrap(True)
        for label, part in ((self._failed, "failed"), (self._passed, "passed"), (self._problem, "problem")):
            label.setObjectName(f"{part}_{name}")
        shown = (
            ("n", _("judgements"), str(rule.n_judgements)),
            ("allowed", _("errors allowed"), str(rule.n_allowed)),
            ("acceptable", _("error rate of the able, %"), f"{rule.acceptable * 100:g}"),
            ("unacceptable", _("error rate of the unable, %"), f"{rule.unacceptable * 100:g}"),
        )
        self.edits: list[QLineEdit] = []
        for part, words, text in shown:
            edit = line_field(f"rule_{name}_{part}")
            edit.setAccessibleName(
                _("{family}, {side}: {words}").format(
                    family=critical_title(rule.family), side=_(_SIDES[rule.side]), words=words
                )
            )
            edit.setToolTip(words)
            edit.setMinimumWidth(theme.px(_FIELD_PX))
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
        )

    def add_to(self, grid: QGridLayout, line: int) -> None:
        """Stand in two lines of the grid."""
        for column, widget in enumerate((self._title, *self.edits, self._failed, self._passed)):
            grid.addWidget(widget, line, column)
        grid.addWidget(self._problem, line + 1, 1, 1, 2 + _N_EDITS)

    def show(self, is_shown: bool) -> None:
        """Whether it is one of the rules."""
        self._is_shown = is_shown
        for widget in (self._title, *self.edits, self._failed, self._passed):
            widget.setVisible(is_shown)
        self._problem.setVisible(is_shown and bool(self._problem.text()))

    def show_check(self, checked: CheckedRule, plan: Plan) -> None:
        """Both error rates, and what is wrong with the rule."""
        rates = checked.rates
        for label, share, most in (
            (self._failed, rates.able_failed, plan.most_failed),
            (self._passed, rates.unable_passed, plan.most_passed),
        ):
            label.setText(percent(share))
            label.setToolTip(rates_words(checked))
            label.setProperty("tone", "fail" if share > most else "")
            label.style().polish(label)
        self._problem.setText(checked.problem)
        self._problem.setVisible(self._is_shown and bool(checked.problem))


class FamilyRules(QObject):
    """The rules about one critical family, and which errors they count.

    Signals:
        changed: something is written otherwise.
    """

    changed = Signal()

    def __init__(self, start: FamilyRule, rules: Sequence[FamilyRule], *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._family = family = start.family
        given = {rule.side: rule for rule in rules}
        self._rows = {side: RuleRow(given.get(side, replace(start, side=side)), theme=theme) for side in Side}
        self._title = QLabel(critical_title(family))
        self._title.setProperty("weight", "medium")
        self._counts = ChoiceBox(
            theme=theme,
            name=f"rule_{family.value}_counts",
            title=_("{family}: what counts").format(family=critical_title(family)),
        )
        self._counts.set_choices([(_(words), code) for code, _sides, words in _COUNTS])
        sides = tuple(side for side in Side if side in given) or (Side.ALL,)
        self._counts.set_value(next((code for code, counted, _words in _COUNTS if counted == sides), Side.ALL.value))
        self._counts.chosen.connect(lambda _code: self._on_counts())
        for row in self._rows.values():
            for edit in row.edits:
                edit.textChanged.connect(lambda _text: self.changed.emit())

    @property
    def rules(self) -> tuple[FamilyRule, ...]:
        """What is written. Raises VALUE_INVALID."""
        return tuple(self._rows[side].rule for side in self._sides)

    def add_to(self, grid: QGridLayout, line: int) -> int:
        """Stand in the grid from that line on; gives the line after."""
        grid.addWidget(self._title, line, 0)
        grid.addWidget(self._counts, line, 1, 1, 3)
        for place, row in enumerate(self._rows.values()):
            row.add_to(grid, line + 1 + 2 * place)
        self._show_sides()
        return line + 1 + 2 * len(self._rows)

    def show_check(self, checked: Sequence[CheckedRule], plan: Plan) -> None:
        """Both error rates of each rule of the family."""
        for one in checked:
            if one.rule.family is self._family:
                self._rows[one.rule.side].show_check(one, plan)

    @property
    def _sides(self) -> tuple[Side, ...]:
        return next(sides for code, sides, _words in _COUNTS if code == self._counts.value)

    def _on_counts(self) -> None:
        self._show_sides()
        self.changed.emit()

    def _show_sides(self) -> None:
        for side, row in self._rows.items():
            row.show(side in self._sides)

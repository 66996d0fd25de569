"""What in a sheet is not understood: words that are no answer, people and calls that are not here, with choices."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.people import Role
from qa_desk.domain.scorecard import Criterion
from qa_desk.gui.calls.scores.new_calls import NewCallsChoice
from qa_desk.gui.calls.scores.targets import criterion_title
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.choice_box import ChoiceBox, Choices
from qa_desk.i18n import _, in_order, ngettext
from qa_desk.services.exchange.answer_words import AnswerCell, cells_of
from qa_desk.services.exchange.mapping import UNDECIDED, ScoreMapping
from qa_desk.services.exchange.plan import MappingPlan, OddValue
from qa_desk.services.exchange.settling import SettlingChoices
from qa_desk.services.exchange.words import NOT_APPLICABLE, folded

_CHOICE_WIDTH = 256
_SCORING = frozenset({Role.INSPECTOR, Role.LEARNER, Role.LEAD, Role.TRAINER})

Questions = dict[tuple[str, str], int]
"""By criterion key and word, or "" and a name: how often it stands in the file."""


class OpenQuestions(QWidget):
    """Stays in sight while a question is answered: an answer can be changed again until the import begins.

    Signals:
        value_settled: criterion key, word, the answer meant (`?` for none).
        person_settled: the name in the file, the id of a person (`?` for none).
        calls_settled: whether calls that are not here are made, and the keys of those that are not all the same.
    """

    value_settled = Signal(str, str, str)
    person_settled = Signal(str, str)
    calls_settled = Signal(bool, object)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._values: Questions = {}
        self._guesses: dict[tuple[str, str], str] = {}
        self._people: Questions = {}
        self._calls: dict[str, int] = {}
        self._new_calls: NewCallsChoice | None = None
        self._shown: object = None
        self._boxes: dict[tuple[str, str], ChoiceBox] = {}
        self.setObjectName("open_questions")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.size("lg"))

    def forget(self) -> None:
        """Another file: nothing of the last one is asked any more."""
        self._values, self._guesses, self._people, self._calls, self._shown = {}, {}, {}, {}, None
        self._boxes, self._new_calls = {}, None
        self._clear()

    def show_plan(
        self,
        plan: MappingPlan,
        mapping: ScoreMapping,
        choices: SettlingChoices,
        *,
        without_calls: frozenset[str] = frozenset(),
    ) -> None:
        """Ask what this plan leaves open, beside what was asked before and is answered now."""
        self._values |= {(odd.criterion_key, folded(odd.value)): odd.count for odd in plan.odd_values}
        self._guesses |= {_place(odd): odd.suggestion for odd in plan.odd_values if odd.suggestion}
        self._people |= {("", one.name): one.count for one in plan.unknown_inspectors}
        self._calls |= {one.name: one.count for one in plan.unknown_calls}
        state = (tuple(self._values), tuple(self._people), tuple(self._calls), choices)
        if state != self._shown:
            self._shown = state
            self._rebuild(plan, choices)
        self._show_answers(mapping)
        if self._new_calls is not None:
            self._new_calls.show_answer(are_made=plan.makes_calls, without=without_calls)

    def _rebuild(self, plan: MappingPlan, choices: SettlingChoices) -> None:
        self._clear()
        self._boxes, self._new_calls = {}, None
        scorecard = plan.versions[0].scorecard_key if plan.versions else ""
        if self._values:
            grid = self._section(_("Words that are no answer"), "odd_values")
            for line, ((key, word), count) in enumerate(self._values.items()):
                title = criterion_title(choices, key, scorecard)
                box = self._box(f"value_{key}_{word}", _("What “{word}” means").format(word=word))
                box.set_choices(self._answers(choices, key, word))
                box.chosen.connect(_telling(self.value_settled.emit, key, word))
                self._boxes[key, word] = box
                shown = f"“{word}”" if word else _("an empty cell")
                self._add_line(grid, line, f"{shown} {_times(count)}", title, box)
        if self._people:
            grid = self._section(_("People that are not here"), "unknown_people")
            for line, ((_nothing, name), count) in enumerate(self._people.items()):
                box = self._box(f"person_{name}", _("Who “{name}” is").format(name=name))
                box.set_choices(_people(choices))
                box.chosen.connect(_telling(self.person_settled.emit, name))
                self._boxes["", name] = box
                said = ngettext("{n} evaluation", "{n} evaluations", count).format(n=count)
                self._add_line(grid, line, name, said, box)
        if self._calls:
            grid = self._section(_("Calls that are not here"), "unknown_calls")
            self._new_calls = NewCallsChoice(tuple(self._calls), theme=self._theme)
            self._new_calls.settled.connect(self.calls_settled)
            grid.addWidget(self._new_calls, 0, 0, 1, 3)

    def _show_answers(self, mapping: ScoreMapping) -> None:
        for (key, word), box in self._boxes.items():
            told = mapping.people.get(word) if not key else mapping.values.get(key, _NOTHING).get(word)
            box.set_value(told or UNDECIDED)

    def _answers(self, choices: SettlingChoices, key: str, word: str) -> Choices:
        criterion = _criterion(choices, key)
        labels = {one.cell: _cell_words(one) for one in cells_of(criterion)}
        guess = self._guesses.get((key, word), "")
        offered = [(words, cell) for cell, words in labels.items()]
        first = [(_("Guess: {target}").format(target=labels.get(guess, guess)), guess)] if guess else []
        rest = [(words, cell) for words, cell in offered if cell != guess]
        return [(_("Left out"), UNDECIDED), *first, *rest]

    def _section(self, title: str, name: str) -> QGridLayout:
        theme = self._theme
        section = QWidget()
        section.setObjectName(name)
        section.setAccessibleName(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.size("lg"))
        grid.setVerticalSpacing(theme.size("xs"))
        grid.setColumnStretch(1, 1)
        head = QLabel(title)
        head.setProperty("type", "title")
        column = QVBoxLayout(section)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addWidget(head)
        column.addLayout(grid)
        self._column.addWidget(section)
        return grid

    def _box(self, name: str, title: str) -> ChoiceBox:
        box = ChoiceBox(theme=self._theme, name=name, title=title)
        box.setFixedWidth(self._theme.px(_CHOICE_WIDTH))
        return box

    def _add_line(self, grid: QGridLayout, line: int, words: str, where: str, box: ChoiceBox) -> None:
        said = QLabel(words)
        said.setProperty("weight", "medium")
        for place, widget in enumerate((said, _quiet(where), box)):
            grid.addWidget(widget, line, place, Qt.AlignmentFlag.AlignVCenter)

    def _clear(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


_NOTHING: Mapping[str, str] = {}


def _telling(emit: Callable[..., object], *known: str) -> Callable[[str], object]:
    return lambda chosen: emit(*known, chosen)


def _place(odd: OddValue) -> tuple[str, str]:
    return odd.criterion_key, folded(odd.value)


def _times(count: int) -> str:
    return _("{n}×").format(n=count)


def _people(choices: SettlingChoices) -> Choices:
    """Those who score first, each by name with the id where a name stands twice."""
    names = [person.name for person in choices.people]
    ordered = sorted(choices.people, key=lambda person: (person.roles.isdisjoint(_SCORING), in_order(person.name)))
    said = [
        (person.name if names.count(person.name) == 1 else f"{person.name} ({person.external_id})", person.external_id)
        for person in ordered
    ]
    return [(_("Left out"), UNDECIDED), *said]


def _criterion(choices: SettlingChoices, key: str) -> Criterion:
    found = (c for one in choices.scorecards for c in one.version.criteria if c.key == key)
    return next(found)


def _cell_words(one: AnswerCell) -> str:
    if one.cell == NOT_APPLICABLE:
        return _("not applicable")
    label = in_words(one.label) if one.label else ""
    return f"{one.cell} – {label}" if label and label.casefold() != one.cell else one.cell


def _quiet(words: str) -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    label.setProperty("tone", "muted")
    return label

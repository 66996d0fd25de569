"""When a criterion is asked: always, or only after a certain answer to another one; what can't be is refused."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from qa_desk.domain.criteria.base import PromptKind
from qa_desk.domain.scorecard import Condition, Criterion, ScorecardDefinition
from qa_desk.domain.scorecard_edit import with_criterion
from qa_desk.domain.scorecard_problems import Part, Problem, Severity, problems
from qa_desk.gui.scorecards.editing.problem_lines import said_of
from qa_desk.gui.scorecards.editing.quiet_fields import ChoiceBox
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _


class ConditionField(QWidget):
    """Another criterion, and one of its answers.

    Signals:
        condition_changed: the `Condition`, None for a criterion that is always asked.
    """

    condition_changed = Signal(object)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._definition: ScorecardDefinition | None = None
        self._criterion: Criterion | None = None
        self.setObjectName("shown_when")
        self._other = ChoiceBox(name="shown_when_criterion", title=_("Asked only after an answer to"))
        self._value = ChoiceBox(name="shown_when_answer", title=_("Asked only when the answer is"))
        self._refusal = QLabel()
        self._refusal.setObjectName("condition_refusal")
        self._refusal.setWordWrap(True)
        self._refusal.setProperty("tone", "fail")
        self._refusal.setProperty("type", "caption")
        self._refusal.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("xs"))
        for widget in (self._other, self._value, self._refusal):
            column.addWidget(widget)
        self.setFocusProxy(self._other)
        self._other.choice_made.connect(self._on_other)
        self._value.choice_made.connect(self._on_value)

    def show_criterion(self, definition: ScorecardDefinition, criterion: Criterion) -> None:
        """Show on what it hangs; every other criterion with options is offered."""
        if self._criterion is None or self._criterion.key != criterion.key or self._criterion != criterion:
            self._refusal.hide()
        self._definition, self._criterion = definition, criterion
        others = [
            one
            for one in definition.criteria
            if one.key != criterion.key and one.scale.prompt().kind is PromptKind.OPTIONS
        ]
        condition = criterion.shown_when
        chosen = condition.criterion_key if condition is not None else None
        named = [(one.key, _("only after “{title}”").format(title=in_words(one.title) or one.key)) for one in others]
        self._other.show_choices([(None, _("always")), *named], chosen)
        self._value.setVisible(condition is not None)
        options = next((one.scale.prompt().options for one in others if one.key == chosen), ())
        choices = [
            (option.code, _("when it is “{answer}”").format(answer=in_words(option.label) or f"{option.points:g}"))
            for option in options
        ]
        self._value.show_choices(choices, condition.value if condition is not None else None)

    def set_read_only(self, read_only: bool) -> None:
        """Let it be read, not changed."""
        self._other.setEnabled(not read_only)
        self._value.setEnabled(not read_only)

    def _on_other(self, key: object) -> None:
        assert self._definition is not None
        if key is None:
            self._try(None)
            return
        options = self._definition.criterion(str(key)).scale.prompt().options
        # after a failure there is most often more to ask
        self._try(Condition(str(key), options[-1].code if options[-1].passed is False else options[0].code))

    def _on_value(self, value: object) -> None:
        assert self._criterion is not None
        condition = self._criterion.shown_when
        if condition is not None and isinstance(value, bool | int | float | str):
            self._try(replace(condition, value=value))

    def _try(self, condition: Condition | None) -> None:
        """Ask for it when the form can be scored with it; else say why not and leave what stands there."""
        assert self._definition is not None
        assert self._criterion is not None
        refused = _refused(self._definition, self._criterion, condition)
        self._refusal.setVisible(refused is not None)
        if refused is not None:
            self._refusal.setText(said_of(self._definition, refused))
            self.show_criterion(self._definition, self._criterion)
        elif condition != self._criterion.shown_when:
            self.condition_changed.emit(condition)


def _refused(definition: ScorecardDefinition, criterion: Criterion, condition: Condition | None) -> Problem | None:
    """What would be wrong with the condition."""
    tried = with_criterion(definition, replace(criterion, shown_when=condition))
    found = (
        problem
        for problem in problems(tried)
        if problem.key == criterion.key
        and problem.place.part is Part.CONDITION
        and problem.severity is not Severity.WARNS
    )
    return next(found, None)

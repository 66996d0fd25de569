"""The left of the editor: the outline with its buttons, the live total and how many problems there are."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.scorecard_edit import (
    add_criterion,
    add_section,
    copied_criterion,
    move_criterion,
    move_section,
    new_criterion,
    remove_criterion,
    remove_section,
    weights_as_points,
)
from qa_desk.domain.text import NO_TEXT
from qa_desk.gui.scorecards.editing.edited_form import Chosen, EditedForm
from qa_desk.gui.scorecards.editing.outline_model import OutlineModel
from qa_desk.gui.scorecards.editing.outline_rows import outline_rows, total_words
from qa_desk.gui.scorecards.editing.outline_view import OutlineView
from qa_desk.gui.scorecards.editing.problem_lines import ProblemLine
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _, ngettext


class OutlinePane(QWidget):
    """Where the form is arranged; all of it also by keys."""

    def __init__(
        self, form: EditedForm, *, theme: Theme, commands: CommandRegistry, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._form = form
        self._theme = theme
        self._lines: tuple[ProblemLine, ...] = ()
        self._model = OutlineModel(may_move=not form.is_read_only, parent=self)
        self.view = OutlineView(self._model, theme=theme)
        self._build(commands)
        self._connect(commands)

    def show_form(self, lines: tuple[ProblemLine, ...], troubled: frozenset[str]) -> None:
        """Show what the form says now; inspectors don't agree on the criteria in `troubled`."""
        form, self._lines = self._form, lines
        if self._model.set_rows(tuple(outline_rows(form.definition, form.points, lines, troubled))):
            self.view.expandAll()
        self.view.choose(form.chosen)
        self._total.setText(total_words(form.definition, form.points))
        n = len(lines)
        self._problems.setVisible(bool(n))
        told = ngettext("{n} problem: go to the next", "{n} problems: go to the next", n).format(n=n)
        self._problems.set_text(str(n), tip=told)
        self._even.setVisible(not form.is_read_only and _has_other_sum(form))

    def show_chosen(self) -> None:
        """Go to the part that is being edited."""
        self.view.choose(self._form.chosen)

    def add_criterion(self) -> None:
        """A new criterion below the chosen one, without a title yet."""
        form, chosen = self._form, self._form.chosen
        section_key = chosen.section_key or (form.definition.sections[-1].key if form.definition.sections else "")
        if not section_key:
            return
        made = new_criterion(form.definition, NO_TEXT, taken=form.past_keys)
        at = _position(form, chosen.criterion_key) + 1 if chosen.criterion_key else None
        after = add_criterion(form.definition, section_key, made, at=at)
        form.change(_("a new criterion"), after, then=Chosen(section_key, made.key))

    def add_section(self) -> None:
        """A new section below the chosen one, without a title yet."""
        form = self._form
        keys = [section.key for section in form.definition.sections]
        at = keys.index(form.chosen.section_key) + 1 if form.chosen.section_key in keys else None
        after = add_section(form.definition, NO_TEXT, at=at)
        made = next(section.key for section in after.sections if section.key not in keys)
        form.change(_("a new section"), after, then=Chosen(made))

    def copy(self) -> None:
        """The chosen criterion once more, below it."""
        form, chosen = self._form, self._form.chosen
        if not chosen.criterion_key:
            return
        made = copied_criterion(form.definition, chosen.criterion_key, taken=form.past_keys)
        at = _position(form, chosen.criterion_key) + 1
        after = add_criterion(form.definition, chosen.section_key, made, at=at)
        form.change(_("a copy of “{part}”").format(part=self._name()), after, then=Chosen(chosen.section_key, made.key))

    def remove(self) -> None:
        """The chosen part goes; Ctrl+Z brings it back."""
        form, chosen = self._form, self._form.chosen
        title = _("removing “{part}”").format(part=self._name())
        if chosen.criterion_key:
            keys = [one.key for one in form.definition.section(chosen.section_key).criteria]
            at = keys.index(chosen.criterion_key)
            left = [*keys[:at], *keys[at + 1 :]]
            then = Chosen(chosen.section_key, left[min(at, len(left) - 1)] if left else "")
            form.change(title, remove_criterion(form.definition, chosen.criterion_key), then=then)
        elif chosen.section_key:
            form.change(title, remove_section(form.definition, chosen.section_key), then=Chosen())

    def step(self, by: int) -> None:
        """The chosen part one place up (-1) or down (+1); at the end of a section a criterion goes into the next."""
        form, chosen = self._form, self._form.chosen
        sections = [section.key for section in form.definition.sections]
        if not chosen.section_key:
            return
        here = sections.index(chosen.section_key)
        if not chosen.criterion_key:
            if 0 <= here + by < len(sections):
                self.move_to(chosen, "", here + by)
            return
        to = _position(form, chosen.criterion_key) + by
        if 0 <= to < len(form.definition.section(chosen.section_key).criteria):
            self.move_to(chosen, chosen.section_key, to)
        elif 0 <= here + by < len(sections):
            beside = form.definition.sections[here + by]
            self.move_to(chosen, beside.key, len(beside.criteria) if by < 0 else 0)

    def move_to(self, part: Chosen, section_key: str, to: int) -> None:
        """A criterion to a position of a section, or a section to a position of the form."""
        form = self._form
        title = _("moving “{part}”").format(part=self._name(part))
        if part.criterion_key:
            after = move_criterion(form.definition, part.criterion_key, section_key, to)
            form.change(title, after, then=Chosen(section_key, part.criterion_key))
        else:
            form.change(title, move_section(form.definition, part.section_key, to), then=part)

    def next_problem(self) -> None:
        """Go to the next part with a problem, round and round."""
        parts = list(dict.fromkeys(line.part for line in self._lines))
        if not parts:
            return
        here = self._form.chosen
        at = parts.index(here) + 1 if here in parts else 0
        self._form.choose(parts[at % len(parts)])

    def _build(self, commands: CommandRegistry) -> None:
        theme = self._theme
        self._criterion, self._section = (
            Button(words, theme=theme, small=True, icon="plus", commands=commands, command=command, name=name)
            for words, command, name in (
                (_("Criterion"), "editor.criterion", "add_criterion"),
                (_("Section"), "editor.section", "add_section"),
            )
        )
        self._icons = tuple(
            Button(theme=theme, kind="quiet", small=True, icon=icon, name=f"part_{name}", tip=tip, commands=commands,
                   command=f"editor.{name}")
            for name, icon, tip in (
                ("move_up", "arrow-up", _("Move up")),
                ("move_down", "arrow-down", _("Move down")),
                ("copy", "copy", _("Copy the criterion")),
                ("remove", "delete", _("Remove")),
            )
        )  # fmt: skip
        title = QLabel(_("Outline"))
        title.setProperty("weight", "medium")
        title.setContentsMargins(theme.size("sm"), 0, 0, 0)
        tools, adding = QHBoxLayout(), QHBoxLayout()
        tools.setSpacing(theme.size("xs"))
        tools.addWidget(title, 1)
        for button in self._icons:
            tools.addWidget(button)
        adding.setSpacing(theme.size("sm"))
        for button in (self._criterion, self._section):
            adding.addWidget(button)
        adding.addStretch(1)
        if self._form.is_read_only:
            for button in (self._criterion, self._section, *self._icons):
                button.hide()
        self._total = QLabel()
        self._total.setObjectName("total")
        self._total.setWordWrap(True)
        self._total.setProperty("weight", "medium")
        self._even = Button(_("Make weights add up to 100"), theme=theme, kind="quiet", small=True, name="even_weights",
                            tip=_("The same scores, with weights that read as points"))  # fmt: skip
        self._problems = Button(
            theme=theme,
            kind="quiet",
            small=True,
            icon="warning",
            name="problems",
            commands=commands,
            command="editor.next_problem",
        )
        tools.insertWidget(1, self._problems)
        column = QVBoxLayout(self)
        edge = theme.size("xl") - theme.size("sm")
        column.setContentsMargins(edge, 0, theme.size("sm"), theme.size("sm"))
        column.setSpacing(theme.size("sm"))
        column.addLayout(tools)
        column.addWidget(self.view, 1)
        column.addLayout(adding)
        column.addWidget(self._total)
        column.addWidget(self._even)

    def _connect(self, commands: CommandRegistry) -> None:
        up, down, copy, remove = self._icons
        self._criterion.clicked.connect(self.add_criterion)
        self._section.clicked.connect(self.add_section)
        up.clicked.connect(lambda: self.step(-1))
        down.clicked.connect(lambda: self.step(1))
        copy.clicked.connect(self.copy)
        remove.clicked.connect(self.remove)
        self._even.clicked.connect(self._make_even)
        self._problems.clicked.connect(self.next_problem)
        self._model.move_wished.connect(self.move_to, Qt.ConnectionType.QueuedConnection)
        self.view.part_chosen.connect(self._form.choose)

    def _make_even(self) -> None:
        self._form.change(_("the weights"), weights_as_points(self._form.definition))

    def _name(self, part: Chosen | None = None) -> str:
        chosen, definition = part or self._form.chosen, self._form.definition
        if chosen.criterion_key:
            return in_words(definition.criterion(chosen.criterion_key).title) or chosen.criterion_key
        if chosen.section_key:
            return in_words(definition.section(chosen.section_key).title) or chosen.section_key
        return in_words(definition.title)


def _position(form: EditedForm, key: str) -> int:
    section = form.definition.section_of(key)
    return [criterion.key for criterion in section.criteria].index(key)


def _has_other_sum(form: EditedForm) -> bool:
    whole = sum(one.weight for one in form.definition.criteria if one.critical is None and not one.bonus)
    return whole > 0 and abs(whole - 100) > 1e-6

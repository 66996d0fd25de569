"""The fields of a section, and those of the form as a whole: titles, and what a critical failure does to the score."""

from collections.abc import Collection
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from qa_desk.domain.scorecard import CriticalPolicy, PolicyKind
from qa_desk.domain.scorecard_edit import with_section
from qa_desk.domain.scorecard_problems import HIGHEST_CAP, Part
from qa_desk.domain.text import LocalText
from qa_desk.gui.scorecards.editing.edited_form import Chosen, EditedForm
from qa_desk.gui.scorecards.editing.field_grid import FieldGrid
from qa_desk.gui.scorecards.editing.local_text_edit import LocalTextEdit
from qa_desk.gui.scorecards.editing.problem_lines import ProblemLine, by_field
from qa_desk.gui.scorecards.editing.quiet_fields import ChoiceBox, NumberField
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import in_words, policy_text
from qa_desk.i18n import N_, _

_FIRST_CAP = 59.0
_POLICIES = (
    (PolicyKind.REPORT_SEPARATELY, N_("fails the call; the score stands beside it")),
    (PolicyKind.CAP, N_("leaves at most this score")),
    (PolicyKind.ZERO_TOTAL, N_("makes the score 0")),
)


class SectionFields(FieldGrid):
    """The middle of the editor while a section is chosen."""

    def __init__(self, form: EditedForm, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, name="section_fields", parent=parent)
        self._form = form
        self._title = LocalTextEdit(form.languages, theme=theme, name="section_title", title=_("Title of the section"))
        self._title.set_read_only(form.is_read_only)
        self.add_field(_("Title"), self._title, part=Part.TITLE)
        words = QLabel(_("A section is a part of the form with a score of its own; its criteria share its points."))
        words.setWordWrap(True)
        words.setProperty("tone", "muted")
        self.add_field("", words, part=Part.CRITERIA)
        self._title.text_changed.connect(self._on_title)
        self._title.finished.connect(form.end_stretch)

    def show_form(self, lines: tuple[ProblemLine, ...]) -> None:
        """Show the chosen section as the form has it now."""
        section = self._form.section
        if section is not None:
            self._title.show_text(section.title)
            self.show_problems(by_field(lines, Chosen(section.key)))

    def show_languages(self, languages: Collection[str]) -> None:
        """Leave only the fields of these languages."""
        self._title.show_languages(languages)

    def take_keyboard(self) -> None:
        """Write the title."""
        self._title.take_keyboard()

    def _on_title(self, title: LocalText) -> None:
        section = self._form.section
        if section is not None:
            after = with_section(self._form.definition, replace(section, title=title))
            words = _("the title of “{section}”").format(section=in_words(section.title) or section.key)
            self._form.change(words, after, stretch=(section.key, "section title"))


class WholeFields(FieldGrid):
    """The middle of the editor while the form as a whole is chosen."""

    def __init__(self, form: EditedForm, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, name="form_fields", parent=parent)
        self._form = form
        self._title = LocalTextEdit(form.languages, theme=theme, name="form_title", title=_("Title of the scorecard"))
        self._policy = ChoiceBox(name="policy", title=_("After a critical failure"))
        self._cap = NumberField(theme=theme, name="cap", title=_("Highest score after a critical failure"))
        self._cap.setMaximum(HIGHEST_CAP)
        self._policy_said = QLabel()
        self._policy_said.setWordWrap(True)
        self._policy_said.setProperty("tone", "muted")
        self._policy_said.setProperty("type", "caption")
        policy = QWidget()
        row = QHBoxLayout(policy)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("sm"))
        row.addWidget(self._policy, 1)
        row.addWidget(self._cap)
        self.add_field(_("Title"), self._title, part=Part.TITLE)
        self.add_field(_("A critical failure"), policy, part=Part.POLICY)
        self.add_field("", self._policy_said, part=Part.SECTIONS)
        self._title.set_read_only(form.is_read_only)
        self._policy.setEnabled(not form.is_read_only)
        self._cap.setEnabled(not form.is_read_only)
        self._title.text_changed.connect(self._on_title)
        self._title.finished.connect(form.end_stretch)
        self._policy.choice_made.connect(self._on_policy)
        self._cap.number_changed.connect(self._on_cap)
        self._cap.editingFinished.connect(form.end_stretch)

    def show_form(self, lines: tuple[ProblemLine, ...]) -> None:
        """Show title and policy as the form has them now."""
        definition = self._form.definition
        policy = definition.policy
        self._title.show_text(definition.title)
        self._policy.show_choices([(kind, _(words)) for kind, words in _POLICIES], policy.kind)
        self._cap.setVisible(policy.kind is PolicyKind.CAP)
        self._cap.show_number(policy.cap if policy.cap is not None else _FIRST_CAP)
        self._policy_said.setText(policy_text(policy))
        self.show_problems(by_field(lines, Chosen()))

    def show_languages(self, languages: Collection[str]) -> None:
        """Leave only the fields of these languages."""
        self._title.show_languages(languages)

    def take_keyboard(self) -> None:
        """Write the title."""
        self._title.take_keyboard()

    def _on_title(self, title: LocalText) -> None:
        after = replace(self._form.definition, title=title)
        self._form.change(_("the title of the scorecard"), after, stretch="form title")

    def _on_policy(self, kind: PolicyKind) -> None:
        self._put_policy(CriticalPolicy(kind, self._cap.value() if kind is PolicyKind.CAP else None))

    def _on_cap(self, cap: float) -> None:
        self._put_policy(CriticalPolicy(PolicyKind.CAP, cap), stretch="cap")

    def _put_policy(self, policy: CriticalPolicy, stretch: str = "") -> None:
        after = replace(self._form.definition, policy=policy)
        self._form.change(_("what a critical failure does"), after, stretch=stretch or None)

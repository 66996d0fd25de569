"""All fields of one criterion; what is typed goes into the form at once."""

import re
from collections.abc import Callable, Collection
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from qa_desk.domain.criteria.base import PromptKind, Scale
from qa_desk.domain.scorecard import Criterion, CriticalFamily
from qa_desk.domain.scorecard_edit import (
    proposed_key,
    rekeyed,
    usual_weight,
    with_criterion,
    with_family,
    with_named_reasons,
    with_reason,
    with_scale,
)
from qa_desk.domain.scorecard_problems import Part
from qa_desk.domain.text import NO_TEXT, LocalText
from qa_desk.gui.scorecards.editing.condition_field import ConditionField
from qa_desk.gui.scorecards.editing.edited_form import Chosen, EditedForm
from qa_desk.gui.scorecards.editing.entry_rows import Entry, EntryRows
from qa_desk.gui.scorecards.editing.field_grid import FieldGrid
from qa_desk.gui.scorecards.editing.local_text_edit import LocalTextEdit
from qa_desk.gui.scorecards.editing.outline_rows import worth_words
from qa_desk.gui.scorecards.editing.problem_lines import ProblemLine, by_field
from qa_desk.gui.scorecards.editing.quiet_fields import ChoiceBox, NumberField, TickBox
from qa_desk.gui.scorecards.editing.scale_fields import ScaleFields
from qa_desk.gui.scorecards.editing.tags_field import TagsField
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.words import critical_title, in_words
from qa_desk.i18n import _

UNNAMED = "criterion"
_UNNAMED_KEY = re.compile(rf"{UNNAMED}(_\d+)?")


class CriterionFields(FieldGrid):
    """The middle of the editor while a criterion is chosen."""

    def __init__(self, form: EditedForm, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme=theme, name="criterion_fields", parent=parent)
        self._form = form
        self._key = ""
        languages = form.languages
        self._title = LocalTextEdit(languages, theme=theme, name="title", title=_("Title"))
        self._guidance = LocalTextEdit(languages, theme=theme, name="guidance", title=_("Guidance"), long=True)
        self._scale = ScaleFields(languages, theme=theme)
        self._weight = NumberField(theme=theme, name="weight", title=_("Weight"))
        self._reasons = EntryRows(languages, theme=theme, name="reason", title=_("Reason"), add_title=_("Add a reason"))
        self._family = ChoiceBox(name="family", title=_("Critical family"))
        self._condition = ConditionField(theme=theme)
        self._tags = TagsField(theme=theme)
        self._build(theme)
        self._connect()

    def show_form(self, lines: tuple[ProblemLine, ...]) -> None:
        """Show the chosen criterion as the form has it now."""
        criterion, form = self._form.criterion, self._form
        if criterion is None:
            return
        if criterion.key != self._key:
            self._key = criterion.key
        self._title.show_text(criterion.title)
        self._guidance.show_text(criterion.guidance)
        families = [(family, critical_title(family)) for family in CriticalFamily]
        self._family.show_choices([(None, _("not critical")), *families], criterion.critical)
        self._scale.show_criterion(criterion)
        self._weight.show_number(criterion.weight)
        self._worth.setText(_worth(form.points.get(criterion.key), is_bonus=criterion.bonus))
        self.show_field(self._weight_part, criterion.critical is None)
        self._bonus.setVisible(criterion.critical is None)
        self._bonus.show_ticked(criterion.bonus)
        self._na.show_ticked(criterion.na_allowed)
        self._comment.show_ticked(criterion.comment_required_on_failure)
        costs = criterion.scale.prompt().kind is PromptKind.REASONS
        self._reasons.show_entries(
            [Entry(reason.title, reason.points if costs else None) for reason in criterion.reasons]
        )
        self._reasons_hint.setText(_reasons_words(criterion))
        self._condition.show_criterion(form.definition, criterion)
        self._tags.show_tags(criterion.tags)
        self._show_key(criterion)
        self.show_problems(by_field(lines, Chosen(form.chosen.section_key, criterion.key)))

    def show_languages(self, languages: Collection[str]) -> None:
        """Leave only the fields of these languages."""
        for part in (self._title, self._guidance, self._scale, self._reasons):
            part.show_languages(languages)

    def take_keyboard(self) -> None:
        """Write the title."""
        self._title.take_keyboard()

    def _build(self, theme: Theme) -> None:
        self._worth = QLabel()
        self._worth.setObjectName("worth")
        self._weight_part = QWidget()
        row = QHBoxLayout(self._weight_part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.size("sm"))
        row.addWidget(self._weight)
        row.addWidget(self._worth, 1)
        self._bonus = TickBox(_("Bonus"), name="bonus", tip=_("It adds to the score and never lowers it"))
        self._na = TickBox(_("N/A is allowed"), name="na_allowed")
        self._comment = TickBox(_("A failure needs a comment"), name="comment_required")
        ticks = QWidget()
        ticks_column = QVBoxLayout(ticks)
        ticks_column.setContentsMargins(0, theme.size("xs"), 0, 0)
        for box in (self._na, self._comment, self._bonus):
            ticks_column.addWidget(box)
        self._reasons_hint = QLabel()
        self._reasons_hint.setWordWrap(True)
        self._reasons_hint.setProperty("tone", "muted")
        self._reasons_hint.setProperty("type", "caption")
        reasons = QWidget()
        reasons_column = QVBoxLayout(reasons)
        reasons_column.setContentsMargins(0, 0, 0, 0)
        reasons_column.addWidget(self._reasons)
        reasons_column.addWidget(self._reasons_hint)
        self._key_field = QLineEdit()
        self._key_field.setObjectName("criterion_key")
        self._key_field.setAccessibleName(_("Key"))
        self.add_field(_("Title"), self._title, part=Part.TITLE)
        self.add_field(_("Critical family"), self._family, part=Part.CRITICAL)
        self.add_field(_("Scale"), self._scale, part=Part.SCALE)
        self.add_field(_("Weight"), self._weight_part, part=Part.WEIGHT)
        self.add_field(_("Rules"), ticks, part=Part.BONUS)
        self.add_field(_("Guidance"), self._guidance, part=Part.GUIDANCE, is_wide=True)
        self.add_field(_("Reasons"), reasons, part=Part.REASONS, is_wide=True)
        self.add_field(_("Asked when"), self._condition, part=Part.CONDITION)
        self.add_field(_("Tags"), self._tags)
        self.add_field(_("Key"), self._key_field, part=Part.KEY)
        self._set_read_only(self._form.is_read_only)

    def _connect(self) -> None:
        form = self._form
        self._title.text_changed.connect(lambda text: self._put(_("the title"), "title", title=text))
        self._title.finished.connect(self._settle_key)
        self._guidance.text_changed.connect(lambda text: self._put(_("the guidance"), "guidance", guidance=text))
        self._guidance.finished.connect(form.end_stretch)
        self._family.choice_made.connect(self._on_family)
        self._scale.scale_changed.connect(self._on_scale)
        self._weight.number_changed.connect(lambda weight: self._put(_("the weight"), "weight", weight=weight))
        self._weight.editingFinished.connect(form.end_stretch)
        self._bonus.ticked.connect(lambda bonus: self._put(_("the bonus"), bonus=bonus))
        self._na.ticked.connect(lambda allowed: self._put(_("the N/A rule"), na_allowed=allowed))
        self._comment.ticked.connect(
            lambda needed: self._put(_("the comment rule"), comment_required_on_failure=needed)
        )
        self._reasons.entry_changed.connect(self._on_reason)
        self._reasons.left.connect(self._settle_reasons)
        self._reasons.added.connect(self._add_reason)
        self._reasons.removed.connect(self._remove_reason)
        self._reasons.moved.connect(self._move_reason)
        self._condition.condition_changed.connect(lambda found: self._put(_("the condition"), shown_when=found))
        self._tags.tags_changed.connect(lambda tags: self._put(_("the tags"), tags=tags))
        self._key_field.editingFinished.connect(self._on_key)

    def _set_read_only(self, read_only: bool) -> None:
        for part in (self._title, self._guidance, self._scale, self._reasons, self._condition, self._tags):
            part.set_read_only(read_only)
        for control in (self._family, self._weight, self._bonus, self._na, self._comment):
            control.setEnabled(not read_only)

    def _put(self, what: str, stretch: str = "", **fields: object) -> None:
        self._change(what, lambda criterion: replace(criterion, **fields), stretch)  # type: ignore[arg-type]  # by name

    def _change(self, what: str, change: Callable[[Criterion], Criterion], stretch: str = "") -> None:
        """Let the chosen criterion be another; `stretch` names the field while it is typed in."""
        criterion = self._form.criterion
        if criterion is None:
            return
        after = with_criterion(self._form.definition, change(criterion))
        step = _("{what} of “{criterion}”").format(what=what, criterion=in_words(criterion.title) or criterion.key)
        self._form.change(step, after, stretch=(criterion.key, stretch) if stretch else None)

    def _on_family(self, family: CriticalFamily | None) -> None:
        weight = usual_weight(self._form.definition)
        self._change(_("the critical family"), lambda one: with_family(one, family, weight=weight))

    def _on_scale(self, scale: Scale, is_other: bool) -> None:
        self._change(_("the scale"), lambda one: with_scale(one, scale), "" if is_other else "scale")

    def _on_reason(self, at: int, entry: Entry) -> None:
        def changed(criterion: Criterion) -> Criterion:
            reasons = [*criterion.reasons]
            reasons[at] = replace(reasons[at], title=entry.text, points=entry.number or 0.0)
            return replace(criterion, reasons=tuple(reasons))

        self._change(_("a reason"), changed, f"reason {at}")

    def _add_reason(self) -> None:
        self._change(_("a reason"), lambda one: with_reason(one, NO_TEXT))
        criterion = self._form.criterion
        self._reasons.take_keyboard(len(criterion.reasons) - 1 if criterion is not None else -1)

    def _settle_reasons(self) -> None:
        """New reasons get keys after their titles."""
        self._form.end_stretch()
        criterion = self._form.criterion
        if criterion is not None:
            opened = (one for one in self._form.version.criteria if one.key == criterion.key)
            fixed = {reason.key for one in opened for reason in one.reasons}
            self._change(_("a reason"), lambda one: with_named_reasons(one, fixed))

    def _remove_reason(self, at: int) -> None:
        self._change(_("a reason"), lambda one: replace(one, reasons=(*one.reasons[:at], *one.reasons[at + 1 :])))

    def _move_reason(self, at: int, to: int) -> None:
        def moved(criterion: Criterion) -> Criterion:
            reasons = [*criterion.reasons]
            reasons.insert(to, reasons.pop(at))
            return replace(criterion, reasons=tuple(reasons))

        self._change(_("the order of the reasons"), moved)

    def _show_key(self, criterion: Criterion) -> None:
        is_fixed = criterion.key in self._form.past_keys
        self._key_field.setReadOnly(is_fixed or self._form.is_read_only)
        fixed = _("Trends across versions hang on it, so it stays as it was published.")
        free = _("Names the criterion in files; it can be changed until it is published.")
        self._key_field.setToolTip(fixed if is_fixed else free)
        with QSignalBlocker(self._key_field):
            if self._key_field.text() != criterion.key:
                self._key_field.setText(criterion.key)

    def _on_key(self) -> None:
        key, criterion = self._key_field.text().strip(), self._form.criterion
        if criterion is None or key == criterion.key or not key:
            return
        taken = {one.key for one in self._form.definition.criteria}
        self._rename(criterion, proposed_key(LocalText.of(key), taken) if key in taken else key)

    def _settle_key(self) -> None:
        """A criterion that got its first title gets a key after it, while nothing hangs on the one it has."""
        self._form.end_stretch()
        criterion = self._form.criterion
        if criterion is None or not criterion.title or criterion.key in self._form.past_keys:
            return
        if _UNNAMED_KEY.fullmatch(criterion.key):
            taken = {one.key for one in self._form.definition.criteria} | self._form.past_keys
            key = proposed_key(criterion.title, taken - {criterion.key}, otherwise=UNNAMED)
            self._rename(criterion, key)

    def _rename(self, criterion: Criterion, key: str) -> None:
        if key == criterion.key or self._form.is_read_only:
            return
        title = _("the key of “{criterion}”").format(criterion=in_words(criterion.title) or criterion.key)
        then = Chosen(self._form.chosen.section_key, key)
        self._form.change(title, rekeyed(self._form.definition, criterion.key, key), then=then)


def _worth(points: float | None, *, is_bonus: bool) -> str:
    if points is None:
        return ""
    return _("= {points} of 100 points").format(points=worth_words(points, is_bonus=is_bonus))


def _reasons_words(criterion: Criterion) -> str:
    if criterion.scale.prompt().kind is PromptKind.REASONS:
        return _("Each reason noted takes its points off, never below 0.")
    if criterion.reasons:
        return _("Whoever fails it has to name at least one of them.")
    return _("Without reasons nobody learns from the figures why it fails.")

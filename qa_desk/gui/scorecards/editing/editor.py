"""The editor: outline, fields of the part chosen, and at the right the form at the desk with its item statistics."""

from collections.abc import Collection

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from qa_desk.gui.scorecards.editing.criterion_fields import CriterionFields
from qa_desk.gui.scorecards.editing.edited_form import EditedForm
from qa_desk.gui.scorecards.editing.outline_pane import OutlinePane
from qa_desk.gui.scorecards.editing.preview_pane import PreviewPane
from qa_desk.gui.scorecards.editing.problem_lines import ProblemLine, ProblemLines
from qa_desk.gui.scorecards.editing.sample_call import SampleCall
from qa_desk.gui.scorecards.editing.section_fields import SectionFields, WholeFields
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.i18n import _, language_words

_KEY = "scorecard_editor"
_WIDTHS = (264, 400, 456)
_HEIGHTS = (400, 320)
_LEAST = (232, 344, 344)
_ALL = "all"


class Editor(QWidget):
    """One form being written, or read."""

    def __init__(
        self,
        form: EditedForm,
        *,
        theme: Theme,
        commands: CommandRegistry,
        settings: SettingsStore,
        sample: SampleCall,
        beside: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._edited = form
        self._theme = theme
        self._settings = settings
        self._troubled: frozenset[str] = frozenset()
        self._problems = ProblemLines()
        self._lines: tuple[ProblemLine, ...] = ()
        self.outline = OutlinePane(form, theme=theme, commands=commands)
        self.preview = PreviewPane(form, sample=sample, theme=theme)
        self._whole = WholeFields(form, theme=theme)
        self._section = SectionFields(form, theme=theme)
        self._criterion = CriterionFields(form, theme=theme)
        self._languages = self._make_switch()
        self._build(beside)
        self._connect(commands, sample)
        self._show_form()
        self._show_chosen()
        self.preview.show_now()

    def take_keyboard(self) -> None:
        """Begin in the outline."""
        self.outline.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_troubled(self, keys: frozenset[str]) -> None:
        """Mark the criteria on which inspectors demonstrably don't agree."""
        self._troubled = keys
        self._show_form()

    def _make_switch(self) -> SegmentedChoice:
        segments = [Segment(_ALL, _("All languages"))]
        segments += [Segment(language, language_words(language)) for language in self._edited.languages]
        switch = SegmentedChoice(segments, theme=self._theme, name="languages", subject=_("Languages shown"))
        switch.set_value(_ALL)
        return switch

    def _build(self, beside: QWidget) -> None:
        theme = self._theme
        self.setObjectName("scorecard_editor")
        fields = QWidget()
        fields_column = QVBoxLayout(fields)
        fields_column.setContentsMargins(0, 0, theme.size("sm"), theme.size("lg"))
        for part in (self._whole, self._section, self._criterion):
            fields_column.addWidget(part)
        fields_column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("fields_area")
        area.setAccessibleName(_("Fields of the part chosen"))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(fields)
        self._area = area
        switch_row = QHBoxLayout()
        switch_row.addWidget(self._languages)
        switch_row.addStretch(1)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(theme.size("lg"), 0, theme.size("sm"), 0)
        column.setSpacing(theme.size("md"))
        column.addLayout(switch_row)
        column.addWidget(area, 1)
        right = QSplitter(Qt.Orientation.Vertical)
        right.setChildrenCollapsible(False)
        for part in (self.preview, beside):
            right.addWidget(part)
        right.setStretchFactor(0, 1)
        right.setSizes([theme.px(height) for height in _HEIGHTS])
        right_place = QWidget()
        right_column = QVBoxLayout(right_place)
        right_column.setContentsMargins(theme.size("lg"), 0, theme.size("xl"), theme.size("sm"))
        right_column.addWidget(right)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        for part, least in zip((self.outline, middle, right_place), _LEAST, strict=True):
            part.setMinimumWidth(theme.px(least))
            self._splitter.addWidget(part)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setStretchFactor(2, 1)
        kept = self._settings.current.splitters.get(_KEY)
        self._splitter.setSizes(list(kept) if kept else [theme.px(width) for width in _WIDTHS])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._splitter)

    def _connect(self, commands: CommandRegistry, sample: SampleCall) -> None:
        form, outline = self._edited, self.outline
        form.changed.connect(self._show_form)
        form.changed.connect(self.preview.show_soon)
        form.chosen_changed.connect(self._show_chosen)
        self.preview.criterion_chosen.connect(form.choose_criterion)
        self._languages.chosen.connect(self._on_languages)
        self._splitter.splitterMoved.connect(lambda _position, _index: self._keep_splitter())
        outline.view.entered.connect(self._write_here)

        def can_change() -> bool:
            return not form.is_read_only

        commands.bind(outline.view, {"list.open": self._write_here})
        commands.bind(outline.view, {"editor.remove": outline.remove}, enabled={"editor.remove": can_change})
        handlers = {
            "editor.move_up": lambda: outline.step(-1),
            "editor.move_down": lambda: outline.step(1),
            "editor.criterion": self._add_criterion,
            "editor.section": self._add_section,
            "editor.copy": outline.copy,
        }
        commands.bind(self, handlers, enabled=dict.fromkeys(handlers, can_change))
        commands.bind(self, {"editor.next_problem": outline.next_problem, "editor.sample": sample.choose})

    def _add_criterion(self) -> None:
        self.outline.add_criterion()
        self._write_here()

    def _add_section(self) -> None:
        self.outline.add_section()
        self._write_here()

    def _write_here(self) -> None:
        self._shown_fields().take_keyboard()

    def _shown_fields(self) -> WholeFields | SectionFields | CriterionFields:
        if self._edited.criterion is not None:
            return self._criterion
        return self._section if self._edited.section is not None else self._whole

    def _show_form(self) -> None:
        form = self._edited
        self._lines = self._problems.of(form.definition, form.problems)
        self.outline.show_form(self._lines, self._troubled)
        self._shown_fields().show_form(self._lines)

    def _show_chosen(self) -> None:
        fields = self._shown_fields()
        for part in (self._whole, self._section, self._criterion):
            part.setVisible(part is fields)
        fields.show_form(self._lines)
        self.outline.show_chosen()
        self.preview.show_chosen()
        self._area.verticalScrollBar().setValue(0)

    def _on_languages(self, chosen: object) -> None:
        languages: Collection[str] = self._edited.languages if chosen == _ALL else (str(chosen),)
        for fields in (self._whole, self._section, self._criterion):
            fields.show_languages(languages)

    def _keep_splitter(self) -> None:
        kept = dict(self._settings.current.splitters) | {_KEY: self._splitter.sizes()}
        self._settings.change(splitters=kept)

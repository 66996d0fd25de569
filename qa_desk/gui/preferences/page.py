"""The preferences page, built from the fields of `Settings`; what is changed acts at once."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desk.gui.preferences.keys_editor import KeysEditor
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.settings import Preference, preferences
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.i18n import N_, _

_WIDTH = 720
_LABEL_WIDTH = 224


class PreferencesPage(Page):
    """Groups of settings, then the keys."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Preferences"))
        self._controls: dict[str, QWidget] = {}
        self._build()
        context.settings.changed.connect(self._show_values)
        self._show_values()

    def control(self, name: str) -> QWidget:
        """The control of a setting."""
        return self._controls[name]

    def _build(self) -> None:
        theme = self.context.theme
        self.head.add_action(_("Restore the defaults"), self.context.settings.restore_defaults, name="restore_defaults")
        sheet = QWidget()
        sheet.setMaximumWidth(theme.px(_WIDTH))
        column = QVBoxLayout(sheet)
        edge = theme.size("xl")
        column.setContentsMargins(edge, theme.size("sm"), edge, edge)
        column.setSpacing(edge)
        groups: dict[str, list[tuple[str, Preference]]] = {}
        for name, shown_as in preferences():
            groups.setdefault(shown_as.group, []).append((name, shown_as))
        for title, members in groups.items():
            column.addWidget(self._group(title, members))
        self._keys = KeysEditor(theme=theme, commands=self.context.commands, settings=self.context.settings)
        column.addWidget(self._keys)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(sheet)
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(area)

    def _group(self, title: str, members: list[tuple[str, Preference]]) -> QWidget:
        theme = self.context.theme
        group = QWidget()
        group.setObjectName("preferences_group")
        group.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        grid = QGridLayout(group)
        grid.setContentsMargins(0, theme.size("lg"), 0, 0)
        grid.setHorizontalSpacing(theme.size("lg"))
        grid.setVerticalSpacing(theme.size("md"))
        grid.setColumnMinimumWidth(0, theme.px(_LABEL_WIDTH))
        grid.setColumnStretch(2, 1)
        heading = QLabel(_(title))
        heading.setProperty("type", "title")
        grid.addWidget(heading, 0, 0, 1, 3)
        for row, (name, shown_as) in enumerate(members, start=1):
            label = QLabel(_(shown_as.title))
            control = self._control(name, shown_as)
            self._controls[name] = control
            label.setBuddy(control)
            explanation = QLabel(_(shown_as.explanation) if shown_as.explanation else "")
            explanation.setProperty("tone", "muted")
            explanation.setWordWrap(True)
            grid.addWidget(label, row, 0)
            grid.addWidget(control, row, 1, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(explanation, row, 2)
        return group

    def _control(self, name: str, shown_as: Preference) -> QWidget:
        change = self.context.settings.change
        if shown_as.choices:
            segments = tuple(Segment(choice.value, _(choice.title)) for choice in shown_as.choices)
            choice = SegmentedChoice(segments, theme=self.context.theme, name=name, subject=_(shown_as.title))
            choice.chosen.connect(lambda value: change(**{name: value}))
            return choice
        if shown_as.most > 0:
            number = QDoubleSpinBox()
            number.setRange(shown_as.least, shown_as.most)
            number.setSingleStep(shown_as.step)
            number.setDecimals(0 if shown_as.step == 1 else 1)
            number.setSuffix(f" {_(shown_as.unit)}" if shown_as.unit else "")
            number.setObjectName(name)
            number.setAccessibleName(_(shown_as.title))
            number.setFixedWidth(self.context.theme.px(112))
            number.setKeyboardTracking(False)
            # Style sheets can't give a spin box padding at its left.
            number.lineEdit().setTextMargins(self.context.theme.size("sm") - 2, 0, 0, 0)
            number.valueChanged.connect(lambda value: change(**{name: float(value)}))
            return number
        switch = QCheckBox()
        switch.setObjectName(name)
        switch.setAccessibleName(_(shown_as.title))
        switch.toggled.connect(lambda value: change(**{name: value}))
        return switch

    def _show_values(self) -> None:
        for name, control in self._controls.items():
            value = getattr(self.context.settings.current, name)
            control.blockSignals(True)
            if isinstance(control, SegmentedChoice):
                control.set_value(value)
            elif isinstance(control, QDoubleSpinBox):
                control.setValue(value)
            elif isinstance(control, QCheckBox):
                control.setChecked(value)
            control.blockSignals(False)


PAGE = PageSpec("preferences", N_("Preferences"), "gear", PageGroup.NONE, PreferencesPage)

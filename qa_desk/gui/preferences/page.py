"""The preferences page, built from the fields of `Settings`; what is changed acts at once."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.gui.preferences.controls import control_of, show_value
from qa_desk.gui.preferences.feedback_rules import FeedbackRulesGroup
from qa_desk.gui.preferences.keys_editor import KeysEditor
from qa_desk.gui.preferences.meeting_goals import MeetingGoalsGroup
from qa_desk.gui.preferences.output_choice import OutputChoice
from qa_desk.gui.preferences.own_password import OwnPassword
from qa_desk.gui.preferences.recognition_rules import RecognitionRulesGroup
from qa_desk.gui.preferences.recordings_protection import RecordingsProtection
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.settings import Preference, preferences
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
        self._password = OwnPassword(self.context)
        self._password.hide()
        column.addWidget(self._password)
        self._feedback_rules = FeedbackRulesGroup(self.context)
        column.addWidget(self._feedback_rules)
        self._goals = MeetingGoalsGroup(self.context)
        column.addWidget(self._goals)
        self._protection = RecordingsProtection(self.context)
        column.addWidget(self._protection)
        self._recognition = RecognitionRulesGroup(self.context)
        column.addWidget(self._recognition)
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
            control = control_of(name, shown_as, self.context)
            self._controls[name] = control
            label.setBuddy(control)
            grid.addWidget(label, row, 0)
            if not shown_as.explanation:
                grid.addWidget(control, row, 1, 1, 2, Qt.AlignmentFlag.AlignLeft)
                continue
            explanation = QLabel(_(shown_as.explanation))
            explanation.setProperty("tone", "muted")
            explanation.setWordWrap(True)
            grid.addWidget(control, row, 1, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(explanation, row, 2)
        return group

    def shown(self, place: Place) -> None:
        self._protection.ask_again()
        self._feedback_rules.ask_again()
        self._goals.ask_again()
        self._recognition.ask_again()
        if place.get("part") == "recognition":
            # its place is known once what is above it has been laid out
            QTimer.singleShot(0, self._recognition, self._recognition.come_into_view)
        if self.context.visit is None:
            self._password.show()
            self._password.ask_again()
        for control in self._controls.values():
            if isinstance(control, OutputChoice):
                control.ask_again()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(ObjectKind.SETTING):
            self._recognition.ask_again()

    def _show_values(self) -> None:
        for name, control in self._controls.items():
            show_value(control, getattr(self.context.settings.current, name))


PAGE = PageSpec("preferences", N_("Preferences"), "gear", PageGroup.NONE, PreferencesPage)

"""Writing a plan: in fields, or as the file it is kept as; one shows what the other says."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from qa_desk.domain.errors import QADeskError
from qa_desk.domain.sampling_plan import PlanDefinition, QuotaKind
from qa_desk.gui.sampling.plan_fields import PlanFields
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.notices import sentence
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.i18n import _
from qa_desk.services.draws.plan_file import parse_plan, to_yaml

_FIELDS, _FILE = "fields", "file"
_FILE_NAME = "plan.yaml"


class PlanEditor(QWidget):
    """The pane in which a plan is written.

    Signals:
        save_requested: a `PlanDefinition`.
        closed: the pane is no longer wanted.
    """

    save_requested = Signal(object)
    closed = Signal()

    def __init__(self, *, theme: Theme, commands: CommandRegistry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_new = True
        self.setObjectName("plan_editor")
        self._title = QLabel()
        self._title.setProperty("type", "title")
        self._title.setWordWrap(True)
        segments = (Segment(_FIELDS, _("Form")), Segment(_FILE, _("As a file")))
        self._way = SegmentedChoice(segments, theme=theme, name="plan_way", subject=_("How the plan is written"))
        self._fields = PlanFields(theme=theme, commands=commands)
        self._text = QPlainTextEdit()
        self._text.setObjectName("plan_text")
        self._text.setAccessibleName(_("The plan as a file"))
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._text.setMinimumHeight(theme.px(360))
        self._said = QLabel()
        self._said.setObjectName("plan_said")
        self._said.setWordWrap(True)
        self._said.setProperty("tone", "warning")
        self._build()
        self._connect()

    @property
    def is_new(self) -> bool:
        """Whether a plan is written that is not kept yet."""
        return self._is_new

    def set_choices(self, scorecards: Sequence[tuple[str, str]], business_types: Sequence[str], today: date) -> None:
        """Which scorecards (title, key) and business types there are."""
        self._fields.set_choices(scorecards, business_types, today)

    def show_plan(self, plan: PlanDefinition) -> None:
        """Begin with this plan; one without a name is new."""
        self._is_new = not plan.name
        self._title.setText(plan.name or _("New plan"))
        self._fields.form.show_error(None)
        self._fields.form.set_busy(False)
        self._said.setText("")
        self._fields.show_plan(plan)
        # a number for each stratum is written in the file only
        way = _FILE if plan.quota.kind is QuotaKind.OWN else _FIELDS
        if way == _FILE:
            self._text.setPlainText(to_yaml(plan))
        self._go(way)

    def show_error(self, error: Exception) -> None:
        """Say why it could not be saved; what was written stays."""
        self._fields.form.refuse(error)
        self._said.setText(sentence(error))

    def _build(self) -> None:
        theme = self._theme
        self._save = Button(_("Save"), theme=theme, kind="primary", name="plan_text_save")
        self._cancel = Button(_("Cancel"), theme=theme, kind="quiet", name="plan_text_cancel")
        buttons = QHBoxLayout()
        buttons.addWidget(self._save)
        buttons.addWidget(self._cancel)
        buttons.addStretch(1)
        as_file = QWidget()
        lines = QVBoxLayout(as_file)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.size("sm"))
        lines.addWidget(self._text, 1)
        lines.addWidget(self._said)
        lines.addLayout(buttons)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._fields)
        self._stack.addWidget(as_file)
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(theme.size("lg"), theme.size("sm"), edge, edge)
        column.setSpacing(theme.size("md"))
        column.addWidget(self._title)
        column.addWidget(self._way)
        column.addWidget(self._stack)
        column.addStretch(1)

    def _connect(self) -> None:
        self._way.chosen.connect(self._on_way_chosen)
        self._fields.saved.connect(self._save_fields)
        self._fields.cancelled.connect(self.closed)
        self._save.clicked.connect(self._save_text)
        self._cancel.clicked.connect(self.closed)
        self._text.textChanged.connect(self._say_what_is_wrong)

    def _on_way_chosen(self, way: object) -> None:
        if way == _FILE:
            self._text.setPlainText(to_yaml(self._fields.plan()))
        else:
            plan = self._written()
            if plan is None or plan.quota.kind is QuotaKind.OWN:
                # what can't be shown in fields stays in the file, with what is wrong said below
                self._go(_FILE)
                return
            self._fields.show_plan(plan)
        self._go(str(way))

    def _go(self, way: str) -> None:
        self._way.set_value(way)
        self._stack.setCurrentIndex(0 if way == _FIELDS else 1)

    def _save_fields(self) -> None:
        self._fields.form.show_error(None)
        self._fields.form.set_busy(True)
        self.save_requested.emit(self._fields.plan())

    def _save_text(self) -> None:
        plan = self._written()
        if plan is not None:
            self.save_requested.emit(plan)

    def _say_what_is_wrong(self) -> None:
        self._written()

    def _written(self) -> PlanDefinition | None:
        """The plan in the file; None, with the reason below it, while it is none."""
        try:
            plan = parse_plan(self._text.toPlainText(), _FILE_NAME)
        except QADeskError as error:
            self._said.setText(sentence(error))
            return None
        self._said.setText("")
        return plan

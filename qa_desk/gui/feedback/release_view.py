"""Results that wait to be released: all at once, some of them, or held back with a reason."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from qa_desk.domain.feedback import FeedbackRules
from qa_desk.domain.ids import EvaluationId
from qa_desk.gui.feedback.parts import empty, label
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import day_and_year, day_text, local_day
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.form import Form, line_field
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _, in_a_row, ngettext
from qa_desk.services.feedback.feedback_views import ReleaseLine

_ROW_HEIGHT = 48


class ReleaseView(QWidget):
    """The list with its steps; what is chosen in the list is meant, else the row the keyboard is on.

    Signals:
        release_requested: the keys of the evaluations to release.
        hold_requested: the keys of those to hold back, and the reason.
        call_requested: the line whose call is wanted.
    """

    release_requested = Signal(object)
    hold_requested = Signal(object, str)
    call_requested = Signal(object)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._time_zone = "UTC"
        self._form: Form | None = None
        theme = context.theme
        self._rules = label("", tone="muted", name="release_rules")
        self.table: DataTable[ReleaseLine] = DataTable(
            self._columns(),
            theme=theme,
            key=lambda line: line.evaluation_id,
            many=True,
            row_height=_ROW_HEIGHT,
            name="release_table",
            title=_("Results that wait to be released"),
        )
        commands = context.commands
        self._release = Button(
            _("Release the chosen"),
            theme=theme,
            small=True,
            icon="check",
            commands=commands,
            command="list.release",
            name="release_chosen",
        )
        self._hold = Button(
            _("Hold back …"),
            theme=theme,
            small=True,
            icon="pause",
            commands=commands,
            command="list.hold_back",
            name="hold_back",
        )
        row = QHBoxLayout()
        row.setSpacing(theme.size("sm"))
        row.addWidget(self._rules, 1)
        row.addWidget(self._release)
        row.addWidget(self._hold)
        self._form_place = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.size("xl"), 0, theme.size("xl"), theme.size("md"))
        column.setSpacing(theme.size("sm"))
        column.addLayout(row)
        column.addLayout(self._form_place)
        column.addWidget(self.table, 1)
        self._connect()

    @property
    def waiting(self) -> tuple[EvaluationId, ...]:
        """All that waits and is not held back."""
        return tuple(line.evaluation_id for line in self.table.rows if not line.is_held_back)

    def show_lines(self, lines: Sequence[ReleaseLine], rules: FeedbackRules, time_zone: str) -> None:
        """Show what waits, and what the centre has settled about it."""
        self._time_zone = time_zone
        self.table.set_rows(lines)
        if self.table.current_row() is None:
            self.table.select_first()
        self._rules.setText(rules_words(rules))
        self._show_steps()

    def end_form(self) -> None:
        """The reason was given, or is not wanted any more."""
        self._form = None
        empty(self._form_place)
        self._show_steps()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_error(self, error: Exception) -> bool:
        """Say it in the form, where one is open."""
        if self._form is not None:
            self._form.refuse(error)
        return self._form is not None

    def _connect(self) -> None:
        self._release.clicked.connect(self._release_chosen)
        self._hold.clicked.connect(self._begin_hold)
        self._context.commands.bind(
            self,
            {"list.release": self._release_chosen, "list.hold_back": self._begin_hold},
            enabled={"list.release": self._can_choose, "list.hold_back": self._can_hold},
        )
        self.table.current_changed.connect(lambda _line: self._show_steps())
        self.table.row_opened.connect(self.call_requested)
        self._context.commands.bind(
            self.table,
            {"list.open": lambda: self.table.row_opened.emit(self.table.current_row())},
            enabled={"list.open": lambda: self.table.hasFocus() and self.table.current_row() is not None},
        )

    def _can_choose(self) -> bool:
        return bool(self._chosen()) and self._form is None

    def _can_hold(self) -> bool:
        chosen = set(self._chosen())
        return self._can_choose() and any(
            line.evaluation_id in chosen and not line.is_held_back for line in self.table.rows
        )

    def _release_chosen(self) -> None:
        self.release_requested.emit(self._chosen())

    def _chosen(self) -> tuple[EvaluationId, ...]:
        rows = self.table.selected_rows()
        current = self.table.current_row()
        return tuple(one.evaluation_id for one in rows or ((current,) if current is not None else ()))

    def _show_steps(self) -> None:
        self._release.setEnabled(self._can_choose())
        self._hold.setEnabled(self._can_hold())

    def _begin_hold(self) -> None:
        chosen = self._chosen()
        empty(self._form_place)
        form = Form(
            theme=self._context.theme,
            commands=self._context.commands,
            save_title=ngettext("Hold {n} back", "Hold {n} back", len(chosen)).format(n=len(chosen)),
            name="hold_form",
            primary=False,
        )
        why = line_field("hold_reason", _("Such as: a colleague listens to it again first"))
        form.add_field(_("Reason"), why, hint=_("It stays with the result; the agent sees neither before its release."))
        form.saved.connect(lambda: self.hold_requested.emit(chosen, why.text()))
        form.cancelled.connect(self.end_form)
        self._form = form
        self._form_place.addWidget(form)
        why.setFocus()

    def _columns(self) -> tuple[Column[ReleaseLine], ...]:
        def day(moment: object) -> str:
            return day_text(local_day(moment, self._time_zone))  # pyright: ignore[reportArgumentType] - a moment

        return (
            Column("call", _("call"), lambda one: one.call_key, width=104, weight="medium", is_fixed=True),
            Column("agent", _("agent"), lambda one: one.agent_name, width=136, stretch=1),
            Column("inspector", _("scored by"), lambda one: one.inspector_name, width=136, stretch=1),
            Column("submitted", _("handed in"), lambda one: one.submitted_at, format=day, width=104, align="right"),
            Column("score", _("call quality"), lambda one: one.score, format=_score, align="right", width=112),
            Column("outcome", _("outcome"), _outcome, icon=_sign, width=96),
            Column("state", _("goes out"), _state, width=200, stretch=2, second_line=_held, tip=_held),
        )


def rules_words(rules: FeedbackRules) -> str:
    """What the centre has settled about releasing and disputing, in a sentence or two."""
    if rules.delay_days is None:
        released = _("Results go to their agents when a lead releases them.")
    else:
        released = ngettext(
            "Results go to their agents by themselves {n} day after handing in; those held back wait for a lead.",
            "Results go to their agents by themselves {n} days after handing in; those held back wait for a lead.",
            rules.delay_days,
        ).format(n=rules.delay_days)
    disputed = ngettext(
        "They can be disputed for {n} day.", "They can be disputed for {n} days.", rules.dispute_days
    ).format(n=rules.dispute_days)
    return in_a_row((released, disputed))


def _state(line: ReleaseLine) -> str:
    if line.is_held_back:
        return _("held back")
    if line.due_on is None:
        return _("when a lead releases it")
    return _("by itself on {day}").format(day=day_and_year(line.due_on))


def _held(line: ReleaseLine) -> str:
    if not line.is_held_back or not line.held_reason:
        return ""
    return _("{name}: {words}").format(name=line.held_by_name, words=line.held_reason)


def _outcome(line: ReleaseLine) -> str:
    return _("passed") if line.passed else _("failed")


def _sign(line: ReleaseLine) -> tuple[str, str]:
    return ("check", "pass") if line.passed else ("cross", "fail")


def _score(value: object) -> str:
    return f"{value:.1f}"

"""Coaching notes: those that wait for the reader first, and what came of one beside the list."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from qa_desk.domain.people import Person
from qa_desk.domain.permissions import Action
from qa_desk.gui.feedback.coaching_form import CoachingForm, CoachingSubject
from qa_desk.gui.feedback.parts import empty, focus_first_button, label
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.dates import day_and_year, day_text, local_day
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.coach_button import coach_button
from qa_desk.gui.widgets.day_edit import DayEdit
from qa_desk.gui.widgets.following_scroll import FollowingScroll
from qa_desk.gui.widgets.form import Form, text_field
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _, with_label
from qa_desk.services.feedback.coaching_agents import CoachingStart
from qa_desk.services.feedback.coaching_agents import CoachingView as Note

_ROW_HEIGHT = 48


class CoachingView(QWidget):
    """The list, and one note with its follow-up.

    Signals:
        finished: the note and what came of it.
        taken_back: the note whose result is taken back.
        hand_over_wanted: the note for which somebody else is to look again; ask `show_hand_over`.
        handed_over: the note, who looks again, and when.
        wanted: key of the agent to give a note to; answer with `begin_note`.
        coached: the `CoachingDraft`.
        begun, ended: a note is being written, and no more.
    """

    finished = Signal(object, str)
    taken_back = Signal(object)
    hand_over_wanted = Signal(object)
    handed_over = Signal(object, object, object)
    wanted = Signal(object)
    coached = Signal(object)
    begun = Signal()
    ended = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._time_zone = "UTC"
        self._form: Form | None = None
        self._writing: CoachingForm | None = None
        self._shown: Note | None = None
        theme = context.theme
        self.table: DataTable[Note] = DataTable(
            _columns(),
            theme=theme,
            key=lambda view: view.note.id,
            group=lambda view: _("Open") if view.note.is_open else _("Done"),
            row_height=_ROW_HEIGHT,
            name="coaching_table",
            title=_("Coaching notes"),
        )
        self._pane = QWidget()
        self._column = QVBoxLayout(self._pane)
        edge = theme.size("xl")
        self._column.setContentsMargins(edge, theme.size("sm"), edge, edge)
        self._column.setSpacing(theme.size("sm"))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(FollowingScroll(self._pane))
        splitter.setSizes([theme.px(640), theme.px(440)])
        row = QVBoxLayout(self)
        row.setContentsMargins(theme.size("xl"), 0, 0, 0)
        row.addWidget(splitter)
        self.table.current_changed.connect(self._on_row)
        context.commands.bind(
            self.table,
            {"list.open": self.focus_steps, "list.coach": self._want_another},
            enabled={
                "list.open": lambda: self.table.hasFocus() and self.table.current_row() is not None,
                "list.coach": lambda: self._may_coach() and self.table.current_row() is not None,
            },
        )

    @property
    def is_writing(self) -> bool:
        """Whether a note is being written."""
        return self._writing is not None

    def show_notes(self, notes: Sequence[Note], time_zone: str) -> None:
        """Show these; a form that is being filled stays."""
        self._time_zone = time_zone
        self.table.set_rows(notes)
        if self.table.current_row() is None:
            self.table.select_first()
        if self._writing is not None:
            return
        current = self.table.current_row()
        if self._form is None or self._shown is None or current is None or current.note != self._shown.note:
            self._show(current)

    def focus_steps(self) -> None:
        """Take the keyboard to the first step that can be taken."""
        focus_first_button(self._pane)

    def show_error(self, error: Exception) -> bool:
        """Say it in the form, where one is open."""
        form = self._writing or self._form
        if form is not None:
            form.refuse(error)
        return form is not None

    def begin_note(self, start: CoachingStart) -> None:
        """Ask for a note to this agent, on no result."""
        empty(self._column)
        self._form, self._shown = None, None
        form = CoachingForm(self._context, CoachingSubject.of_agent(start), start.coaches, start.today)
        form.saved.connect(self.coached)
        form.cancelled.connect(self.end_note)
        self._writing = form
        self._column.addWidget(form)
        self.begun.emit()
        form.begin()

    def end_note(self) -> None:
        """The note is given, or given up."""
        if self._writing is None:
            return
        self._writing = None
        self._show(self.table.current_row())
        self.table.setFocus()
        self.ended.emit()

    def _on_row(self, view: Note | None) -> None:
        if self._writing is not None:
            self.end_note()
        else:
            self._show(view)

    def _may_coach(self) -> bool:
        return self._context.may(Action.COACH_AGENTS)

    def _want_another(self) -> None:
        current = self.table.current_row()
        if current is not None:
            self.wanted.emit(current.note.agent_id)

    def show_hand_over(self, view: Note, coaches: tuple[Person, ...], today: date) -> None:
        """Ask who looks again, and when."""
        theme = self._context.theme
        who = ChoiceBox(theme=theme, name="hand_over_to", title=_("Looks again"))
        who.set_choices([(person.name, str(person.id)) for person in coaches])
        who.set_value(str(view.note.follow_up_by))
        day = DayEdit(theme=theme, name="hand_over_day", title=_("On"))
        day.set_earliest(today)
        day.set_day(max(view.note.follow_up_on, today))
        keys = {str(person.id): person.id for person in coaches}
        fields = ((_("Looks again"), who), (_("On"), day))
        self._ask(
            _("Save"), fields, lambda: self.handed_over.emit(view, keys.get(who.value, view.note.follow_up_by), day.day)
        )

    def _show(self, view: Note | None) -> None:
        empty(self._column)
        self._form, self._shown = None, view
        if view is None:
            return
        note = view.note
        about = " · ".join(part for part in (view.agent_name, view.call_key, in_words(view.criterion_title)) if part)
        self._column.addWidget(label(about, "title", name="coaching_title"))
        self._column.addWidget(label(note.text, name="coaching_words"))
        given = day_and_year(local_day(note.given_at, self._time_zone))
        self._column.addWidget(
            label(_("Given by {name} on {day}").format(name=view.given_by_name, day=given), tone="muted")
        )
        reads = _("The agent reads it.") if note.is_for_agent else _("The agent does not read it.")
        self._column.addWidget(label(reads, tone="muted"))
        waits = _("{name} looks again on {day}").format(
            name=view.follow_up_by_name, day=day_and_year(note.follow_up_on)
        )
        if note.is_open:
            self._column.addWidget(label(waits, tone="warning" if view.is_overdue else "", name="coaching_waits"))
        else:
            self._column.addWidget(label(with_label(view.done_by_name, note.result), "strong", name="coaching_result"))
        self._steps = QHBoxLayout()
        self._steps.setSpacing(self._context.theme.size("sm"))
        self._add_steps(view)
        self._steps.addStretch(1)
        self._column.addLayout(self._steps)
        self._form_place = QVBoxLayout()
        self._column.addLayout(self._form_place)
        self._column.addStretch(1)

    def _add_steps(self, view: Note) -> None:
        if view.may_finish:
            self._add_step(_("Say what came of it"), "check", "coaching_finish", lambda: self._begin_finish(view))
        if view.may_hand_over:
            self._add_step(
                _("Another day or person"), "calendar", "coaching_move", lambda: self.hand_over_wanted.emit(view)
            )
        if view.note.done_by == self._context.actor.person_id:
            self._add_step(_("Take back"), "undo", "coaching_reopen", lambda: self.taken_back.emit(view))
        if self._may_coach():
            another = coach_button(self._context, _("Another note"))
            another.clicked.connect(lambda: self.wanted.emit(view.note.agent_id))
            self._steps.addWidget(another)

    def _add_step(self, title: str, icon: str, name: str, step: Callable[[], object]) -> None:
        button = Button(title, theme=self._context.theme, small=True, icon=icon, name=name)
        button.clicked.connect(lambda: step())
        self._steps.addWidget(button)

    def _begin_finish(self, view: Note) -> None:
        result = text_field("coaching_result_text", self._context.theme, _("What you saw or heard since"))
        self._ask(_("Done"), ((_("Result"), result),), lambda: self.finished.emit(view, result.toPlainText()))

    def _ask(self, save_title: str, fields: Sequence[tuple[str, QWidget]], save: Callable[[], object]) -> None:
        empty(self._form_place)
        form = Form(
            theme=self._context.theme,
            commands=self._context.commands,
            save_title=save_title,
            name="follow_up_form",
            primary=False,
        )
        for title, field in fields:
            form.add_field(title, field)
        form.saved.connect(lambda: save())
        form.cancelled.connect(lambda: self._show(self.table.current_row()))
        self._form = form
        self._form_place.addWidget(form)
        fields[0][1].setFocus()


def _columns() -> tuple[Column[Note], ...]:
    return (
        Column("agent", _("agent"), lambda one: one.agent_name, width=128, stretch=1, weight="medium", is_fixed=True,
               second_line=lambda one: in_words(one.criterion_title)),
        Column("note", _("note"), lambda one: one.note.text, width=240, stretch=3, tip=lambda one: one.note.text),
        Column("who", _("looks again"), lambda one: one.follow_up_by_name, width=128, stretch=1),
        Column("day", _("on"), lambda one: one.note.follow_up_on, format=_day, width=112, align="right",
               icon=lambda one: ("clock", "warning") if one.is_due else None,
               token=lambda one: "fail" if one.is_overdue else "text"),
    )  # fmt: skip


def _day(value: object) -> str:
    assert isinstance(value, date)
    return day_text(value)

"""A list of results with one beside it: as its leader answers it, as it is decided, or with a note being written."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.people import Person
from qa_desk.domain.permissions import Action
from qa_desk.gui.feedback.coaching_form import CoachingForm, CoachingSubject
from qa_desk.gui.feedback.dispute_pane import DisputePane
from qa_desk.gui.feedback.notes_of_agent import NotesOfAgent
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import feedback_title
from qa_desk.gui.widgets.coach_button import coach_button
from qa_desk.gui.widgets.following_scroll import FollowingScroll
from qa_desk.gui.widgets.result_form import ResultForm
from qa_desk.gui.widgets.sound.row_sound import RowSound
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _
from qa_desk.services.feedback.coaching_agents import CoachingView
from qa_desk.services.feedback.feedback_views import FeedbackDetail, FeedbackLine

_LIST_WIDTH, _PANE_WIDTH = 600, 480
_SPLITTER = "feedback"
_SIGNS = {
    FeedbackState.RELEASED: ("circle", "muted"),
    FeedbackState.ACKNOWLEDGED: ("check", "pass"),
    FeedbackState.DISPUTED: ("question", "warning"),
    FeedbackState.UPHELD: ("seal", "muted"),
    FeedbackState.OVERTURNED: ("repeat", "accent"),
}


class ResultsView(QWidget):
    """What is shown beside the list follows the row; a note being written stays until it is given or given up.

    Signals:
        feedback_wanted: key of the result to read; answer with `show_detail`.
        weighed, decided, reassigned: as of `DisputePane`.
        acknowledged, disputed: as of `ResultForm`, by the leader of the agent's unit.
        coaching_requested: the detail to give a note on; answer with `begin_coaching`.
        coached: the `CoachingDraft`.
    """

    feedback_wanted = Signal(object)
    weighed = Signal(object, object)
    decided = Signal(object, str, object)
    reassigned = Signal(object, object, str)
    acknowledged = Signal(object)
    disputed = Signal(object, str, object)
    coaching_requested = Signal(object)
    coached = Signal(object)

    def __init__(self, context: PageContext, sound: RowSound, *, name: str, title: str) -> None:
        super().__init__()
        self._context = context
        self._time_zone = "UTC"
        self._detail: FeedbackDetail | None = None
        self._shown: tuple[FeedbackDetail, tuple[CoachingView, ...]] | None = None
        self._coaching: CoachingForm | None = None
        theme = context.theme
        self.table: DataTable[FeedbackLine] = DataTable(
            _columns(), theme=theme, key=lambda line: line.feedback.id, name=name, title=title
        )
        self.pane = DisputePane(context, sound, may_coach=context.may(Action.COACH_AGENTS))
        self._result = ResultForm(theme=theme, commands=context.commands)
        self._stack = QStackedWidget()
        self._stack.addWidget(FollowingScroll(self.pane))
        self._stack.addWidget(FollowingScroll(self._answering()))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(self._stack)
        splitter.setStretchFactor(0, 1)
        kept = context.settings.current.splitters.get(_SPLITTER)
        splitter.setSizes(list(kept) if kept else [theme.px(_LIST_WIDTH), theme.px(_PANE_WIDTH)])
        splitter.splitterMoved.connect(
            lambda _position, _index: context.settings.change(
                splitters=dict(context.settings.current.splitters) | {_SPLITTER: splitter.sizes()}
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.size("xl"), 0, 0, 0)
        column.addWidget(splitter)
        self._connect()

    def show_lines(self, lines: Sequence[FeedbackLine], time_zone: str) -> None:
        """Show these results; the one beside the list is read again."""
        self._time_zone = time_zone
        self.table.set_rows(lines)
        if self.table.current_row() is None:
            self.table.select_first()

    def ask_again(self) -> None:
        """Read the result of the row anew."""
        current = self.table.current_row()
        if current is not None and self._coaching is None:
            self.feedback_wanted.emit(current.feedback.id)

    def show_detail(self, detail: FeedbackDetail, notes: Sequence[CoachingView] = ()) -> None:
        """Show this result, if its row is still the one, with what its agent was coached on."""
        current = self.table.current_row()
        if current is None or current.feedback.id != detail.line.feedback.id or self._coaching is not None:
            return
        # what is begun must not be built anew under the hands of who is at it
        if self._shown == (detail, tuple(notes)):
            return
        self._detail, self._shown = detail, (detail, tuple(notes))
        if detail.may_answer:
            self._result.show_result(detail, time_zone=self._time_zone)
            self._notes.show_notes(notes)
        else:
            self.pane.show_feedback(detail, self._time_zone, notes)
        self._stack.setCurrentIndex(1 if detail.may_answer else 0)

    def refuse_answer(self, error: Exception) -> bool:
        """A dispute for the agent could not be sent: say why in its form, where one is open."""
        return self._result.refuse(error)

    def begin_coaching(self, detail: FeedbackDetail, coaches: tuple[Person, ...], today: date) -> None:
        """Ask for a note on this result."""
        self._coaching = CoachingForm(self._context, CoachingSubject.of_result(detail), coaches, today)
        self._coaching.saved.connect(self.coached)
        self._coaching.cancelled.connect(self.end_coaching)
        self._stack.addWidget(FollowingScroll(self._coaching))
        self._stack.setCurrentIndex(2)
        self._coaching.begin()

    def refuse_coaching(self, error: Exception) -> None:
        """The note could not be given: say why in its form."""
        if self._coaching is not None:
            self._coaching.refuse(error)

    def end_coaching(self) -> None:
        """The note is given, or given up."""
        if self._coaching is None:
            return
        self._coaching = None
        if (form := self._stack.widget(2)) is not None:
            self._stack.removeWidget(form)
            form.deleteLater()
        self._stack.setCurrentIndex(1 if self._detail is not None and self._detail.may_answer else 0)
        self.table.setFocus()
        self.ask_again()

    def _answering(self) -> QWidget:
        """The result as its agent's leader answers it, with the step to coach."""
        theme, whole = self._context.theme, QWidget()
        row = QHBoxLayout()
        row.setContentsMargins(theme.size("lg"), 0, theme.size("lg"), theme.size("lg"))
        if self._context.may(Action.COACH_AGENTS):
            coach = coach_button(self._context)
            coach.clicked.connect(self._coach)
            row.addWidget(coach)
            self._context.commands.bind(
                whole, {"list.coach": self._coach}, enabled={"list.coach": lambda: self._detail is not None}
            )
        row.addStretch(1)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        self._notes = NotesOfAgent(theme=theme)
        column.addWidget(self._result)
        column.addWidget(self._notes)
        column.addLayout(row)
        column.addStretch(1)
        return whole

    def _coach(self) -> None:
        self.coaching_requested.emit(self._detail)

    def _connect(self) -> None:
        self.table.current_changed.connect(self._on_row)
        pane = self.pane
        pane.weighed.connect(self.weighed)
        pane.decided.connect(self.decided)
        pane.reassigned.connect(self.reassigned)
        pane.coaching_requested.connect(self.coaching_requested)
        pane.left.connect(lambda: self.table.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self._result.acknowledged.connect(self.acknowledged)
        self._result.disputed.connect(self.disputed)
        self._context.commands.bind(
            self.table,
            {"list.open": self._enter},
            enabled={"list.open": lambda: self.table.hasFocus() and self.table.current_row() is not None},
        )

    def _on_row(self, line: FeedbackLine | None) -> None:
        if self._coaching is not None:
            self.end_coaching()
        elif line is not None and self.isVisible():
            self.feedback_wanted.emit(line.feedback.id)

    def _enter(self) -> None:
        if self._stack.currentIndex() == 0:
            self.pane.focus_first()
        else:
            self._result.setFocus(Qt.FocusReason.TabFocusReason)


def _columns() -> tuple[Column[FeedbackLine], ...]:
    return (
        Column("call", _("call"), lambda one: one.call_key, width=96, weight="medium", is_fixed=True),
        Column("agent", _("agent"), lambda one: one.agent_name, width=120, stretch=1),
        Column("state", _("state"), lambda one: feedback_title(one.feedback.state), width=144,
               icon=lambda one: _SIGNS.get(one.feedback.state)),
        Column("decider", _("who decides"), lambda one: one.decider_name, width=112, stretch=1),
        Column("score", _("as scored"), lambda one: one.score, format=_score, align="right", width=88),
    )  # fmt: skip


def _score(value: object) -> str:
    return f"{value:.1f}"

"""The page Feedback: disputes that wait, with both sides beside them, and all results that agents have."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QSplitter, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.ids import EvaluationId, FeedbackId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may
from qa_desk.gui.feedback.decision_form import DecisionForm
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.page_state import EmptyState
from qa_desk.gui.shell.words import feedback_title
from qa_desk.gui.widgets.result_form import ResultForm
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.feedback_views import Claim, FeedbackDetail, FeedbackLine, Ruling

if TYPE_CHECKING:
    from qa_desk.bootstrap import Services

Read = tuple[tuple[FeedbackLine, ...], tuple[EvaluationId, ...]]


class FeedbackPage(Page):
    """Disputes first; a lead releases what waits from its head."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Feedback"))
        self._waiting: tuple[EvaluationId, ...] = ()
        self._release = self.head.add_action(_("Release results"), self._release_all, name="release_button")
        self._table: DataTable[FeedbackLine] = DataTable(
            _columns(),
            theme=context.theme,
            key=lambda line: line.feedback.id,
            name="feedback_table",
            title=_("Feedback"),
        )
        self._form = DecisionForm(theme=context.theme, commands=context.commands)
        pane = QScrollArea()
        pane.setWidgetResizable(True)
        pane.setWidget(self._sides(context))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._table)
        splitter.addWidget(pane)
        splitter.setSizes([context.theme.px(640), context.theme.px(440)])
        column = QVBoxLayout(self.body)
        column.setContentsMargins(context.theme.size("lg"), 0, 0, 0)
        column.addWidget(splitter)
        self._table.current_changed.connect(lambda line: self._show(line))
        self._form.decided.connect(self._decide)

    def _sides(self, context: PageContext) -> QWidget:
        """The dispute with both sides, and for a team leader the result that they answer for their agent."""
        self._result = ResultForm(theme=context.theme, commands=context.commands)
        self._result.acknowledged.connect(self._acknowledge)
        self._result.disputed.connect(self._dispute)
        sides = QWidget()
        column = QVBoxLayout(sides)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._result)
        column.addWidget(self._form)
        return sides

    @property
    def table(self) -> DataTable[FeedbackLine]:
        """The list."""
        return self._table

    def shown(self, place: Place) -> None:
        self.show_busy()
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(ObjectKind.EVALUATION):
            self._read()

    def _read(self) -> None:
        answering, actor = self.context.services.answering_feedback, self.context.actor

        def work(_progress: object) -> Read:
            waiting = answering.waiting_for_release(actor) if may(actor, Action.RELEASE_FEEDBACK) else ()
            disputes = answering.disputes(actor)
            others = [
                line
                for line in answering.released(actor)
                if line.feedback.id not in {one.feedback.id for one in disputes}
            ]
            return (*disputes, *others), tuple(one.evaluation_id for one in waiting if not one.is_held_back)

        self.context.jobs.run(
            self,
            _("Reading the feedback"),
            work,
            self._on_read,
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, read: Read) -> None:
        lines, self._waiting = read
        n = len(self._waiting)
        self._release.setVisible(n > 0)
        self.head.set_summary(
            ngettext("{n} result waits to be released", "{n} results wait to be released", n).format(n=n) if n else ""
        )
        if not lines:
            about = _(
                "Once a result is released, its agent acknowledges or disputes it, and disputes are decided here."
            )
            self.show_empty(EmptyState("people", _("No agent has a result yet"), about))
            return
        self.show_body()
        self._table.set_rows(lines)
        if self._table.current_row() is None:
            self._table.select_first()
        self._show(self._table.current_row())
        self.give_keyboard(self._table)

    def _show(self, line: FeedbackLine | None) -> None:
        if line is None:
            return
        answering, actor, feedback_id = self.context.services.answering_feedback, self.context.actor, line.feedback.id

        def show(detail: FeedbackDetail) -> None:
            current = self._table.current_row()
            if current is not None and current.feedback.id == feedback_id:
                self._result.setVisible(detail.may_answer)
                self._form.setVisible(not detail.may_answer)
                self._result.show_result(detail)
                self._form.show_feedback(detail)

        self.context.jobs.run(
            self,
            _("Reading the result"),
            lambda _progress: answering.feedback(actor, feedback_id),
            show,
            lambda error: self.context.notices.error(error, key="feedback"),
            is_quiet=True,
        )

    def _release_all(self) -> None:
        answering, actor, waiting = self.context.services.answering_feedback, self.context.actor, self._waiting
        self._change(_("Releasing results"), lambda: answering.release(actor, waiting))

    def _decide(self, feedback_id: FeedbackId, reason: str, rulings: tuple[Ruling, ...]) -> None:
        answering, actor = self.context.services.answering_feedback, self.context.actor
        self._change(_("Saving the decision"), lambda: answering.decide(actor, feedback_id, reason, rulings))

    def _acknowledge(self, feedback_id: FeedbackId) -> None:
        answering, actor = self.context.services.answering_feedback, self.context.actor
        self._change(_("Acknowledging"), lambda: answering.acknowledge(actor, feedback_id))

    def _dispute(self, feedback_id: FeedbackId, reason: str, claims: tuple[Claim, ...]) -> None:
        answering, actor = self.context.services.answering_feedback, self.context.actor
        self._change(_("Disputing"), lambda: answering.dispute(actor, feedback_id, reason, claims))

    def _change(self, title: str, change: Callable[[], Changes]) -> None:
        self.context.jobs.run(
            self,
            title,
            lambda _progress: change(),
            self.context.hub.announce,
            lambda error: self.context.notices.error(error, key="feedback"),
        )


def _columns() -> tuple[Column[FeedbackLine], ...]:
    return (
        Column("call", _("call"), lambda one: one.call_key, width=104, weight="medium", is_fixed=True),
        Column("agent", _("agent"), lambda one: one.agent_name, width=136, stretch=1),
        Column("state", _("state"), lambda one: feedback_title(one.feedback.state), width=128),
        Column("decider", _("who decides"), lambda one: one.decider_name, width=136),
        Column("score", _("call quality"), lambda one: one.score, format=_score, align="right", width=112),
    )


def _score(value: object) -> str:
    return f"{value:.1f}"


def _n_to_decide(services: "Services", actor: Actor) -> int:
    return services.answering_feedback.n_to_decide(actor)


PAGE = PageSpec(
    "feedback",
    N_("Feedback"),
    "ribbon",
    PageGroup.IMPROVE,
    FeedbackPage,
    action=Action.VIEW_FEEDBACK,
    count=_n_to_decide,
    counts_of=frozenset({ObjectKind.EVALUATION}),
)

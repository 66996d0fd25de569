"""The page Feedback: disputes with both sides, what waits to be released, all results, and coaching with follow-up."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.feedback import FeedbackRules
from qa_desk.domain.ids import EvaluationId, FeedbackId, PersonId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action
from qa_desk.gui.feedback.coaching_steps import CoachingSteps
from qa_desk.gui.feedback.coaching_view import CoachingView
from qa_desk.gui.feedback.release_view import ReleaseView
from qa_desk.gui.feedback.results_view import ResultsView
from qa_desk.gui.feedback.saying import COACHING, DISPUTES, RELEASE, RESULTS, nothing, summary, waits_words
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageGroup, PageSpec
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.gui.widgets.segments import Segment, SegmentedChoice
from qa_desk.gui.widgets.sound.row_sound import RowSound
from qa_desk.i18n import N_, _, ngettext
from qa_desk.services.feedback.coaching_agents import CoachingView as Note
from qa_desk.services.feedback.feedback_views import Claim, FeedbackDetail, FeedbackLine, ReleaseLine, Ruling

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from qa_desk.bootstrap import Services

_KEY = "feedback"


@dataclass(frozen=True, slots=True)
class _Read:
    waiting: tuple[ReleaseLine, ...]
    disputes: tuple[FeedbackLine, ...]
    results: tuple[FeedbackLine, ...]
    notes: tuple[Note, ...]
    rules: FeedbackRules
    time_zone: str


class FeedbackPage(Page):
    """Four views under one switch; a lead releases what waits from the head."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("Feedback"))
        self._view, self._read_last = DISPUTES, None
        self._is_asked_for = self._is_turning = False
        self._agent_to_coach = ""
        self._sound = RowSound(context, self)
        self._may_release = context.may(Action.RELEASE_FEEDBACK)
        self._build()
        self._steps = CoachingSteps(self.context, self.coaching)
        self._connect()
        self.show_busy()

    def shown(self, place: Place) -> None:
        # another view of the page begins anew, as another page would
        self._is_turning = place.get("view") not in ("", self._view)
        self._is_asked_for = bool(place.get("view"))
        self._agent_to_coach = place.get("agent")
        self._turn_to(place.get("view") or self._view)
        self._read()

    def refresh(self, changes: Changes | None) -> None:
        if changes is None or changes.touches(ObjectKind.EVALUATION, ObjectKind.COACHING_NOTE, ObjectKind.SETTING):
            self._read()

    def leave(self) -> None:
        self._sound.pause()

    def _build(self) -> None:
        theme = self.context.theme
        self._release_all = self.head.add_action(
            _("Release all"), self._release_waiting, kind="primary", name="release_button"
        )
        segments = [
            Segment(DISPUTES, _("Disputes")),
            Segment(RESULTS, _("Results")),
            Segment(COACHING, _("Coaching")),
        ]
        if self._may_release:
            segments.insert(1, Segment(RELEASE, _("To release")))
        self.switch = SegmentedChoice(segments, theme=theme, name="feedback_views")
        self.switch.set_subject(_("What is shown of results"))
        self.switch.set_value(DISPUTES)
        self.disputes = ResultsView(self.context, self._sound, name="feedback_table", title=_("Disputes"))
        self.results = ResultsView(self.context, self._sound, name="results_table", title=_("Results that agents have"))
        self.release = ReleaseView(self.context)
        self.coaching = CoachingView(self.context)
        self._views: dict[str, QWidget] = {
            DISPUTES: self.disputes,
            RELEASE: self.release,
            RESULTS: self.results,
            COACHING: self.coaching,
        }
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("md"))
        for view in self._views.values():
            column.addWidget(view)
        self.head.add_widget(self.switch)

    def _connect(self) -> None:
        self.switch.chosen.connect(lambda view: self.context.navigation.go(Place.to(_KEY, view=str(view))))
        self.release.release_requested.connect(self._release)
        self.release.hold_requested.connect(self._hold_back)
        self.release.call_requested.connect(self._open_call)
        self.coaching.begun.connect(self.show_body)
        self.coaching.ended.connect(lambda: self._turn_to(self._view))
        for view in (self.disputes, self.results):
            view.feedback_wanted.connect(self._read_feedback)
            view.weighed.connect(partial(self._weigh, view))
            view.decided.connect(partial(self._decide, view))
            view.reassigned.connect(partial(self._reassign, view))
            view.acknowledged.connect(self._acknowledge)
            view.disputed.connect(partial(self._dispute, view))
            self._steps.follow(view)

    # reading

    def _read(self) -> None:
        services, actor, may_release = self.context.services, self.context.actor, self._may_release

        def work(_progress: object) -> _Read:
            answering = services.answering_feedback
            waiting = answering.waiting_for_release(actor) if may_release else ()
            disputes = answering.disputes(actor)
            return _Read(
                waiting,
                disputes,
                answering.released(actor),
                services.coaching_agents.notes(actor),
                answering.rules(actor),
                services.administering.centre().time_zone,
            )

        self.context.jobs.run(
            self,
            _("Reading the feedback"),
            work,
            self._on_read,
            lambda error: self.show_error(error, self._read),
            is_quiet=True,
        )

    def _on_read(self, read: _Read) -> None:
        is_first, self._read_last = self._read_last is None, read
        self.disputes.show_lines(read.disputes, read.time_zone)
        self.results.show_lines(read.results, read.time_zone)
        self.release.show_lines(read.waiting, read.rules, read.time_zone)
        self.coaching.show_notes(read.notes, read.time_zone)
        if is_first and not self._is_asked_for and not read.disputes:
            self._turn_to(RELEASE if read.waiting else RESULTS)
        else:
            self._turn_to(self._view)
        if self._agent_to_coach:
            agent_id, self._agent_to_coach = PersonId(UUID(self._agent_to_coach)), ""
            self._steps.begin_for(agent_id)

    def _turn_to(self, view: str) -> None:
        self._view = view if view in self._views and (view != RELEASE or self._may_release) else DISPUTES
        self.switch.set_value(self._view)
        for key, shown in self._views.items():
            shown.setVisible(key == self._view)
        read: _Read | None = self._read_last
        if read is None:
            return
        n = len(self.release.waiting)
        self._release_all.set_text(ngettext("Release {n}", "Release all {n}", n).format(n=n))
        self._release_all.setVisible(self._view == RELEASE and n > 0)
        is_there = {
            DISPUTES: read.disputes,
            RELEASE: read.waiting,
            RESULTS: read.results,
            COACHING: read.notes,
        }[self._view]
        self.head.set_summary(summary(read.disputes, len(is_there)))
        if not is_there and not (self._view == COACHING and self.coaching.is_writing):
            self.show_empty(nothing(self._view, len(self.release.waiting), self._go))
            return
        self.show_body()
        tables = {
            DISPUTES: self.disputes.table,
            RELEASE: self.release.table,
            RESULTS: self.results.table,
            COACHING: self.coaching.table,
        }
        if self._view in (DISPUTES, RESULTS):
            (self.disputes if self._view == DISPUTES else self.results).ask_again()
        self.give_keyboard(tables[self._view])
        if self._is_turning:
            tables[self._view].setFocus()
            self._is_turning = False

    def _go(self, view: str) -> None:
        self.context.navigation.go(Place.to(_KEY, view=view))

    def _read_feedback(self, feedback_id: FeedbackId) -> None:
        answering, actor = self.context.services.answering_feedback, self.context.actor
        coaching = self.context.services.coaching_agents
        view = self.disputes if self._view == DISPUTES else self.results

        def work(_progress: object) -> tuple[FeedbackDetail, tuple[Note, ...]]:
            detail = answering.feedback(actor, feedback_id)
            return detail, coaching.of_agent(actor, detail.line.feedback.agent_id)

        self.context.jobs.run(
            self,
            _("Reading the result"),
            work,
            lambda found: view.show_detail(*found),
            lambda error: self.context.notices.error(error, key=_KEY),
            is_quiet=True,
        )

    # releasing

    def _release_waiting(self) -> None:
        self._release(self.release.waiting)

    def _release(self, evaluation_ids: tuple[EvaluationId, ...]) -> None:
        answering, actor = self.context.services.answering_feedback, self.context.actor
        reason = _("released by mistake")

        def done(changes: Changes) -> None:
            self.context.hub.announce(changes)
            n = len(evaluation_ids)
            told = ngettext("{n} result went to its agent.", "{n} results went to their agents.", n).format(n=n)
            self.context.notices.done(told, key=_KEY)
            self.context.undo.push(
                UndoStep(
                    _("Releasing results"),
                    lambda: self._change(
                        _("Taking results back"), lambda: answering.hold_back(actor, evaluation_ids, reason)
                    ),
                    lambda: self._change(_("Releasing results"), lambda: answering.release(actor, evaluation_ids)),
                )
            )

        self._change(_("Releasing results"), lambda: answering.release(actor, evaluation_ids), done)

    def _hold_back(self, evaluation_ids: tuple[EvaluationId, ...], reason: str) -> None:
        answering, actor = self.context.services.answering_feedback, self.context.actor

        def done(changes: Changes) -> None:
            self.release.end_form()
            self.context.hub.announce(changes)

        self._change(
            _("Holding results back"),
            lambda: answering.hold_back(actor, evaluation_ids, reason),
            done,
            lambda error: None if self.release.show_error(error) else self._tell(error),
        )

    def _open_call(self, line: ReleaseLine) -> None:
        place = Place.to("calls", call=str(line.call_id), evaluation=str(line.evaluation_id))
        self.context.navigation.go(place)

    # deciding and answering

    def _weigh(self, view: ResultsView, feedback_id: FeedbackId, rulings: tuple[Ruling, ...]) -> None:
        answering, actor = self.context.services.answering_feedback, self.context.actor
        self.context.jobs.run(
            self,
            _("Weighing the decision"),
            lambda _progress: answering.outcome(actor, feedback_id, rulings),
            view.pane.show_outcome,
            view.pane.show_error,
        )

    def _decide(self, view: ResultsView, feedback_id: FeedbackId, reason: str, rulings: tuple[Ruling, ...]) -> None:
        answering, actor = self.context.services.answering_feedback, self.context.actor

        def done(changes: Changes) -> None:
            view.pane.show_decided(feedback_id)
            self.context.hub.announce(changes)
            self.context.notices.done(_("Decided; the agent reads it under My results."), key=_KEY)

        self._change(
            _("Saving the decision"),
            lambda: answering.decide(actor, feedback_id, reason, rulings),
            done,
            view.pane.show_error,
        )

    def _reassign(self, view: ResultsView, feedback_id: FeedbackId, decider_id: PersonId, reason: str) -> None:
        answering, actor = self.context.services.answering_feedback, self.context.actor
        self._change(
            _("Giving the dispute to somebody else"),
            lambda: answering.reassign(actor, feedback_id, decider_id, reason),
            failed=view.pane.show_error,
        )

    def _acknowledge(self, feedback_id: FeedbackId) -> None:
        answering, actor = self.context.services.answering_feedback, self.context.actor
        self._change(_("Acknowledging"), lambda: answering.acknowledge(actor, feedback_id))

    def _dispute(self, view: ResultsView, feedback_id: FeedbackId, reason: str, claims: tuple[Claim, ...]) -> None:
        answering, actor = self.context.services.answering_feedback, self.context.actor
        self._change(
            _("Disputing"),
            lambda: answering.dispute(actor, feedback_id, reason, claims),
            failed=lambda error: None if view.refuse_answer(error) else self._tell(error),
        )

    def _change(
        self,
        title: str,
        change: Callable[[], Changes],
        done: Callable[[Changes], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        self.context.jobs.run(
            self, title, lambda _progress: change(), done or self.context.hub.announce, failed or self._tell
        )

    def _tell(self, error: Exception) -> None:
        self.context.notices.error(error, key=_KEY)


def _n_waiting(services: "Services", actor: Actor) -> int:
    return services.answering_feedback.n_to_decide(actor) + services.coaching_agents.n_due(actor)


PAGE = PageSpec(
    _KEY,
    N_("Feedback"),
    "ribbon",
    PageGroup.IMPROVE,
    FeedbackPage,
    action=Action.VIEW_FEEDBACK,
    count=_n_waiting,
    counts_of=frozenset({ObjectKind.EVALUATION, ObjectKind.COACHING_NOTE}),
    waits=waits_words,
    has_sound=True,
)

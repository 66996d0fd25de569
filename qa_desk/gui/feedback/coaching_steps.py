"""The steps of coaching: a note is given on a result, followed up, handed over, and taken back."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QObject

from qa_desk.domain.changes import Changes
from qa_desk.domain.ids import PersonId
from qa_desk.domain.people import Person
from qa_desk.gui.feedback.coaching_view import CoachingView
from qa_desk.gui.feedback.results_view import ResultsView
from qa_desk.gui.shell.dates import centre_today
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.undo import UndoStep
from qa_desk.i18n import _
from qa_desk.services.feedback.coaching_agents import CoachingDraft
from qa_desk.services.feedback.coaching_agents import CoachingView as Note
from qa_desk.services.feedback.feedback_views import FeedbackDetail

_NOTICE = "coaching"


class CoachingSteps(QObject):
    """Does what the views ask for, and lets what can slip be undone."""

    def __init__(self, context: PageContext, view: CoachingView) -> None:
        super().__init__(view)
        self._context, self._view = context, view
        self._coaching = context.services.coaching_agents
        view.finished.connect(self._finish)
        view.taken_back.connect(self._take_back)
        view.hand_over_wanted.connect(self._ask_hand_over)
        view.handed_over.connect(self._hand_over)
        view.wanted.connect(self.begin_for)
        view.coached.connect(self._give_to_agent)

    def follow(self, results: ResultsView) -> None:
        """Give notes on the results of this view."""
        results.coaching_requested.connect(partial(self._begin, results))
        results.coached.connect(partial(self._give, results))

    def begin_for(self, agent_id: PersonId) -> None:
        """Ask for a note to an agent, on no result."""
        coaching, actor = self._coaching, self._context.actor
        self._context.jobs.run(
            self,
            _("Reading what the agent is to work on"),
            lambda _progress: coaching.start(actor, agent_id),
            self._view.begin_note,
            self._tell,
            is_quiet=True,
        )

    def _begin(self, results: ResultsView, detail: FeedbackDetail) -> None:
        self._with_coaches(detail.line.feedback.agent_id, lambda found: results.begin_coaching(detail, *found))

    def _with_coaches(self, agent_id: PersonId, done: Callable[[tuple[tuple[Person, ...], date]], None]) -> None:
        services, actor = self._context.services, self._context.actor
        self._context.jobs.run(
            self,
            _("Reading who can look again"),
            lambda _progress: (services.coaching_agents.coaches(actor, agent_id), centre_today(services)),
            done,
            self._tell,
            is_quiet=True,
        )

    def _give(self, results: ResultsView, draft: CoachingDraft) -> None:
        self._give_note(draft, results.end_coaching, results.refuse_coaching)

    def _give_to_agent(self, draft: CoachingDraft) -> None:
        self._give_note(draft, self._view.end_note, self._refuse)

    def _give_note(self, draft: CoachingDraft, end: Callable[[], None], refuse: Callable[[Exception], None]) -> None:
        actor = self._context.actor

        def done(changes: Changes) -> None:
            end()
            self._context.hub.announce(changes)
            self._context.notices.done(_("The note is given; it waits under Coaching."), key=_NOTICE)

        self._change(_("Giving the note"), lambda: self._coaching.give(actor, draft), done, refuse)

    def _finish(self, view: Note, result: str) -> None:
        actor, key = self._context.actor, view.note.id

        def finish() -> Changes:
            return self._coaching.finish(actor, key, result)

        def done(changes: Changes) -> None:
            self._context.hub.announce(changes)
            self._context.undo.push(
                UndoStep(
                    _("What came of a coaching note"),
                    lambda: self._take_back(view),
                    lambda: self._change(_("Saving the result"), finish),
                )
            )

        self._change(_("Saving the result"), finish, done, self._refuse)

    def _take_back(self, view: Note) -> None:
        actor = self._context.actor
        self._change(_("Taking the result back"), lambda: self._coaching.take_back(actor, view.note.id))

    def _ask_hand_over(self, view: Note) -> None:
        self._with_coaches(view.note.agent_id, lambda found: self._view.show_hand_over(view, *found))

    def _hand_over(self, view: Note, follow_up_by: PersonId, follow_up_on: date) -> None:
        actor = self._context.actor
        self._change(
            _("Saving who looks again"),
            lambda: self._coaching.hand_over(actor, view.note.id, follow_up_by, follow_up_on),
            failed=self._refuse,
        )

    def _change(
        self,
        title: str,
        change: Callable[[], Changes],
        done: Callable[[Changes], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        self._context.jobs.run(
            self, title, lambda _progress: change(), done or self._context.hub.announce, failed or self._tell
        )

    def _refuse(self, error: Exception) -> None:
        if not self._view.show_error(error):
            self._tell(error)

    def _tell(self, error: Exception) -> None:
        self._context.notices.error(error, key=_NOTICE)

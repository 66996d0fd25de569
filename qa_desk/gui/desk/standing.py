"""How it stands with the evaluation on the desk: who has the draft, what can be undone, how long it took."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from qa_desk.domain.evaluation import DeskPlace
from qa_desk.domain.ids import EvaluationId
from qa_desk.gui.desk import remark
from qa_desk.gui.desk.away import AwayNotice
from qa_desk.gui.desk.header import CallHeader
from qa_desk.gui.desk.keeping import DraftKeeper
from qa_desk.gui.desk.saving import Saver
from qa_desk.gui.desk.scoring import Scoring
from qa_desk.gui.shell.dates import worked_text
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.status_line import StatusLine
from qa_desk.services.scoring.inspecting_views import HeldElsewhere

_MINUTE = timedelta(minutes=1)
_LEFT_OVER = "desk-left-over"


class DeskStanding(QObject):
    """Watches over one evaluation at a time and says what there is to say.

    Args:
        desk: the desk itself, which must be in front for time to count.
        place: where the draft stands now.
        is_listening: whether the call is being played.

    Signals:
        losing: another desk has the draft; what is still being typed is to be taken in, now.
        lost: from here on it is only looked at.
        take_over_requested: the person wants the draft here.
        history_requested: the person wants to see what it said before.
    """

    losing = Signal()
    lost = Signal()
    take_over_requested = Signal()
    history_requested = Signal()

    def __init__(
        self,
        context: PageContext,
        saver: Saver,
        desk: QWidget,
        *,
        header: CallHeader,
        status: StatusLine,
        place: Callable[[], DeskPlace],
        is_listening: Callable[[], bool],
    ) -> None:
        super().__init__(desk)
        self._context = context
        self._saver = saver
        self._header = header
        self._status = status
        self._scoring: Scoring | None = None
        self._held: HeldElsewhere | None = None
        self._time_zone = "UTC"
        self.remark = remark.DeskRemark(theme=context.theme)
        self._keeper = DraftKeeper(context, saver, desk, place=place, is_listening=is_listening)
        AwayNotice(context, saver, lambda: self._time_zone, self)
        self._keeper.lost.connect(self._on_lost)
        self._keeper.looked.connect(self._show)
        saver.saved.connect(lambda _moment, _of: self._show())
        saver.failed.connect(lambda _error, _of: self._show())

    def begin(self, scoring: Scoring) -> None:
        """Another evaluation is on the desk."""
        self._scoring, self._held = scoring, scoring.view.held_elsewhere
        self._time_zone = scoring.view.detail.time_zone
        self._keeper.begin(scoring)
        self._show()

    def pause(self) -> None:
        """The desk goes off the screen."""
        self._keeper.pause()

    def resume(self) -> None:
        """The desk is on the screen again; another one may have taken the draft meanwhile."""
        self._keeper.resume()

    def end(self) -> None:
        """The evaluation is off the desk; what could not be kept of it is told for as long as it waits."""
        scoring, n_unsaved = self._scoring, self._keeper.n_unsaved
        if scoring is not None and scoring.is_lost and n_unsaved:
            notice = remark.left_over(scoring.view.detail.call.key, n_unsaved)
            self._context.notices.warning(notice, key=_LEFT_OVER)
        self._keeper.end()
        self._scoring = None
        self.remark.show_notice(None)

    def has_left_over(self, evaluation_id: EvaluationId) -> bool:
        """Whether changes of an evaluation wait here that could not be kept."""
        return bool(self._saver.unsaved_of(evaluation_id))

    def save_left_over(self, evaluation_id: EvaluationId, then: Callable[[], object]) -> None:
        """Keep them now that the draft is open here; `then` is done once that has been tried."""
        self._context.notices.close_key(_LEFT_OVER)
        self._saver.when_saved(then, of=evaluation_id, otherwise=then)
        self._saver.try_again(evaluation_id)

    def _on_lost(self, held: HeldElsewhere | None) -> None:
        scoring = self._scoring
        if scoring is None:
            return
        self.losing.emit()
        self._held = held
        scoring.lose()
        self._header.lock()
        self.lost.emit()
        self._show()

    def _show(self) -> None:
        scoring = self._scoring
        if scoring is None:
            return
        self._status.set_worked(worked_text(self._keeper.worked_s))
        now, view = self._context.services.now(), scoring.view
        until = view.undo_until if view.undo_until is not None and view.undo_until > now else None
        self._header.show_undo(-((now - until) // _MINUTE) if until is not None else None)
        zone, take = view.detail.time_zone, self.take_over_requested.emit
        if scoring.is_lost:
            notice = remark.lost(self._held, self._keeper.n_unsaved, zone, now, take)
        elif self._held is not None:
            notice = remark.elsewhere(self._held, zone, now, take)
        else:
            notice = remark.standing(scoring, now, until=until, show_history=self.history_requested.emit)
        self.remark.show_notice(notice)

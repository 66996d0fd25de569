"""Keeps where a draft stands and how long was worked on it, and finds out when another desk has taken it over.

The answers themselves are kept by `Saver`, at once; the desk tells this keeper when it shows an evaluation and when it
goes off the screen.
"""

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QWidget

from qa_desk.domain.errors import ConflictError, ErrorCode, QADeskError
from qa_desk.domain.evaluation import DeskPlace
from qa_desk.domain.ids import EvaluationId
from qa_desk.gui.desk.saving import Saver
from qa_desk.gui.desk.scoring import Scoring
from qa_desk.gui.desk.work_clock import WorkClock
from qa_desk.gui.shell.notices import is_server_away, sentence
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _, ngettext
from qa_desk.services.scoring.inspecting_views import HeldElsewhere

_LOOK_MS = 1000
_SAY_EVERY_S = 15.0
_SETTLED_S = 1.0
_NOTICE = "desk-save"
_SIGNS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.NativeGesture,
    }
)


class DraftKeeper(QObject):
    """One draft at a time.

    Args:
        desk: the widget that must be in front for time to count.
        saver: what keeps the answers; its failures are told here.
        place: where the draft stands now.
        is_listening: whether the call is being played.

    Signals:
        lost: the `HeldElsewhere` of the desk that has the draft now, None when it was submitted or withdrawn there.
        looked: a second has gone by with an evaluation on the desk.
    """

    lost = Signal(object)
    looked = Signal()

    def __init__(
        self,
        context: PageContext,
        saver: Saver,
        desk: QWidget,
        *,
        place: Callable[[], DeskPlace],
        is_listening: Callable[[], bool],
    ) -> None:
        super().__init__(desk)
        self._context = context
        self._saver = saver
        self._desk = desk
        self._place = place
        self._is_listening = is_listening
        self._scoring: Scoring | None = None
        self._worked_s = 0.0
        self._kept: DeskPlace | None = None
        self._kept_s = 0.0
        self._window: QWindow | None = None
        self._clock = WorkClock(time.monotonic)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        saver.failed.connect(self._on_save_failed)
        saver.recovered.connect(lambda _n: context.notices.close_key(_NOTICE))

    @property
    def worked_s(self) -> float:
        """How long was worked on the evaluation, all in all."""
        return self._worked_s + self._clock.counted_s

    @property
    def n_unsaved(self) -> int:
        """How many answers and marks of the evaluation could not be kept."""
        if self._scoring is None:
            return 0
        return self._saver.n_typed_of(self._scoring.evaluation.id)

    def begin(self, scoring: Scoring) -> None:
        """Another evaluation is on the desk."""
        self._scoring = scoring
        self._worked_s = scoring.evaluation.worked_s
        self._clock = WorkClock(time.monotonic)
        self._kept, self._kept_s = self._place(), time.monotonic()
        self._start()

    def resume(self) -> None:
        """The desk is on the screen again, with the same evaluation; it asks whether it has the draft still."""
        scoring = self._scoring
        if scoring is None:
            return
        self._start()
        if not scoring.is_read_only:
            self._keep(scoring, self._place())

    def pause(self) -> None:
        """The desk goes off the screen: keep the place and leave the draft to whoever opens it next."""
        self._timer.stop()
        self._unwatch()
        scoring = self._scoring
        if scoring is None or scoring.is_read_only:
            return
        self._clock.look(is_there=self._is_in_front())
        self._keep(scoring, self._place())
        inspecting, actor, key = self._context.services.inspecting, self._context.actor, scoring.evaluation.id
        self._context.jobs.run(
            self,
            _("Closing the draft"),
            lambda _progress: inspecting.let_go(actor, key),
            failed=lambda _error: None,
            is_quiet=True,
            must_finish=True,
        )

    def end(self) -> None:
        """The evaluation is off the desk."""
        self.pause()
        self._scoring = None

    def look(self) -> None:
        """Count the time, and keep the place where it is another or was not said for long; a second has gone by."""
        scoring = self._scoring
        if scoring is None:
            return
        if self._window is None:
            self._watch_window()
        if self._is_listening():
            self._clock.note_sign()
        self._clock.look(is_there=self._is_in_front())
        if not scoring.is_read_only:
            self._keep_when_due(scoring)
        self.looked.emit()

    def _start(self) -> None:
        self._watch_window()
        self._clock.begin()
        self._timer.start()

    def _keep_when_due(self, scoring: Scoring) -> None:
        place, ago_s = self._place(), time.monotonic() - self._kept_s
        if ago_s >= _SAY_EVERY_S or (ago_s >= _SETTLED_S and self._has_moved(place)):
            self._keep(scoring, place)

    def _has_moved(self, place: DeskPlace) -> bool:
        """Whether the person went somewhere else; the playhead of a call that plays goes by itself."""
        kept = self._kept
        if kept is None or self._is_listening():
            return False
        return place != kept

    def _keep(self, scoring: Scoring, place: DeskPlace) -> None:
        inspecting, actor, key = self._context.services.inspecting, self._context.actor, scoring.evaluation.id
        worked_s = self._clock.take()
        self._worked_s += worked_s
        self._kept, self._kept_s = place, time.monotonic()
        self._context.jobs.run(
            self,
            _("Keeping the place"),
            lambda _progress: inspecting.keep_place(actor, key, place, worked_s=worked_s),
            failed=partial(self._on_not_kept, key, worked_s),
            is_quiet=True,
            must_finish=True,
        )

    def _on_not_kept(self, key: EvaluationId, worked_s: float, error: Exception) -> None:
        if self._scoring is None or key != self._scoring.evaluation.id:
            return
        self._worked_s -= worked_s
        self._clock.give_back(worked_s)
        self._kept = None
        self._find_lost(error)

    def _on_save_failed(self, error: Exception, of: object) -> None:
        scoring = self._scoring
        if scoring is not None and of == scoring.evaluation.id and (scoring.is_lost or self._find_lost(error)):
            return
        if is_server_away(error) or isinstance(error, ConflictError):
            return  # told by those who know what to do about it
        n_unsaved = self._saver.n_unsaved
        told = ngettext(
            "{n} change is not saved yet: {problem} It is kept here and tried again.",
            "{n} changes are not saved yet: {problem} They are kept here and tried again.",
            n_unsaved,
        ).format(n=n_unsaved, problem=sentence(error))
        self._context.notices.error(
            told, action_title=_("Try again now"), action=lambda: self._saver.try_again(), key=_NOTICE
        )

    def _find_lost(self, error: Exception) -> bool:
        """Whether the error says that this desk is not the one any more; then everybody is told."""
        scoring = self._scoring
        if scoring is None or scoring.is_read_only or not isinstance(error, QADeskError):
            return False
        if error.code is ErrorCode.DRAFT_ELSEWHERE:
            since = error.params["since"]
            assert isinstance(since, datetime)
            self.lost.emit(HeldElsewhere(str(error.params["machine"]), since))
        elif error.code in (ErrorCode.WRONG_STATE, ErrorCode.NOT_FOUND):
            self.lost.emit(None)
        else:
            return False
        return True

    def _is_in_front(self) -> bool:
        return self._desk.isVisible() and self._desk.window().isActiveWindow()

    def _watch_window(self) -> None:
        window = self._desk.window().windowHandle()
        if window is not None and window is not self._window:
            self._unwatch()
            window.installEventFilter(self)
            self._window = window

    def _unwatch(self) -> None:
        if self._window is not None:
            self._window.removeEventFilter(self)
            self._window = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _SIGNS:
            self._clock.note_sign()
        return False

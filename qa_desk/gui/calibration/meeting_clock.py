"""How long this criterion and the whole meeting have been talked about, beside what was planned; nothing blinks."""

from PySide6.QtCore import QElapsedTimer, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from qa_desk.domain.ids import CallId
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import _
from qa_desk.services.calibration.meeting_views import RoomView

_TICK_MS = 1000
_LEAST_S = 1.0
Topic = tuple[CallId, str]


class MeetingClock(QLabel):
    """Counts while the meeting is in sight and open, at the desk of whoever runs it.

    Signals:
        time_spent: call, criterion key, seconds; when the meeting goes on to another criterion or off the screen.
    """

    time_spent = Signal(object, str, float)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._topic: Topic | None = None
        self._before_s: dict[Topic, float] = {}
        self._agenda_s: float | None = None
        self._n_topics = 0
        self._counts = False
        self._elapsed = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._show_time)
        self.setObjectName("meeting_clock")
        self.setProperty("tone", "muted")
        self.setAccessibleName(_("Time of this criterion and of the meeting"))
        self.setToolTip(_("Time of this criterion and of the meeting, beside what was planned"))

    def show_room(self, room: RoomView, *, n_topics: int, counts: bool) -> None:
        """Take over what was counted before; the plan is shared out over `n_topics` criteria to talk about."""
        self._before_s = {(one.call_id, one.criterion_key): one.spent_s for one in room.times}
        self._agenda_s = 60.0 * room.agenda_minutes if room.agenda_minutes is not None else None
        self._n_topics, self._counts = n_topics, counts
        self.setVisible(counts or bool(self._before_s))
        self._run()
        self._show_time()

    def go_to(self, topic: Topic | None) -> None:
        """The meeting talks about another criterion now."""
        if topic == self._topic:
            return
        self._hand_over()
        self._topic = topic
        self._run()
        self._show_time()

    def _run(self) -> None:
        if not (self._counts and self.isVisible() and self._topic is not None):
            self._timer.stop()
            return
        if not self._elapsed.isValid():
            self._elapsed.start()
        self._timer.start()

    def _hand_over(self) -> None:
        """What was counted up to now is kept."""
        spent_s = self._running_s()
        self._elapsed.invalidate()
        if self._topic is None or spent_s < _LEAST_S:
            return
        self._before_s[self._topic] = self._before_s.get(self._topic, 0.0) + spent_s
        self.time_spent.emit(self._topic[0], self._topic[1], spent_s)

    def _running_s(self) -> float:
        return self._elapsed.elapsed() / 1000 if self._counts and self._elapsed.isValid() else 0.0

    def _show_time(self) -> None:
        running_s = self._running_s()
        here_s = running_s + (self._before_s.get(self._topic, 0.0) if self._topic is not None else 0.0)
        all_s = running_s + sum(self._before_s.values())
        share_s = self._agenda_s / self._n_topics if self._agenda_s is not None and self._n_topics else None
        self.setText(time_words(here_s, all_s, share_s, self._agenda_s))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        self._hand_over()
        super().hideEvent(event)


def time_words(here_s: float, all_s: float, share_s: float | None, agenda_s: float | None) -> str:
    """This criterion and the whole meeting, each beside its plan where there is one."""
    n_min = int(all_s // 60)
    if share_s is None or agenda_s is None:
        return _("{here} · {n} min in all").format(here=clock(here_s), n=n_min)
    told = _("{here} of {share} · {n} of {agenda} min")
    if all_s > agenda_s:
        told = _("{here} of {share} · {n} of {agenda} min, over time")
    return told.format(here=clock(here_s), share=clock(share_s), n=n_min, agenda=round(agenda_s / 60))

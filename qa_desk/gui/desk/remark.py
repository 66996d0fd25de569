"""What stands above the call on the desk for as long as it holds: open elsewhere, opened again, or only to be read."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desk.gui.desk.scoring import Scoring
from qa_desk.gui.shell.dates import day_and_time, local_day, time_text
from qa_desk.gui.shell.notices import Notice, NoticeKind
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.notice_bar import NoticeBar
from qa_desk.gui.widgets.waveform.painting import clock
from qa_desk.i18n import _, in_a_row, ngettext
from qa_desk.services.scoring.inspecting_views import HeldElsewhere, ReopenedNote


class DeskRemark(QWidget):
    """One line that can't be closed, with what can be done about it; takes no room while nothing is to be said."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bar: NoticeBar | None = None
        self.setObjectName("desk_remark")
        self._column = QVBoxLayout(self)
        edge = theme.size("lg")
        self._column.setContentsMargins(edge, 0, edge, theme.size("sm"))
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty when nothing."""
        return self._bar.notice.text if self._bar is not None else ""

    def show_notice(self, notice: Notice | None) -> None:
        """Say this in place of what was said."""
        if self._bar is not None:
            if notice is not None and notice.text == self.text:
                return
            self._column.removeWidget(self._bar)
            self._bar.hide()
            self._bar.deleteLater()
            self._bar = None
        if notice is not None:
            self._bar = NoticeBar(notice, theme=self._theme, closable=False, parent=self)
            self._column.addWidget(self._bar)
        self.setVisible(notice is not None)


def only_passage(passage: tuple[float, float], hear: Callable[[], object]) -> Notice:
    """A standard case is a passage of its call, and nothing else of it is to be scored."""
    words = _("This case is the passage {start}–{end}. Answer for it alone.")
    text = words.format(start=clock(passage[0]), end=clock(passage[1]))
    return Notice(NoticeKind.INFO, text, _("Hear the passage"), hear)


def elsewhere(held: HeldElsewhere, zone: str, now: datetime, take_over: Callable[[], object]) -> Notice:
    """The draft was open at another desk when it was opened here."""
    words = _("This draft is open at another desk: {machine}, since {time}. Here it can only be read.")
    text = words.format(machine=held.machine, time=_moment(held.since, zone, now))
    return Notice(NoticeKind.WARNING, text, _("Take it over here"), take_over)


def lost(
    held: HeldElsewhere | None, n_unsaved: int, zone: str, now: datetime, take_back: Callable[[], object]
) -> Notice:
    """Another desk took the draft from this one, or handed it in there."""
    if held is None:
        said = _("This evaluation was closed at another desk. What you did here stays in sight.")
        title = _("Show it as it is kept")
    else:
        words = _("{machine} took this draft over at {time}. What you did here stays in sight and can’t be changed.")
        said = words.format(machine=held.machine, time=_moment(held.since, zone, now))
        title = _("Take it back")
    if n_unsaved and held is not None:
        unsaved = ngettext(
            "{n} change of yours is not saved; taking it back saves it.",
            "{n} changes of yours are not saved; taking it back saves them.",
            n_unsaved,
        )
        said = in_a_row((said, unsaved.format(n=n_unsaved)))
    elif n_unsaved:
        unsaved = ngettext("{n} change of yours was not saved.", "{n} changes of yours were not saved.", n_unsaved)
        said = in_a_row((said, unsaved.format(n=n_unsaved)))
    return Notice(NoticeKind.WARNING, said, title, take_back)


def left_over(call: str, n_unsaved: int) -> str:
    """The desk was left while it held what could not be kept."""
    return ngettext(
        "{n} change to {call} is not saved: another desk has the draft. Open the call, take it over to save it.",
        "{n} changes to {call} are not saved: another desk has the draft. Open the call, take it over to save them.",
        n_unsaved,
    ).format(n=n_unsaved, call=call)


def standing(
    scoring: Scoring, now: datetime, *, until: datetime | None, show_history: Callable[[], object]
) -> Notice | None:
    """What is to be said of an evaluation that no other desk has: opened again, or handed in for good."""
    view = scoring.view
    zone, submitted_at = view.detail.time_zone, view.evaluation.submitted_at
    if view.reopened is not None:
        words = _reopened_words(view.reopened, zone, now)
        return Notice(NoticeKind.INFO, words, _("Show what it said before"), show_history)
    if view.evaluation.is_in and submitted_at is not None and until is None:
        words = _("Submitted {time}: it can only be read. A calibration lead can open it again, with a reason.")
        return Notice(NoticeKind.INFO, words.format(time=_moment(submitted_at, zone, now)))
    return None


def _reopened_words(note: ReopenedNote, zone: str, now: datetime) -> str:
    words = _("{name} opened this evaluation again, {time}: “{reason}”")
    return words.format(name=note.by_name, time=_moment(note.at, zone, now), reason=note.reason)


def _moment(moment: datetime, zone: str, now: datetime) -> str:
    is_today = local_day(moment, zone) == local_day(now, zone)
    return time_text(moment, zone) if is_today else day_and_time(moment, zone)

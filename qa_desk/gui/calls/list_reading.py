"""Reading the list of calls for its page: what is shown first, the count and the words to choose from after it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.people import Role
from qa_desk.domain.permissions import Action
from qa_desk.gui.calls.filter_words import FilterChoices
from qa_desk.gui.calls.list_view import CallList
from qa_desk.gui.shell.dates import local_day
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _
from qa_desk.services.calls.listening_views import CallPage, CallWords

_NOTICE = "calls"


@dataclass(frozen=True, slots=True)
class _Read:
    """What the store lane brings for the list."""

    page: CallPage
    choices: FilterChoices
    time_zone: str


class ListReading(QObject):
    """Asks the services for what the list wants; what was asked for another list meanwhile is not shown.

    Signals:
        shown: the list shows what was read.
        counted: the list knows how many calls fit.
        failed: the exception, and what to do to try again.
    """

    shown = Signal()
    counted = Signal()
    failed = Signal(object, object)

    def __init__(self, context: PageContext, calls: CallList, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._list = calls
        self._asked = 0
        self._words: CallWords | None = None
        self._choices = FilterChoices()
        self._time_zone = "UTC"
        calls.more_wanted.connect(lambda above: self._read_further(above=above))
        calls.edge_wanted.connect(lambda is_end: self._read_edge(is_end=is_end))

    def read(self, changes: Changes | None = None) -> None:
        """Read the list again from where it is shown, and after that what may have changed beside it."""
        if changes is None or changes.touches(ObjectKind.CALL):
            self._words = self._words if changes is None else None
        self._asked += 1
        services, actor, query, asked = self._context.services, self._context.actor, self._list.query(), self._asked

        def work(_progress: object) -> _Read:
            centre = services.administering.centre()
            gives_out = self._context.may(Action.ASSIGN)
            choices = FilterChoices(
                services.administering.units(actor),
                services.administering.people(actor, role=Role.AGENT),
                services.administering.people(actor, role=Role.INSPECTOR) if gives_out else (),
                today=local_day(services.now(), centre.time_zone),
                first_weekday=centre.first_weekday,
                reader_id=actor.person_id if self._context.may(Action.SCORE) else None,
                sees_purposes=gives_out,
            )
            return _Read(services.listening.calls(actor, query), choices, centre.time_zone)

        self._run(_("Reading the calls"), work, partial(self._on_read, asked), lambda e: self.failed.emit(e, self.read))

    def _on_read(self, asked: int, read: _Read) -> None:
        if asked != self._asked:
            return
        if not read.page.calls and self._list.is_past_beginning:
            self._list.go_to_beginning()
            self.read()
            return
        words = self._words or self._choices.words
        self._choices, self._time_zone = replace(read.choices, words=words), read.time_zone
        self._list.set_choices(self._choices, self._time_zone)
        self._list.show_page(read.page)
        self.shown.emit()
        if self._list.total is None:
            self._count(asked)
        if self._words is None:
            self._read_words()

    def _count(self, asked: int) -> None:
        listening, actor, query = self._context.services.listening, self._context.actor, self._list.query()

        def work(_progress: object) -> int | None:
            # what was typed on meanwhile asks anew, and the counts of all that was typed would wait for each other
            return listening.n_calls(actor, query) if asked == self._asked else None

        def done(total: int | None) -> None:
            if total is not None and asked == self._asked:
                self._list.show_total(total)
                self.counted.emit()

        self._context.jobs.run(
            self, _("Counting the calls"), work, done, self._tell, lane="counting", is_quiet=True, can_wait=True
        )

    def _read_words(self) -> None:
        listening, actor = self._context.services.listening, self._context.actor
        self._words = self._choices.words

        def done(words: CallWords) -> None:
            self._words = words
            self._choices = replace(self._choices, words=words)
            self._list.set_choices(self._choices, self._time_zone)

        self._context.jobs.run(
            self,
            _("Reading what calls can be narrowed by"),
            lambda _progress: listening.words(actor),
            done,
            self._tell,
            lane="counting",
            is_quiet=True,
        )

    def _read_further(self, *, above: bool) -> None:
        asked, query = self._asked, self._list.query_for_more(above=above)

        def show(page: CallPage) -> None:
            if asked == self._asked:
                self._list.show_more(page, above=above)

        listening, actor = self._context.services.listening, self._context.actor
        self._run(_("Reading more calls"), lambda _progress: listening.calls(actor, query), show, self._stop)

    def _read_edge(self, *, is_end: bool) -> None:
        self._asked += 1
        asked, query = self._asked, self._list.query_for_edge(is_end=is_end)

        def show(page: CallPage) -> None:
            if asked == self._asked:
                self._list.show_edge(page, is_end=is_end)

        listening, actor = self._context.services.listening, self._context.actor
        self._run(_("Reading the calls"), lambda _progress: listening.calls(actor, query), show, self._stop)

    def _run(
        self,
        title: str,
        work: Callable[[object], object],
        done: Callable[..., None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._context.jobs.run(self, title, work, done, failed, is_quiet=True)

    def _stop(self, error: Exception) -> None:
        self._list.stop_asking()
        self._tell(error)

    def _tell(self, error: Exception) -> None:
        self._context.notices.error(error, key=_NOTICE)

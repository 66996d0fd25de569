"""Publishing a draft, from the list and from where it is written: the question before, the work, the word after."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject, Signal

from qa_desk.domain.changes import Changes
from qa_desk.domain.text import LocalText
from qa_desk.gui.shell.dates import day_and_year
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _

_KEY = "scorecards"


@dataclass(frozen=True, slots=True)
class DraftToPublish:
    """What is to be published, as it was looked at: `n_saves` times saved; in force from a day on, None for at once."""

    key: str
    title: LocalText
    number: int
    n_saves: int
    in_force_from: date | None = None

    @property
    def question(self) -> str:
        """What to ask first, as it can't be taken back."""
        words = _("Publish version {number}? New calls are given out on it from today on, and it can never be changed.")
        if self.in_force_from is not None:
            words = _(
                "Publish version {number}? New calls are given out on it from {day} on, and from now it can never be "
                "changed."
            )
        return words.format(number=self.number, day=self._day)

    @property
    def done_words(self) -> str:
        """What is true once it is published."""
        words = _("New calls are scored on {title}, version {number}, from now on.")
        if self.in_force_from is not None:
            words = _("New calls are scored on {title}, version {number}, from {day} on.")
        return words.format(title=in_words(self.title), number=self.number, day=self._day)

    @property
    def _day(self) -> str:
        return day_and_year(self.in_force_from) if self.in_force_from is not None else ""


class Publishing(QObject):
    """Publishes one draft at a time.

    Signals:
        published: it is done, and everybody was told.
        failed: the exception.
    """

    published = Signal()
    failed = Signal(object)

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def publish(self, draft: DraftToPublish) -> None:
        """Freeze it, and give out new calls on it."""
        authoring, actor = self._context.services.authoring, self._context.actor
        self._context.jobs.run(
            self,
            _("Publishing the scorecard"),
            lambda _progress: authoring.publish(actor, draft.key, draft.in_force_from, n_saves=draft.n_saves),
            lambda changes: self._on_published(draft, changes),
            self.failed.emit,
            must_finish=True,
        )

    def _on_published(self, draft: DraftToPublish, changes: Changes) -> None:
        self.published.emit()
        self._context.notices.done(draft.done_words, key=_KEY)
        self._context.hub.announce(changes)

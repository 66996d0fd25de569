"""Says that the server is away, that scoring goes on and how much is kept on this computer; and that it is back."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject

from qa_desk.gui.desk.saving import Saver
from qa_desk.gui.shell.dates import time_text
from qa_desk.gui.shell.notices import SERVER_AWAY, is_server_away, sentence
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _, in_a_row, ngettext

_NOT_WRITTEN = "desk-not-written"


class AwayNotice(QObject):
    """One line for as long as the server is away.

    Args:
        saver: whose changes wait.
        zone: the centre's time zone.
    """

    def __init__(self, context: PageContext, saver: Saver, zone: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._saver = saver
        self._zone = zone
        self._since: datetime | None = None
        self._n_most = 0
        saver.failed.connect(self._on_failed)
        saver.recovered.connect(lambda _n: self._on_recovered())
        saver.not_written.connect(self._on_not_written)

    def _on_failed(self, error: Exception, _of: object) -> None:
        if not is_server_away(error):
            return
        if self._since is None:
            self._since = self._context.services.now()
        n_kept = self._saver.n_typed
        self._n_most = max(self._n_most, n_kept)
        self._context.notices.warning(
            in_a_row((self._since_words(self._since), _kept_words(n_kept))),
            action_title=_("Try again now"),
            action=self._saver.try_again,
            key=SERVER_AWAY,
        )

    def _since_words(self, since: datetime) -> str:
        return _("The server can’t be reached since {time}.").format(time=time_text(since, self._zone()))

    def _on_recovered(self) -> None:
        self._context.notices.close_key(_NOT_WRITTEN)
        if self._since is None:
            return
        n_brought, self._since, self._n_most = self._n_most, None, 0
        told = _("The server is back.")
        if n_brought:
            words = ngettext(
                "{n} change kept on this computer is saved there now.",
                "{n} changes kept on this computer are saved there now.",
                n_brought,
            )
            told = in_a_row((told, words.format(n=n_brought)))
        self._context.notices.done(told, key=SERVER_AWAY)

    def _on_not_written(self, error: Exception) -> None:
        if self._since is not None:
            words = _(
                "Changes can’t be kept on this computer: {problem} Leave this window open until the server is back."
            )
            self._context.notices.error(words.format(problem=sentence(error)), key=_NOT_WRITTEN)


def tell_unopened(context: PageContext, error: Exception, *, key: str) -> None:
    """Say why a call could not be opened: while the server is away it can't be, whatever else goes on."""
    if is_server_away(error):
        told = _("This call can’t be opened now: it lies on the server, which can’t be reached.")
        context.notices.warning(told, key=key)
    else:
        context.notices.error(error, key=key)


def _kept_words(n_kept: int) -> str:
    if not n_kept:
        return _("You can go on scoring.")
    return ngettext(
        "You can go on scoring; {n} change is kept on this computer.",
        "You can go on scoring; {n} changes are kept on this computer.",
        n_kept,
    ).format(n=n_kept)

"""Sees to it that a workspace of one's own is copied once a day, beside whatever one is doing."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from qa_desk.gui.shell.jobs import Jobs
from qa_desk.i18n import _

_LOOKS_EVERY_MS = 3_600_000


class DailyCopies(QObject):
    """Asks at once, and then every hour for whoever never closes the window.

    Args:
        keep: makes the copy when it is due; runs off the GUI thread and not on the lane that answers the pages.
        failed: hears why there is no copy.
    """

    def __init__(
        self, keep: Callable[[], object], jobs: Jobs, failed: Callable[[Exception], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._keep = keep
        self._jobs = jobs
        self._failed = failed
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOKS_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Copy when it is due."""
        title = _("Backing up")
        self._jobs.run(self, title, lambda _progress: self._keep(), None, self._failed, lane="audio", is_quiet=True)

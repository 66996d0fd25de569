"""The line under the page that shows the oldest long work with cancel; there only while some runs or has just ended."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from qa_desk.gui.shell.jobs import Job, Jobs
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.status_line import ProgressLine
from qa_desk.i18n import _, ngettext

_SHOWN_AFTER_MS = 400


class JobLine(QWidget):
    """28 high. Work that ends within 0.4 s never shows, so that nothing flickers."""

    def __init__(self, *, theme: Theme, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("job_line")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._jobs = jobs
        self._shown: Job | None = None
        self._build()
        self._connect()
        self._measure()
        self.hide()

    def _build(self) -> None:
        self._line = ProgressLine(theme=self._theme, name="job_progress")
        self._more = QLabel()
        self._more.setObjectName("jobs_waiting")
        self._more.setProperty("type", "caption")
        self._more.setProperty("tone", "muted")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._line)
        self._row.addStretch(1)
        self._row.addWidget(self._more)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_SHOWN_AFTER_MS)
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.setInterval(5000)

    def _connect(self) -> None:
        self._jobs.started.connect(self._on_started)
        self._jobs.progressed.connect(self._on_progressed)
        self._jobs.ended.connect(self._on_ended)
        self._patience.timeout.connect(self._show_next)
        self._leaving.timeout.connect(self.hide)
        self._line.cancel_requested.connect(self._on_cancel_requested)
        self._theme.changed.connect(self._measure)

    def _measure(self) -> None:
        self.setFixedHeight(self._theme.size("status"))
        edge = self._theme.size("lg")
        self._row.setContentsMargins(edge, 0, edge, 0)

    def _loud(self) -> list[Job]:
        return [job for job in self._jobs.running if not job.is_quiet]

    def _on_started(self, job: Job) -> None:
        if not job.is_quiet and self._shown is None and not self._patience.isActive():
            self._patience.start()

    def _on_progressed(self, job: Job) -> None:
        if job is self._shown:
            self._show(job)

    def _on_ended(self, job: Job) -> None:
        if job is not self._shown:
            return
        self._shown = None
        if self._loud():
            self._show_next()
            return
        if job.has_failed and not job.is_cancelled:
            # Its starter says why, where the person looks.
            self._line.end()
            self.hide()
            return
        stopped = _("{title}: stopped").format(title=job.title)
        self._line.show_done(stopped if job.is_cancelled else _("{title}: done").format(title=job.title))
        self._leaving.start()

    def _show_next(self) -> None:
        waiting = self._loud()
        if waiting:
            self._show(waiting[0])

    def _show(self, job: Job) -> None:
        self._shown = job
        self._leaving.stop()
        words = f"{job.title} · {job.what}" if job.what else job.title
        self._line.show_progress(_("Stopping …") if job.is_cancelled else words, job.share, job.left_s)
        others = len(self._loud()) - 1
        self._more.setText(ngettext("{n} more waits", "{n} more wait", others).format(n=others) if others > 0 else "")
        self.show()

    def _on_cancel_requested(self) -> None:
        if self._shown is not None:
            self._shown.cancel()
            self._show(self._shown)

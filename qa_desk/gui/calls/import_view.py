"""Importing in the page: choose, see what was found, watch it come in, read what became of every file and row."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.gui.calls.import_report_view import ImportReportView
from qa_desk.gui.calls.import_sources_view import ImportSourcesView
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.jobs import Job
from qa_desk.gui.shell.notices import Notice, NoticeKind, sentence
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.notice_bar import NoticeBar
from qa_desk.gui.widgets.status_line import ProgressLine
from qa_desk.i18n import _, ngettext
from qa_desk.services.bringing_in.import_report import ImportReport, ImportRequest
from qa_desk.services.bringing_in.sources import ImportSources

_WIDTH = 960


class ImportView(QWidget):
    """An administrator's import.

    Signals:
        running_changed: an import began or ended.
    """

    running_changed = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None
        self._is_running = False
        self._error: NoticeBar | None = None
        self._asked_report = False
        self.setObjectName("import_view")
        self._build()
        self._connect()

    @property
    def sources(self) -> ImportSourcesView:
        """What is chosen."""
        return self._sources

    @property
    def report(self) -> ImportReportView:
        """What the last import came to."""
        return self._report

    @property
    def start_button(self) -> Button:
        """The button that imports."""
        return self._start

    @property
    def is_running(self) -> bool:
        """Whether an import is under way."""
        return self._is_running

    def begin(self) -> None:
        """Come to the page: show what the last import came to, and wait for files."""
        if not self._asked_report:
            self._asked_report = True
            importing, actor = self._context.services.importing, self._context.actor
            self._context.jobs.run(
                self,
                _("Reading the last import"),
                lambda _progress: importing.last_report(actor),
                self._on_last_report,
                self._show_error,
                is_quiet=True,
            )
        if not self._is_running and not self._sources.request.paths:
            self._sources.folder_button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take(self, request: ImportRequest) -> None:
        """Look through these files and offer to import them."""
        self._sources.set_request(request)
        self._look_through(request)

    def start(self) -> None:
        """Import what is chosen."""
        request = self._sources.request
        if not request.paths or self._is_running:
            return
        importing, actor = self._context.services.importing, self._context.actor
        self._show_error(None)
        self._report.hide()
        self._start.show()
        self._start.set_busy(_("Importing …"))
        self._progress.show_progress(_("Importing …"))
        self._is_running = True
        self._job = self._context.jobs.run(
            self,
            _("Importing recordings"),
            lambda progress: importing.import_files(actor, request, progress),
            self._on_imported,
            self._on_failed,
            lane="files",
        )
        self.running_changed.emit()

    def _build(self) -> None:
        theme = self._context.theme
        self._sources = ImportSourcesView(theme=theme)
        self._start = Button(_("Import"), theme=theme, kind="primary", name="start_import")
        self._start.hide()
        self._progress = ProgressLine(theme=theme, name="import_progress")
        self._report = ImportReportView(theme=theme)
        self._report.hide()
        self._hint = QLabel(
            _(
                "A calls.csv and a people.csv lying in the folder are found by themselves; transcripts (VTT, SRT, "
                "JSON) are matched by name. A file that is broken is named and left out, the rest comes in."
            )
        )
        self._hint.setWordWrap(True)
        self._hint.setProperty("tone", "muted")
        row = QHBoxLayout()
        row.setSpacing(theme.size("lg"))
        row.addWidget(self._start)
        row.addWidget(self._progress)
        row.addStretch(1)
        self._error_place = QVBoxLayout()
        self._sources.setMaximumWidth(theme.px(_WIDTH))
        self._hint.setMaximumWidth(theme.px(_WIDTH))
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(edge, theme.size("sm"), edge, theme.size("lg"))
        column.setSpacing(theme.size("lg"))
        column.addWidget(self._sources)
        column.addWidget(self._hint)
        column.addLayout(self._error_place)
        column.addLayout(row)
        column.addWidget(self._report, 100)
        column.addStretch(1)

    def _connect(self) -> None:
        self._sources.request_changed.connect(self._look_through)
        self._start.clicked.connect(self.start)
        self._progress.cancel_requested.connect(self._cancel)
        self._report.again_requested.connect(self.start)
        self._context.jobs.progressed.connect(self._on_progressed)

    def _look_through(self, request: ImportRequest) -> None:
        importing, actor = self._context.services.importing, self._context.actor
        self._show_error(None)
        self._context.jobs.run(
            self,
            _("Looking through the files"),
            lambda _progress: importing.look_through(actor, request),
            partial(self._on_found, request),
            self._show_error,
        )

    def _on_found(self, request: ImportRequest, sources: ImportSources) -> None:
        if request != self._sources.request:
            return
        self._sources.show_found(sources)
        n = len(sources.recordings)
        self._start.set_text(ngettext("Import {n} recording", "Import {n} recordings", n).format(n=n))
        has_any = bool(n or sources.transcripts or sources.calls_csv or sources.people_csv)
        if not n and has_any:
            self._start.set_text(_("Import the tables"))
        self._start.set_disabled_reason("" if has_any else _("Nothing to import was found there"))
        self._start.show()
        self._hint.hide()
        self._report.hide()
        self._start.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_progressed(self, job: Job) -> None:
        if self._is_running and job is self._job:
            words = _("Importing: {name}").format(name=job.what) if job.what else _("Importing …")
            self._progress.show_progress(words, job.share, job.left_s)

    def _cancel(self) -> None:
        if self._is_running and self._job is not None:
            self._job.cancel()

    def _end(self) -> None:
        self._is_running = False
        self._start.set_busy(None)
        self._progress.end()
        self.running_changed.emit()

    def _on_imported(self, report: ImportReport) -> None:
        self._end()
        self._show_report(report, can_repeat=True)
        self._context.hub.announce(report.changes)

    def _on_failed(self, error: Exception) -> None:
        self._end()
        self._show_error(error)
        self._start.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_last_report(self, report: ImportReport | None) -> None:
        if report is not None and not self._is_running and not self._sources.request.paths:
            self._show_report(report, can_repeat=False)

    def _show_report(self, report: ImportReport, *, can_repeat: bool) -> None:
        self._report.show_report(report, can_repeat=can_repeat)
        self._report.show()
        if can_repeat:
            self._start.hide()
            self._report.table.setFocus()

    def _show_error(self, error: Exception | None) -> None:
        if self._error is not None:
            self._error_place.removeWidget(self._error)
            self._error.hide()
            self._error.deleteLater()
            self._error = None
        if error is not None:
            notice = Notice(NoticeKind.ERROR, sentence(error))
            self._error = NoticeBar(notice, theme=self._context.theme, closable=False)
            self._error_place.addWidget(self._error)

"""Handing the minutes of a meeting out: asks where to, makes them and writes them, all formats of reports."""

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from qa_desk.domain.ids import SessionId
from qa_desk.gui.calibration.meeting_view import MeetingView
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.page_head import PageHead
from qa_desk.i18n import _
from qa_desk.reports import SESSION_REPORTS
from qa_desk.reports.base import ReportParams
from qa_desk.reports.making import document_of, write_document

_NOTICE = "minutes"


class MinutesExport(QObject):
    """Names of the panel go with it as they are shown in the meeting."""

    def __init__(self, context: PageContext, meeting: MeetingView) -> None:
        super().__init__(meeting)
        self._context = context
        self._meeting = meeting

    def offer(self, head: PageHead, session_id: SessionId) -> None:
        """A button in the head of the page."""
        head.add_action(_("Minutes"), partial(self.ask, session_id), kind="quiet", name="minutes")

    def ask(self, session_id: SessionId) -> None:
        """Ask for the file; its ending says the format."""
        hides_names = self._meeting.hides_names
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        kinds = ";;".join((_("Web page (*.html)"), _("Workbook (*.xlsx)"), _("JSON data (*.json)")))
        dialog = QFileDialog(self._meeting.window(), _("Save the minutes"), str(Path(folder) / "minutes.html"), kinds)
        dialog.setObjectName("save_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("html")
        dialog.fileSelected.connect(lambda chosen: self.save(session_id, Path(chosen), hides_names=hides_names))
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()

    def save(self, session_id: SessionId, path: Path, *, hides_names: bool) -> None:
        """Make the minutes and write them there."""
        services, actor = self._context.services, self._context.actor
        (report,) = SESSION_REPORTS
        params = ReportParams(date.min, date.max, session=str(session_id), hides_names=hides_names)

        def write() -> Path:
            document = document_of(report, services, actor, params)
            note = partial(services.auditing.note_report, actor, document.key, path.name, document.call_keys)
            write_document(document, path, on_written=note)
            return path

        self._context.jobs.run(
            self,
            _("Writing the minutes"),
            lambda _progress: write(),
            self._on_written,
            lambda error: self._context.notices.error(error, key=_NOTICE),
            must_finish=True,
        )

    def _on_written(self, path: Path) -> None:
        self._context.notices.done(
            _("The minutes are in {folder} as {file}.").format(folder=path.parent, file=path.name),
            action_title=_("Open the file"),
            action=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
            key=_NOTICE,
        )

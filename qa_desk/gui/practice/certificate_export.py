"""Handing a certificate out: asks where to, makes it and writes it, in the formats of reports."""

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from qa_desk.domain.ids import QualificationId
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _
from qa_desk.reports import SITTING_REPORTS
from qa_desk.reports.base import ReportParams
from qa_desk.reports.making import document_of, write_document

_NOTICE = "certificate"


class CertificateExport(QObject):
    """One certificate at a time."""

    def __init__(self, context: PageContext, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page

    def ask(self, sitting_id: QualificationId) -> None:
        """Ask for the file; its ending says the format."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        kinds = ";;".join((_("PDF (*.pdf)"), _("Web page (*.html)")))
        dialog = QFileDialog(
            self._page.window(), _("Save the certificate"), str(Path(folder) / "certificate.pdf"), kinds
        )
        dialog.setObjectName("save_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda chosen: self.save(sitting_id, Path(chosen)))
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()

    def save(self, sitting_id: QualificationId, path: Path) -> None:
        """Make the certificate and write it there."""
        services, actor = self._context.services, self._context.actor
        (report,) = SITTING_REPORTS
        params = ReportParams(date.min, date.max, sitting=str(sitting_id))

        def write() -> Path:
            document = document_of(report, services, actor, params)
            note = partial(services.auditing.note_report, actor, document.key, path.name, document.call_keys)
            write_document(document, path, on_written=note)
            return path

        self._context.jobs.run(
            self,
            _("Writing the certificate"),
            lambda _progress: write(),
            self._on_written,
            lambda error: self._context.notices.error(error, key=_NOTICE),
            must_finish=True,
        )

    def _on_written(self, path: Path) -> None:
        self._context.notices.done(
            _("The certificate is in {folder} as {file}.").format(folder=path.parent, file=path.name),
            action_title=_("Open the file"),
            action=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
            key=_NOTICE,
        )

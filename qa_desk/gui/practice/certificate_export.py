"""Handing a certificate out, in the formats of reports."""

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from qa_desk.domain.ids import QualificationId
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.report_export import ExportWords, ReportExport
from qa_desk.i18n import N_
from qa_desk.reports import SITTING_REPORTS
from qa_desk.reports.base import ReportParams

_WORDS = ExportWords(
    title=N_("Save the certificate"),
    files=(N_("PDF (*.pdf)"), N_("Web page (*.html)")),
    work=N_("Writing the certificate"),
    done=N_("The certificate is in {folder} as {file}."),
)


class CertificateExport(ReportExport):
    """One certificate at a time."""

    def __init__(self, context: PageContext, page: QWidget) -> None:
        (report,) = SITTING_REPORTS
        super().__init__(context, page, report, _WORDS)

    def ask(self, sitting_id: QualificationId) -> None:
        """Ask for the file; its ending says the format."""
        self.ask_file(_params(sitting_id), "certificate.pdf")

    def save(self, sitting_id: QualificationId, path: Path) -> None:
        """Make the certificate and write it there."""
        self.write(_params(sitting_id), path)


def _params(sitting_id: QualificationId) -> ReportParams:
    return ReportParams(date.min, date.max, sitting=str(sitting_id))

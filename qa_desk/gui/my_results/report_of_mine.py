"""Saving one's own feedback of the last four weeks: strengths, things to work on and progress, in every format."""

from PySide6.QtWidgets import QWidget

from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.report_export import ExportWords, ReportExport
from qa_desk.i18n import N_
from qa_desk.reports import AGENT_REPORTS
from qa_desk.reports.base import ReportParams
from qa_desk.reports.making import file_name
from qa_desk.services.periods import NamedPeriod, days_of

_WORDS = ExportWords(
    title=N_("Save my feedback"),
    files=(N_("Web page (*.html)"), N_("PDF (*.pdf)"), N_("Workbook (*.xlsx)"), N_("JSON data (*.json)")),
    work=N_("Writing your feedback"),
    done=N_("Your feedback is in {folder} as {file}."),
)
_MONDAY = 0


class ReportOfMine(ReportExport):
    """The report to an agent, asked for by the agent."""

    def __init__(self, context: PageContext, page: QWidget) -> None:
        (report,) = AGENT_REPORTS
        super().__init__(context, page, report, _WORDS)

    def begin(self) -> None:
        """Ask for the file; its ending says the format."""
        params = self.params()
        self.ask_file(params, file_name(AGENT_REPORTS[0].key, params.first_day, params.last_day, "html"))

    def params(self) -> ReportParams:
        """The last four weeks, of oneself."""
        days = days_of(NamedPeriod.LAST_FOUR_WEEKS, self._context.services.now().date(), _MONDAY)
        return ReportParams(days.first, days.last)

"""Handing the minutes of a meeting out, in the formats of reports."""

from datetime import date
from functools import partial

from qa_desk.domain.ids import SessionId
from qa_desk.gui.calibration.meeting_view import MeetingView
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.page_head import PageHead
from qa_desk.gui.widgets.report_export import ExportWords, ReportExport
from qa_desk.i18n import N_, _
from qa_desk.reports import SESSION_REPORTS
from qa_desk.reports.base import ReportParams

_WORDS = ExportWords(
    title=N_("Save the minutes"),
    files=(N_("Web page (*.html)"), N_("Workbook (*.xlsx)"), N_("JSON data (*.json)")),
    work=N_("Writing the minutes"),
    done=N_("The minutes are in {folder} as {file}."),
)


class MinutesExport(ReportExport):
    """Names of the panel go with it as they are shown in the meeting."""

    def __init__(self, context: PageContext, meeting: MeetingView) -> None:
        (report,) = SESSION_REPORTS
        super().__init__(context, meeting, report, _WORDS)
        self._meeting = meeting

    def offer(self, head: PageHead, session_id: SessionId) -> None:
        """A button in the head of the page."""
        head.add_action(_("Minutes"), partial(self.ask, session_id), kind="quiet", name="minutes")

    def ask(self, session_id: SessionId) -> None:
        """Ask for the file; its ending says the format."""
        hides_names = self._meeting.hides_names
        params = ReportParams(date.min, date.max, session=str(session_id), hides_names=hides_names)
        self.ask_file(params, "minutes.html")

"""Handing the standard out to agents: which scorecard, where to, and writing it, in all formats of reports."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QWidget

from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.page_head import PageHead
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.report_export import ExportWords, ReportExport
from qa_desk.i18n import N_, _
from qa_desk.reports import STANDING_REPORTS
from qa_desk.reports.base import ReportParams

_WORDS = ExportWords(
    title=N_("Save the standard"),
    files=(N_("Web page (*.html)"), N_("PDF (*.pdf)"), N_("Workbook (*.xlsx)"), N_("JSON data (*.json)")),
    work=N_("Writing the standard"),
    done=N_("The standard is in {folder} as {file}."),
)


class StandardExport(ReportExport):
    """The report of the standard, from a button of the library."""

    def __init__(self, context: PageContext, page: QWidget) -> None:
        (report,) = STANDING_REPORTS
        super().__init__(context, page, report, _WORDS)

    def offer(self, head: PageHead) -> None:
        """The button in the head of the page."""
        button = head.add_action(_("Hand out"), self.begin, kind="quiet", name="hand_out_standard")
        button.setToolTip(_("The standard for agents: what calls are scored by, with passages worth imitating"))

    def begin(self) -> None:
        """Ask which scorecard, where several are in force, and then for the file."""
        service, actor = self._context.services.browsing_cases, self._context.actor
        self._context.jobs.run(
            self,
            _("Reading the scorecards"),
            lambda _progress: service.forms(actor),
            self._choose,
            lambda error: self._context.notices.error(error, key=self._report.key),
            is_quiet=True,
        )

    def _choose(self, forms: Sequence[ScorecardVersion]) -> None:
        if len(forms) == 1:
            self.ask(forms[0].scorecard_key)
        elif not forms:
            self._context.notices.warning(_("No scorecard is in force today."))
        else:
            menu = QMenu(self._page)
            menu.setObjectName("scorecard_menu")
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            for form in forms:
                menu.addAction(in_words(form.title)).triggered.connect(partial(self._on_chosen, form.scorecard_key))
            menu.popup(QCursor.pos())

    def _on_chosen(self, scorecard_key: str, _is_checked: bool) -> None:
        self.ask(scorecard_key)

    def ask(self, scorecard_key: str) -> None:
        """Ask for the file; its ending says the format."""
        self.ask_file(_params(scorecard_key), f"{STANDING_REPORTS[0].key}_{scorecard_key}.html")

    def save(self, scorecard_key: str, path: Path) -> None:
        """Make the report and write it there."""
        self.write(_params(scorecard_key), path)


def _params(scorecard_key: str) -> ReportParams:
    return ReportParams(date.min, date.max, scorecard=scorecard_key)

"""Handing the standard out to agents: which scorecard, where to, and writing it, in all formats of reports."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QCursor, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.page_head import PageHead
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _
from qa_desk.reports import STANDING_REPORTS
from qa_desk.reports.base import ReportParams
from qa_desk.reports.making import document_of, write_document

_NOTICE = "standard"


class StandardExport(QObject):
    """The report of the standard, from a button of the library."""

    def __init__(self, context: PageContext, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page

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
            lambda error: self._context.notices.error(error, key=_NOTICE),
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
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        kinds = ";;".join((_("Web page (*.html)"), _("PDF (*.pdf)"), _("Workbook (*.xlsx)"), _("JSON data (*.json)")))
        name = f"{STANDING_REPORTS[0].key}_{scorecard_key}.html"
        dialog = QFileDialog(self._page.window(), _("Save the standard"), str(Path(folder) / name), kinds)
        dialog.setObjectName("save_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("html")
        dialog.fileSelected.connect(lambda chosen: self.save(scorecard_key, Path(chosen)))
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()

    def save(self, scorecard_key: str, path: Path) -> None:
        """Make the report and write it there."""
        services, actor = self._context.services, self._context.actor
        (report,) = STANDING_REPORTS
        params = ReportParams(date.min, date.max, scorecard=scorecard_key)

        def write() -> Path:
            document = document_of(report, services, actor, params)
            note = partial(services.auditing.note_report, actor, document.key, path.name, document.call_keys)
            write_document(document, path, on_written=note)
            return path

        self._context.jobs.run(
            self,
            _("Writing the standard"),
            lambda _progress: write(),
            self._on_written,
            lambda error: self._context.notices.error(error, key=_NOTICE),
            must_finish=True,
        )

    def _on_written(self, path: Path) -> None:
        self._context.notices.done(
            _("The standard is in {folder} as {file}.").format(folder=path.parent, file=path.name),
            action_title=_("Open the file"),
            action=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
            key=_NOTICE,
        )

"""Handing one report out from a page: asks where to, makes it and writes it, in the format of the file's ending."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _
from qa_desk.reports.base import Report, ReportParams
from qa_desk.reports.making import document_of, write_document


@dataclass(frozen=True, slots=True)
class ExportWords:
    """What is said around it, marked for translation; `done` has places for folder and file.

    `files` are the kinds of files in the dialog, the first one is proposed.
    """

    title: str
    files: tuple[str, ...]
    work: str
    done: str


class ReportExport(QObject):
    """One report, one file at a time."""

    def __init__(self, context: PageContext, page: QWidget, report: Report[Any, Any], words: ExportWords) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._report = report
        self._words = words

    def ask_file(self, params: ReportParams, name: str) -> None:
        """Ask for the file, proposing this name, and write the report of `params` there."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        kinds = ";;".join(map(_, self._words.files))
        dialog = QFileDialog(self._page.window(), _(self._words.title), str(Path(folder) / name), kinds)
        dialog.setObjectName("save_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
        dialog.fileSelected.connect(lambda chosen: self.write(params, Path(chosen)))
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()

    def write(self, params: ReportParams, path: Path) -> None:
        """Make the report and write it there."""
        services, actor = self._context.services, self._context.actor

        def made() -> Path:
            document = document_of(self._report, services, actor, params)
            note = partial(services.auditing.note_report, actor, document.key, path.name, document.call_keys)
            write_document(document, path, on_written=note)
            return path

        self._context.jobs.run(
            self,
            _(self._words.work),
            lambda _progress: made(),
            self._on_written,
            lambda error: self._context.notices.error(error, key=self._report.key),
            must_finish=True,
        )

    def _on_written(self, path: Path) -> None:
        self._context.notices.done(
            _(self._words.done).format(folder=path.parent, file=path.name),
            action_title=_("Open the file"),
            action=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
            key=self._report.key,
        )

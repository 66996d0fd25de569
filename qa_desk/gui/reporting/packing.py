"""Packs of reports from the page: asks for the folder, writes in the background, says what is there and what is not."""

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from qa_desk.gui.shell.page import Page
from qa_desk.i18n import _, listed
from qa_desk.reports.document import Document
from qa_desk.reports.pack import Pack, order_of, write_pack
from qa_desk.services.periods import Period
from qa_desk.services.progress import Progress

_NOTICE = "pack"


class Packing:
    """What the page offers for a pack of the last whole week or month; `owner` is the page."""

    def __init__(self, owner: Page) -> None:
        self._owner = owner

    def ask_folder(self, by: Period) -> None:
        """Ask where packs lie, then write one."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self._owner, _("Where packs lie"), folder)
        dialog.setObjectName("pack_dialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.write(by, Path(chosen)))
        dialog.open()

    def write(self, by: Period, into: Path, *, end: date | None = None) -> None:
        """Write the pack of the last whole week or month into a folder of its own."""
        context = self._owner.context
        services, actor = context.services, context.actor

        def note(document: Document, name: str) -> None:
            services.auditing.note_report(actor, document.key, name, document.call_keys)

        def work(progress: Progress) -> Pack:
            order = order_of(services.reporting.choices(actor), by, end)
            return write_pack(services, actor, order, into, on_written=note, progress=progress)

        context.jobs.run(
            self._owner,
            _("Writing the pack"),
            work,
            self._on_written,
            partial(context.notices.error, key=_NOTICE),
        )

    def _on_written(self, made: Pack) -> None:
        words = _("The pack is in {folder}.").format(folder=made.folder)
        if made.refused:
            names = listed(report.title for report in made.refused)
            words = f"{words} " + _("Not made: {reports}; the page in it says why.").format(reports=names)
        page = QUrl.fromLocalFile(str(made.folder / "index.html"))
        self._owner.context.notices.done(
            words, action_title=_("Open the pack"), action=lambda: QDesktopServices.openUrl(page), key=_NOTICE
        )

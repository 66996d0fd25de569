"""Choosing a scorecard file, to read or to write: YAML or a spreadsheet."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from qa_desk.i18n import _


def scorecard_file_dialog(parent: QWidget, title: str) -> QFileDialog:
    """A dialog over files that hold a scorecard; connect to `fileSelected`, then open it."""
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setNameFilter(_("Scorecards (*.yaml *.yml *.xlsx *.csv)"))
    return dialog


def saving_dialog(parent: QWidget, title: str, name: str) -> QFileDialog:
    """The same for writing a file of this name, whose ending says the format."""
    dialog = scorecard_file_dialog(parent, title)
    dialog.setNameFilters([_("Scorecard (*.yaml)"), _("Workbook (*.xlsx)"), _("Text table (*.csv)")])
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("yaml")
    endings = {0: "yaml", 1: "xlsx", 2: "csv"}
    dialog.filterSelected.connect(
        lambda chosen: dialog.setDefaultSuffix(endings[max(0, dialog.nameFilters().index(chosen))])
    )
    dialog.selectFile(name)
    return dialog

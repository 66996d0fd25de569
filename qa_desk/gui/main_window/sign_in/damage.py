"""What is shown instead of the first screen when the database is damaged: what happened, and the backup to put back."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from qa_desk.domain.errors import QADeskError
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.theme import Theme
from qa_desk.i18n import _, ngettext


class DamagedDatabase(QWidget):
    """Offers the last good backup; nothing is touched before the person says so.

    Signals:
        restore_requested: put that backup in the place of the damaged file.
    """

    restore_requested = Signal()

    def __init__(self, error: QADeskError, *, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("damaged_database")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("md"))
        for words, kind, name in _said(error):
            label = QLabel(words)
            label.setObjectName(name)
            label.setWordWrap(True)
            label.setProperty("type", kind)
            column.addWidget(label)
        button = Button(_("Put this backup in place"), theme=theme, kind="primary", icon="history", name="restore")
        button.clicked.connect(self.restore_requested)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


def _said(error: QADeskError) -> tuple[tuple[str, str, str], ...]:
    params = error.params
    file = Path(str(params["file"]))
    what = _("{file} can't be read any more: {detail}.").format(file=file.name, detail=params["detail"])
    kept = _("Nothing was overwritten. The damaged file will be kept aside in {folder}.").format(folder=file.parent)
    when = _("The last good backup is from {when}.").format(when=_local(params["made_at"]))
    return (
        (_("The database is damaged"), "title", "damage_title"),
        (what, "", "damage_detail"),
        (f"{when} {_missing(params['last_saved_at'], params['n_missing'])}", "", "damage_backup"),
        (kept, "", "damage_kept"),
    )


def _missing(last_saved_at: object, n_missing: object) -> str:
    if n_missing == 0:
        return _("As far as the damaged file still tells, nothing was saved after it.")
    if isinstance(n_missing, int):
        return ngettext(
            "{n} step recorded after it would be missing.", "{n} steps recorded after it would be missing.", n_missing
        ).format(n=n_missing)
    if isinstance(last_saved_at, datetime):
        return _("What was saved from then until {when} would be missing.").format(when=_local(last_saved_at))
    return _("What was saved after it would be missing.")


def _local(moment: object) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else "–"

"""What an import came to: the counts as chips that filter, and every file and row with its outcome and reason."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.chips import Chip, ChipKind, FilterChips
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _
from qa_desk.services.bringing_in.import_report import ImportItem, ImportOutcome, ImportReport
from qa_desk.wording import explain

_OUTCOMES: dict[ImportOutcome, tuple[str, str, str]] = {
    ImportOutcome.REFUSED: (N_("refused"), "cross", "fail"),
    ImportOutcome.RECORDING_MISSING: (N_("recording missing"), "warning", "warning"),
    ImportOutcome.UNATTRIBUTED: (N_("unattributed"), "info", "muted"),
    ImportOutcome.IMPORTED: (N_("imported"), "check", "pass"),
    ImportOutcome.ROW_READ: (N_("row read"), "check", "pass"),
    ImportOutcome.ALREADY_HERE: (N_("already here"), "dash", "muted"),
}
_FLAWED = (N_("imported, damaged"), "warning", "warning")
_ORDER = {outcome: place for place, outcome in enumerate(_OUTCOMES)}


class ImportReportView(QWidget):
    """What was refused comes first; everything can be copied as text.

    Signals:
        again_requested: the same import once more; it goes on where it stopped.
    """

    again_requested = Signal()

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._report: ImportReport | None = None
        self._outcome: ImportOutcome | None = None
        self.setObjectName("import_report")
        self._build()
        self._connect()

    @property
    def table(self) -> DataTable[ImportItem]:
        """The files and rows."""
        return self._table

    @property
    def chips(self) -> FilterChips:
        """The counts."""
        return self._chips

    def show_report(self, report: ImportReport, *, can_repeat: bool) -> None:
        """Show another report."""
        self._report, self._outcome = report, None
        self._title.setText(_("The import was stopped") if report.cancelled else _("What the import came to"))
        self._again.setVisible(can_repeat)
        self._again.set_text(_("Go on with the import") if report.cancelled else _("Import again"))
        self._hint.setVisible(report.cancelled or bool(report.n_refused))
        self._hint.setText(
            _("What came in is kept. Importing again goes on where it stopped and brings nothing in twice.")
            if report.cancelled
            else _("What was refused was left out, the rest is in. Put it right and import again: nothing comes twice.")
        )
        self._show()

    def _build(self) -> None:
        theme = self._theme
        self._title = QLabel()
        self._title.setProperty("type", "title")
        self._copy = Button(
            _("Copy the report"), theme=theme, kind="quiet", small=True, icon="copy", name="copy_report"
        )
        self._again = Button("", theme=theme, small=True, icon="refresh", name="import_again")
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        self._hint.setProperty("tone", "muted")
        self._chips = FilterChips(theme=theme, can_add=False, name="import_counts")
        self._table: DataTable[ImportItem] = DataTable(
            _columns(),
            theme=theme,
            key=lambda item: (item.name, item.row, item.outcome),
            many=True,
            name="import_items",
            title=_("Files and rows"),
        )
        head = QHBoxLayout()
        head.setSpacing(theme.size("sm"))
        head.addWidget(self._title, 1)
        head.addWidget(self._copy)
        head.addWidget(self._again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addLayout(head)
        column.addWidget(self._hint)
        column.addWidget(self._chips)
        column.addWidget(self._table, 1)

    def _connect(self) -> None:
        self._chips.toggled.connect(self._on_toggled)
        self._copy.clicked.connect(self._table.copy_all)
        self._again.clicked.connect(self.again_requested)

    def _on_toggled(self, key: str) -> None:
        outcome = ImportOutcome(key)
        self._outcome = None if outcome is self._outcome else outcome
        self._show()

    def _show(self) -> None:
        report = self._report
        assert report is not None
        chips: list[Chip] = []
        for outcome, (words, _icon, _token) in _OUTCOMES.items():
            count = len(report.with_outcome((outcome,)))
            if count:
                text = _("{count} {outcome}").format(count=count, outcome=_(words))
                chips.append(Chip(outcome.value, text, ChipKind.TOGGLE, is_on=outcome is self._outcome))
        self._chips.set_chips(chips)
        items = report.items if self._outcome is None else report.with_outcome((self._outcome,))
        self._table.set_rows(sorted(items, key=_place))


def _outcome(item: ImportItem) -> tuple[str, str, str]:
    """The words, icon and colour of what became of it."""
    return _FLAWED if item.is_flawed else _OUTCOMES[item.outcome]


def _place(item: ImportItem) -> float:
    """What needs to be looked at first: what was refused, then what came in damaged."""
    return _ORDER[ImportOutcome.REFUSED] + 0.5 if item.is_flawed else _ORDER[item.outcome]


def _columns() -> tuple[Column[ImportItem], ...]:
    return (
        Column("outcome", _("outcome"), lambda item: _(_outcome(item)[0]), width=152,
               icon=lambda item: _outcome(item)[1:], sort_key=_place,
               is_fixed=True),
        Column("name", _("file"), lambda item: item.name, width=184, stretch=2, weight="medium", is_fixed=True),
        Column("row", _("row"), lambda item: item.row, align="right", width=48),
        Column("call", _("call"), lambda item: item.call_key or None, width=96, token="muted"),
        Column("why", _("why"), lambda item: explain(item.error) if item.error else None, width=320, stretch=5,
               token=lambda item: "text" if item.is_flawed or item.outcome is ImportOutcome.REFUSED else "muted"),
    )  # fmt: skip

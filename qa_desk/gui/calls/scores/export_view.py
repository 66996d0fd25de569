"""Handing out scores: which days and scorecard, a row for each answer or a column for each criterion, and where to."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QVBoxLayout, QWidget

from qa_desk.gui.shell.dates import centre_today
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.choice_box import ChoiceBox
from qa_desk.gui.widgets.day_edit import DaysEdit
from qa_desk.gui.widgets.form import Form
from qa_desk.i18n import _, ngettext
from qa_desk.services.exchange.exchanging import ExportedScores, ExportRequest
from qa_desk.services.exchange.plan import Layout
from qa_desk.services.forms.authoring_views import ScorecardSummary
from qa_desk.services.periods import Days

_WIDTH = 640
_NOTICE = "scores"


class ScoresExportView(QWidget):
    """For those who may hand out scores.

    Signals:
        closed: the person is done here.
    """

    closed = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._days: Days | None = None
        self.setObjectName("scores_export")
        self._build()
        self._form.saved.connect(self._choose_where)
        self._form.cancelled.connect(self.closed)
        self._all_days.toggled.connect(lambda is_on: self._between.setEnabled(not is_on))
        self._between.days_changed.connect(self._on_days_changed)

    def begin(self) -> None:
        """Come to the page."""
        services, actor = self._context.services, self._context.actor
        self._context.jobs.run(
            self,
            _("Reading the scorecards"),
            lambda _progress: (
                services.authoring.scorecards(actor),
                centre_today(services),
            ),
            lambda read: self._on_read(*read),
            self._form.refuse,
            is_quiet=True,
        )
        self._layout_box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def export_to(self, path: Path) -> None:
        """Write what is chosen to this file."""
        exchanging, actor, days = self._context.services.exchanging, self._context.actor, self._days
        is_all = self._all_days.isChecked() or days is None
        request = ExportRequest(
            path,
            None if is_all or days is None else days.first,
            None if is_all or days is None else days.last,
            scorecard_key=self._scorecard.value,
            is_wide=self._layout_box.value == Layout.WIDE,
        )
        self._form.show_error(None)
        self._form.set_busy(True)
        self._context.jobs.run(
            self,
            _("Exporting scores"),
            lambda progress: exchanging.export(actor, request, progress),
            lambda exported: self._on_exported(path, exported),
            self._form.refuse,
        )

    def _build(self) -> None:
        theme = self._context.theme
        self._form = Form(
            theme=theme, commands=self._context.commands, save_title=_("Export …"), name="scores_export_form"
        )
        self._layout_box = ChoiceBox(theme=theme, name="export_layout", title=_("Table"))
        self._layout_box.set_choices(
            [
                (_("a row for each answer, marks included"), Layout.LONG.value),
                (_("a row for each evaluation, a column for each criterion"), Layout.WIDE.value),
            ]
        )
        self._scorecard = ChoiceBox(theme=theme, name="export_scorecard_key", title=_("Scorecard"))
        self._all_days = QCheckBox(_("of all days"))
        self._all_days.setObjectName("export_all_days")
        self._all_days.setChecked(True)
        self._between = DaysEdit(theme=theme)
        self._between.setEnabled(False)
        self._form.add_field(_("Table"), self._layout_box)
        self._form.add_field(_("Scorecard"), self._scorecard)
        self._form.add_field(_("Handed in"), self._all_days)
        self._form.add_field(_("Days"), self._between)
        self._form.setMaximumWidth(theme.px(_WIDTH))
        hint = QLabel(
            _(
                "What was handed in and you may see goes into a CSV or XLSX file: answers, reasons, cause owners, "
                "comments. Brought in again it is known by itself."
            )
        )
        hint.setWordWrap(True)
        hint.setProperty("tone", "muted")
        hint.setMaximumWidth(theme.px(_WIDTH))
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(edge, theme.size("sm"), edge, theme.size("lg"))
        column.setSpacing(theme.size("lg"))
        column.addWidget(hint)
        column.addWidget(self._form)
        column.addStretch(1)

    def _on_read(self, scorecards: tuple[ScorecardSummary, ...], today: date) -> None:
        self._scorecard.set_choices([(_("all"), ""), *((in_words(one.title), one.key) for one in scorecards)])
        if self._days is None:
            self._days = Days(today.replace(day=1), today)
            self._between.set_days(self._days)

    def _on_days_changed(self, days: Days) -> None:
        self._days = days

    def _choose_where(self) -> None:
        dialog = QFileDialog(self, _("Export scores"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("Text table (*.csv)"), _("Workbook (*.xlsx)")])
        dialog.setDefaultSuffix("csv")
        dialog.selectFile("scores.csv")
        dialog.fileSelected.connect(lambda name: self.export_to(Path(name)))
        dialog.open()

    def _on_exported(self, path: Path, exported: ExportedScores) -> None:
        self._form.set_busy(False)
        n = exported.n_evaluations
        told = ngettext("{n} evaluation written to {file}.", "{n} evaluations written to {file}.", n)
        self._context.notices.done(told.format(n=n, file=str(path)), key=_NOTICE)

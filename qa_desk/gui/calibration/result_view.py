"""What a session says of its panel: its figures, what follows from it, closing it and opening it again."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.calibration import SessionState
from qa_desk.gui.calibration.decision_words import decision_words
from qa_desk.gui.calibration.result_apart import ResultApart, apart_text
from qa_desk.gui.calibration.result_figures import ResultFigures
from qa_desk.gui.calibration.result_rows import rows_of_criterion, rows_of_errors, rows_of_pair
from qa_desk.gui.calibration.shown_session import ShownSession
from qa_desk.gui.calibration.totals_block import TotalsBlock
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.confirm_bar import ConfirmBar
from qa_desk.gui.widgets.emptying import emptied
from qa_desk.i18n import _, ngettext
from qa_desk.reports.result_charts import ALL_CRITERIA
from qa_desk.services.calibration.calibration_figures import InspectorAccuracy
from qa_desk.services.figures.totals import Severity
from qa_desk.services.keeping.whole_file import write_whole


class ResultView(QWidget):
    """The result on one page; clicking a figure shows the judgements behind it, below.

    Signals:
        judgement_opened: the `JudgementRow` to be heard at its passage.
        close_confirmed: the session is to be closed.
        reopen_confirmed: the reason.
    """

    judgement_opened = Signal(object)
    close_confirmed = Signal()
    reopen_confirmed = Signal(str)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._session: ShownSession | None = None
        self._is_closing = False
        self.confirm = ConfirmBar(theme=context.theme)
        self.apart = ResultApart(context)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(context.theme.size("lg"))
        self._follow_up = QVBoxLayout()
        self._follow_up.setSpacing(context.theme.size("xs"))
        self.totals = TotalsBlock(theme=context.theme)
        column.addWidget(self.totals)
        column.addWidget(self.apart)
        column.addLayout(self._follow_up)
        self.figures = ResultFigures(context, below=below)
        self._build()
        self._connect()

    def show_session(self, session: ShownSession) -> None:
        """Show the figures of this session."""
        result = session.result
        assert result is not None, "a blind session has no result"
        is_other = self._session is None or self._session.view.session.id != session.view.session.id
        self._session = session
        self.confirm.hide()
        self.figures.show_result(result)
        self.totals.setVisible(session.totals is not None)
        if session.totals is not None:
            self.totals.show_totals(session.totals)
        self.apart.show_session(session)
        self._show_follow_up(session)
        if is_other:
            self.figures.begin_anew()

    def ask_to_close(self) -> None:
        """Ask once more, with what was decided; then close."""
        assert self._session is not None
        self._is_closing = True
        n_decisions = len(self._session.decisions)
        told = ngettext("It decided on {n} thing.", "It decided on {n} things.", n_decisions).format(n=n_decisions)
        if not n_decisions:
            told = _("It decided on nothing yet; decisions are taken in the meeting.")
        words = _("Close the session? {told}").format(told=told)
        self.confirm.ask(words, _("Close session"), _("Not yet"))

    def ask_reason(self) -> None:
        """Ask why the session is opened again."""
        self._is_closing = False
        words = _("Settled answers stay as they are until you change one. The reason stays on record.")
        self.confirm.ask(words, _("Re-open"), _("Leave it closed"), text_name=_("Why it is opened again"))

    def data(self) -> str:
        """Everything on the page as text for a spreadsheet."""
        assert self._session is not None
        parts = [self.figures.data(self._session.view.session.title)]
        if self._session.totals is not None:
            parts.append("\n" + self.totals.data())
        return "\n".join((*parts, apart_text(self._session)))

    def _build(self) -> None:
        edge = self._context.theme.size("xl")
        bar = QVBoxLayout()
        bar.setContentsMargins(edge, 0, edge, 0)
        bar.addWidget(self.confirm)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(bar)
        outer.addWidget(self.figures, 1)

    def _connect(self) -> None:
        self.figures.criterion_opened.connect(self._on_criterion_opened)
        self.figures.pair_opened.connect(self._on_pair_opened)
        self.figures.inspector_opened.connect(self._on_inspector_opened)
        self.totals.severity_opened.connect(self._on_severity_opened)
        self.figures.judgement_opened.connect(self.judgement_opened)
        self.confirm.confirmed.connect(self._on_confirmed)

    def _show_follow_up(self, session: ShownSession) -> None:
        emptied(self._follow_up)
        self._follow_up.addLayout(self._export_row())
        if session.state is not SessionState.CLOSED:
            return
        for one in session.decisions:
            words = QLabel(decision_words(one))
            words.setWordWrap(True)
            self._follow_up.addWidget(words)

    def _export_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        button = Button(
            _("Export ratings"), theme=self._context.theme, small=True, icon="download", name="export_ratings"
        )
        button.setToolTip(_("A file from which qa-desk agreement makes the same figures"))
        button.clicked.connect(self._ask_where)
        row.addWidget(button)
        row.addStretch(1)
        return row

    def _ask_where(self) -> None:
        assert self._session is not None
        title = self._session.view.session.title
        name, _chosen = QFileDialog.getSaveFileName(
            self.window(), _("Export ratings"), f"{title}.csv", _("CSV files (*.csv)")
        )
        if name:
            self.export_ratings(Path(name))

    def export_ratings(self, path: Path) -> None:
        """Write the ratings of the session to this file."""
        assert self._session is not None
        context, session_id = self._context, self._session.view.session.id

        def write(_progress: object) -> Path:
            write_whole(path, context.services.measuring.session_ratings(context.actor, session_id))
            return path

        context.jobs.run(
            self,
            _("Writing the ratings"),
            write,
            lambda written: context.notices.done(_("Written: {file}").format(file=written)),
            lambda error: context.notices.error(error),
        )

    def _on_confirmed(self, text: str) -> None:
        if self._is_closing:
            self.close_confirmed.emit()
        else:
            self.reopen_confirmed.emit(text)

    def _on_criterion_opened(self, key: str) -> None:
        assert self._session is not None
        title = _("All criteria")
        if key != ALL_CRITERIA:
            title = in_words(self._session.view.version.criterion(key).title)
        self.figures.show_rows(title, rows_of_criterion(self._session.differences, key))

    def _on_pair_opened(self, key: str) -> None:
        assert self._session is not None
        first, _bar, second = key.partition("|")
        names = {str(seat.person_id): seat.name for seat in self._session.view.session.seats}
        title = _("Where {first} and {second} differ").format(first=names[first], second=names[second])
        self.figures.show_rows(title, rows_of_pair(self._session.differences, first, second))

    def _on_inspector_opened(self, one: InspectorAccuracy) -> None:
        assert self._session is not None
        title = _("Critical answers of {name} that were settled otherwise").format(name=one.panellist.name)
        self.figures.show_rows(title, rows_of_errors(self._session.differences, str(one.panellist.person_id)))

    def _on_severity_opened(self, one: Severity) -> None:
        assert self._session is not None
        title = _("Answers of {name} that were settled otherwise").format(name=one.panellist.name)
        rows = rows_of_errors(self._session.differences, str(one.panellist.person_id), only_critical=False)
        self.figures.show_rows(title, rows)

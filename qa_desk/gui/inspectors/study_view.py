"""Repeatability and the gauge study: with oneself, with each other, with the standard; and what a score is made of."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desk.gui.inspectors.parts import TABLE_ROW, Scrolled, Titled, table_text
from qa_desk.gui.inspectors.rows import RepeatRow, repeat_rows
from qa_desk.gui.inspectors.spread_block import SpreadBlock
from qa_desk.gui.inspectors.tables import repeat_columns, study_columns
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _, in_a_row, ngettext
from qa_desk.reports.measuring_words import n_of_n, percent, percent_limits
from qa_desk.services.figures.measuring_views import GaugeResult
from qa_desk.services.figures.repeating import GaugeRow, GaugeStudy, n_asked_alike, repeated_cells


class StudyView(QWidget):
    """The study of the period's sessions, repeats beside it, and the spread of total scores as a bar.

    Signals:
        call_requested: keys of the call, of the evaluation and of the criterion, as text.
    """

    call_requested = Signal(str, str, str)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._result: GaugeResult | None = None
        self.table: DataTable[GaugeRow] = self._table(study_columns(), "study", _("The study, by inspector"))
        self.repeats: DataTable[GaugeRow] = self._table(study_columns()[:3], "repeats", _("Repeats, by inspector"))
        self.cells: DataTable[RepeatRow] = DataTable(
            repeat_columns(),
            theme=context.theme,
            key=lambda row: row.key,
            row_height=TABLE_ROW,
            name="repeated_answers",
            title=_("Answers that came out otherwise the next time"),
        )
        theme = context.theme
        self._study = Titled(self.table, theme=theme)
        self._repeats = Titled(self.repeats, theme=theme)
        self._cells = Titled(self.cells, theme=theme)
        self.spread = SpreadBlock(context)
        parts = (self._study, self._repeats, self._cells, self.spread)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Scrolled(parts, theme=theme, name="study_scroll"))
        self.repeats.current_changed.connect(self._show_cells)
        self.cells.row_opened.connect(
            lambda row: self.call_requested.emit(str(row.call_id), str(row.evaluation_id), row.criterion_key)
        )

    def show_result(self, result: GaugeResult) -> None:
        """Show this study."""
        self._result = result
        study = result.study
        title = _("Between all: {between} of items; all as settled: {settled}").format(
            between=_share(study.between), settled=_share(study.all_vs_standard)
        )
        self._study.show_rows(title, study.rows, _study_words(study))
        repeats = result.repeats
        self._repeats.show_rows(_("Repeats: the same inspector on the same call again"), repeats.rows, _repeats(result))
        self.repeats.setVisible(bool(repeats.rows))
        self._cells.hide()
        if repeats.rows:
            self.repeats.select_first()
            self._show_cells(repeats.rows[0])
        self.spread.show_result(result)

    def data(self) -> str:
        """All of it as text for a spreadsheet."""
        assert self._result is not None
        result = self._result
        parts = (
            self._study.title.text(),
            table_text(study_columns(), result.study.rows),
            table_text(study_columns()[:3], result.repeats.rows),
            self.spread.data(),
        )
        return "\n\n".join(parts)

    def _table(self, columns: Any, name: str, title: str) -> DataTable[GaugeRow]:
        return DataTable(
            columns,
            theme=self._context.theme,
            key=lambda one: one.panellist.person_id,
            row_height=TABLE_ROW,
            name=name,
            title=title,
        )

    def _show_cells(self, row: GaugeRow | None) -> None:
        if row is None or self._result is None:
            return
        repeated = self._result.repeated
        place = next(place for place, one in enumerate(repeated.inspectors) if one.id == row.panellist.person_id)
        rows = repeat_rows(self._result, repeated_cells(repeated, place))
        title = ngettext(
            "{n} answer of {name} came out otherwise the next time",
            "{n} answers of {name} came out otherwise the next time",
            len(rows),
        ).format(n=len(rows), name=row.panellist.name)
        self._cells.show_rows(title, rows)


def _share(figure: Any) -> str:
    if figure.value is None:
        return percent_limits(figure)
    return _("{percent} % ({counts})").format(percent=percent(figure), counts=n_of_n(figure))


def _study_words(study: GaugeStudy) -> str:
    calls = ngettext("{n} call", "{n} calls", study.n_calls).format(n=f"{study.n_calls:,}")
    items = ngettext("{n} item", "{n} items", study.n_items).format(n=f"{study.n_items:,}")
    told = _("{calls}, {items} (call × criterion). An item counts only when everybody concerned said the same.")
    return told.format(calls=calls, items=items)


def _repeats(result: GaugeResult) -> str:
    study = result.repeats
    if not study.rows:
        return _("Nobody scored a call again yet: sampling gives repeats, and sessions of the same inspector do.")
    parts = [_study_words(study), _("Whoever is below scored these calls twice or more, blind each time.")]
    n_alike, n_criteria = n_asked_alike(result.repeated)
    if n_alike < n_criteria:
        told = _("Between versions of the form only criteria asked alike are compared: {n} of {total} in all of them.")
        parts.append(told.format(n=n_alike, total=n_criteria))
    return in_a_row(parts)

"""Accuracy: every inspector, the critical families, then one inspector by criterion and the answers to listen to."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desk.gui.inspectors.parts import TABLE_ROW, Scrolled, Titled, table_text
from qa_desk.gui.inspectors.rows import MistakeRow, mistake_rows
from qa_desk.gui.inspectors.tables import (
    criterion_columns,
    family_columns,
    family_rows,
    inspector_columns,
    mistake_columns,
    overturned_columns,
)
from qa_desk.gui.shell.disclosing import note_shown
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _, ngettext
from qa_desk.reports.measuring_words import on_cases_words, overturned_words
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.figures.accuracy import CriterionAccuracy, FamilyAccuracy, InspectorFigures
from qa_desk.services.figures.judgements import judgements_of_mistakes
from qa_desk.services.figures.measuring_views import AccuracyResult
from qa_desk.services.figures.overturned import OverturnedFigures

_USUAL_TARGET = 0.9


class AccuracyView(QWidget):
    """Choosing an inspector shows theirs below; opening a mistake opens the call.

    Signals:
        call_requested: keys of the call, of the evaluation and of the criterion, as text.
    """

    call_requested = Signal(str, str, str)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._result: AccuracyResult | None = None
        self._one: InspectorFigures | None = None
        self._target = _USUAL_TARGET
        self.table: DataTable[InspectorFigures] = self._table(
            inspector_columns(lambda: self._target),
            lambda one: one.panellist.person_id,
            "accuracy",
            _("Accuracy by inspector"),
        )
        self.families: DataTable[tuple[str, FamilyAccuracy]] = self._table(
            family_columns(), lambda one: (one[0], one[1].family), "families", _("Critical families by inspector")
        )
        self.overturned: DataTable[OverturnedFigures] = self._table(
            overturned_columns(), lambda one: one.person_id, "overturned", _("Results overturned on dispute")
        )
        self.criteria: DataTable[CriterionAccuracy] = self._table(
            criterion_columns(), lambda one: one.criterion.key, "own_criteria", _("One inspector by criterion")
        )
        self.mistakes: DataTable[MistakeRow] = self._table(
            mistake_columns(), lambda row: row.key, "mistakes", _("Answers that were settled otherwise")
        )
        theme = context.theme
        self._all = Titled(self.table, theme=theme)
        self._families = Titled(self.families, theme=theme)
        self._overturned = Titled(self.overturned, theme=theme)
        self._criteria = Titled(self.criteria, theme=theme)
        self._mistakes = Titled(self.mistakes, theme=theme)
        parts = (self._all, self._families, self._overturned, self._criteria, self._mistakes)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Scrolled(parts, theme=theme, name="accuracy_scroll"))
        self.table.current_changed.connect(self._show_one)
        self.criteria.row_opened.connect(lambda row: self._show_mistakes(row.criterion.key))
        self.mistakes.row_opened.connect(
            lambda row: self.call_requested.emit(str(row.call_id), str(row.evaluation_id), row.criterion_key)
        )

    def show_result(self, result: AccuracyResult) -> None:
        """Show these figures, the first inspector's below."""
        self._result, self._target = result, result.target
        self._all.show_rows(self._title(result), result.inspectors, self._words(result))
        rows = family_rows(result.inspectors)
        self._families.show_rows(_("Critical criteria: misses and false alarms, whole calls and answers right"), rows)
        self._families.setVisible(bool(rows))
        n = sum(one.n_overturned for one in result.overturned)
        title = ngettext("{n} result was overturned on dispute", "{n} results were overturned on dispute", n).format(
            n=n
        )
        self._overturned.show_rows(title, result.overturned, overturned_words())
        self._overturned.setVisible(bool(result.overturned))
        if result.inspectors:
            self.table.select_first()
            self._show_one(result.inspectors[0])

    def data(self) -> str:
        """All tables as text for a spreadsheet."""
        assert self._result is not None
        parts = [
            table_text(inspector_columns(lambda: self._target), self._result.inspectors),
            table_text(family_columns(), family_rows(self._result.inspectors)),
            *([table_text(overturned_columns(), self._result.overturned)] if self._result.overturned else []),
        ]
        for one in self._result.inspectors:
            parts.append(f"{one.panellist.name}\n{table_text(criterion_columns(), one.criteria)}")
        return "\n\n".join(parts)

    def _table(self, columns: Any, key: Any, name: str, title: str) -> DataTable[Any]:
        table: DataTable[Any] = DataTable(
            columns, theme=self._context.theme, key=key, row_height=TABLE_ROW, name=name, title=title
        )
        self._context.commands.bind(
            table,
            {"list.open": lambda: table.row_opened.emit(table.current_row())},
            enabled={"list.open": lambda: table.hasFocus() and table.current_row() is not None},
        )
        return table

    def _title(self, result: AccuracyResult) -> str:
        n_out = sum(one.stands_out for one in result.inspectors)
        if n_out:
            told = ngettext("{n} inspector lies below the rest", "{n} inspectors lie below the rest", n_out)
            return told.format(n=n_out)
        if len(result.inspectors) == 1:
            return _("How often the settled answer was given")
        return _("The inspectors can't be told apart")

    def _words(self, result: AccuracyResult) -> str:
        words = _(
            "Share of answers as settled, intervals over calls; the target is {target} %. Who lies below the rest is "
            "tested for all inspectors at once, with the false discovery rate held at 5 %."
        ).format(target=number_text(100 * result.target, 0))
        return f"{words} {on_cases_words(result.n_on_cases)}" if result.query.cases else words

    def _show_one(self, one: InspectorFigures | None) -> None:
        if one is None or self._result is None:
            return
        self._one = one
        asked = [criterion for criterion in one.criteria if criterion.agreement.value is not None]
        asked.sort(key=lambda criterion: criterion.agreement.value or 0.0)
        self._criteria.show_rows(_("{name} by criterion, the hardest first").format(name=one.panellist.name), asked)
        self._show_mistakes(None)

    def _show_mistakes(self, criterion_key: str | None) -> None:
        one, result = self._one, self._result
        if one is None or result is None:
            return
        found = judgements_of_mistakes(
            result.facts,
            one.panellist.person_id,
            is_wanted=lambda criterion, _kind: criterion_key in (None, criterion.key),
        )
        rows = mistake_rows(result, found)
        title = ngettext(
            "{n} answer of {name} was settled otherwise", "{n} answers of {name} were settled otherwise", len(rows)
        ).format(n=len(rows), name=one.panellist.name)
        if criterion_key is not None:
            place = result.facts.criterion_place(criterion_key)
            title = f"{title} · {in_words(result.facts.criteria[place].title)}"
        note_shown(self, self._context, (one.evaluation_id for one in found))
        self._mistakes.show_rows(title, rows, _("Open one to hear the call with everybody's marks."))

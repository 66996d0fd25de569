"""What a total score is made of: the sentences, a bar of the parts, and the table of the variable gauge study."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from qa_desk.gui.inspectors.parts import TABLE_ROW, Titled, table_text
from qa_desk.gui.inspectors.spread_bar import SpreadBar, SpreadPart
from qa_desk.gui.inspectors.tables import component_columns
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _
from qa_desk.reports.gauge_words import made_of_words, repeat_words, source_title
from qa_desk.reports.measuring_words import totals_words
from qa_desk.services.figures.measuring_views import GaugeResult
from qa_desk.services.figures.replicated import Component, ReplicatedTotals, Source
from qa_desk.services.figures.totals import Totals

_DRAWN = (Source.CALL, Source.INSPECTOR, Source.INTERACTION, Source.REPETITION)


class SpreadBlock(QWidget):
    """Repetition stands apart where the same inspectors scored the same calls again; otherwise why it can't is said."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = context.theme
        self.bar = SpreadBar(theme=theme)
        self.components: DataTable[Component] = DataTable(
            component_columns(),
            theme=theme,
            key=lambda one: one.source,
            row_height=TABLE_ROW,
            name="gauge_components",
            title=_("Gauge R&R of total scores"),
        )
        self._table = Titled(self.components, theme=theme)
        title = QLabel(_("What a total score is made of"))
        title.setProperty("type", "title")
        self._made_of = _sentence("spread_words")
        self._repeat = _sentence("repeat_words")
        self._totals = _sentence("study_totals")
        self._totals.setProperty("tone", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        for part in (title, self._made_of, self.bar, self._repeat, self._totals, self._table):
            column.addWidget(part)
        column.insertSpacing(column.count() - 1, theme.size("md"))

    def show_result(self, result: GaugeResult) -> None:
        """Show what this study says of totals."""
        self._made_of.setText(made_of_words(result.totals, result.replicated))
        self._totals.setText(totals_words(result.totals))
        repeat = repeat_words(result.replicated)
        self._repeat.setText(repeat)
        self._repeat.setVisible(bool(repeat))
        self.bar.show_parts(_parts(result.totals, result.replicated))
        components = result.replicated.components
        self._table.show_rows(_("Gauge R&R of total scores"), components)
        self._table.setVisible(bool(components))

    def data(self) -> str:
        """All of it as text for a spreadsheet."""
        parts = [self._made_of.text(), self._repeat.text(), self._totals.text()]
        if self.components.rows:
            parts.append(table_text(component_columns(), self.components.rows))
        return "\n\n".join(part for part in parts if part)


def _parts(totals: Totals, replicated: ReplicatedTotals) -> tuple[SpreadPart, ...]:
    if replicated.components:
        found = {one.source: one for one in replicated.components}
        return tuple(SpreadPart(source_title(source), found[source].of_variance) for source in _DRAWN)
    if totals.spread.shares is None:
        return ()
    call, inspector, rest = totals.spread.shares
    return (
        SpreadPart(source_title(Source.CALL), call),
        SpreadPart(_("who scored"), inspector),
        SpreadPart(_("both and repetition"), rest),
    )


def _sentence(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    return label

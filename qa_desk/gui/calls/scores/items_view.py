"""The evaluations of a sheet and what becomes of each: counts as chips that filter, and why something is left out."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.chips import Chip, ChipKind, FilterChips
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _
from qa_desk.services.exchange.plan import MappingPlan, ScoreItem, ScoreOutcome, ScoresReport
from qa_desk.wording import explain_in_its_row

_OUTCOMES: dict[ScoreOutcome, tuple[str, str, str]] = {
    ScoreOutcome.REFUSED: (N_("left out"), "cross", "fail"),
    ScoreOutcome.READY: (N_("comes in"), "check", "pass"),
    ScoreOutcome.IMPORTED: (N_("imported"), "check", "pass"),
    ScoreOutcome.ALREADY_HERE: (N_("already here"), "dash", "muted"),
}
_ORDER = {outcome: place for place, outcome in enumerate(_OUTCOMES)}
_HEIGHT = 240


class ScoreItemsView(QWidget):
    """Before an import what would come of it, afterwards what came of it."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[ScoreItem, ...] = ()
        self._outcome: ScoreOutcome | None = None
        self.setObjectName("score_items")
        self._chips = FilterChips(theme=theme, can_add=False, name="score_counts")
        self._table: DataTable[ScoreItem] = DataTable(
            _columns(),
            theme=theme,
            key=lambda item: (item.rows, item.call_key, item.inspector),
            many=True,
            name="score_table",
            title=_("Evaluations of the sheet"),
        )
        self._table.setMinimumHeight(theme.px(_HEIGHT))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        column.addWidget(self._chips)
        column.addWidget(self._table, 1)
        self._chips.toggled.connect(self._on_toggled)

    @property
    def table(self) -> DataTable[ScoreItem]:
        """The evaluations."""
        return self._table

    @property
    def chips(self) -> FilterChips:
        """The counts."""
        return self._chips

    def show_plan(self, plan: MappingPlan) -> None:
        """What would come in and what would not."""
        ready = (ScoreItem(one.rows, one.call_key, one.inspector, ScoreOutcome.READY) for one in plan.ready)
        self._take((*plan.refused, *ready, *plan.already_here))

    def show_report(self, report: ScoresReport) -> None:
        """What came in and what did not."""
        self._take(report.items)

    def _take(self, items: tuple[ScoreItem, ...]) -> None:
        self._items = tuple(sorted(items, key=lambda item: (_ORDER[item.outcome], item.rows[:1])))
        if not any(item.outcome is self._outcome for item in items):
            self._outcome = None
        self._show()

    def _on_toggled(self, key: str) -> None:
        outcome = ScoreOutcome(key)
        self._outcome = None if outcome is self._outcome else outcome
        self._show()

    def _show(self) -> None:
        chips: list[Chip] = []
        for outcome, (words, _icon, _token) in _OUTCOMES.items():
            count = sum(item.outcome is outcome for item in self._items)
            if count:
                text = _("{count} {outcome}").format(count=count, outcome=_(words))
                chips.append(Chip(outcome.value, text, ChipKind.TOGGLE, is_on=outcome is self._outcome))
        self._chips.set_chips(chips)
        self._table.set_rows([item for item in self._items if self._outcome in (None, item.outcome)])


def _columns() -> tuple[Column[ScoreItem], ...]:
    return (
        Column("outcome", _("outcome"), lambda item: _(_OUTCOMES[item.outcome][0]), width=120,
               icon=lambda item: _OUTCOMES[item.outcome][1:], sort_key=lambda item: _ORDER[item.outcome],
               is_fixed=True),
        Column("rows", _("row"), _rows, width=72, align="right", sort_key=lambda item: item.rows[:1] or (0,)),
        Column("call", _("call"), lambda item: item.call_key or None, width=120, weight="medium"),
        Column("inspector", _("inspector"), lambda item: item.inspector or None, width=120, token="muted"),
        Column("why", _("why"), lambda item: _why(item) or None, width=320, stretch=5,
               token=lambda item: "text" if item.errors else "muted", tip=_why),
    )  # fmt: skip


def _rows(item: ScoreItem) -> str | None:
    if not item.rows:
        return None
    return str(item.rows[0]) if len(item.rows) == 1 else f"{item.rows[0]}–{item.rows[-1]}"


def _why(item: ScoreItem) -> str:
    return " · ".join(explain_in_its_row(error) for error in item.errors)

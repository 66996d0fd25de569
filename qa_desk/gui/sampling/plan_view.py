"""A plan as it reads, what it would draw now with the precision to expect, and what it drew before."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desk.domain.sampling import Draw
from qa_desk.gui.sampling.precision_view import PrecisionView
from qa_desk.gui.sampling.words import days_words, plan_lines
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.dates import day_and_time, days_text
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import _, ngettext
from qa_desk.reports.sampling_words import stratum_words
from qa_desk.services.draws.plan_words import why_not_words
from qa_desk.services.draws.sampling_views import DrawView, PlanSummary, StratumPreview

_MOST_PARTS = 8
_MOST_ROWS = 6
_ROW = 36


@dataclass(frozen=True, slots=True)
class PastDraw:
    """A draw in the list, with its moment and its days in words."""

    draw: Draw
    when: str
    days: str


class PlanView(QWidget):
    """The pane beside the list of plans.

    Signals:
        draw_requested: draw what is shown, with its seed.
        shuffle_requested: try it out, once more with another seed.
        change_requested: write the plan.
        draw_opened: the `Draw` that is to be looked at.
    """

    draw_requested = Signal()
    shuffle_requested = Signal()
    change_requested = Signal()
    draw_opened = Signal(object)

    def __init__(self, *, theme: Theme, commands: CommandRegistry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._commands = commands
        self.setObjectName("plan_view")
        self._title = _label(kind="title", name="plan_title")
        self._lines = QGridLayout()
        self._told = _label(name="draw_told")
        self._short = _label(tone="warning", name="draw_short")
        self._precision = PrecisionView(theme=theme)
        self._strata: DataTable[StratumPreview] = DataTable(
            _stratum_columns(), theme=theme, key=lambda one: one.name, name="strata_table", title=_("Strata")
        )
        self._draws: DataTable[PastDraw] = DataTable(
            _draw_columns(), theme=theme, key=lambda one: one.draw.id, name="draws_table", title=_("Draws")
        )
        self._build()
        self._draws.row_opened.connect(lambda one: self.draw_opened.emit(one.draw))

    @property
    def draws(self) -> DataTable[PastDraw]:
        """What was drawn by the plan."""
        return self._draws

    def show_plan(self, summary: PlanSummary, draws: Sequence[Draw], time_zone: str) -> None:
        """Show a plan; what it would draw comes by `show_tried` or `show_refused`."""
        plan = summary.definition
        self._title.setText(_("{name}, version {n}").format(name=plan.name, n=summary.number))
        _clear(self._lines)
        for at, (title, words) in enumerate(plan_lines(plan)):
            self._lines.addWidget(_label(title, tone="muted"), at, 0, Qt.AlignmentFlag.AlignTop)
            self._lines.addWidget(_label(words), at, 1)
        self._draws.set_rows([_past(draw, time_zone) for draw in draws])
        self._fit(self._draws, len(draws))
        self._draws_title.setVisible(bool(draws))
        self._draws.setVisible(bool(draws))
        self._wait()

    def show_tried(self, view: DrawView) -> None:
        """What a draw would be now."""
        n = len(view.calls)
        told = ngettext(
            "Would draw {n} call of {population}: {days}", "Would draw {n} calls of {population}: {days}", n
        )
        days = days_words(view.days.first, view.days.last)
        self._told.setText(told.format(n=f"{n:,}", population=f"{view.n_population:,}", days=days))
        self._short.setText("\n".join(_warnings(view)))
        self._short.setVisible(bool(self._short.text()))
        self._strata.set_rows(view.strata)
        self._fit(self._strata, len(view.strata))
        self._strata.setVisible(len(view.strata) > 1)
        self._precision.show_view(view)
        self._precision.show()
        self._try.hide()
        self._draw.set_disabled_reason("")
        self._shuffle.set_disabled_reason("")

    def show_many(self, n_at_least: int) -> None:
        """So many calls that what it would draw is looked up only when somebody asks."""
        told = _("More than {n} calls of these days: looking what it would draw takes a while.")
        self._told.setText(told.format(n=f"{n_at_least:,}"))
        self._try.set_disabled_reason("")
        self._try.show()
        why = _("Look first what it would draw")
        for button in (self._draw, self._shuffle):
            button.set_disabled_reason(why)

    def show_looking(self) -> None:
        """That what it would draw is being looked up."""
        self._wait()

    def show_refused(self, words: str) -> None:
        """Why nothing would be drawn."""
        self._told.setText("")
        self._short.setText(words)
        self._short.show()
        self._try.hide()
        self._draw.set_disabled_reason(_("There is nothing to draw"))

    def _wait(self) -> None:
        self._told.setText(_("Looking what it would draw …"))
        self._short.hide()
        self._precision.hide()
        self._strata.hide()
        self._try.hide()
        self._draw.set_disabled_reason(_("Looking what it would draw …"))
        self._shuffle.set_disabled_reason(_("Looking what it would draw …"))

    def _fit(self, table: QWidget, n_rows: int) -> None:
        table.setFixedHeight(self._theme.px((min(n_rows, _MOST_ROWS) + 1) * _ROW))

    def _build(self) -> None:
        theme, commands = self._theme, self._commands
        self._draw = Button(
            _("Draw"), theme=theme, kind="primary", commands=commands, command="list.draw", name="draw_now"
        )
        self._shuffle = Button(_("Another seed"), theme=theme, icon="shuffle", name="draw_shuffle")
        self._change = Button(
            _("Change"), theme=theme, kind="quiet", commands=commands, command="list.change", name="change_plan"
        )
        self._try = Button(_("Look what it would draw"), theme=theme, icon="search", name="draw_try")
        self._try.clicked.connect(self.shuffle_requested)
        self._draw.clicked.connect(self.draw_requested)
        self._shuffle.clicked.connect(self.shuffle_requested)
        self._change.clicked.connect(self.change_requested)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.size("sm"))
        for button in (self._draw, self._shuffle, self._change):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._lines.setHorizontalSpacing(theme.size("lg"))
        self._lines.setVerticalSpacing(theme.size("xs"))
        self._lines.setColumnStretch(1, 1)
        self._draws_title = _label(_("Drawn before"), kind="caption")
        column = QVBoxLayout(self)
        edge = theme.size("xl")
        column.setContentsMargins(theme.size("lg"), theme.size("sm"), edge, edge)
        column.setSpacing(theme.size("md"))
        column.addWidget(self._title)
        column.addLayout(self._lines)
        column.addWidget(self._told)
        column.addWidget(self._short)
        column.addWidget(self._try, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(buttons)
        column.addWidget(self._precision)
        column.addWidget(self._strata)
        column.addWidget(self._draws_title)
        column.addWidget(self._draws)
        column.addStretch(1)


def _warnings(view: DrawView) -> list[str]:
    told = _("{stratum}: {wanted} calls wanted, {n} there.")
    short = [
        told.format(stratum=stratum_words(one.name), wanted=f"{one.n_wanted:g}", n=one.n_population)
        for one in view.strata
        if one.is_short
    ]
    left: dict[str, int] = {}
    for call in view.calls:
        if call.why_not is not None:
            words = why_not_words(call.why_not)
            left[words] = left.get(words, 0) + 1
    given = ngettext("{n} call goes to nobody: {reason}.", "{n} calls go to nobody: {reason}.", sum(left.values()))
    return short + [given.format(n=n, reason=reason) for reason, n in left.items()]


def _stratum_columns() -> tuple[Column[StratumPreview], ...]:
    return (
        Column("name", _("stratum"), lambda one: stratum_words(one.name), width=140, stretch=1, is_fixed=True,
               icon=lambda one: ("warning", "warning") if one.is_short else None),
        Column("n_population", _("calls"), lambda one: one.n_population, align="right", width=64),
        Column("n_wanted", _("wanted"), lambda one: one.n_wanted, lambda n: f"{n:g}", align="right", width=72),
        Column("n_drawn", _("drawn"), lambda one: one.n_drawn, align="right", width=64),
    )  # fmt: skip


def _draw_columns() -> tuple[Column[PastDraw], ...]:
    return (
        Column("drawn_at", _("drawn"), lambda one: one.when, width=112, is_fixed=True,
               sort_key=lambda one: one.draw.drawn_at),
        Column("days", _("calls of"), lambda one: one.days, width=168, stretch=1,
               sort_key=lambda one: one.draw.first_day),
        Column("n_population", _("population"), lambda one: one.draw.n_population, align="right", width=88),
        Column("seed", _("seed"), lambda one: one.draw.seed, width=96),
    )  # fmt: skip


def _past(draw: Draw, time_zone: str) -> PastDraw:
    days = days_text(draw.first_day, draw.last_day) if draw.first_day and draw.last_day else ""
    return PastDraw(draw, day_and_time(draw.drawn_at, time_zone), days)


def _label(text: str = "", *, tone: str = "", kind: str = "", name: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if name:
        label.setObjectName(name)
    if tone:
        label.setProperty("tone", tone)
    if kind:
        label.setProperty("type", kind)
    return label


def _clear(grid: QGridLayout) -> None:
    while (item := grid.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()

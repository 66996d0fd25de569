"""What a draw says of all calls by now: coverage in words, and estimates of the centre, units and agents."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from qa_desk.domain.sampling import Level
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.table.columns import Column, Run
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.i18n import N_, _, in_a_row, listed, ngettext
from qa_desk.reports.document import Cell, CellKind
from qa_desk.reports.render.numbers import NOTHING, interval_text, value_text
from qa_desk.reports.sampling_words import (
    METHODS,
    expectation_words,
    family_passed_title,
    margin_words,
    open_words,
    part_title,
    unspoken_words,
)
from qa_desk.services.draws.sampling_estimates import DrawEstimates, PartEstimate, Weighed

_LEVELS = {Level.CENTRE: "", Level.UNIT: N_("unit"), Level.AGENT: N_("agent")}
_MOST_REASONS = 3


class EstimatesView(QWidget):
    """Shows estimates; nothing can be changed here."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("draw_estimates")
        self._coverage = _words("estimates_coverage")
        self._promise = _words("estimates_promise")
        self._method = _words("estimates_method")
        for label in (self._promise, self._method):
            label.setProperty("tone", "muted")
        self._table: DataTable[PartEstimate] = DataTable(
            _columns(), theme=theme, key=lambda part: (part.level, part.key), name="estimates_table",
            title=_("Estimates for all calls"),
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.size("sm"))
        for part in (self._coverage, self._promise):
            column.addWidget(part)
        column.addWidget(self._table, 1)
        column.addWidget(self._method)

    @property
    def table(self) -> DataTable[PartEstimate]:
        """The estimates."""
        return self._table

    def show_estimates(self, found: DrawEstimates) -> None:
        """Show what a draw says by now."""
        parts = found.parts if found.n_scored else ()
        self._coverage.setText(_coverage_words(found))
        self._promise.setText(expectation_words(parts[0]) if parts else "")
        self._promise.setVisible(bool(self._promise.text()))
        weighted = _("Every call counts for the calls of its stratum in inverse proportion to its chance.")
        self._method.setText(in_a_row((weighted, _(METHODS[found.selection]))) if parts else "")
        self._table.setVisible(bool(parts))
        self._table.set_rows(parts)
        if parts and self._table.current_row() is None:
            self._table.select_first()


def _coverage_words(found: DrawEstimates) -> str:
    if not found.n_scored:
        return _("None of the calls drawn has a score yet. What they say of all calls stands here as soon as one has.")
    told = ngettext(
        "{n} scored call speaks for {population}.", "{n} scored calls speak for {population}.", found.n_scored
    )
    spoken_for = found.n_population - found.n_unspoken
    sentences = [told.format(n=f"{found.n_scored:,}", population=f"{spoken_for:,}"), open_words(found)]
    if found.n_dropped:
        reasons = listed(f"{reason} ({n})" for reason, n in found.non_response[:_MOST_REASONS])
        dropped = ngettext(
            "{n} call could not be scored: {reasons}.", "{n} calls could not be scored: {reasons}.", found.n_dropped
        )
        sentences.append(dropped.format(n=found.n_dropped, reasons=reasons))
    sentences.append(unspoken_words(found))
    return in_a_row(sentence for sentence in sentences if sentence)


def _columns() -> tuple[Column[PartEstimate], ...]:
    families = [
        _share_column(f"passed_{one.value}", family_passed_title(one), _family_of(one), is_shown=False)
        for one in CriticalFamily
    ]
    return (
        Column("of", _("estimate of"), part_title, width=168, stretch=2, is_fixed=True, runs=_title_runs),
        Column("n_scored", _("scored"), lambda part: part.n_scored, align="right", width=72,
               tip=lambda part: _("{n} of {drawn} drawn are scored").format(n=part.n_scored, drawn=part.n_drawn)),
        Column("score", _("score"), lambda part: part.score.estimate.value, width=136, stretch=1,
               runs=lambda part: _runs(part.score, CellKind.DECIMAL)),
        Column("score_unweighted", _("unweighted"), lambda part: _plain(part.score, CellKind.DECIMAL), align="right",
               width=88, token="muted"),
        Column("score_expected", _("± expected"),
               lambda part: part.expected.score_margin if part.expected else None, _margin, align="right", width=88,
               token="muted"),
        _share_column("passed", _("no critical failure, %"), lambda part: part.passed),
        Column("passed_unweighted", _("unweighted"), lambda part: _plain(part.passed, CellKind.PERCENT), align="right",
               width=88, token="muted"),
        *families,
    )  # fmt: skip


def _share_column(
    key: str, title: str, weighed_of: Callable[[PartEstimate], Weighed | None], *, is_shown: bool = True
) -> Column[PartEstimate]:
    def runs(part: PartEstimate) -> list[Run]:
        weighed = weighed_of(part)
        return _runs(weighed, CellKind.PERCENT) if weighed else [Run(NOTHING, "muted")]

    def value(part: PartEstimate) -> float | None:
        weighed = weighed_of(part)
        return weighed.estimate.value if weighed else None

    return Column(key, title, value, width=160, stretch=1, runs=runs, is_shown=is_shown)


def _family_of(family: CriticalFamily) -> Callable[[PartEstimate], Weighed | None]:
    return lambda part: dict(part.families).get(family)


def _title_runs(part: PartEstimate) -> list[Run]:
    is_whole = part.level is Level.CENTRE
    name = Run(part_title(part), weight="medium" if is_whole else "normal")
    return [name] if is_whole else [name, Run(_(_LEVELS[part.level]), "muted", size="caption")]


def _runs(weighed: Weighed, kind: CellKind) -> list[Run]:
    found = weighed.estimate
    cell = Cell(found.value, kind, low=found.ci_low, high=found.ci_high)
    return [Run(value_text(cell)), Run(interval_text(cell), "muted", size="caption")]


def _plain(weighed: Weighed, kind: CellKind) -> str | None:
    """The unweighted figure where it reads differently."""
    plain = value_text(Cell(weighed.plain, kind))
    return None if plain == value_text(Cell(weighed.estimate.value, kind)) else plain


def _margin(value: object) -> str:
    assert isinstance(value, float)
    return margin_words(value)


def _words(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label

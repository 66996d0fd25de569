"""The report of `qa-desk agreement … -o FILE`: intervals as a forest plot, pairs as a heat map, and all figures."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from qa_desk import __version__
from qa_desk.agreement.estimate import Estimate
from qa_desk.cli.agreement_texts import is_share, title_of
from qa_desk.i18n import _, current_language, listed
from qa_desk.reports.document import (
    Block,
    Cell,
    CellKind,
    Document,
    FigureBlock,
    Heading,
    Paragraph,
    Table,
    TableColumn,
)
from qa_desk.reports.figures import ForestPlot, ForestRow, HeatCell, HeatTable
from qa_desk.reports.render import renderer_for
from qa_desk.reports.statistics_words import diagnosis_text, method_text, outcome_text, reason_text

if TYPE_CHECKING:
    from qa_desk.cli.agreement import RatedSet  # the command imports this file, and only when a report is asked for

__all__ = ["compose", "renderer_for"]

_PAIR = "pairwise_agreement:"
_PLOTTED = (
    "agreement_with_standard",
    "percent_agreement",
    "gwet_ac1",
    "krippendorff_alpha",
    "fleiss_kappa",
    "conger_kappa",
    "icc_2_1",
)
_HEAT_BOUNDS = (50.0, 60.0, 70.0, 80.0, 90.0, 95.0)


def compose(sets: Sequence["RatedSet"]) -> Document:
    """One document over all sets, in the language in use."""
    blocks: list[Block] = []
    for rated in sets:
        blocks.extend(_blocks(rated))
    return Document(
        key="agreement",
        title=_("Agreement of raters"),
        subtitle=listed(rated.file for rated in sets),
        language=current_language(),
        made_at=datetime.now().astimezone(),
        made_by="qa-desk agreement",
        blocks=tuple(blocks),
        facts=(_("Every figure is defined in docs/statistics.md. QA Desk {version}.").format(version=__version__),),
    )


def _blocks(rated: "RatedSet") -> list[Block]:
    figures = rated.analysis.statistics
    blocks: list[Block] = [Heading(rated.file)]
    if rated.verdict is not None:
        target, outcome = f"{100 * rated.verdict.target:.1f} %", outcome_text(rated.verdict.outcome)
        verdict = _("Agreement against the target of {target}: {outcome}.").format(target=target, outcome=outcome)
        blocks.append(Paragraph(verdict))
        if rated.analysis.diagnosis is not None:
            blocks.append(Paragraph(diagnosis_text(rated.analysis.diagnosis)))
        blocks.append(FigureBlock("intervals", _forest(figures, rated.verdict.target)))
    raters = rated.analysis.raters
    if len(raters) > 2 and rated.verdict is not None and any(key.startswith(_PAIR) for key in figures):
        blocks.append(FigureBlock("pairs", _heat(figures, raters)))
    blocks.append(_table(figures))
    return blocks


def _forest(figures: dict[str, Estimate], target: float) -> ForestPlot:
    shown = [key for key in figures if key in _PLOTTED or key.partition(":")[0] == "specific_agreement"]
    rows = tuple(_forest_row(key, figures[key]) for key in shown)
    title = _("Agreement with its intervals")
    return ForestPlot(title, _("in %, 100 is perfect; the line is the target"), rows, target=100.0 * target)


def _forest_row(key: str, figure: Estimate) -> ForestRow:
    value, low, high = (_percent(part) for part in (figure.value, figure.ci_low, figure.ci_high))
    return ForestRow(key, title_of(key), value, low, high, figure.n_calls)


def _heat(figures: dict[str, Estimate], raters: tuple[str, ...]) -> HeatTable:
    cells: list[HeatCell] = []
    for row, first in enumerate(raters):
        for column, second in enumerate(raters):
            figure = figures.get(f"{_PAIR}{first}|{second}") or figures.get(f"{_PAIR}{second}|{first}")
            if figure is not None:
                cells.append(HeatCell(row, column, _percent(figure.value), f"{first}|{second}"))
    title = _("Percent agreement of each pair of raters")
    return HeatTable(title, _("on the items that both rated, in %"), raters, raters, tuple(cells), _HEAT_BOUNDS)


def _table(figures: dict[str, Estimate]) -> Table:
    columns = (
        TableColumn("statistic", _("Statistic")),
        TableColumn("value", _("Value"), is_numeric=True),
        TableColumn("method", _("Method")),
        TableColumn("n", _("n"), is_numeric=True),
    )
    rows = tuple(_row(key, figure) for key, figure in figures.items())
    return Table("statistics", _("All figures"), columns, rows)


def _row(key: str, figure: Estimate) -> tuple[Cell, ...]:
    kind, decimals = (CellKind.PERCENT, 1) if is_share(key) else (CellKind.DECIMAL, 3)
    value = Cell(figure.value, kind, decimals, low=figure.ci_low, high=figure.ci_high)
    how = reason_text(figure.undefined) if figure.undefined else method_text(figure.method)
    return Cell(title_of(key)), value, Cell(how), Cell(figure.n_calls, CellKind.INTEGER)


def _percent(value: float | None) -> float | None:
    return None if value is None else 100.0 * value

"""The pictures of a rated set: intervals against the target, agreement of pairs, and what is said of the same item."""

from math import floor

from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.verdict import Outcome
from qa_desk.i18n import _
from qa_desk.reports.figures import ForestPlot, ForestRow, HeatCell, HeatTable, Standing
from qa_desk.reports.rated_set import RatedSet
from qa_desk.reports.render.numbers import number_text
from qa_desk.reports.statistic_names import limits_shown, title_of

_PAIR = "pairwise_agreement:"
_PLOTTED = (
    "agreement_with_standard",
    "percent_agreement",
    "gwet_ac1",
    "krippendorff_alpha",
    "fleiss_kappa",
    "conger_kappa",
    "icc_1_1",
    "icc_2_1",
    "icc_3_1",
    "icc_2_k",
    "kendall_w",
)
_OF_EACH = ("agreement_with_standard", "specific_agreement", "within_rater_agreement")
"""Figures of each rater or category that are plotted too, as long as they are few."""
_MOST_OF_EACH = 12
_MOST_IN_HEAT = 14
_MOST_LOW_AXIS = 60.0
_PAIR_BOUNDS = (50.0, 70.0, 80.0, 90.0)
_CATEGORY_BOUNDS = (5.0, 20.0, 50.0, 80.0)
_STANDINGS = {
    Outcome.WELL_CALIBRATED: Standing.REACHED,
    Outcome.NEEDS_WORK: Standing.MISSED,
    Outcome.TOO_FEW_CALLS: Standing.UNDECIDED,
}


def forest(rated: RatedSet) -> ForestPlot | None:
    """The main figures with their intervals, the judged one first; None where nothing has a value."""
    figures = rated.figures
    rows = [_forest_row(key, figures[key], rated) for key in _plotted(figures, is_measured=rated.is_measured)]
    rows = [row for row in rows if row.value is not None]
    if not rows:
        return None
    lowest = min(part for row in rows for part in (row.low, row.value) if part is not None)
    title = _("{figure}: {value} %").format(figure=rows[0].label, value=number_text(rows[0].value or 0.0, 1))
    if rows[0].low is not None and rows[0].high is not None:
        limits = {"low": number_text(rows[0].low, 1), "high": number_text(rows[0].high, 1)}
        title = _("{finding}, between {low} and {high} %").format(finding=title, **limits)
    target = None if rated.verdict is None else 100.0 * rated.verdict.target
    subtitle = _("in %, 100 is perfect") if target is None else _("in %, 100 is perfect; the line is the target")
    axis_low = max(-100.0, min(_MOST_LOW_AXIS, 10.0 * floor(lowest / 10.0)))
    return ForestPlot(title, subtitle, tuple(rows), target=target, axis_low=axis_low)


def pairs_heat(rated: RatedSet) -> HeatTable | None:
    """How often each pair of raters agrees, the least outlined; None for two raters, many, or measured values."""
    figures, raters = rated.analysis.statistics, rated.analysis.raters
    if rated.is_measured or not 2 < len(raters) <= _MOST_IN_HEAT:
        return None
    values: dict[tuple[int, int], float] = {}
    ends: dict[tuple[int, int], tuple[float | None, float | None, int]] = {}
    for row, first in enumerate(raters):
        for column in range(row):
            figure = figures.get(f"{_PAIR}{raters[column]}|{first}")
            if figure is not None and figure.value is not None:
                values[row - 1, column] = 100.0 * figure.value
                ends[row - 1, column] = (_percent(figure.ci_low), _percent(figure.ci_high), figure.n_items)
    if not values:
        return None
    least = min(values, key=lambda place: values[place])
    names = {"first": raters[least[1]], "second": raters[least[0] + 1]}
    is_one = sum(value == values[least] for value in values.values()) == 1
    title = _("{first} and {second} agree least").format(**names) if is_one else _("No pair stands out")
    cells = tuple(
        HeatCell(
            row,
            column,
            value,
            f"{raters[column]}|{raters[row + 1]}",
            is_one and (row, column) == least,
            *ends[row, column],
        )
        for (row, column), value in values.items()
    )
    subtitle = _("Percent agreement of each pair of raters, on the items that both rated")
    return HeatTable(title, subtitle, raters[1:], raters[:-1], cells, _PAIR_BOUNDS)


def category_heat(rated: RatedSet) -> HeatTable | None:
    """When one rater says the row, how often another says the column; None where that can't be said or shown."""
    together, categories = rated.analysis.together, rated.analysis.categories
    if together is None or rated.is_measured or not 2 <= len(categories) <= _MOST_IN_HEAT:
        return None
    of_row = together.sum(axis=1)
    cells = tuple(
        HeatCell(
            row, column, 100.0 * float(together[row, column] / of_row[row]), f"{first}|{second}", n=int(of_row[row])
        )
        for row, first in enumerate(categories)
        for column, second in enumerate(categories)
        if of_row[row] > 0.0
    )
    if not cells:
        return None
    parted = [cell for cell in cells if cell.row != cell.column and cell.value]
    title = _("Nobody said anything else") if not parted else _parted_title(parted, categories)
    subtitle = _("When one rater says the row, how often another says the column, in %")
    return HeatTable(title, subtitle, categories, categories, cells, _CATEGORY_BOUNDS)


def _parted_title(parted: list[HeatCell], categories: tuple[str, ...]) -> str:
    most = max(parted, key=lambda cell: cell.value or 0.0)
    share = number_text(most.value or 0.0, 0)
    names = {"first": categories[most.row], "second": categories[most.column]}
    return _("Beside “{first}”, another says “{second}” in {share} %").format(share=share, **names)


def _plotted(figures: dict[str, Estimate], *, is_measured: bool) -> list[str]:
    shown = [key for key in _PLOTTED if key in figures]
    if is_measured:
        return [key for key in shown if key.startswith(("krippendorff", "icc", "kendall"))]
    for name in _OF_EACH:
        of_each = [key for key in figures if key.startswith(f"{name}:")]
        shown += of_each if len(of_each) <= _MOST_OF_EACH else []
    return shown


def _forest_row(key: str, figure: Estimate, rated: RatedSet) -> ForestRow:
    limits = limits_shown(key, figure)
    standing = Standing.NONE
    if rated.verdict is not None and key == rated.judged_key:
        standing = _STANDINGS[rated.verdict.outcome]
        if rated.verdict.ci_low is not None and rated.verdict.ci_high is not None:
            # At unanimity, and with few calls, the verdict's limits are the honest ones; two sets would confuse.
            limits = max(rated.verdict.ci_low, 0.0), min(rated.verdict.ci_high, 1.0)
    low, high = (None, None) if limits is None else limits
    return ForestRow(
        key, title_of(key), _percent(figure.value), _percent(low), _percent(high), figure.n_calls, standing
    )


def _percent(value: float | None) -> float | None:
    return None if value is None else 100.0 * value

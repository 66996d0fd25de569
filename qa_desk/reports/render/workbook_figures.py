"""Figures of a report as sheets: their values, and a chart of the spreadsheet itself that is drawn from them."""

# openpyxl has no type stubs; what goes in is typed here, what comes out is not looked at.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
# pyright: reportUnknownArgumentType=false, reportMissingModuleSource=false

from collections.abc import Callable, Sequence

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.data_source import NumData, NumDataSource, NumVal
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from qa_desk.i18n import _
from qa_desk.reports.document import Cell, CellKind
from qa_desk.reports.figures import Figure, ForestPlot, HeatTable, Pareto, TimeSeries
from qa_desk.reports.render.colours import colours
from qa_desk.reports.statistics_words import standing_word

Put = Callable[[Worksheet, int, int, Cell | str | float | None], object]
_LABEL_WIDTH = 44
_CHART_WIDTH_CM, _ROW_CM, _LEAST_CM = 24, 0.75, 8


def fill_figure(sheet: Worksheet, figure: Figure, put: Put) -> None:
    """Write the values of a figure and draw it beside them."""
    sheet.column_dimensions["A"].width = _LABEL_WIDTH
    match figure:
        case ForestPlot():
            _fill_forest(sheet, figure, put)
        case HeatTable():
            _fill_heat(sheet, figure, put)
        case Pareto():
            _fill_pareto(sheet, figure, put)
        case TimeSeries():
            _fill_series(sheet, figure, put)


def _fill_forest(sheet: Worksheet, figure: ForestPlot, put: Put) -> None:
    titles = ["", figure.unit, _("lower limit"), _("upper limit"), _("calls"), _("verdict"), *figure.detail_titles]
    rows: list[list[Cell | str | float | None]] = [
        [
            row.label,
            row.value,
            row.low,
            row.high,
            Cell(row.n, CellKind.INTEGER),
            standing_word(row.standing),
            *row.details,
        ]
        for row in figure.rows
    ]
    last = _fill(sheet, titles, rows, put)
    if figure.target is not None:
        put(sheet, last + 2, 1, _("target"))
        put(sheet, last + 2, 2, figure.target)
    chart = BarChart()
    chart.type, chart.legend, chart.gapWidth = "bar", None, 60
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = figure.axis_low, figure.axis_high
    chart.x_axis.scaling.orientation = "maxMin"  # the first row on top
    _draw(sheet, chart, figure, last, [2])
    limits = [(row.value, row.low, row.high) for row in figure.rows]
    chart.series[0].errBars = ErrorBars(
        errBarType="both",
        errValType="cust",
        minus=_lengths([None if v is None or low is None else v - low for v, low, _high in limits]),
        plus=_lengths([None if v is None or high is None else high - v for v, _low, high in limits]),
    )
    chart.series[0].graphicalProperties.solidFill = _colour("selection")


def _fill_heat(sheet: Worksheet, figure: HeatTable, put: Put) -> None:
    for column, label in enumerate(figure.column_labels, 2):
        put(sheet, 1, column, label)
    for row, label in enumerate(figure.row_labels, 2):
        put(sheet, row, 1, label)
    edge = Side(style="thick", color=_colour("fail"))
    for cell in figure.cells:
        put(sheet, cell.row + 2, cell.column + 2, Cell(cell.value, CellKind.DECIMAL, 1))
        if cell.is_outlined:
            place = sheet.cell(cell.row + 2, cell.column + 2)
            place.border, place.font = Border(edge, edge, edge, edge), Font(bold=True)
    span = f"B2:{get_column_letter(len(figure.column_labels) + 1)}{len(figure.row_labels) + 1}"
    ends = {"start_type": "num", "start_value": 0, "end_type": "num", "end_value": 100}
    rule = ColorScaleRule(**ends, start_color=_colour("raised"), end_color=_colour("silence"))
    sheet.conditional_formatting.add(span, rule)


def _fill_pareto(sheet: Worksheet, figure: Pareto, put: Put) -> None:
    titles = ["", figure.unit, _("together, {unit}").format(unit=figure.unit), _("lower limit"), _("upper limit"), "n"]
    rows: list[list[Cell | str | float | None]] = [
        [bar.label, bar.value, bar.cumulative, bar.low, bar.high, Cell(bar.count, CellKind.INTEGER)]
        for bar in figure.bars
    ]
    last = _fill(sheet, titles, rows, put)
    bars, line = BarChart(), LineChart()
    bars.type = "col"
    line.add_data(Reference(sheet, min_col=3, min_row=1, max_row=last), titles_from_data=True)
    bars.y_axis.scaling.min, bars.y_axis.scaling.max = 0, 100
    bars += line
    _draw(sheet, bars, figure, last, [2])


def _fill_series(sheet: Worksheet, figure: TimeSeries, put: Put) -> None:
    titles = ["", figure.unit, _("lower limit"), _("upper limit"), _("calls"), _("signal")]
    rows: list[list[Cell | str | float | None]] = [
        [
            point.label,
            point.value,
            point.lower,
            point.upper,
            Cell(point.n, CellKind.INTEGER),
            point.note or (_("signal") if point.is_signal else ""),
        ]
        for point in figure.points
    ]
    _draw(sheet, LineChart(), figure, _fill(sheet, titles, rows, put), [2, 3, 4])


def _fill(
    sheet: Worksheet, titles: Sequence[str], rows: Sequence[Sequence[Cell | str | float | None]], put: Put
) -> int:
    """Head and rows; gives the number of the last row."""
    for column, title in enumerate(titles, 1):
        put(sheet, 1, column, title)
        sheet.cell(1, column).font = Font(bold=True)
    for row, values in enumerate(rows, 2):
        for column, value in enumerate(values, 1):
            put(sheet, row, column, value)
    sheet.freeze_panes = "B2"
    return len(rows) + 1


def _draw(sheet: Worksheet, chart: BarChart | LineChart, figure: Figure, last: int, columns: Sequence[int]) -> None:
    """Put a chart of these columns beside the values, named by the finding."""
    for column in columns:
        chart.add_data(Reference(sheet, min_col=column, min_row=1, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=last))
    chart.title = figure.title
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False  # else newer spreadsheets draw none
    chart.width, chart.height = _CHART_WIDTH_CM, max(_LEAST_CM, round(_ROW_CM * last) + 3)
    sheet.add_chart(chart, f"{get_column_letter(sheet.max_column + 2)}2")


def _lengths(lengths: Sequence[float | None]) -> NumDataSource:
    points = [NumVal(idx=place, v=repr(max(length, 0.0))) for place, length in enumerate(lengths) if length is not None]
    return NumDataSource(numLit=NumData(formatCode="General", ptCount=len(lengths), pt=points))


def _colour(token: str) -> str:
    return colours("light")[token].removeprefix("#")

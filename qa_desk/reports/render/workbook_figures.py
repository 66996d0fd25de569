"""Figures of a report as sheets: their values, and a chart of the spreadsheet itself that is drawn from them."""

# openpyxl has no type stubs; what goes in is typed here, what comes out is not looked at.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportMissingTypeStubs=false
# pyright: reportUnknownArgumentType=false, reportMissingModuleSource=false

from collections.abc import Callable, Sequence

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.data_source import NumData, NumDataSource, NumVal
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as SheetTable
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from qa_desk.i18n import _
from qa_desk.reports.document import Cell, CellKind
from qa_desk.reports.figures import Bars, Figure, ForestPlot, HeatTable, Histogram, Pareto, TimeSeries
from qa_desk.reports.render.colours import colours
from qa_desk.reports.render.numbers import number_text
from qa_desk.reports.render.svg.bars import SERIES_INKS
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
        case Bars():
            _fill_bars(sheet, figure, put)
        case Histogram():
            _fill_histogram(sheet, figure, put)


def _fill_forest(sheet: Worksheet, figure: ForestPlot, put: Put) -> None:
    titles = [
        _("name"),
        figure.unit,
        _("lower limit"),
        _("upper limit"),
        _("calls"),
        _("verdict"),
        *figure.detail_titles,
    ]
    rows: list[list[Cell | str | float | None]] = [
        [
            row.label,
            row.value,
            row.low,
            row.high,
            Cell(row.n, CellKind.INTEGER),
            standing_word(figure.verdict_of(row)),
            *row.details,
        ]
        for row in figure.rows
    ]
    last = _fill(sheet, titles, rows, put)
    if figure.target is not None:
        put(sheet, last + 2, 1, figure.target_name or _("target"))
        put(sheet, last + 2, 2, figure.target)
    chart = BarChart()
    chart.type, chart.legend, chart.gapWidth = "bar", None, 60
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = figure.axis_low, figure.axis_high
    chart.x_axis.scaling.orientation = "maxMin"  # the first row on top
    _draw(sheet, chart, figure, last, [2])
    _add_limits(chart, 0, [(row.value, row.low, row.high) for row in figure.rows])
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
    titles = [
        _("name"),
        figure.unit,
        _("together, {unit}").format(unit=figure.unit),
        _("lower limit"),
        _("upper limit"),
        "n",
    ]
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
    titles = [_("time"), figure.unit, _("lower limit"), _("upper limit"), _("mean"), _("target")]
    titles += [_("measured"), _("calls"), _("signal")]
    rows: list[list[Cell | str | float | None]] = [
        [
            point.label,
            point.value,
            point.lower,
            point.upper,
            centre,
            figure.target,
            point.observed,
            Cell(point.n, CellKind.INTEGER),
            point.note or ((point.signal or _("signal")) if point.is_signal else ""),
        ]
        for point, centre in zip(figure.points, figure.centres, strict=True)
    ]
    # a line for what there is: an empty one would stand in the legend
    drawn = [column for column in range(2, 7) if any(row[column - 1] is not None for row in rows)]
    _draw(sheet, LineChart(), figure, _fill(sheet, titles, rows, put), drawn or [2])


def _fill_bars(sheet: Worksheet, figure: Bars, put: Put) -> None:
    """The values in columns of their own, then their limits and counts."""
    titles = [_("name"), *figure.series]
    for name in figure.series:
        titles += [
            _("{column}, lower limit").format(column=name),
            _("{column}, upper limit").format(column=name),
            _("{column}, n").format(column=name),
        ]
    rows: list[list[Cell | str | float | None]] = []
    for group in figure.groups:
        row: list[Cell | str | float | None] = [group.label, *(bar.value for bar in group.values)]
        for bar in group.values:
            row += [bar.low, bar.high, Cell(bar.n, CellKind.INTEGER)]
        rows.append(row)
    chart = BarChart()
    chart.type, chart.gapWidth = "bar", 60
    chart.x_axis.scaling.orientation = "maxMin"  # the first group on top
    if figure.is_stacked:
        chart.grouping, chart.overlap = "stacked", 100
    _draw(sheet, chart, figure, _fill(sheet, titles, rows, put), range(2, len(figure.series) + 2))
    for place in range(len(figure.series)):
        bars = [group.values[place] for group in figure.groups]
        if any(bar.low is not None for bar in bars):
            _add_limits(chart, place, [(bar.value, bar.low, bar.high) for bar in bars])
        chart.series[place].graphicalProperties.solidFill = _colour(SERIES_INKS[place % len(SERIES_INKS)][0])


def _fill_histogram(sheet: Worksheet, figure: Histogram, put: Put) -> None:
    titles = [figure.unit or _("value"), figure.counted, _("from"), _("to")]
    rows: list[list[Cell | str | float | None]] = [
        [
            f"{number_text(one.low, 1)}–{number_text(one.high, 1)}",
            Cell(one.count, CellKind.INTEGER),
            one.low,
            one.high,
        ]
        for one in figure.bins
    ]
    last = _fill(sheet, titles, rows, put)
    for place, (name, value) in enumerate(figure.references, last + 2):
        put(sheet, place, 1, name)
        put(sheet, place, 2, value)
    chart = BarChart()
    chart.type, chart.legend, chart.gapWidth = "col", None, 5
    _draw(sheet, chart, figure, last, [2])
    chart.series[0].graphicalProperties.solidFill = _colour("accent")


def _add_limits(chart: BarChart, place: int, bars: Sequence[tuple[float | None, float | None, float | None]]) -> None:
    """Intervals as error bars of the series at this place; each is value, lower and upper limit."""
    chart.series[place].errBars = ErrorBars(
        errBarType="both",
        errValType="cust",
        minus=_lengths([None if value is None or low is None else value - low for value, low, _high in bars]),
        plus=_lengths([None if value is None or high is None else high - value for value, _low, high in bars]),
    )


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
    add_table(sheet, len(titles), len(rows) + 1)
    return len(rows) + 1


def add_table(sheet: Worksheet, n_columns: int, last_row: int) -> None:
    """Make what is filled a table of the spreadsheet: filtered, sorted and referred to by name.

    Its head has to be words, each its own; a table without rows stays plain, since spreadsheets refuse it.
    """
    if last_row < 2:
        return
    taken: set[str] = set()
    for column in range(1, n_columns + 1):
        head = sheet.cell(1, column)
        assert isinstance(head, SheetCell), "no cells are merged"
        words = " ".join(str(head.value or "").split()) or _("column")
        name, number = words, 1
        while name.casefold() in taken:
            number += 1
            name = f"{words} {number}"
        taken.add(name.casefold())
        head.value = name
        head.data_type = "s"
    book = sheet.parent
    assert book is not None
    number = sum(len(one.tables) for one in book.worksheets) + 1
    table = SheetTable(displayName=f"table_{number}", ref=f"A1:{get_column_letter(n_columns)}{last_row}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(table)


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

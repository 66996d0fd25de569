"""What can be read off a figure: for each drawn thing its words, the cells to copy, and the key of its rows. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass

from qa_desk.i18n import _, listed, ngettext, with_label
from qa_desk.reports.figures import Bars, Figure, ForestPlot, HeatTable, Histogram, Pareto, SeriesPoint, TimeSeries
from qa_desk.reports.render.numbers import number_text
from qa_desk.reports.statistics_words import standing_word


@dataclass(frozen=True, slots=True)
class Reading:
    """One drawn thing: `words` for hover and screen reader, `cells` for copying, `key` for opening its rows."""

    key: str
    words: str
    cells: tuple[str, ...]


def readings(figure: Figure) -> tuple[Reading, ...]:
    """Everything drawn, in the order the keyboard walks it."""
    readers: dict[type, Callable[..., tuple[Reading, ...]]] = {
        ForestPlot: _of_forest,
        HeatTable: _of_heat,
        Pareto: _of_pareto,
        TimeSeries: _of_series,
        Bars: _of_bars,
        Histogram: _of_histogram,
    }
    return readers[type(figure)](figure)


def heads(figure: Figure) -> tuple[str, ...]:
    """The titles of the cells of every reading."""
    unit = figure.unit
    if isinstance(figure, ForestPlot):
        ends = (_("from, {unit}").format(unit=unit), _("to, {unit}").format(unit=unit))
        return ("", _("calls"), unit, *ends, _("verdict"), *figure.detail_titles)
    if isinstance(figure, HeatTable):
        ends = (_("from, {unit}").format(unit=unit), _("to, {unit}").format(unit=unit))
        return ("", "", unit, *ends, _("count"))
    if isinstance(figure, Pareto):
        ends = (_("from, {unit}").format(unit=unit), _("to, {unit}").format(unit=unit))
        return ("", unit, *ends, _("together, {unit}").format(unit=unit), _("count"))
    if isinstance(figure, Bars):
        ends = (_("from, {unit}").format(unit=unit), _("to, {unit}").format(unit=unit))
        return ("", "", unit, *ends, _("count"))
    if isinstance(figure, Histogram):
        return (_("from, {unit}").format(unit=unit), _("to, {unit}").format(unit=unit), figure.counted)
    return ("", unit, _("calls"), _("lower limit"), _("upper limit"), _("signal"))


def data_text(figure: Figure) -> str:
    """The figure as a table separated by tabs, title first, for a spreadsheet or a mail."""
    lines = [figure.title, "\t".join(heads(figure)), *("\t".join(reading.cells) for reading in readings(figure))]
    return "\n".join(lines)


def interval_words(low: float | None, high: float | None) -> str:
    """An interval with an en dash, or a word where a minus sign would stand beside it; empty where there is none."""
    if low is None or high is None:
        return ""
    told = _("{low} to {high}") if low < 0 else _("{low}–{high}")
    return told.format(low=number_text(low, 1), high=number_text(high, 1))


def _of_forest(figure: ForestPlot) -> tuple[Reading, ...]:
    made: list[Reading] = []
    for row in figure.rows:
        verdict = standing_word(figure.verdict_of(row))
        words = [
            with_label(row.label, _value(row.value, figure.unit)),
            interval_words(row.low, row.high),
            ngettext("{n} call", "{n} calls", row.n).format(n=f"{row.n:,}"),
            verdict,
        ]
        cells = (row.label, str(row.n), _cell(row.value), _cell(row.low), _cell(row.high), verdict, *row.details)
        made.append(Reading(row.key, listed(word for word in words if word), cells))
    return tuple(made)


def _of_heat(figure: HeatTable) -> tuple[Reading, ...]:
    made: list[Reading] = []
    for cell in figure.cells:
        if cell.value is not None:
            row, column = figure.row_labels[cell.row], figure.column_labels[cell.column]
            told = _("{row} and {column}: {value}").format(
                row=row, column=column, value=_value(cell.value, figure.unit)
            )
            words = [told, interval_words(cell.low, cell.high), f"n = {cell.n:,}" if cell.n else ""]
            cells = (row, column, _cell(cell.value), _cell(cell.low), _cell(cell.high), str(cell.n or ""))
            made.append(Reading(cell.key, listed(word for word in words if word), cells))
    return tuple(made)


def _of_pareto(figure: Pareto) -> tuple[Reading, ...]:
    made: list[Reading] = []
    for bar in figure.bars:
        together = _("together {value}").format(value=_value(bar.cumulative, figure.unit))
        words = [
            with_label(bar.label, _value(bar.value, figure.unit)),
            interval_words(bar.low, bar.high),
            f"n = {bar.count:,}",
            together,
        ]
        cells = (bar.label, _cell(bar.value), _cell(bar.low), _cell(bar.high), _cell(bar.cumulative), str(bar.count))
        made.append(Reading(bar.key, listed(word for word in words if word), cells))
    return tuple(made)


def _of_series(figure: TimeSeries) -> tuple[Reading, ...]:
    made: list[Reading] = []
    for point in figure.points:
        signal = (point.signal or _("signal")) if point.is_signal else ""
        words = [
            with_label(point.phrase or point.label, _value(point.value, figure.unit)),
            ngettext("{n} call", "{n} calls", point.n).format(n=f"{point.n:,}"),
            _limits(point),
            signal,
            point.note,
        ]
        cells = (point.label, _cell(point.value), str(point.n), _cell(point.lower), _cell(point.upper), signal)
        made.append(Reading(point.key, listed(word for word in words if word), cells))
    return tuple(made)


def _limits(point: SeriesPoint) -> str:
    said = interval_words(point.lower, point.upper)
    return _("limits {limits}").format(limits=said) if said else ""


def _of_bars(figure: Bars) -> tuple[Reading, ...]:
    made: list[Reading] = []
    for group in figure.groups:
        for name, bar in zip(figure.series, group.values, strict=True):
            told = _("{row} and {column}: {value}").format(
                row=group.label, column=name, value=_value(bar.value, figure.unit)
            )
            words = [told, interval_words(bar.low, bar.high), f"n = {bar.n:,}"]
            cells = (group.label, name, _cell(bar.value), _cell(bar.low), _cell(bar.high), str(bar.n))
            made.append(Reading(bar.key, listed(word for word in words if word), cells))
    return tuple(made)


def _of_histogram(figure: Histogram) -> tuple[Reading, ...]:
    made: list[Reading] = []
    n_all = sum(one.count for one in figure.bins)
    for one in figure.bins:
        span = f"{number_text(one.low, 1)}–{number_text(one.high, 1)} {figure.unit}".strip()
        cells = (_cell(one.low), _cell(one.high), str(one.count))
        told = with_label(span, f"{one.count:,} {figure.counted}")
        share = _("{percent} % of all").format(percent=number_text(100 * one.count / max(n_all, 1), 1))
        made.append(Reading(one.key, listed((told, share)), cells))
    return tuple(made)


def _value(value: float | None, unit: str) -> str:
    return "–" if value is None else f"{number_text(value, 1)} {unit}".strip()


def _cell(value: float | None) -> str:
    # Copied figures keep what was computed; rounding is for reading.
    return "" if value is None else f"{value:.6g}"

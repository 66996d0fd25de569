"""How values read in reports: one decimal, a true minus, intervals with an en dash, dates as in the language in use."""

from datetime import date, datetime

from qa_desk.i18n import _
from qa_desk.reports.document import Cell, CellKind

NOTHING = "–"
_MINUS = "−"


def value_text(cell: Cell) -> str:
    """The value of a cell as a person reads it, without its interval; "–" where there is none."""
    value = cell.value
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    if cell.kind is CellKind.TIME:
        return clock_text(float(value))
    if cell.kind is CellKind.INTEGER:
        return f"{round(value):,}".replace("-", _MINUS)
    words = number_text(100 * value if cell.kind is CellKind.PERCENT else float(value), cell.decimals)
    return f"+{words}" if cell.is_signed and value > 0 else words


def interval_text(cell: Cell) -> str:
    """The interval of a cell, such as "84.6–94.3"; empty where it has none."""
    if cell.low is None or cell.high is None:
        return ""
    factor = 100.0 if cell.kind is CellKind.PERCENT else 1.0
    # a dash beside a minus sign reads as another minus
    told = _("{low} to {high}") if cell.low < 0 else _("{low}–{high}")
    return told.format(
        low=number_text(factor * cell.low, cell.decimals), high=number_text(factor * cell.high, cell.decimals)
    )


def unit_text(cell: Cell) -> str:
    """The unit written behind the value."""
    return "%" if cell.kind is CellKind.PERCENT and not cell.unit else cell.unit


def number_text(value: float, decimals: int) -> str:
    """A number with a true minus and thousands marked; never "-0.0"."""
    rounded = round(value, decimals)
    return f"{rounded + 0.0:,.{decimals}f}".replace("-", _MINUS)


def clock_text(seconds: float) -> str:
    """Seconds as minutes and seconds: "02:41"."""
    whole = int(seconds)
    return f"{whole // 60:02d}:{whole % 60:02d}"

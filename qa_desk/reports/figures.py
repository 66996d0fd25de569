"""Figures described once: what is drawn, not how. Screens, HTML and print draw the same description.

Every figure has a title that says the finding, a subtitle that says what is counted and in which unit, and the keys of
the rows behind each drawn thing, so that a figure can be traced to its evaluations.
"""

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """What is said of a drawn value; each has a shape and a word of its own, never colour alone."""

    REACHED = "reached"
    MISSED = "missed"
    UNDECIDED = "undecided"
    POOLED = "pooled"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One value with its interval, in the unit of the axis; None where it is undefined."""

    key: str
    label: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    standing: Standing = Standing.NONE
    is_critical: bool = False
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ForestPlot:
    """Values with intervals against a target; `details` of the rows fill the columns named in `detail_titles`."""

    title: str
    subtitle: str
    rows: tuple[ForestRow, ...]
    unit: str = "%"
    target: float | None = None
    axis_low: float = 0.0
    axis_high: float = 100.0
    detail_titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell; `value` None leaves it empty; an outlined cell is the one the title speaks of."""

    row: int
    column: int
    value: float | None
    key: str = ""
    is_outlined: bool = False


@dataclass(frozen=True, slots=True)
class HeatTable:
    """Values of pairs, written in every cell; the steps of colour are the bounds given, lowest first."""

    title: str
    subtitle: str
    row_labels: tuple[str, ...]
    column_labels: tuple[str, ...]
    cells: tuple[HeatCell, ...]
    bounds: tuple[float, ...]
    unit: str = "%"
    row_raters: tuple[int, ...] = ()
    column_raters: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ParetoBar:
    """One bar in the unit of the axis, with its interval where it is an estimate, and the share reached so far."""

    key: str
    label: str
    value: float
    low: float | None
    high: float | None
    cumulative: float
    count: int
    is_emphasised: bool = False


@dataclass(frozen=True, slots=True)
class Pareto:
    """Bars from the largest down and the cumulative line, both on one axis in % of the whole."""

    title: str
    subtitle: str
    bars: tuple[ParetoBar, ...]
    unit: str = "%"
    cumulative_target: float | None = 80.0


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """One point in time with its interval or control limits, and how many calls stand behind it.

    `observed` is what was measured at that time alone where `value` is smoothed; drawn as a small open circle.
    """

    key: str
    label: str
    value: float | None
    n: int
    lower: float | None = None
    upper: float | None = None
    is_signal: bool = False
    note: str = ""
    observed: float | None = None


@dataclass(frozen=True, slots=True)
class TimeSeries:
    """Values over time with limits, a centre line, a target and breaks (such as a new version of the form)."""

    title: str
    subtitle: str
    points: tuple[SeriesPoint, ...]
    unit: str = "%"
    centre: float | None = None
    target: float | None = None
    breaks: tuple[tuple[str, str], ...] = ()


Figure = ForestPlot | HeatTable | Pareto | TimeSeries

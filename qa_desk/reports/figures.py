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
    """Values with intervals against a target; `details` of the rows fill the columns named in `detail_titles`.

    `target_name` says in words what the line is where it is no target, such as the mean of all. Without
    `has_verdicts` the standing of a row is a shape alone, and words for it stand elsewhere.
    """

    title: str
    subtitle: str
    rows: tuple[ForestRow, ...]
    unit: str = "%"
    target: float | None = None
    axis_low: float = 0.0
    axis_high: float = 100.0
    detail_titles: tuple[str, ...] = ()
    target_name: str = ""
    has_verdicts: bool = True

    def verdict_of(self, row: ForestRow) -> Standing:
        """What is said of a row in words."""
        return row.standing if self.has_verdicts else Standing.NONE


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell; `value` None leaves it empty; an outlined cell is the one the title speaks of.

    `low` and `high` are its interval where it is an estimate, `n` how many answers stand behind it.
    """

    row: int
    column: int
    value: float | None
    key: str = ""
    is_outlined: bool = False
    low: float | None = None
    high: float | None = None
    n: int = 0


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
    `signal` names the rule that fired, in place of the word "signal". `centre` is the centre line at this point where
    it is another before and after a break. `phrase` is what the time is called in a sentence, where that is more than
    the label below it.
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
    signal: str = ""
    centre: float | None = None
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class TimeSeries:
    """Values over time with limits, a centre line, a target and breaks (such as a new version of the form).

    A control chart is one of these: limits and centre may be others at every point, and a signal has the name of its
    rule. The centre is that of the whole, unless the points have their own.
    """

    title: str
    subtitle: str
    points: tuple[SeriesPoint, ...]
    unit: str = "%"
    centre: float | None = None
    target: float | None = None
    breaks: tuple[tuple[str, str], ...] = ()

    @property
    def centres(self) -> tuple[float | None, ...]:
        """The centre line at every point."""
        if any(point.centre is not None for point in self.points):
            return tuple(point.centre for point in self.points)
        return (self.centre,) * len(self.points)

    @property
    def marks(self) -> tuple[tuple[int, str], ...]:
        """The breaks in order of time: before which point each stands, and its words."""
        places = {point.key: place for place, point in enumerate(self.points)}
        return tuple(sorted((places[key], words) for key, words in self.breaks if key in places))

    @property
    def drawn(self) -> tuple[float, ...]:
        """Everything the axis has to hold."""
        parts = [part for one in self.points for part in (one.value, one.lower, one.upper, one.observed, one.centre)]
        return tuple(value for value in (*parts, self.centre, self.target) if value is not None)


@dataclass(frozen=True, slots=True)
class BarValue:
    """One bar, or one part of a stacked one, with its interval where it is an estimate."""

    key: str
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class BarGroup:
    """The bars of one thing; a value for each series, in their order."""

    label: str
    values: tuple[BarValue, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Lying bars of several series by group: beside each other, or stacked where the parts make up a whole.

    Stacked values are not negative, and have no intervals.
    """

    title: str
    subtitle: str
    series: tuple[str, ...]
    groups: tuple[BarGroup, ...]
    unit: str = "%"
    is_stacked: bool = False
    target: float | None = None

    @property
    def ends(self) -> tuple[float, ...]:
        """Everything the axis has to hold beside 0."""
        if self.is_stacked:
            found = [sum(part.value or 0.0 for part in group.values) for group in self.groups]
        else:
            drawn = [bar for group in self.groups for bar in group.values]
            found = [end for bar in drawn for end in (bar.value, bar.low, bar.high) if end is not None]
        return (*found, *(() if self.target is None else (self.target,)))


@dataclass(frozen=True, slots=True)
class HistogramBin:
    """How many lie from `low` up to `high`, the upper end left to the next bin."""

    key: str
    low: float
    high: float
    count: int
    is_emphasised: bool = False


@dataclass(frozen=True, slots=True)
class Histogram:
    """How values are spread; `unit` is that of the axis below, `counted` says what the bars count.

    `references` are places on the axis with their names, such as the mean and the target.
    """

    title: str
    subtitle: str
    bins: tuple[HistogramBin, ...]
    counted: str
    unit: str = ""
    references: tuple[tuple[str, float], ...] = ()


Figure = ForestPlot | HeatTable | Pareto | TimeSeries | Bars | Histogram

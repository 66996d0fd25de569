"""The charts of a whole board: limits that hold the stated number of false alarms a year over all that is watched.

At each point the limits are set so that, nothing drifting and no alarm before, an alarm has exactly the chance that is
left for a point, by the distribution the chart has after its own sessions: whatever their sizes and however rare the
failures. (Zhang & Woodall 2015, Statistics in Medicine 34, 3336–3348: dynamic probability control limits.)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from qa_desk.agreement.arrays import BoolArray, FloatArray, IntArray
from qa_desk.measurement.drift.charts import Chart, Cusum, Ewma, Lattice
from qa_desk.measurement.drift.usual import Judgements, Points, Scores, Usual, points_of, usual_of, with_observed_spread

LATTICE = Lattice()
EWMA = Ewma(lattice=LATTICE)
CUSUM = Cusum(lattice=LATTICE)
FEWEST_POINTS = 5
_DAYS_A_YEAR = 365
_FEWEST_DAYS = 28
_LARGEST_CHANCE = 0.01
"""A chart of a tiny board still doesn't call out what one point in a hundred does by chance."""


class Direction(StrEnum):
    """To which side of the standard somebody drifts."""

    STRICT = "strict"
    LENIENT = "lenient"


@dataclass(frozen=True, slots=True)
class Signal:
    """A chart beyond its limits: at which of the series' points first, and since which one it has been on its way."""

    at: int
    since: int
    direction: Direction


@dataclass(frozen=True, slots=True)
class Course:
    """One series with its charts, all arrays by point; a limit that no value can reach yet is NaN.

    mean, usual: deviations −1…1; usual_sd: of the mean; score: the mean, standardised; ewma and its limits; rising and
    falling: the two one-sided CUSUMs with their limits, both counted upward.
    """

    series: int
    session: IntArray
    n: IntArray
    mean: FloatArray
    usual: FloatArray
    usual_sd: FloatArray
    score: FloatArray
    ewma: FloatArray
    ewma_low: FloatArray
    ewma_high: FloatArray
    rising: FloatArray
    rising_limit: FloatArray
    falling: FloatArray
    falling_limit: FloatArray
    signal: Signal | None

    @property
    def is_short(self) -> bool:
        """Whether so few sessions say nothing yet; what is beyond its limits all the same is told."""
        return self.signal is None and len(self.session) < FEWEST_POINTS


def chances_of_sessions(days: IntArray, n_points: IntArray, *, a_year: float) -> FloatArray:
    """The chance of a false alarm left for each point of a session, so that a year's points together make `a_year`.

    Args:
        days: ordinal of each session's day, ascending.
        n_points: how many points each session adds to the board.
        a_year: false alarms a year over the whole board that are accepted.

    Returns:
        By session. A year's points are those of the year that ends with the session, or as many as a year would have
        at the pace so far: a session never changes what an earlier one was judged by.
    """
    sums = np.cumsum(n_points)
    first = np.searchsorted(days, days - _DAYS_A_YEAR, side="right")
    in_window = sums - np.where(first > 0, sums[first - 1], 0)
    span = np.clip(days - (days[0] if len(days) else 0) + 1, _FEWEST_DAYS, _DAYS_A_YEAR)
    return np.minimum(a_year * span / (_DAYS_A_YEAR * np.maximum(in_window, 1)), _LARGEST_CHANCE)


def watch(
    judgements: Judgements, chances: FloatArray, *, n_subjects: int, step: float = 0.05
) -> tuple[tuple[Course, ...], Usual]:
    """The course of every series, by series, and what was taken as usual.

    What is usual is learnt twice: from everything, then without the stretches that drifted by the first measure, which
    would otherwise excuse themselves.

    Args:
        judgements: of the whole board.
        chances: of a false alarm at one point, by session.
        n_subjects: how many criteria `judgements.subject` counts.
        step: grid of the deviations.
    """
    judgements = judgements.in_order()
    usual = usual_of(judgements, n_subjects=n_subjects, step=step)
    points = points_of(judgements, usual, LATTICE)
    usual = with_observed_spread(usual, points, LATTICE)
    drawn = _Drawn.of(points_of(judgements, usual, LATTICE), chances)
    if drawn.signals:
        steady = judgements.only(~_has_drifted(judgements, drawn))
        usual = usual_of(steady, n_subjects=n_subjects, step=step)
        usual = with_observed_spread(usual, points_of(steady, usual, LATTICE), LATTICE)
        drawn = _Drawn.of(points_of(judgements, usual, LATTICE), chances)
    return drawn.courses(), usual


def sessions_until_told(chance: float, shift: float, *, within: int = 400) -> float | None:
    """About how many sessions pass until a lasting shift, in standard deviations of one session, is told.

    For normal scores, by whichever chart is the quicker; None when most often it isn't told `within` so many.
    """
    found = [
        _mean_delay(EWMA, chance / 2, LATTICE.normal(shift), within),
        _mean_delay(CUSUM, chance / 4, LATTICE.normal(abs(shift)), within),
    ]
    told = [delay for delay in found if delay is not None]
    return min(told, default=None)


@dataclass(frozen=True, slots=True)
class _Limits:
    """Cells at and beyond which a chart signals, by point; all series one after another."""

    low: IntArray
    high: IntArray


@dataclass(frozen=True, slots=True)
class _Runs:
    """Where each series begins among the points and how long it is; `longest_first` orders them."""

    starts: IntArray
    lengths: IntArray
    longest_first: IntArray

    @classmethod
    def of(cls, starts: IntArray, lengths: IntArray) -> "_Runs":
        return cls(starts, lengths, np.argsort(-lengths, kind="stable"))

    def places(self) -> Iterator[IntArray]:
        """The points that come first in their series, then the second ones …; each time for fewer series."""
        starts, lengths = self.starts[self.longest_first], self.lengths[self.longest_first]
        for place in range(int(lengths.max(initial=0))):
            yield starts[: int((lengths > place).sum())] + place

    def slices(self) -> list[slice]:
        """The points of each series."""
        return [slice(start, start + n) for start, n in zip(self.starts.tolist(), self.lengths.tolist(), strict=True)]


@dataclass(frozen=True, slots=True)
class _Shared:
    """Which series limits are reckoned for, and by point which of their points has the same ones."""

    runs: _Runs
    source: IntArray

    @classmethod
    def of(cls, points: Points, runs: _Runs, allowed: FloatArray) -> "_Shared":
        """Those who sat in the same sessions share their limits."""
        parts = runs.slices()
        first_of: dict[bytes, int] = {}
        shared = np.array(
            [
                first_of.setdefault(points.kernel[part].tobytes() + allowed[part].tobytes(), row)
                for row, part in enumerate(parts)
            ],
            dtype=np.intp,
        )
        rows = np.array(list(first_of.values()), dtype=np.intp)
        # how far into its own series each point lies is how far into the one it shares with
        source = np.arange(len(allowed)) + np.repeat(runs.starts[shared] - runs.starts, runs.lengths)
        return cls(_Runs.of(runs.starts[rows], runs.lengths[rows]), source)


def _limits(chart: Chart, kernels: FloatArray, points: Points, shared: _Shared, allowed: FloatArray) -> _Limits:
    """Limits at each point."""
    found = _Limits(np.zeros(len(allowed), dtype=np.intp), np.zeros(len(allowed), dtype=np.intp))
    state = _started(chart, len(shared.runs.starts))
    for at in shared.runs.places():
        state, found.low[at], found.high[at] = _one_point(
            chart, state[: len(at)], kernels[points.kernel[at]], allowed[at]
        )
    return _Limits(found.low[shared.source], found.high[shared.source])


def _one_point(
    chart: Chart, state: FloatArray, kernels: FloatArray, allowed: FloatArray
) -> tuple[FloatArray, IntArray, IntArray]:
    """Distributions one point later, given that there was no alarm, and the cells that are an alarm at this point."""
    moved = chart.spread(state, kernels)
    side = allowed[:, None] / (2 if chart.is_two_sided else 1)
    # at the start lies who agrees with the standard: that is never an alarm
    high = np.maximum((moved[:, ::-1].cumsum(axis=1)[:, ::-1] > side).sum(axis=1), chart.start + 1)
    low = np.full(len(moved), -1)
    if chart.is_two_sided:
        low = np.minimum((moved.cumsum(axis=1) <= side).sum(axis=1), chart.start) - 1
    cells = np.arange(chart.n_cells)
    moved[(cells <= low[:, None]) | (cells >= high[:, None])] = 0.0
    moved /= moved.sum(axis=1, keepdims=True)
    return moved, low, high


def _walked(chart: Chart, scores: IntArray, runs: _Runs) -> IntArray:
    """The chart's cell at each point."""
    found = np.zeros(len(scores), dtype=np.intp)
    cells = np.full(len(runs.starts), chart.start)
    for at in runs.places():
        cells = chart.next_cells(cells[: len(at)], scores[at])
        found[at] = cells
    return found


@dataclass(frozen=True, slots=True)
class _Walk:
    """Where one chart stands at each point, and its limits there."""

    cells: IntArray
    limits: _Limits


class _Drawn:
    """All charts of the board, point by point; `signals` by the number of the series among those that have points."""

    def __init__(self, points: Points, runs: _Runs, ewma: _Walk, rising: _Walk, falling: _Walk) -> None:
        self.points = points
        self._runs = runs
        self._walks = (ewma, rising, falling)
        self.signals = self._found()

    @classmethod
    def of(cls, points: Points, chances: FloatArray) -> "_Drawn":
        """Walk along all points."""
        bounds = np.flatnonzero(np.diff(points.series, prepend=-1, append=-1))
        runs = _Runs.of(bounds[:-1], np.diff(bounds)) if len(points.series) else _Runs.of(bounds[:0], bounds[:0])
        allowed = chances[points.session]
        shared = _Shared.of(points, runs, allowed)
        feeds = (
            (EWMA, points.level, 1 / 2),
            (CUSUM, points.rising, 1 / 4),
            # falling is rising in the mirror
            (CUSUM, Scores(-points.falling.cells, points.falling.kernels[:, ::-1]), 1 / 4),
        )
        walks = [
            _Walk(_walked(chart, scores.cells, runs), _limits(chart, scores.kernels, points, shared, allowed * share))
            for chart, scores, share in feeds
        ]
        return cls(points, runs, *walks)

    def courses(self) -> tuple[Course, ...]:
        """The course of each series."""
        points, (ewma, rising, falling) = self.points, self._walks
        columns = (
            points.mean,
            points.usual,
            np.sqrt(points.usual_variance / points.n),
            points.level.cells.astype(np.float64) * LATTICE.step,
            *(EWMA.values()[ewma.cells], _value(EWMA, ewma.limits.low), _value(EWMA, ewma.limits.high)),
            *(CUSUM.values()[rising.cells], _value(CUSUM, rising.limits.high)),
            *(CUSUM.values()[falling.cells], _value(CUSUM, falling.limits.high)),
        )
        series = points.series[self._runs.starts].tolist()
        return tuple(
            Course(
                series[run],
                points.session[part],
                points.n[part],
                *[column[part] for column in columns],
                signal=self.signals.get(run),
            )
            for run, part in enumerate(self._runs.slices())
        )

    def beginnings(self) -> Iterator[tuple[int, Signal]]:
        """Each signal with the first point of its series."""
        for run, signal in self.signals.items():
            yield int(self._runs.starts[run]), signal

    def _found(self) -> dict[int, Signal]:
        ewma, rising, falling = self._walks
        level, up, down = ewma.cells, rising.cells, falling.cells
        # what signals, what is at rest, and to which side
        signs = (
            (level >= ewma.limits.high, level <= EWMA.start, Direction.LENIENT),
            (level <= ewma.limits.low, level >= EWMA.start, Direction.STRICT),
            (up >= rising.limits.high, up == 0, Direction.LENIENT),
            (down >= falling.limits.high, down == 0, Direction.STRICT),
        )
        parts, found = self._runs.slices(), dict[int, Signal]()
        for beyond, rest, direction in signs:
            runs = np.unique(np.searchsorted(self._runs.starts, np.flatnonzero(beyond), side="right") - 1)
            for run in runs.tolist():
                told = [_first(beyond[parts[run]], rest[parts[run]], direction)]
                told += [found[run]] if run in found else []
                # of two that are as early, the one found first
                found[run] = min(reversed(told), key=lambda one: (one.at, one.since))
        return found


def _first(is_beyond: BoolArray, is_at_rest: BoolArray, direction: Direction) -> Signal:
    """The first point beyond a limit; it was on its way since the point after the last one at rest."""
    at = int(np.argmax(is_beyond))
    rests = np.flatnonzero(is_at_rest[:at])
    return Signal(at, int(rests[-1]) + 1 if len(rests) else 0, direction)


def _value(chart: Chart, cells: IntArray) -> FloatArray:
    """The chart's value at its limits; NaN for a limit beyond the last cell."""
    reachable = (cells >= 0) & (cells < chart.n_cells)
    return np.where(reachable, chart.values()[np.clip(cells, 0, chart.n_cells - 1)], np.nan)


def _has_drifted(judgements: Judgements, drawn: _Drawn) -> BoolArray:
    """Which judgements lie in a stretch that signalled."""
    since = np.full(int(judgements.series.max()) + 1, np.iinfo(np.intp).max, dtype=np.intp)
    for first, signal in drawn.beginnings():
        since[drawn.points.series[first]] = drawn.points.session[first + signal.since]
    return judgements.session >= since[judgements.series]


def _started(chart: Chart, n_rows: int) -> FloatArray:
    state = np.zeros((n_rows, chart.n_cells))
    state[:, chart.start] = 1.0
    return state


def _mean_delay(chart: Chart, chance: float, scores: FloatArray, within: int) -> float | None:
    steady, drifting = _started(chart, 1), _started(chart, 1)
    usual, allowed = LATTICE.normal()[None, :], np.array([chance])
    cells, expected = np.arange(chart.n_cells), 0.0
    for _session in range(within):
        expected += float(drifting.sum())
        steady, low, high = _one_point(chart, steady, usual, allowed)
        drifting = chart.spread(drifting, scores[None, :])
        drifting[0, (cells <= low[0]) | (cells >= high[0])] = 0.0
        if drifting.sum() < 1e-4:
            return expected
    return expected if drifting.sum() < 0.5 else None

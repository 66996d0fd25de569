"""What is usual where nobody drifts: how deviations from the standard are distributed, and so a session's score.

A deviation is an inspector's fraction of a criterion minus the settled one. What is usual differs by criterion, and by
whether the settled answer passed (then one can only be too strict) or failed: so the mix of a session's calls is
allowed for, as by risk adjustment.
"""

from dataclasses import dataclass

import numpy as np

from qa_desk.agreement.arrays import BoolArray, FloatArray, IntArray
from qa_desk.measurement.drift.charts import Lattice

_PRIOR_JUDGEMENTS = 20.0
"""As many judgements as what is usual on all criteria together weighs for one criterion."""

_PRIOR_POINTS = 30.0
"""As many points as "no more spread than chance makes" weighs."""


@dataclass(frozen=True, slots=True)
class Judgements:
    """Deviations of a board, one entry a judgement; all arrays have the same length.

    series: index of what is charted, an inspector on a criterion; subject: index of the criterion; session: index of
    the session, in the order of time; failed: whether the settled answer failed; deviation: −1…1.
    """

    series: IntArray
    subject: IntArray
    session: IntArray
    failed: BoolArray
    deviation: FloatArray

    def only(self, chosen: BoolArray) -> "Judgements":
        """Some of them."""
        return Judgements(
            self.series[chosen],
            self.subject[chosen],
            self.session[chosen],
            self.failed[chosen],
            self.deviation[chosen],
        )

    def in_order(self) -> "Judgements":
        """By series, and then in the order of time."""
        order = np.argsort(self.series * (int(self.session.max(initial=0)) + 1) + self.session, kind="stable")
        return Judgements(
            self.series[order], self.subject[order], self.session[order], self.failed[order], self.deviation[order]
        )


@dataclass(frozen=True, slots=True)
class Points:
    """One entry for each session of each series, by series and then in the order of time.

    n, mean: judgements and their mean deviation; usual, usual_variance: of one judgement; kernel: row of the chances
    below. Scores are in cells of the lattice, for three charts: `level` counts from the standard, `rising` and
    `falling` from the standard or from what is usual, whichever lies farther on their side.
    """

    series: IntArray
    subject: IntArray
    session: IntArray
    n: IntArray
    mean: FloatArray
    usual: FloatArray
    usual_variance: FloatArray
    kernel: IntArray
    level: "Scores"
    rising: "Scores"
    falling: "Scores"


@dataclass(frozen=True, slots=True)
class Scores:
    """What one kind of chart is fed: cells by point, and by kernel the chances of each cell where nothing drifts."""

    cells: IntArray
    kernels: FloatArray


@dataclass(frozen=True, slots=True)
class Usual:
    """Chances of each deviation by subject and by whether the standard passed (0) or failed (1), on a grid of `step`.

    chances: shape (subjects, 2, 2 / step + 1); spread: by subject, how much more points vary than by chance (≥ 1).
    """

    chances: FloatArray
    spread: FloatArray
    step: float

    @property
    def grid(self) -> FloatArray:
        """The deviation of each cell."""
        reach = round(1 / self.step)
        return np.arange(-reach, reach + 1) / reach


def usual_of(judgements: Judgements, *, n_subjects: int, step: float = 0.05) -> Usual:
    """What is usual on each subject: its own frequencies, drawn towards those of all subjects together.

    Where nobody ever erred, half an error in each possible direction is assumed over the whole board: otherwise a first
    error would be infinitely surprising.
    """
    reach = round(1 / step)
    cells = np.rint(judgements.deviation * reach).astype(np.intp) + reach
    counts = np.zeros((n_subjects, 2, 2 * reach + 1))
    np.add.at(counts, (judgements.subject, judgements.failed.astype(np.intp), cells), 1.0)
    board = counts.sum(axis=0)
    board[0, 0] += 0.5
    board[1, -1] += 0.5
    board[:, reach] += 0.5
    prior = board / board.sum(axis=1, keepdims=True)
    chances = counts + _PRIOR_JUDGEMENTS * prior
    return Usual(chances / chances.sum(axis=2, keepdims=True), np.ones(n_subjects), step)


def points_of(judgements: Judgements, usual: Usual, lattice: Lattice) -> Points:
    """Points of judgements in order; a score is (sum of deviations − centre) / its usual standard deviation.

    The centre is the standard itself, so that whoever agrees with it never drifts, however strict others are. Only a
    one-sided chart to the side on which all are a little off starts from what is usual, or it would never rest.
    """
    series, session = judgements.series, judgements.session
    begins = np.flatnonzero(np.diff(series, prepend=-1) | np.diff(session, prepend=-1))
    reach = round(1 / usual.step)
    cells = np.rint(judgements.deviation * reach).astype(np.intp)
    failed = judgements.failed.astype(np.intp)
    n = np.diff(begins, append=len(series))
    n_failed = np.add.reduceat(failed, begins) if len(begins) else begins
    subject = judgements.subject[begins]
    total = np.add.reduceat(cells, begins) if len(begins) else begins
    # as one number each: rows take thirty times as long to tell apart
    most = int(n.max(initial=0)) + 1
    mixes, kernel = np.unique((subject * most + n - n_failed) * most + n_failed, return_inverse=True)
    made = [_Sums.of(usual, lattice, mix // most**2, mix // most % most, mix % most) for mix in mixes.tolist()]
    usual_sums = np.array([one.mean for one in made])
    variances = np.array([one.variance for one in made])

    def scores(centres: FloatArray) -> Scores:
        z = (total * usual.step - centres[kernel]) / np.sqrt(variances[kernel]) if made else np.zeros(0)
        kernels = [one.kernel(lattice, float(centre)) for one, centre in zip(made, centres, strict=True)]
        return Scores(lattice.cells(z), np.array(kernels).reshape(len(made), 2 * lattice.reach + 1))

    return Points(
        series=series[begins],
        subject=subject,
        session=session[begins],
        n=n,
        mean=total * usual.step / n,
        usual=usual_sums[kernel] / n if made else np.zeros(0),
        usual_variance=variances[kernel] / n if made else np.zeros(0),
        kernel=kernel,
        level=scores(np.zeros(len(made))),
        rising=scores(np.maximum(usual_sums, 0.0)),
        falling=scores(np.minimum(usual_sums, 0.0)),
    )


def with_observed_spread(usual: Usual, points: Points, lattice: Lattice) -> Usual:
    """`usual` with the spread between sessions that chance within them does not explain.

    Measured by what follows on what, ½·mean (zₜ − zₜ₋₁)², which a lasting drift does not widen; drawn towards 1.

    Source:
        von Neumann (1941), Annals of Mathematical Statistics 12, 367–395: the mean square successive difference.
    """
    follows = np.diff(points.series) == 0
    squares = (np.diff(points.level.cells)[follows] * lattice.step) ** 2 / 2
    subject = points.subject[1:][follows]
    n_subjects = len(usual.spread)
    counts = np.bincount(subject, minlength=n_subjects)
    sums = np.bincount(subject, weights=squares, minlength=n_subjects)
    spread = np.maximum(1.0, (sums + _PRIOR_POINTS) / (counts + _PRIOR_POINTS))
    return Usual(usual.chances, spread, usual.step)


@dataclass(frozen=True, slots=True)
class _Sums:
    """How the sum of a session's deviations is distributed: by chance alone, and its variance with what is observed.

    `between`: the chances of what differs from session to session, by cells of the score; None where nothing does.
    """

    values: FloatArray
    chances: FloatArray
    mean: float
    variance: float
    between: FloatArray | None

    @classmethod
    def of(cls, usual: Usual, lattice: Lattice, subject: int, n_passed: int, n_failed: int) -> "_Sums":
        passed, failed = usual.chances[subject]
        grid, n = usual.grid, n_passed + n_failed
        within = n_passed * _variance(grid, passed) + n_failed * _variance(grid, failed)
        sums = _distribution_of_sum(passed, failed, n_passed, n_failed)
        mean = n_passed * float(grid @ passed) + n_failed * float(grid @ failed)
        variance = within * float(usual.spread[subject])
        between = lattice.normal(sd=float(np.sqrt(1 - within / variance))) if variance > within else None
        return cls(np.linspace(-n, n, len(sums)), sums, mean, variance, between)

    def kernel(self, lattice: Lattice, centre: float) -> FloatArray:
        """The chances of the cells of a score counted from this centre."""
        cells = lattice.cells((self.values - centre) / np.sqrt(self.variance)) + lattice.reach
        chances = np.bincount(cells, weights=self.chances, minlength=2 * lattice.reach + 1).astype(np.float64)
        if self.between is not None:
            chances = _widened(chances, self.between, lattice)
        return chances / chances.sum()


def _distribution_of_sum(passed: FloatArray, failed: FloatArray, n_passed: int, n_failed: int) -> FloatArray:
    size = (n_passed + n_failed) * (len(passed) - 1) + 1
    length = 1 << (size - 1).bit_length()
    product = np.fft.rfft(passed, length) ** n_passed * np.fft.rfft(failed, length) ** n_failed
    return np.maximum(np.fft.irfft(product, length)[:size], 0.0)


def _widened(chances: FloatArray, between: FloatArray, lattice: Lattice) -> FloatArray:
    """The distribution of the score with what differs from session to session added."""
    full = np.convolve(chances, between)
    low = lattice.reach
    found = full[low : low + len(chances)].copy()
    found[0] += full[:low].sum()
    found[-1] += full[low + len(chances) :].sum()
    return found


def _variance(grid: FloatArray, chances: FloatArray) -> float:
    mean = float(grid @ chances)
    return float((grid - mean) ** 2 @ chances)

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

    kernel: row of `kernels`, the chances of the score's cells where nothing drifts; score: cells of the lattice.
    """

    series: IntArray
    subject: IntArray
    session: IntArray
    n: IntArray
    mean: FloatArray
    usual: FloatArray
    usual_variance: FloatArray
    score: IntArray
    kernel: IntArray
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
    """Points of judgements in order; scores are (sum − usual sum) / its standard deviation, on the lattice."""
    series, session = judgements.series, judgements.session
    begins = np.flatnonzero(np.diff(series, prepend=-1) | np.diff(session, prepend=-1))
    reach = round(1 / usual.step)
    cells = np.rint(judgements.deviation * reach).astype(np.intp)
    failed = judgements.failed.astype(np.intp)
    n = np.diff(begins, append=len(series))
    n_failed = np.add.reduceat(failed, begins) if len(begins) else begins
    subject = judgements.subject[begins]
    total = np.add.reduceat(cells, begins) if len(begins) else begins
    mixes, kernel = np.unique(np.stack([subject, n - n_failed, n_failed], axis=1), axis=0, return_inverse=True)
    kernel = kernel.reshape(-1)
    made = [_kernel(usual, lattice, *mix) for mix in mixes.tolist()]
    means = np.array([one.mean for one in made])
    variances = np.array([one.variance for one in made])
    z = (total * usual.step - means[kernel]) / np.sqrt(variances[kernel]) if made else np.zeros(0)
    return Points(
        series=series[begins],
        subject=subject,
        session=session[begins],
        n=n,
        mean=total * usual.step / n,
        usual=means[kernel] / n if made else np.zeros(0),
        usual_variance=variances[kernel] / n if made else np.zeros(0),
        score=lattice.cells(z),
        kernel=kernel,
        kernels=np.array([one.chances for one in made]).reshape(len(made), 2 * lattice.reach + 1),
    )


def with_observed_spread(usual: Usual, points: Points, lattice: Lattice) -> Usual:
    """`usual` with the spread between sessions that chance within them does not explain.

    Measured by what follows on what, ½·mean (zₜ − zₜ₋₁)², which a lasting drift does not widen; drawn towards 1.

    Source:
        von Neumann (1941), Annals of Mathematical Statistics 12, 367–395: the mean square successive difference.
    """
    follows = np.diff(points.series) == 0
    squares = (np.diff(points.score)[follows] * lattice.step) ** 2 / 2
    subject = points.subject[1:][follows]
    n_subjects = len(usual.spread)
    counts = np.bincount(subject, minlength=n_subjects)
    sums = np.bincount(subject, weights=squares, minlength=n_subjects)
    spread = np.maximum(1.0, (sums + _PRIOR_POINTS) / (counts + _PRIOR_POINTS))
    return Usual(usual.chances, spread, usual.step)


@dataclass(frozen=True, slots=True)
class _Kernel:
    mean: float
    variance: float
    chances: FloatArray


def _kernel(usual: Usual, lattice: Lattice, subject: int, n_passed: int, n_failed: int) -> _Kernel:
    """How the sum of a session's deviations is distributed, and the chances of its score's cells."""
    passed, failed = usual.chances[subject]
    grid = usual.grid
    mean = n_passed * float(grid @ passed) + n_failed * float(grid @ failed)
    within = n_passed * _variance(grid, passed) + n_failed * _variance(grid, failed)
    variance = within * float(usual.spread[subject])
    sums = _distribution_of_sum(passed, failed, n_passed, n_failed)
    n = n_passed + n_failed
    values = np.linspace(-n, n, len(sums))
    z = (values - mean) / np.sqrt(variance)
    cells = lattice.cells(z) + lattice.reach
    chances = np.bincount(cells, weights=sums, minlength=2 * lattice.reach + 1).astype(np.float64)
    if variance > within:
        chances = _widened(chances, lattice, float(np.sqrt(1 - within / variance)))
    return _Kernel(mean, variance, chances / chances.sum())


def _distribution_of_sum(passed: FloatArray, failed: FloatArray, n_passed: int, n_failed: int) -> FloatArray:
    size = (n_passed + n_failed) * (len(passed) - 1) + 1
    length = 1 << (size - 1).bit_length()
    product = np.fft.rfft(passed, length) ** n_passed * np.fft.rfft(failed, length) ** n_failed
    return np.maximum(np.fft.irfft(product, length)[:size], 0.0)


def _widened(chances: FloatArray, lattice: Lattice, sd: float) -> FloatArray:
    """The distribution of the score with a normal part of its own added, what differs from session to session."""
    full = np.convolve(chances, lattice.normal(sd=sd))
    low = lattice.reach
    found = full[low : low + len(chances)].copy()
    found[0] += full[:low].sum()
    found[-1] += full[low + len(chances) :].sum()
    return found


def _variance(grid: FloatArray, chances: FloatArray) -> float:
    mean = float(grid @ chances)
    return float((grid - mean) ** 2 @ chances)

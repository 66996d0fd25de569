"""Speed of the agreement engine beside plain-numpy bounds, in one process: python -m tests.benchmarks.agreement_speed.

Absolute times drift with the machine; the ratios hold. Exits 1 when a ratio is missed.
"""

import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from qa_desk.agreement.analysis import analyse_trials
from qa_desk.agreement.arrays import FloatArray
from qa_desk.agreement.bootstrap import Resampling, with_bootstrap
from qa_desk.agreement.chance.conger import conger_kappa
from qa_desk.agreement.chance.fleiss import fleiss_kappa
from qa_desk.agreement.chance.gwet import gwet_ac
from qa_desk.agreement.chance.krippendorff import (
    Metric,
    alpha_sums,
    krippendorff_alpha,
    krippendorff_alpha_interval,
)
from qa_desk.agreement.interval.icc import intraclass_correlations
from qa_desk.agreement.request import Request
from qa_desk.agreement.scores import ScoreTable
from qa_desk.agreement.study.trials import TrialTable
from qa_desk.agreement.table import RatingTable
from tests.benchmarks import agreement_bounds as bounds


@dataclass(frozen=True, slots=True)
class Race:
    """One piece of work: ours, the bound, and the ratio to be kept."""

    work: str
    ours: Callable[[], object]
    bound: Callable[[], object]
    reach: float


def main() -> int:
    """Run every race and print its ratio."""
    missed = 0
    for race in races():
        ours, bound = median_ms(race.ours), median_ms(race.bound)
        ratio = ours / bound
        missed += ratio > race.reach
        print(f"{race.work:58} {ours:8.2f} ms {bound:8.2f} ms  {ratio:5.2f} × (reach {race.reach} ×)")  # noqa: T201
    peak = peak_ratio(bounds.ratings(100_000, 20))
    print(f"{'peak memory of alpha, Fleiss, AC1, Conger, 20 × 100,000':58} {peak:5.2f} × the input (reach 3 ×)")  # noqa: T201
    for n_items, missing in ((50_000, 0.0), (50_000, 0.2), (1_000_000, 0.2)):
        whole = everything(n_items, 20, missing=missing)
        size = f"20 inspectors × {whole.n_items:,} calls, {whole.n_ratings:,} ratings, {whole.n_figures} figures"
        print(f"{size}: {whole.seconds:.1f} s, peak memory {whole.peak:.2f} × the input (reach 3 ×)")  # noqa: T201
        peak = max(peak, whole.peak)
    return int(missed > 0 or peak > 3.0)


@dataclass(frozen=True, slots=True)
class Whole:
    """What everything at once takes; `peak` is memory above the input by the size of the input as numbers."""

    n_items: int
    n_ratings: int
    n_figures: int
    seconds: float
    peak: float


def everything(n_items: int, n_raters: int, *, missing: float) -> Whole:
    """Every statistic of categories, measured values and attribute study, ten criteria a call, with a standard."""
    matrix = bounds.ratings(n_items, n_raters, missing=missing)
    labels = tuple(str(category + 1) for category in range(bounds.CATEGORIES))
    codes = np.asfortranarray(np.nan_to_num(matrix, nan=0.0).astype(np.int8) - 1)
    size, n_ratings = matrix.nbytes, int((codes >= 0).sum())
    del matrix
    items, raters = tuple(map(str, range(n_items))), tuple(f"R{place}" for place in range(n_raters))
    trials = TrialTable(codes[:, :, None], codes[:, 0], labels, raters, items, np.arange(n_items) // 10)
    request = Request(scale=Metric.ORDINAL, categories=labels, positive="1", weightings=("quadratic",))
    tracemalloc.start()
    start = time.perf_counter()
    figures = analyse_trials(trials, request).statistics
    seconds, peak = time.perf_counter() - start, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return Whole(n_items, n_ratings, len(figures), seconds, peak / size)


def races() -> list[Race]:
    """The work that `docs/statistics.md` states ratios for."""
    large, small = bounds.ratings(100_000), bounds.ratings(1000)
    totals, wide = bounds.totals(5000, 10), bounds.totals(10_000, 5)
    return [
        Race("alpha nominal, 10 × 100,000, raw matrix", lambda: alpha(large), lambda: bounds.alpha(large), 1.0),
        Race("alpha, Fleiss, AC1, Conger with SEs, the same", lambda: family(large), lambda: bounds.family(large), 0.8),
        Race(
            "1,000 resamples of alpha, 10 × 1,000", lambda: bootstrap(small), lambda: bounds.bootstrap_alpha(small), 1.2
        ),
        Race(
            "alpha interval of totals with decimals, 10 × 5,000",
            lambda: krippendorff_alpha_interval(ScoreTable.of(totals)),
            lambda: bounds.alpha_interval(totals),
            3.0,
        ),
        Race(
            "all six ICCs with limits, 5 × 10,000",
            lambda: intraclass_correlations(ScoreTable.of(wide)),
            lambda: bounds.icc_2_1(wide),
            5.0,
        ),
    ]


def alpha(matrix: FloatArray) -> object:
    """From the raw matrix, with its standard error."""
    return krippendorff_alpha(RatingTable.from_matrix(matrix))


def family(matrix: FloatArray) -> object:
    """Four coefficients with their standard errors from one table."""
    table = RatingTable.from_matrix(matrix)
    return krippendorff_alpha(table), fleiss_kappa(table), gwet_ac(table), conger_kappa(table)


def bootstrap(matrix: FloatArray) -> object:
    """Alpha with a percentile interval of 1,000 resamples."""
    table = RatingTable.from_matrix(matrix)
    figure = krippendorff_alpha(table)
    return with_bootstrap(figure, alpha_sums(table, Metric.NOMINAL), Resampling(1000), np.random.default_rng(1))


def peak_ratio(matrix: FloatArray) -> float:
    """Peak memory of `family` above what was there, by the size of the matrix."""
    tracemalloc.start()
    family(matrix)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / matrix.nbytes


def median_ms(work: Callable[[], object], runs: int = 9) -> float:
    """Median time after one run to warm up."""
    work()
    times: list[float] = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000.0 * statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())

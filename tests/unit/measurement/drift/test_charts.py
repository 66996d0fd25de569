"""Published run lengths of EWMA and CUSUM charts, reproduced by the lattice on which they run here."""

import math

import numpy as np
import pytest

from qa_desk.measurement.drift.charts import Chart, Cusum, Ewma, Lattice, average_run_length

_FINE = Lattice(step=0.05)


# Montgomery (2013), table 9.3 (after Lucas & Crosier 1982): two-sided, k = 0.5
@pytest.mark.parametrize(
    ("h", "shift", "published"),
    [(4, 0.0, 168), (4, 0.5, 26.6), (4, 1.0, 8.38), (4, 2.0, 3.34), (5, 0.0, 465), (5, 1.0, 10.4), (5, 2.0, 4.01)],
)
def test_cusum_run_lengths_are_the_published_ones(h: int, shift: float, published: float) -> None:
    upward, downward = _run_length(h, shift), _run_length(h, -shift)
    assert 1 / (1 / upward + 1 / downward) == pytest.approx(published, rel=0.02)


def test_one_side_of_a_cusum_runs_twice_as_long_as_both() -> None:
    assert _run_length(4, 0.0) == pytest.approx(336, rel=0.02)


def _run_length(h: int, shift: float) -> float:
    """A value of the lattice stands for half a step to either side: between the limit without it and with it."""
    chart, scores = Cusum(reference=0.5, lattice=_FINE, largest=6.0), _FINE.normal(shift)
    without, with_it = (average_run_length(chart, scores, limit=limit) for limit in (h, h + _FINE.step))
    return math.sqrt(without * with_it)


# Lucas & Saccucci (1990), table 3, as in Montgomery (2013), table 9.11
@pytest.mark.parametrize(
    ("weight", "width", "shift", "published"),
    [
        (0.25, 2.998, 0.0, 500),
        (0.25, 2.998, 0.5, 48.2),
        (0.25, 2.998, 1.0, 11.1),
        (0.2, 2.962, 0.0, 500),
        (0.2, 2.962, 0.5, 41.8),
        (0.2, 2.962, 1.0, 10.5),
        (0.2, 2.962, 2.0, 3.7),
        (0.1, 2.814, 0.0, 500),
        (0.1, 2.814, 1.0, 10.3),
    ],
)
def test_ewma_run_lengths_are_the_published_ones(weight: float, width: float, shift: float, published: float) -> None:
    chart = Ewma(weight=weight, lattice=_FINE, largest=1.5, per_score=2)
    found = average_run_length(chart, _FINE.normal(shift), limit=width * chart.sd)
    assert found == pytest.approx(published, rel=0.02)


@pytest.mark.parametrize("chart", [Cusum(), Ewma()])
def test_a_distribution_moves_as_the_chart_does(chart: Chart) -> None:
    rng = np.random.default_rng(3)
    reach = chart.lattice.reach
    scores = np.zeros(2 * reach + 1)
    scores[[reach - 12, reach - 1, reach + 4, reach + 40]] = [0.3, 0.4, 0.25, 0.05]
    chances = np.zeros((1, chart.n_cells))
    chances[0, chart.start] = 1.0
    walked = np.full(20_000, chart.start)
    for _step in range(6):
        chances = chart.spread(chances, scores[None, :])
        drawn = rng.choice(np.arange(-reach, reach + 1), size=len(walked), p=scores)
        walked = chart.next_cells(walked, drawn)
    assert chances.sum() == pytest.approx(1.0)
    seen = np.bincount(walked, minlength=chart.n_cells) / len(walked)
    assert np.abs(seen - chances[0]).sum() < 0.08


def test_normal_scores_have_chances_that_sum_to_one_and_the_mean_they_are_asked_for() -> None:
    chances = _FINE.normal(shift=0.7)
    grid = np.arange(-_FINE.reach, _FINE.reach + 1) * _FINE.step
    assert chances.sum() == pytest.approx(1.0)
    assert grid @ chances == pytest.approx(0.7, abs=1e-4)

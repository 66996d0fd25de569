"""Comparing groups at equal starts: against a second implementation, and where only chance is at work."""

import numpy as np
import pytest
from scipy import stats

from qa_desk.measurement.adjusting import adjusted_difference


def test_it_is_the_regression_on_what_the_start_leaves_over() -> None:
    draw = np.random.default_rng(7)
    before = draw.normal(80.0, 8.0, 30)
    treated = np.arange(30) % 3 == 0
    after = 20.0 + 0.7 * before + 4.0 * treated + draw.normal(0.0, 3.0, 30)
    found = adjusted_difference(before.tolist(), after.tolist(), treated.tolist())
    assert found is not None
    # Frisch and Waugh: both freed of the start, then regressed; the degrees of freedom lose one more
    freed = [y - np.polyval(np.polyfit(before, y, 1), before) for y in (after, treated.astype(float))]
    slope = float(freed[0] @ freed[1] / (freed[1] @ freed[1]))
    se = float(np.sqrt(((freed[0] - slope * freed[1]) ** 2).sum() / 27 / (freed[1] ** 2).sum()))
    assert found.value == pytest.approx(slope)
    assert found.low == pytest.approx(slope - stats.t.ppf(0.975, 27) * se)
    assert found.p_value == pytest.approx(2 * stats.t.sf(abs(slope) / se, 27))


def test_treating_the_worst_of_chance_is_no_effect() -> None:
    """The worst third is treated and nothing happens: the plain change says it helped, the adjusted one seldom does."""
    draw, n_shown, n_plain, n_runs = np.random.default_rng(11), 0, 0, 300
    for _run in range(n_runs):
        true = draw.normal(80.0, 4.0, 24)
        before, after = (true + draw.normal(0.0, 6.0, 24) for _time in range(2))
        treated = before <= np.quantile(before, 1 / 3)
        found = adjusted_difference(before.tolist(), after.tolist(), treated.tolist())
        assert found is not None
        n_shown += found.low > 0
        changes = [(after - before)[treated], (after - before)[~treated]]
        se = np.sqrt(sum(one.var(ddof=1) / len(one) for one in changes))
        n_plain += bool(changes[0].mean() - changes[1].mean() > 2.1 * se)
    assert n_plain > 0.5 * n_runs
    assert n_shown < 0.06 * n_runs


@pytest.mark.parametrize(
    ("before", "treated"), [([1.0] * 8, [True] * 4 + [False] * 4), (list(range(8)), [True] * 2 + [False] * 6)]
)
def test_without_enough_to_compare_there_is_no_figure(before: list[float], treated: list[bool]) -> None:
    assert adjusted_difference(before, [1.0, 2.0, 4.0, 3.0, 5.0, 9.0, 7.0, 8.0], treated) is None

"""How well scores foretell: against scipy, a bootstrap, and by what must hold of any order of pairs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from qa_desk.agreement.estimate import Undefined
from qa_desk.measurement.prediction import order_of_pairs, rank_correlation

SCORES = st.lists(st.integers(0, 20).map(float), min_size=5, max_size=15)


@given(SCORES, SCORES)
def test_the_order_of_pairs_is_that_of_mann_and_whitney(bad: list[float], good: list[float]) -> None:
    found, u = order_of_pairs(bad, good), np.asarray(stats.mannwhitneyu(good, bad))[0]
    assert found.value == pytest.approx(u / (len(bad) * len(good)))
    mirrored = order_of_pairs(good, bad)
    assert mirrored.value == pytest.approx(1 - (found.value or 0.0))
    if found.ci_low is not None:
        assert found.ci_high is not None
        assert 0 <= found.ci_low <= (found.value or 0.0) <= found.ci_high <= 1


def test_its_interval_is_as_wide_as_a_bootstrap_finds() -> None:
    rng = np.random.default_rng(4)
    bad, good = rng.normal(80, 10, 60).round(), rng.normal(88, 10, 200).round()
    found = order_of_pairs(bad.tolist(), good.tolist())
    drawn = [
        order_of_pairs(rng.choice(bad, 60).tolist(), rng.choice(good, 200).tolist()).value for _again in range(400)
    ]
    assert found.se == pytest.approx(np.std(np.array(drawn, dtype=float), ddof=1), rel=0.15)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=5, max_size=20))
def test_the_rank_correlation_is_scipys_with_ties(pairs: list[tuple[int, int]]) -> None:
    x, y = [float(one) for one, _other in pairs], [float(other) for _one, other in pairs]
    found = rank_correlation(x, y)
    if len(set(x)) == 1 or len(set(y)) == 1:
        assert found.undefined is Undefined.NO_VARIANCE
    else:
        assert found.value == pytest.approx(np.asarray(stats.spearmanr(x, y))[0])


def test_little_is_not_judged() -> None:
    assert order_of_pairs([1.0] * 4, [2.0] * 50).undefined is Undefined.TOO_FEW_ITEMS
    assert rank_correlation([1.0, 2.0], [1.0, 2.0]).undefined is Undefined.TOO_FEW_ITEMS
    assert order_of_pairs([1.0] * 5, [2.0] * 5).value == 1.0

"""Intervals and tails against a second implementation, and the bootstrap against what it stands for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from qa_desk.agreement import intervals
from qa_desk.agreement.bootstrap import Resampling, Sums, with_bootstrap
from qa_desk.agreement.errors import RatingsError
from qa_desk.agreement.estimate import Extra, Method, Sample, Undefined, estimate, undefined
from qa_desk.agreement.weights import WEIGHTINGS, custom_weights, named_weights
from tests.benchmarks.agreement_shares import simulate

counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, st.sampled_from([0.8, 0.95, 0.99]))
@settings(max_examples=60, deadline=None)
def test_wilson_and_clopper_pearson_are_those_of_scipy(matched: tuple[int, int], confidence: float) -> None:
    k, n = matched
    test = stats.binomtest(k, n)
    for ours, method in ((intervals.wilson, "wilson"), (intervals.clopper_pearson, "exact")):
        wanted = test.proportion_ci(confidence, method=method)
        assert ours(k, n, confidence=confidence) == pytest.approx((wanted.low, wanted.high), abs=1e-9)


@pytest.mark.parametrize(("share", "n_calls"), [(0.9, 3), (0.9, 10), (0.99, 30)])
def test_shares_of_few_calls_hold_what_they_promise(share: float, n_calls: int) -> None:
    """A seeded sample of the simulation in docs/statistics.md; t limits hold 88, 90 and 80 % there."""
    held = simulate(share, n_calls, 300).coverage
    assert held["clustered_wilson"] >= 0.94
    assert held["t"] < held["clustered_wilson"]


@given(st.floats(0.001, 0.999), st.integers(5, 60), st.integers(1, 15))
@settings(max_examples=60, deadline=None)
def test_independent_decisions_of_many_calls_are_wilsons(share: float, n_calls: int, per_call: int) -> None:
    """With the binomial standard error the effective number is the number, and only t differs from z."""
    n = n_calls * per_call
    se = (share * (1 - share) / n) ** 0.5
    low, high = intervals.clustered_wilson(share, se, n_units=n_calls, n_counted=10 * n)
    level = 2 * stats.norm.cdf(stats.t.ppf(0.975, n_calls - 1)) - 1
    wanted = intervals.wilson(share * n, n, confidence=float(level))
    lowest, highest = intervals.wilson(n_calls, n_calls)[0], intervals.wilson(0, n_calls)[1]
    assert low == pytest.approx(min(wanted[0], lowest), abs=1e-4)
    assert high == pytest.approx(max(wanted[1], highest), abs=1e-4)


def test_minitab_gives_the_whole_tail_to_the_open_side() -> None:
    assert intervals.clopper_pearson_one_open_side(15, 15)[0] == pytest.approx(0.8190, abs=5e-5)
    assert intervals.clopper_pearson(15, 15)[0] == pytest.approx(0.7820, abs=5e-5)
    assert intervals.clopper_pearson_one_open_side(14, 15) == intervals.clopper_pearson(14, 15)


@given(st.floats(0.001, 0.999), st.integers(1, 200), st.floats(-40, 40))
@settings(max_examples=60, deadline=None)
def test_quantiles_and_tails_are_those_of_scipy(p: float, df: int, x: float) -> None:
    assert intervals.t_quantile(p, df) == pytest.approx(stats.t.ppf(p, df), rel=1e-8, abs=1e-10)
    assert intervals.t_two_sided(x, df) == pytest.approx(2 * stats.t.sf(abs(x), df), rel=1e-8, abs=1e-300)
    assert intervals.normal_two_sided(x) == pytest.approx(2 * stats.norm.sf(abs(x)), rel=1e-9)
    assert intervals.normal_upper(x) == pytest.approx(stats.norm.sf(x), rel=1e-9)
    assert intervals.f_upper(abs(x), df, 7) == pytest.approx(stats.f.sf(abs(x), df, 7), rel=1e-7, abs=1e-300)
    assert intervals.f_quantile(p, df, 7.5) == pytest.approx(stats.f.ppf(p, df, 7.5), rel=1e-7)
    assert intervals.chi_squared_upper(abs(x), df) == pytest.approx(stats.chi2.sf(abs(x), df), rel=1e-8)


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95.0, -1.0])
def test_a_confidence_outside_zero_and_one_is_refused(confidence: float) -> None:
    with pytest.raises(RatingsError):
        intervals.wilson(1, 2, confidence=confidence)


def test_the_two_sided_p_is_not_halved() -> None:
    spread = intervals.t_spread(0.5, 0.25, 10, confidence=0.95)
    assert spread.p_value == pytest.approx(2 * stats.t.sf(2.0, 10))


def test_the_upper_limit_is_cut_at_one_and_the_lower_is_not() -> None:
    spread = intervals.t_spread(0.5, 0.9, 5, confidence=0.95)
    assert spread.ci_high == 1.0
    assert spread.ci_low is not None
    assert spread.ci_low < -1.0


def mean_sums(values: np.ndarray, clusters: np.ndarray | None = None) -> Sums:
    rows = np.column_stack([values, np.ones(len(values))])
    return Sums(rows, lambda sums: sums[..., 0] / sums[..., 1], clusters)


def test_the_bootstrap_error_of_a_mean_is_its_standard_error() -> None:
    values = np.random.default_rng(3).normal(size=80)
    before = estimate(float(values.mean()), Sample(80, 2, 160))
    for method in (Method.BOOTSTRAP_PERCENTILE, Method.BOOTSTRAP_BCA):
        got = with_bootstrap(before, mean_sums(values), Resampling(8000, method), np.random.default_rng(1))
        assert got.se == pytest.approx(values.std() / np.sqrt(80), rel=0.04)
        assert got.method is method
        assert got.extras[Extra.RESAMPLES] == 8000


def test_bca_is_that_of_scipy() -> None:
    values = np.random.default_rng(5).exponential(size=40)
    before = estimate(float(values.mean()), Sample(40, 2, 80))
    resampling = Resampling(20_000, Method.BOOTSTRAP_BCA)
    got = with_bootstrap(before, mean_sums(values), resampling, np.random.default_rng(1))
    wanted = stats.bootstrap(
        (values,), np.mean, n_resamples=20_000, method="BCa", rng=np.random.default_rng(2), vectorized=True
    ).confidence_interval
    assert (got.ci_low, got.ci_high) == pytest.approx((wanted.low, wanted.high), abs=0.02)


def test_calls_are_resampled_whole() -> None:
    calls = np.random.default_rng(6).normal(size=12)
    values, clusters = np.repeat(calls, 20), np.repeat(np.arange(12), 20)
    before = estimate(float(values.mean()), Sample(240, 2, 480, 12))
    got = with_bootstrap(before, mean_sums(values, clusters), Resampling(8000), np.random.default_rng(1))
    assert got.se == pytest.approx(calls.std() / np.sqrt(12), rel=0.05)


def test_one_call_and_no_value_have_no_bootstrap() -> None:
    one = with_bootstrap(
        estimate(1.0, Sample(3, 2, 6, 1)),
        mean_sums(np.ones(3), np.zeros(3, dtype=int)),
        Resampling(),
        np.random.default_rng(1),
    )
    assert (one.se, one.ci_low, one.method) == (None, None, Method.NONE)
    nothing = undefined(Undefined.NO_PAIRS, Sample(3, 2, 3))
    assert not with_bootstrap(nothing, mean_sums(np.ones(3)), Resampling(), np.random.default_rng(1)).has_interval


def test_resamples_that_mostly_leave_it_undefined_give_no_interval() -> None:
    rows = np.column_stack([np.ones(5), np.ones(5)])
    sums = Sums(rows, lambda s: np.full(s.shape[:-1], np.nan))
    got = with_bootstrap(estimate(0.5, Sample(5, 2, 10)), sums, Resampling(200), np.random.default_rng(1))
    assert not got.has_interval
    assert got.extras[Extra.RESAMPLES] == 0


@pytest.mark.parametrize("name", sorted(WEIGHTINGS))
@given(values=st.lists(st.integers(0, 50), min_size=2, max_size=7, unique=True))
@settings(max_examples=30, deadline=None)
def test_weights_are_one_for_equal_symmetric_and_zero_at_most_once_removed(name: str, values: list[int]) -> None:
    matrix = named_weights(name, np.array(sorted(values), dtype=float)).matrix
    np.testing.assert_allclose(np.diag(matrix), 1.0)
    np.testing.assert_allclose(matrix, matrix.T, atol=1e-12)
    assert matrix.min() == pytest.approx(0.0, abs=1e-12)
    assert matrix.max() <= 1.0 + 1e-12


def test_weights_on_unequal_steps_follow_the_values_and_not_the_places() -> None:
    matrix = named_weights("linear", np.array([0.0, 3.0, 5.0])).matrix
    assert matrix[0, 1] == pytest.approx(0.4)


def test_custom_weights_are_checked() -> None:
    with pytest.raises(RatingsError) as error:
        custom_weights(np.array([[1.0, 0.5], [0.4, 1.0]]))
    assert (error.value.params["row"], error.value.params["column"]) == (1, 2)

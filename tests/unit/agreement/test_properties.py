"""What must hold for any ratings whatever: order, names and copies of items do not matter, perfect agreement is 1."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from qa_desk.agreement.bootstrap import Resampling, with_bootstrap
from qa_desk.agreement.chance import STATISTICS, Statistic
from qa_desk.agreement.chance.cohen import cohen_kappa
from qa_desk.agreement.chance.krippendorff import Metric, alpha_sums, krippendorff_alpha, krippendorff_alpha_interval
from qa_desk.agreement.chance.linearised import Settings, StandardError
from qa_desk.agreement.estimate import Estimate, Undefined
from qa_desk.agreement.table import RatingTable
from qa_desk.agreement.weights import WEIGHTINGS, identity_weights, named_weights

Codes = NDArray[np.int64]
EXACT = 1e-9
RATIO = Settings(se=StandardError.RATIO)
each_statistic = pytest.mark.parametrize("statistic", STATISTICS, ids=lambda statistic: statistic.key)
SUMMED = [statistic for statistic in STATISTICS if statistic.sums is not None]


@st.composite
def codes(draw: st.DrawFn, *, raters: int | None = None, complete: bool = False) -> Codes:
    n_items, n_raters = draw(st.integers(3, 12)), raters or draw(st.integers(2, 5))
    lowest = 0 if complete else -1
    cells = st.lists(st.integers(lowest, 3), min_size=n_items * n_raters, max_size=n_items * n_raters)
    return np.array(draw(cells)).reshape(n_items, n_raters)


def table_of(given_codes: Codes) -> RatingTable:
    return RatingTable.from_codes(given_codes, categories=("1", "2", "4", "7"))


def same(a: Estimate, b: Estimate, fields: tuple[str, ...] = ("value", "se", "ci_low", "ci_high")) -> None:
    assert a.undefined == b.undefined
    for field in fields:
        one, other = getattr(a, field), getattr(b, field)
        assert (one is None) == (other is None), field
        assert one is None or one == pytest.approx(other, rel=1e-7, abs=1e-7), field


@each_statistic
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_the_order_of_raters_and_items_does_not_matter(statistic: Statistic, data: st.DataObject) -> None:
    ratings = data.draw(codes(raters=2 if statistic.only_two_raters else None))
    rows, columns = data.draw(st.permutations(range(len(ratings)))), data.draw(st.permutations(range(ratings.shape[1])))
    for weights in (identity_weights(4), named_weights("quadratic", np.array([1.0, 2, 4, 7]))):
        before = statistic.compute(table_of(ratings), weights=weights)
        after = statistic.compute(table_of(ratings[rows][:, columns]), weights=weights)
        same(before, after)


@each_statistic
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_the_names_of_categories_do_not_matter_without_weights(statistic: Statistic, data: st.DataObject) -> None:
    ratings = data.draw(codes(raters=2 if statistic.only_two_raters else None))
    renamed = np.append(data.draw(st.permutations(range(4))), -1)[ratings]
    same(statistic.compute(table_of(ratings)), statistic.compute(table_of(renamed)))


@each_statistic
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_items_counted_twice_leave_the_value_and_their_calls_leave_the_interval(
    statistic: Statistic, data: st.DataObject
) -> None:
    """Two copies of each item, clustered, are as good as one: only the small-sample step of alpha may move."""
    ratings = data.draw(codes(raters=2 if statistic.only_two_raters else None))
    single = RatingTable.from_codes(ratings, categories=("1", "2", "4", "7"), clusters=list(range(len(ratings))))
    double = RatingTable.from_codes(
        np.vstack([ratings, ratings]), categories=("1", "2", "4", "7"), clusters=list(range(len(ratings))) * 2
    )
    if statistic.key != "krippendorff_alpha:nominal":
        same(statistic.compute(single), statistic.compute(double))
    else:
        same(statistic.compute(single), statistic.compute(double), fields=("se",))


@given(ratings=codes())
@settings(max_examples=25, deadline=None)
def test_one_item_a_call_is_the_ratio_standard_error(ratings: Codes) -> None:
    alone = RatingTable.from_codes(ratings, categories=("1", "2", "4", "7"))
    clustered = dataclasses.replace(alone, clusters=np.arange(len(ratings)))
    for each in SUMMED:
        same(each.compute(alone, settings=RATIO), each.compute(clustered))


@each_statistic
@given(data=st.data(), weighting=st.sampled_from(sorted(WEIGHTINGS)))
@settings(max_examples=25, deadline=None)
def test_perfect_agreement_is_one_without_error(statistic: Statistic, data: st.DataObject, weighting: str) -> None:
    column = data.draw(st.lists(st.integers(0, 3), min_size=2, max_size=9).filter(lambda c: len(set(c)) > 1))
    table = table_of(np.repeat(np.array(column)[:, None], 2, axis=1))
    for weights in (identity_weights(4), named_weights(weighting, table.positions)):
        figure = statistic.compute(table, weights=weights)
        assert (figure.value, figure.se, figure.ci_low, figure.ci_high, figure.p_value) == (1.0, 0.0, 1.0, 1.0, 0.0)


@each_statistic
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_no_limit_lies_above_one_and_the_value_lies_between(statistic: Statistic, data: st.DataObject) -> None:
    """Only Cohen's published limits may exceed 1, and they are not in this list."""
    figure = statistic.compute(table_of(data.draw(codes(raters=2 if statistic.only_two_raters else None))))
    if figure.ci_low is not None:
        assert figure.value is not None
        assert figure.ci_high is not None
        assert figure.ci_low - EXACT <= figure.value <= figure.ci_high + EXACT
        assert figure.ci_high <= 1.0


@each_statistic
def test_one_category_leaves_agreement_and_undefines_what_allows_for_chance(statistic: Statistic) -> None:
    table = RatingTable.from_codes(np.zeros((5, 2), dtype=int), categories=("pass",))
    figure = statistic.compute(table)
    if statistic.key == "percent_agreement":
        assert figure.value == 1.0
    else:
        assert figure.undefined is Undefined.ONE_CATEGORY


@pytest.mark.parametrize("key", ["gwet_ac1", "brennan_prediger"])
def test_further_declared_categories_define_the_figures_that_do_not_look_at_use(key: str) -> None:
    table = RatingTable.from_codes(np.zeros((5, 2), dtype=int), categories=("pass", "fail"))
    assert next(s for s in STATISTICS if s.key == key).compute(table).value == 1.0


@each_statistic
def test_no_pair_undefines_everything(statistic: Statistic) -> None:
    figure = statistic.compute(table_of(np.array([[0, -1], [-1, 1], [-1, -1]])))
    assert figure.undefined is Undefined.NO_PAIRS


@each_statistic
def test_nothing_rated_undefines_everything(statistic: Statistic) -> None:
    assert statistic.compute(table_of(np.full((3, 2), -1))).undefined is Undefined.NO_PAIRS


@given(ratings=codes())
@settings(max_examples=40, deadline=None)
def test_sums_over_items_give_the_same_value(ratings: Codes) -> None:
    table = table_of(ratings)
    for weights in (identity_weights(4), named_weights("linear", table.positions)):
        for each in SUMMED:
            assert each.sums is not None
            figure, sums = each.compute(table, weights=weights), each.sums(table, weights)
            again = float(sums.value(sums.rows.sum(axis=0)))
            assert (figure.value is None) == np.isnan(again)
            if figure.value is not None:
                assert again == pytest.approx(figure.value, abs=EXACT)


@given(ratings=codes())
@settings(max_examples=40, deadline=None)
def test_every_metric_of_alpha_has_its_value_and_derivative(ratings: Codes) -> None:
    """The linearised error follows the jackknife: item by item, to first order, on enough copies of the items."""
    many = np.vstack([ratings] * 40)
    table = table_of(many)
    for metric in Metric:
        figure = krippendorff_alpha(table, metric=metric, settings=RATIO)
        if figure.value is None or figure.se is None or figure.se == 0.0:
            continue
        sums = alpha_sums(table, metric)
        assert float(sums.value(sums.rows.sum(axis=0))) == pytest.approx(figure.value, abs=EXACT)
        left_out = sums.value(sums.rows.sum(axis=0) - sums.rows)
        n = len(sums.rows)
        jackknife = np.sqrt((n - 1) / n * np.square(left_out - left_out.mean()).sum())
        assert figure.se == pytest.approx(jackknife, rel=0.05, abs=0.5 / n)  # second-order terms are of order 1/n


@given(ratings=codes())
@settings(max_examples=40, deadline=None)
def test_alpha_on_numbers_from_sums_is_alpha_on_categories(ratings: Codes) -> None:
    table = table_of(ratings)
    scores = table.scores()
    assert scores is not None
    by_category, by_sums = krippendorff_alpha(table, metric=Metric.INTERVAL), krippendorff_alpha_interval(scores)
    assert (by_category.value is None) == (by_sums.value is None)
    if by_category.value is not None:
        same(by_category, by_sums)
        assert dict(by_category.extras).keys() == dict(by_sums.extras).keys()


@given(ratings=codes(complete=True), seed=st.integers(0, 99))
@settings(max_examples=10, deadline=None)
def test_the_same_seed_gives_the_same_interval(ratings: Codes, seed: int) -> None:
    table = table_of(ratings)
    for each in SUMMED:
        assert each.sums is not None
        figure, sums = each.compute(table), each.sums(table, identity_weights(4))
        first = with_bootstrap(figure, sums, Resampling(200), np.random.default_rng(seed))
        again = with_bootstrap(figure, sums, Resampling(200), np.random.default_rng(seed))
        assert first == again
        if first.has_interval:
            assert first.ci_low is not None
            assert first.ci_high is not None
            assert first.ci_low <= first.ci_high <= 1.0 + EXACT


@pytest.mark.parametrize("n", [5, 13, 97])
def test_a_rater_who_always_says_the_same_leaves_kappa_0_without_error_whatever_rounding_does(n: int) -> None:
    codes = np.array([[0, 0]] * (n - 1) + [[0, 1]])
    figure = cohen_kappa(RatingTable.from_codes(codes, categories=("pass", "fail", "other")))
    assert (figure.value, figure.se) == (pytest.approx(0.0), 0.0)

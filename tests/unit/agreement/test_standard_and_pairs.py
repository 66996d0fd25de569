"""Raters against the standard, raters in pairs, and why figures part ways."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_desk.agreement.chance.linearised import DEFAULT, Settings
from qa_desk.agreement.chance.percent import all_raters_agree_share, percent_agreement, specific_agreement
from qa_desk.agreement.diagnosis import Divergence, diagnose
from qa_desk.agreement.estimate import Estimate, Extra, Method, Undefined
from qa_desk.agreement.pairwise import order_of_likeness, pairwise_percent_agreement
from qa_desk.agreement.standard import DecisionError, agreement_with_standard, error_rate
from qa_desk.agreement.table import RatingTable

PASS, FAIL = 0, 1


def panel(codes: list[list[int]], clusters: list[int] | None = None) -> RatingTable:
    raters = (*"AB"[: len(codes[0]) - 1], "STANDARD")
    return RatingTable.from_codes(codes, categories=("pass", "fail"), raters=raters, clusters=clusters)


CODES = [[0, 0, 0], [1, 0, 1], [0, 1, 1], [1, -1, 1], [0, 0, -1], [1, 1, 0]]


def test_agreement_with_the_standard_counts_only_what_has_one() -> None:
    table = panel(CODES)
    both = agreement_with_standard(table, "STANDARD")
    assert both.value == pytest.approx(5 / 9)
    assert (both.n_items, both.n_ratings, both.extras[Extra.MATCHED]) == (5, 9, 5.0)
    assert agreement_with_standard(table, "STANDARD", rater="A").value == pytest.approx(3 / 5)


def test_a_call_is_one_observation_however_many_criteria_it_has() -> None:
    """Ten copies of each item in the same call leave the interval as it was; as items of their own they shrink it."""
    calls = list(range(len(CODES)))
    once = agreement_with_standard(panel(CODES, calls), "STANDARD")
    tenfold = agreement_with_standard(panel(CODES * 10, calls * 10), "STANDARD")
    naive = agreement_with_standard(panel(CODES * 10), "STANDARD")
    assert tenfold.se == pytest.approx(once.se, rel=1e-12)
    assert (tenfold.n_clusters, tenfold.method) == (5, Method.CLUSTERED_WILSON)
    assert naive.se is not None
    assert once.se is not None
    assert naive.se < 0.4 * once.se


def test_misses_and_false_alarms_are_shares_of_the_kind_that_can_be_missed() -> None:
    table = panel(CODES)
    miss = error_rate(table, "STANDARD", positive="pass", kind=DecisionError.MISS, rater="B")
    assert (miss.value, miss.extras[Extra.MATCHED], miss.extras[Extra.INSPECTED]) == (0.5, 1.0, 2.0)
    assert miss.method is Method.CLOPPER_PEARSON
    alarm = error_rate(table, "STANDARD", positive="pass", kind=DecisionError.FALSE_ALARM)
    assert (alarm.value, alarm.extras[Extra.INSPECTED]) == (0.5, 4.0)


def test_what_does_not_apply_is_neither_missed_nor_a_false_alarm() -> None:
    codes = [[0, 2], [2, 2], [2, 0], [2, 1], [0, 1], [1, 0], [0, 0]]
    table = RatingTable.from_codes(codes, categories=("pass", "fail", "na"), raters=("A", "STANDARD"))
    found = {
        (kind, negative): error_rate(table, "STANDARD", positive="pass", negative=negative, kind=kind).extras
        for kind in DecisionError
        for negative in ("fail", None)
    }
    counts = {key: (extras[Extra.MATCHED], extras[Extra.INSPECTED]) for key, extras in found.items()}
    assert counts == {
        (DecisionError.MISS, "fail"): (1.0, 2.0),
        (DecisionError.FALSE_ALARM, "fail"): (1.0, 3.0),
        (DecisionError.MISS, None): (2.0, 4.0),
        (DecisionError.FALSE_ALARM, None): (2.0, 3.0),
    }


def test_no_error_in_clustered_data_still_has_an_interval() -> None:
    table = panel([[1, 1], [0, 0]] * 12, clusters=[i // 2 for i in range(24)])
    miss = error_rate(table, "STANDARD", positive="pass", kind=DecisionError.MISS, rater="A")
    assert (miss.value, miss.ci_low, miss.method) == (0.0, 0.0, Method.WILSON)
    assert miss.ci_high == pytest.approx(0.2425, abs=1e-3)


def test_without_a_failed_item_there_is_no_miss_rate() -> None:
    miss = error_rate(panel([[0, 0], [1, 0]]), "STANDARD", positive="pass", kind=DecisionError.MISS, rater="A")
    assert miss.undefined is Undefined.NO_STANDARD


def test_pairs_share_only_the_items_both_rated() -> None:
    table = RatingTable.from_codes([[0, 0, -1], [1, -1, 1], [1, 0, 1]], categories=("a", "b"), raters=("A", "B", "C"))
    pairs = {(pair.first, pair.second): pair.agreement for pair in pairwise_percent_agreement(table, settings=DEFAULT)}
    assert {names: (figure.value, figure.n_items) for names, figure in pairs.items()} == {
        ("A", "B"): (0.5, 2),
        ("A", "C"): (1.0, 2),
        ("B", "C"): (0.0, 1),
    }


def test_raters_who_never_met_have_no_agreement() -> None:
    table = RatingTable.from_codes([[0, -1], [-1, 1]], categories=("a", "b"))
    (pair,) = pairwise_percent_agreement(table)
    assert pair.agreement.undefined is Undefined.NO_PAIRS


@pytest.mark.parametrize(
    ("codes", "divergence"),
    [
        ([[0, 0]] * 45 + [[0, 1]] * 3 + [[1, 0]] * 2, Divergence.RARE_CATEGORIES),
        ([[0, 0]] * 10, Divergence.ONE_CATEGORY),
        ([[0, -1], [-1, 1]], Divergence.NO_PAIRS),
        ([[0, 0]] * 10 + [[1, 1]] * 10 + [[0, 1]] * 12, Divergence.DIFFERENT_LEANINGS),
        ([[0, 0]] * 10 + [[1, 1]] * 10 + [[0, 1], [1, 0]] * 4, Divergence.MOSTLY_CHANCE),
        ([[0, 0]] * 25 + [[1, 1]] * 7 + [[0, 1], [1, 0]] * 4, Divergence.UNEVEN_USE),
        ([[0, 0]] * 20 + [[1, 1]] * 20 + [[0, 1]], Divergence.TOGETHER),
        ([[0, 1]], Divergence.ONE_CALL),
    ],
)
def test_the_diagnosis_names_what_lies_behind(codes: list[list[int]], divergence: Divergence) -> None:
    assert diagnose(RatingTable.from_codes(codes, categories=("pass", "fail"))).divergence is divergence


@pytest.mark.parametrize(("times", "is_leaning"), [(1, False), (10, True)])
def test_raters_of_a_few_calls_are_not_called_stricter_than_others(times: int, is_leaning: bool) -> None:
    """One of two differs on two calls of six: McNemar's p is 0.5; on twenty of sixty it is 2e-6."""
    codes = [[0, 0], [1, 1], [0, 1], [1, 1], [0, 0], [0, 1]] * times
    found = diagnose(RatingTable.from_codes(codes, categories=("pass", "fail"))).divergence
    assert (found is Divergence.DIFFERENT_LEANINGS) == is_leaning


def test_an_estimate_has_a_value_or_a_reason() -> None:
    with pytest.raises(AssertionError):
        Estimate(None, None, None, None, None, Method.NONE, 0, 0, 0)
    with pytest.raises(AssertionError):
        Estimate(float("nan"), None, None, None, None, Method.NONE, 1, 1, 1)


def test_the_clustered_error_is_the_between_call_spread() -> None:
    """Equal calls of one criterion each: the plain standard error of a mean of n numbers."""
    values = np.array([1, 1, 0, 1, 0, 1, 1, 1])
    table = panel([[PASS, PASS if v else FAIL] for v in values], clusters=list(range(8)))
    figure = agreement_with_standard(table, "STANDARD")
    assert figure.se == pytest.approx(values.std(ddof=1) / np.sqrt(8))


def test_one_miss_of_three_has_limits_that_are_shares() -> None:
    """value ± t·se would run from -2.49 to 1."""
    table = panel([[0, 1], [1, 1], [1, 1], [0, 0]], clusters=[0, 1, 1, 1])
    miss = error_rate(table, "STANDARD", positive="pass", kind=DecisionError.MISS, rater="A")
    assert (miss.value, miss.n_clusters, miss.method) == (pytest.approx(1 / 3), 2, Method.CLUSTERED_WILSON)
    assert miss.ci_low is not None
    assert miss.ci_high is not None
    assert 0.0 <= miss.ci_low < 0.02
    assert 0.95 < miss.ci_high <= 1.0


def test_two_calls_with_equal_shares_have_an_interval_with_width() -> None:
    table = panel(([[0, 0]] * 9 + [[0, 1]]) * 2, clusters=[0] * 10 + [1] * 10)
    figure = agreement_with_standard(table, "STANDARD")
    assert (figure.value, figure.se) == (0.9, pytest.approx(0.0))
    assert figure.ci_low is not None
    assert figure.ci_high is not None
    assert figure.ci_low < 0.35
    assert figure.ci_high > 0.99


@pytest.mark.parametrize("clusters", [None, [0, 0, 1, 1, 2, 2]])
def test_agreement_on_a_category_stays_within_its_range(clusters: list[int] | None) -> None:
    codes = [[0, 1], [1, 1], [1, 0], [0, 0], [1, 1], [0, 1]]
    table = RatingTable.from_codes(codes, categories=("pass", "fail"), clusters=clusters)
    on_failures = specific_agreement(table, "fail")
    assert on_failures.value is not None
    assert on_failures.ci_low is not None
    assert on_failures.ci_high is not None
    assert on_failures.value == pytest.approx(4 / 7)
    assert 0.0 < on_failures.ci_low < on_failures.value < on_failures.ci_high < 1.0


def test_agreement_on_a_category_of_one_call_has_no_interval() -> None:
    codes = [[1, 1], [0, 0], [0, 0], [0, 0]]
    table = RatingTable.from_codes(codes, categories=("pass", "fail"), clusters=[0, 0, 1, 2])
    assert not specific_agreement(table, "fail").has_interval
    assert specific_agreement(table, "pass").ci_low == pytest.approx(0.4385, abs=1e-4)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 1), st.integers(0, 1)), min_size=2, max_size=30),
    st.sampled_from([0.8, 0.95, 0.99]),
)
@settings(max_examples=60, deadline=None)
def test_every_share_lies_within_limits_within_its_range(rows: list[tuple[int, int, int]], level: float) -> None:
    codes = [[first, second] for _, first, second in rows]
    table = panel(codes, [call for call, _, _ in rows])
    confidence = Settings(level)
    figures = [
        agreement_with_standard(table, "STANDARD", settings=confidence),
        error_rate(table, "STANDARD", positive="pass", kind=DecisionError.MISS, settings=confidence),
        specific_agreement(table, "fail", settings=confidence),
        all_raters_agree_share(table, settings=confidence),
    ]
    for figure in figures:
        if figure.value is not None and figure.ci_low is not None and figure.ci_high is not None:
            assert 0.0 <= figure.ci_low <= figure.value <= figure.ci_high <= 1.0
            assert figure.ci_low < figure.ci_high


@pytest.mark.parametrize("is_clustered", [False, True])
def test_each_pair_has_the_figure_of_its_two_columns_alone(is_clustered: bool) -> None:
    draw = np.random.default_rng(8)
    codes = draw.integers(-1, 3, size=(40, 4))
    codes[:, 3] = codes[:, 2]
    clusters = draw.integers(0, 6, size=40) if is_clustered else None
    table = RatingTable.from_codes(codes, categories=("a", "b", "c"), raters=("A", "B", "C", "D"), clusters=clusters)
    for pair in pairwise_percent_agreement(table):
        alone = percent_agreement(table.select_raters((pair.first, pair.second)).complete())
        for name in ("value", "se", "ci_low", "ci_high", "p_value"):
            assert getattr(pair.agreement, name) == pytest.approx(getattr(alone, name), rel=1e-12, abs=1e-300), name
        assert (pair.agreement.n_items, pair.agreement.n_clusters, pair.agreement.method) == (
            alone.n_items,
            alone.n_clusters,
            alone.method,
        )
        assert pair.agreement.extras.keys() == alone.extras.keys()


def test_those_who_agree_stand_beside_each_other() -> None:
    group = np.array([0, 1, 0, 2, 1, 0, 2, 1])
    shares = 0.97 - 0.06 * np.abs(group[:, None] - group)
    order = order_of_likeness(shares)
    assert sorted(order.tolist()) == list(range(8))
    assert [int(group[place]) for place in order] in ([0, 0, 0, 1, 1, 1, 2, 2], [2, 2, 1, 1, 1, 0, 0, 0])


def test_where_nothing_tells_raters_apart_they_stay_as_given() -> None:
    assert order_of_likeness(np.full((5, 5), 0.9)).tolist() == [0, 1, 2, 3, 4]
    assert order_of_likeness(np.full((5, 5), np.nan)).tolist() == [0, 1, 2, 3, 4]
    assert order_of_likeness(np.ones((2, 2))).tolist() == [0, 1]

"""The verdict: lower limit against target, and honesty at unanimity and with too few calls."""

import numpy as np
import pytest

from qa_desk.agreement.bootstrap import Resampling, with_bootstrap
from qa_desk.agreement.chance.cohen import cohen_kappa
from qa_desk.agreement.chance.fleiss import fleiss_kappa
from qa_desk.agreement.chance.gwet import gwet_ac
from qa_desk.agreement.chance.krippendorff import Metric, alpha_sums, krippendorff_alpha
from qa_desk.agreement.chance.percent import percent_agreement
from qa_desk.agreement.estimate import Estimate, Method, Sample, Undefined, undefined
from qa_desk.agreement.standard import agreement_with_standard
from qa_desk.agreement.table import RatingTable
from qa_desk.agreement.verdict import Outcome, verdict, with_believable_limits


def figure(value: float, se: float | None, low: float | None, high: float | None, calls: int) -> Estimate:
    return Estimate(value, se, low, high, None, Method.CLUSTERED_WILSON, calls * 10, 3, calls * 30, calls)


@pytest.mark.parametrize(
    ("low", "high", "outcome"),
    [
        (0.90, 0.98, Outcome.WELL_CALIBRATED),
        (0.85, 0.97, Outcome.TOO_FEW_CALLS),
        (0.70, 0.90, Outcome.TOO_FEW_CALLS),
        (0.70, 0.8999, Outcome.NEEDS_WORK),
    ],
)
def test_the_limits_decide(low: float, high: float, outcome: Outcome) -> None:
    assert verdict(figure(0.9, 0.02, low, high, 30), 0.9).outcome is outcome


def unanimous(n_calls: int) -> Estimate:
    table = RatingTable.from_codes(
        np.tile([[0, 0, 0], [1, 1, 1]], (n_calls, 1)),
        categories=("passed", "failed"),
        raters=("A", "B", "S"),
        clusters=[call for call in range(n_calls) for _ in range(2)],
    )
    return agreement_with_standard(table, "S")


def test_twenty_unanimous_calls_start_at_83_9_percent() -> None:
    agreement = unanimous(20)
    assert (agreement.value, agreement.se, agreement.n_clusters) == (1.0, 0.0, 20)
    judged = verdict(agreement, 0.9)
    assert judged.ci_low == pytest.approx(0.839, abs=5e-4)
    assert (judged.outcome, judged.method) == (Outcome.TOO_FEW_CALLS, Method.WILSON)


def test_ten_calls_cannot_prove_ninety_percent_but_thirty_five_can() -> None:
    assert verdict(unanimous(10), 0.9).outcome is Outcome.TOO_FEW_CALLS
    assert verdict(unanimous(34), 0.9).outcome is Outcome.TOO_FEW_CALLS
    assert verdict(unanimous(35), 0.9).outcome is Outcome.WELL_CALIBRATED


def test_one_call_is_described_and_not_judged() -> None:
    agreement = unanimous(1)
    assert agreement.value == 1.0
    assert agreement.se is None
    judged = verdict(agreement, 0.9)
    assert (judged.outcome, judged.ci_low, judged.method) == (Outcome.TOO_FEW_CALLS, None, Method.NONE)


def test_an_undefined_figure_is_not_judged() -> None:
    assert verdict(undefined(Undefined.NO_PAIRS, Sample(5, 2, 5)), 0.9).outcome is Outcome.TOO_FEW_CALLS


def test_agreement_in_no_call_needs_work_once_there_are_enough_calls() -> None:
    table = RatingTable.from_codes(np.tile([[0, 1]], (10, 1)), categories=("p", "f"), raters=("A", "S"))
    agreement = agreement_with_standard(table, "S")
    assert (agreement.value, agreement.se) == (0.0, 0.0)
    assert verdict(agreement, 0.9).outcome is Outcome.NEEDS_WORK


def test_two_calls_that_happen_to_be_alike_prove_nothing() -> None:
    """Nine of ten criteria alike in each of two calls: the spread between calls is 0, and is not believed."""
    codes = ([[0, 0]] * 9 + [[0, 1]]) * 2
    table = RatingTable.from_codes(codes, categories=("passed", "failed"), clusters=[0] * 10 + [1] * 10)
    agreement = percent_agreement(table)
    assert (agreement.value, agreement.se) == (pytest.approx(0.9), pytest.approx(0.0))
    judged = verdict(agreement, 0.8)
    assert judged.method is Method.CLUSTERED_WILSON
    assert judged.ci_low is not None
    assert judged.ci_low < 0.35
    assert judged.outcome is Outcome.TOO_FEW_CALLS


def test_one_difference_never_proves_more_than_none() -> None:
    """One of 200 criteria on twenty calls: without the bound it would start at 97 %, unanimity at 83.9 %."""
    codes = [[0, 0]] * 199 + [[0, 1]]
    clusters = [item // 10 for item in range(200)]
    table = RatingTable.from_codes(codes, categories=("passed", "failed"), clusters=clusters)
    for agreement in (percent_agreement(table), agreement_with_standard(table, "2")):
        judged = verdict(agreement, 0.9)
        assert judged.ci_low == pytest.approx(verdict(unanimous(20), 0.9).ci_low)
        assert judged.outcome is Outcome.TOO_FEW_CALLS


def test_unanimous_calls_leave_room_for_the_next_one_in_what_people_are_shown() -> None:
    """Twenty calls without a difference: Wilson starts at 83.9 %, and p_e = (0.9² + 0.1²) lifts kappa by so much."""
    table = RatingTable.from_codes(np.array([[0, 0]] * 18 + [[1, 1]] * 2), categories=("pass", "fail"))
    published = fleiss_kappa(table)
    shown = with_believable_limits(published)
    assert (published.ci_low, published.ci_high) == (1.0, 1.0)
    assert shown.ci_low == pytest.approx((0.8389 - 0.82) / 0.18, abs=1e-3)
    assert (shown.value, shown.se, shown.ci_high, shown.method) == (1.0, None, 1.0, Method.WILSON)


def test_calls_and_not_criteria_count_at_unanimity() -> None:
    codes = np.array([[0, 0]] * 100 + [[1, 1]] * 100)
    clustered = RatingTable.from_codes(codes, categories=("pass", "fail"), clusters=np.arange(200) // 10)
    low = with_believable_limits(gwet_ac(clustered)).ci_low
    assert low == pytest.approx((0.8389 - 0.5) / 0.5, abs=1e-3)


def test_a_single_difference_keeps_the_published_limits() -> None:
    table = RatingTable.from_codes(np.array([[0, 0]] * 18 + [[1, 0], [1, 1]]), categories=("pass", "fail"))
    assert with_believable_limits(gwet_ac(table)) == gwet_ac(table)


def test_calls_on_which_nobody_agreed_leave_room_for_the_next_one() -> None:
    """Ten of ten differ: agreement is at most Wilson's 27.8 %, and kappa from there."""
    table = RatingTable.from_codes(np.array([[0, 1], [1, 0]] * 5), categories=("pass", "fail"))
    percent, kappa = (with_believable_limits(each(table)) for each in (percent_agreement, fleiss_kappa))
    assert (percent.ci_low, percent.ci_high) == (0.0, pytest.approx(0.2775, abs=1e-3))
    assert (kappa.ci_low, kappa.ci_high) == (-1.0, pytest.approx((0.2775 - 0.5) / 0.5, abs=1e-3))


def test_a_rater_who_always_says_the_same_leaves_kappa_without_limits() -> None:
    """Cohen's kappa is 0 whatever the other says, and its published standard error is 0: that proves nothing."""
    table = RatingTable.from_codes(np.array([[0, 0]] * 15 + [[0, 1]] * 5), categories=("pass", "fail"))
    published = cohen_kappa(table)
    assert (published.value, published.se) == (0.0, 0.0)
    shown = with_believable_limits(published)
    assert (shown.value, shown.has_interval, shown.method) == (0.0, False, Method.NONE)


def test_percent_agreement_of_clustered_items_is_shown_with_the_limits_of_its_verdict() -> None:
    codes = [[0, 0]] * 90 + [[0, 1]] * 10
    table = RatingTable.from_codes(codes, categories=("pass", "fail"), clusters=[item // 5 for item in range(100)])
    published = percent_agreement(table)
    shown, judged = with_believable_limits(published), verdict(published, 0.9)
    assert (shown.ci_low, shown.ci_high, shown.method) == (judged.ci_low, judged.ci_high, judged.method)


def test_resamples_without_a_difference_are_not_given_the_limits_of_another_method() -> None:
    table = RatingTable.from_codes(np.array([[0, 0], [1, 1]] * 10), categories=("pass", "fail"))
    resampling = Resampling(200, Method.BOOTSTRAP_PERCENTILE)
    sums = alpha_sums(table, Metric.NOMINAL)
    resampled = with_bootstrap(krippendorff_alpha(table), sums, resampling, np.random.default_rng(1))
    assert (resampled.ci_low, resampled.ci_high) == (1.0, 1.0)
    shown = with_believable_limits(resampled)
    assert (shown.has_interval, shown.method) == (False, Method.NONE)


def test_one_call_has_no_limits() -> None:
    published = cohen_kappa(RatingTable.from_codes(np.array([[0, 1]]), categories=("pass", "fail")))
    assert not with_believable_limits(published).has_interval

"""Mistakes that published packages make with agreement, each a rule that this engine keeps.

Which package makes it stands in the docstring; tests/proof/test_agreement_peers.py asks the packages themselves.
"""

import math
import tracemalloc

import numpy as np
import pytest
from scipy.special import stdtr

from qa_desk.agreement.analysis import analyse_trials
from qa_desk.agreement.chance import STATISTICS, Statistic
from qa_desk.agreement.chance.cohen import cohen_kappa, light_kappa
from qa_desk.agreement.chance.fleiss import fleiss_kappa_h0
from qa_desk.agreement.chance.gwet import brennan_prediger, gwet_ac
from qa_desk.agreement.chance.krippendorff import Metric, krippendorff_alpha, krippendorff_alpha_interval
from qa_desk.agreement.chance.linearised import Settings, StandardError
from qa_desk.agreement.chance.percent import percent_agreement
from qa_desk.agreement.estimate import Estimate, Extra, Undefined
from qa_desk.agreement.interval.icc import intraclass_correlations
from qa_desk.agreement.interval.kendall import kendall_w
from qa_desk.agreement.request import Request
from qa_desk.agreement.scores import ScoreTable
from qa_desk.agreement.study.trials import TrialTable
from qa_desk.agreement.table import RatingTable
from qa_desk.agreement.weights import WEIGHTINGS, identity_weights, named_weights

CODES = np.array([[0, 0], [1, 2], [2, 2], [2, 1], [0, 1], [1, 1], [0, 0]])
WORDS = ("poor", "fair", "good")


def everything(codes: np.ndarray, categories: tuple[str, ...], scale: Metric) -> dict[str, Estimate]:
    """All figures of ratings of shape (items, raters), the last rater being the standard too."""
    n_items, n_raters = codes.shape
    raters, items = tuple(f"R{place}" for place in range(n_raters)), tuple(map(str, range(n_items)))
    trials = TrialTable(np.asfortranarray(codes[:, :, None]), codes[:, -1], categories, raters, items, None)
    asked = Request(
        scale=scale, categories=categories, positive=categories[0], weightings=tuple(WEIGHTINGS), gauge=True
    )
    return analyse_trials(trials, asked).statistics


def test_p_values_are_two_sided() -> None:
    """irrCAC (Python and R) gives half of it for Brennan and Prediger; Minitab prints P(Z > z) for Fleiss' kappa."""
    table = RatingTable.from_codes(CODES, categories=WORDS)
    for compute in (brennan_prediger, gwet_ac):
        figure = compute(table)
        assert figure.value is not None
        assert figure.se
        assert figure.p_value == pytest.approx(2.0 * stdtr(len(CODES) - 1, -abs(figure.value / figure.se)))
    classical = fleiss_kappa_h0(table).extras
    assert classical[Extra.P_NULL] == pytest.approx(math.erfc(classical[Extra.Z_NULL] / math.sqrt(2.0)))


@pytest.mark.parametrize("weighting", ["linear", "quadratic", "ordinal", "radical"])
def test_words_have_the_weights_of_their_declared_order(weighting: str) -> None:
    """irrCAC sorts words: "fair" before "good" before "poor", which makes poor and fair the farthest apart."""
    words = RatingTable.from_codes(CODES, categories=WORDS)
    places = RatingTable.from_matrix(CODES + 1.0, categories=[1.0, 2.0, 3.0])
    by_alphabet = RatingTable.from_codes(np.array([2, 0, 1])[CODES], categories=sorted(WORDS))
    figures = [gwet_ac(each, weights=named_weights(weighting, each.positions)) for each in (words, places, by_alphabet)]
    assert figures[0].value == figures[1].value
    assert figures[0].value != pytest.approx(figures[2].value, abs=0.02)


def test_words_without_a_declared_order_have_no_weights() -> None:
    """irrCAC and sklearn's cohen_kappa_score weight them as they sort: 0.25 for what is 0.57 in its order."""
    trials = TrialTable(
        np.asfortranarray(CODES[:, :, None]),
        np.full(7, -1),
        ("fair", "good", "poor"),
        ("A", "B"),
        tuple("1234567"),
        None,
    )
    figures = analyse_trials(trials, Request(scale=Metric.ORDINAL, weightings=("linear",))).statistics
    assert figures["gwet_ac2:linear"].undefined is Undefined.NO_ORDER
    assert figures["krippendorff_alpha"].undefined is Undefined.NO_ORDER


def test_alpha_of_a_thousand_totals_takes_memory_like_the_totals() -> None:
    """krippendorff holds value against value for each item: 158 GiB for 1,000 items scored by ten with decimals."""
    totals = ScoreTable.of(np.random.default_rng(1).normal(85.0, 8.0, (1000, 10)))
    tracemalloc.start()
    figure = krippendorff_alpha_interval(totals)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert figure.value == pytest.approx(0.0, abs=0.02)
    assert peak < 4 * totals.scores.nbytes


def test_memory_of_alpha_grows_with_the_ratings_and_not_with_their_square() -> None:
    """krippendorff's grows with the items times the square of the different values."""
    peaks: list[int] = []
    for n_items in (5_000, 10_000):
        totals = ScoreTable.of(np.random.default_rng(1).normal(85.0, 8.0, (n_items, 10)))
        tracemalloc.start()
        krippendorff_alpha_interval(totals)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2.5 * peaks[0]


@pytest.mark.parametrize("statistic", STATISTICS, ids=lambda each: each.key)
def test_one_category_says_nothing_about_chance(statistic: Statistic) -> None:
    """irrCAC: AC1 = 1 and Brennan–Prediger = 1, ZeroDivisionError for Fleiss; others: NaN or an
    exception."""
    table = RatingTable.from_codes(np.zeros((5, 2), dtype=int), categories=("pass",))
    figure = statistic.compute(table)
    if statistic.key == "percent_agreement":
        assert figure.value == 1.0
    else:
        assert (figure.value, figure.undefined) == (None, Undefined.ONE_CATEGORY)


def test_a_declared_category_that_nobody_used_counts() -> None:
    """irrCAC, sklearn and krippendorff take the categories from the data unless told."""
    table = RatingTable.from_codes(np.zeros((5, 2), dtype=int), categories=("pass", "fail"))
    assert gwet_ac(table).value == 1.0
    assert brennan_prediger(table).value == 1.0
    assert krippendorff_alpha(table).undefined is Undefined.ONE_CATEGORY


def test_limits_above_one_are_cohens_published_ones_only() -> None:
    """statsmodels has no others than these; a normal limit for any other coefficient would exceed 1 as well."""
    table = RatingTable.from_codes(np.array([[0, 0]] * 6 + [[1, 1]] * 5 + [[0, 1]]), categories=("pass", "fail"))
    high = cohen_kappa(table).ci_high
    assert high is not None
    assert high > 1.0
    for statistic in STATISTICS:
        limit = statistic.compute(table).ci_high
        assert limit is not None
        assert limit <= 1.0


def test_perfect_agreement_has_no_endless_z() -> None:
    """irrCAC puts 1e-15 for a standard error of 0 and prints z = 1e15."""
    table = RatingTable.from_codes(np.array([[0, 0], [1, 1], [2, 2], [1, 1]]), categories=WORDS)
    for statistic in STATISTICS:
        figure = statistic.compute(table)
        assert (figure.value, figure.se, figure.ci_low, figure.ci_high, figure.p_value) == (1.0, 0.0, 1.0, 1.0, 0.0)
        assert Extra.Z_NULL not in figure.extras
    assert fleiss_kappa_h0(table).value == 1.0


def test_items_with_a_single_rating_widen_the_published_error_only() -> None:
    """irrCAC's error takes their number as fixed (up to 30 % too wide); the ratio linearisation does not."""

    codes = np.vstack([CODES, [[0, -1], [1, -1], [-1, 2], [2, -1], [0, -1]]])
    table = RatingTable.from_codes(codes, categories=WORDS)
    published, ratio = (percent_agreement(table, settings=Settings(se=each)) for each in StandardError)
    assert published.value == ratio.value
    assert published.se is not None
    assert ratio.se is not None
    assert ratio.se < published.se


def test_a_rater_who_always_says_the_same_leaves_the_mean_of_kappas_defined_or_named() -> None:
    """The kappa of two constant raters is 0/0: sklearn gives NaN, and so would a mean over pairs."""
    codes = np.array([[0, 0, 0], [0, 0, 1], [0, 0, 1], [0, 0, 0]])
    figure = light_kappa(RatingTable.from_codes(codes, categories=("pass", "fail")))
    assert (figure.value, figure.undefined) == (None, Undefined.CONSTANT_RATER)


def test_scores_that_never_vary_have_no_correlation() -> None:
    """pingouin divides 0 by 0 and gives six NaN."""
    scores = ScoreTable.of(np.full((6, 3), 80.0))
    for figure in intraclass_correlations(scores).values():
        assert (figure.value, figure.undefined) == (None, Undefined.NO_VARIANCE)
    assert kendall_w(scores).value is None


@pytest.mark.parametrize("scale", list(Metric))
@pytest.mark.parametrize(
    "codes",
    [
        np.zeros((5, 3), dtype=int),
        np.array([[0, -1, -1], [-1, 1, -1], [-1, -1, 2]]),
        np.array([[0, 1, 2]]),
        np.array([[0, 0, 0]]),
        np.array([[0, 0, 1], [0, 1, 1], [0, 2, 2]]),
        np.full((3, 3), -1),
        np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]]),
        np.array([[0, 1, 2], [1, 2, 0], [2, 0, 1]]),
    ],
    ids=["one category", "no pairs", "one item", "one unanimous item", "constant rater", "nothing", "gap", "discord"],
)
def test_whatever_is_rated_a_figure_is_a_number_or_a_reason(codes: np.ndarray, scale: Metric) -> None:
    """NaN (irrCAC, statsmodels, sklearn, pingouin), -100 (BORIS) or an exception (krippendorff) are no answers."""
    figures = everything(codes, ("1", "2", "3"), scale)
    assert figures
    for key, figure in figures.items():
        assert (figure.value is None) == (figure.undefined is not None), key
        numbers = (figure.value, figure.se, figure.ci_low, figure.ci_high, figure.p_value, *figure.extras.values())
        assert all(math.isfinite(number) for number in numbers if number is not None), key


def test_identity_weights_are_no_weights() -> None:
    """A property that the traps above lean on."""
    table = RatingTable.from_codes(CODES, categories=WORDS)
    for statistic in STATISTICS:
        assert statistic.compute(table, weights=identity_weights(3)) == statistic.compute(table)

"""ICC, W, Bland–Altman, severity and gauge study beyond the published examples: edges, and what undefines them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from qa_desk.agreement.chance.krippendorff import krippendorff_alpha_interval
from qa_desk.agreement.estimate import Estimate, Extra, Undefined
from qa_desk.agreement.interval import measured_statistics
from qa_desk.agreement.interval.bland_altman import KEYS as BLAND_ALTMAN_KEYS
from qa_desk.agreement.interval.bland_altman import bland_altman
from qa_desk.agreement.interval.icc import FORMS, intraclass_correlations
from qa_desk.agreement.interval.kendall import kendall_w, tau_b_of_crosstab
from qa_desk.agreement.scores import ScoreTable
from qa_desk.agreement.study.gauge import KEYS as GAUGE_KEYS
from qa_desk.agreement.study.gauge import gauge_of_scores, gauge_statistics
from qa_desk.agreement.study.trials import TrialTable

NAN = math.nan
RNG = np.random.default_rng(12)
SCORES = RNG.normal(80, 6, (12, 1)) + RNG.normal(0, 3, (12, 3))


def clustered(scores: np.ndarray, clusters: list[int]) -> ScoreTable:
    raters = tuple(str(place) for place in range(scores.shape[1]))
    return ScoreTable(scores, raters, None, np.array(clusters))


def reasons(figures: dict[str, Estimate]) -> set[Undefined | None]:
    return {figure.undefined for figure in figures.values()}


def test_perfect_agreement_on_scores_is_one_with_no_room_for_doubt() -> None:
    figures = intraclass_correlations(ScoreTable.of(np.repeat([[70.1], [80.2], [93.7]], 4, axis=1)))
    for key in FORMS:
        figure = figures[key]
        assert (figure.value, figure.ci_low, figure.ci_high, figure.p_value) == (1.0, 1.0, 1.0, 0.0), key
        assert Extra.F not in figure.extras


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        ([[1.0, 2.0], [3.0, NAN]], Undefined.INCOMPLETE),
        ([[5.0, 5.0], [5.0, 5.0]], Undefined.NO_VARIANCE),
        ([[1.0, 2.0]], Undefined.TOO_FEW_ITEMS),
        ([[1.0], [2.0]], Undefined.TOO_FEW_RATERS),
    ],
)
def test_what_leaves_icc_and_w_undefined_is_said(scores: list[list[float]], reason: Undefined) -> None:
    table = ScoreTable.of(np.array(scores))
    assert reasons(intraclass_correlations(table)) == {reason}
    assert kendall_w(table).undefined is reason


def test_what_gaps_leave_undefined_comes_again_from_the_items_that_everybody_rated() -> None:
    holed = SCORES.copy()
    holed[3, 1] = NAN
    whole = measured_statistics(ScoreTable.of(np.delete(SCORES, 3, axis=0)))
    figures = measured_statistics(ScoreTable.of(holed))
    again = {key.removesuffix("@complete_items"): figures[key] for key in figures if "@" in key}
    assert {*FORMS, "kendall_w", "rater_bias:1"} <= again.keys()
    assert all(figures[key].undefined is Undefined.INCOMPLETE for key in again)
    assert again == {key: whole[key] for key in again}


def test_complete_items_keep_their_names_and_calls() -> None:
    table = ScoreTable(np.array([[1.0, 2.0], [3.0, NAN], [4.0, 5.0]]), ("A", "B"), ("x", "y", "z"), np.array([0, 0, 1]))
    kept = table.complete_items()
    assert (kept.items, kept.raters, kept.n_items) == (("x", "z"), ("A", "B"), 2)
    assert kept.clusters is not None
    assert kept.clusters.tolist() == [0, 1]


def test_no_item_that_everybody_rated_adds_nothing() -> None:
    figures = measured_statistics(ScoreTable.of(np.array([[1.0, NAN, 2.0], [NAN, 3.0, 4.0]])))
    assert not [key for key in figures if "@" in key]


def test_items_that_hang_together_get_no_interval_that_takes_them_for_independent() -> None:
    table = clustered(SCORES, [i // 3 for i in range(12)])
    assert all(not figure.has_interval for figure in intraclass_correlations(table).values())
    assert kendall_w(table).p_value is None
    two = bland_altman(clustered(SCORES[:, :2], [i // 3 for i in range(12)]))
    assert not two["bland_altman_lower"].has_interval
    assert two["bland_altman_bias"].n_clusters == 4


@given(arrays(np.float64, (9, 4), elements=st.integers(0, 4).map(float)))
@settings(max_examples=60, deadline=None)
def test_kendalls_w_is_friedmans_chi_squared(scores: np.ndarray) -> None:
    figure = kendall_w(ScoreTable.of(scores))
    if all(len(set(column)) == 1 for column in scores.T):
        assert figure.undefined is Undefined.NO_VARIANCE
    else:
        assert figure.extras[Extra.CHI_SQUARED] == pytest.approx(_friedman(scores), abs=1e-9)


def _friedman(scores: np.ndarray) -> float:
    return float(stats.friedmanchisquare(*scores).statistic)


@given(arrays(np.float64, (5, 5), elements=st.integers(0, 6).map(float)))
@settings(max_examples=60, deadline=None)
def test_tau_b_of_a_cross_table_is_that_of_the_pairs(counts: np.ndarray) -> None:
    rows, columns = np.nonzero(counts)
    times = counts[rows, columns].astype(int)
    x, y = np.repeat(rows, times), np.repeat(columns, times)
    got = tau_b_of_crosstab(counts)
    if len(set(x)) < 2 or len(set(y)) < 2:
        assert got is None
    else:
        assert got == pytest.approx(stats.kendalltau(x, y)[0], abs=1e-12)


@given(st.floats(-1e6, 1e6), st.floats(0.1, 100))
@settings(max_examples=30, deadline=None)
def test_alpha_on_numbers_does_not_change_with_their_origin_and_unit(origin: float, unit: float) -> None:
    plain = krippendorff_alpha_interval(ScoreTable.of(SCORES)).value
    assert krippendorff_alpha_interval(ScoreTable.of(SCORES * unit + origin)).value == pytest.approx(plain, abs=1e-6)


def test_two_raters_are_needed_for_differences() -> None:
    assert reasons(bland_altman(ScoreTable.of(SCORES))) == {Undefined.NOT_TWO_RATERS}
    assert reasons(bland_altman(ScoreTable.of(SCORES[:1, :2]))) == {Undefined.TOO_FEW_ITEMS}
    assert set(bland_altman(ScoreTable.of(SCORES[:, :2]))) == set(BLAND_ALTMAN_KEYS)


def test_missing_scores_leave_means_and_undefine_biases() -> None:
    holed = SCORES.copy()
    holed[0, 0] = NAN
    figures = measured_statistics(ScoreTable.of(holed))
    assert figures["rater_mean:1"].value == pytest.approx(float(SCORES[1:, 0].mean()))
    assert figures["rater_bias:1"].undefined is Undefined.INCOMPLETE


def trials(values: np.ndarray) -> TrialTable:
    labels = sorted({repr(float(v)) for v in values.ravel()}, key=float)
    records = [
        (f"i{i}", f"r{r}", t + 1, repr(float(values[i, r, t])))
        for i in range(values.shape[0])
        for r in range(values.shape[1])
        for t in range(values.shape[2])
        if not math.isnan(values[i, r, t])
    ]
    raters = tuple(f"r{r}" for r in range(values.shape[1]))
    return TrialTable.of(records, categories=tuple(label for label in labels if label != "nan"), raters=raters)


def test_a_real_interaction_stays_out_of_repeatability() -> None:
    generator = np.random.default_rng(2)
    crossed = generator.normal(0, 4, (8, 3))[:, :, None]
    values = generator.normal(50, 8, (8, 1, 1)) + crossed + generator.normal(0, 0.5, (8, 3, 3))
    figures = gauge_statistics(trials(values))
    assert figures["grr_interaction_removed"].value == 0.0
    within = values.var(axis=2, ddof=1).mean()
    assert figures["grr_repeatability_var"].value == pytest.approx(within)
    between_cells = (figures["grr_ss_interaction"].extras[Extra.MEAN_SQUARE] - within) / 3
    assert figures["grr_interaction_var"].value == pytest.approx(between_cells)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.ones((3, 2, 2)), Undefined.NO_VARIANCE),
        (np.arange(6.0).reshape(3, 2, 1), Undefined.NO_TRIALS),
        (np.arange(6.0).reshape(3, 1, 2), Undefined.TOO_FEW_RATERS),
        (np.arange(4.0).reshape(1, 2, 2), Undefined.TOO_FEW_ITEMS),
        (np.array([[[1.0, 2.0], [3.0, NAN]], [[4.0, 5.0], [6.0, 7.0]]]), Undefined.UNBALANCED),
    ],
)
def test_what_leaves_a_gauge_study_undefined_is_said(values: np.ndarray, reason: Undefined) -> None:
    figures = gauge_statistics(trials(values))
    assert set(figures) == set(GAUGE_KEYS)
    assert reasons(figures) == {reason}


def test_a_gauge_without_any_noise_has_no_number_of_categories() -> None:
    values = np.repeat(np.arange(5.0)[:, None, None], 2, axis=1).repeat(2, axis=2)
    figures = gauge_statistics(trials(values))
    assert figures["grr_percent_study_variation"].value == 0.0
    assert figures["grr_ndc"].undefined is Undefined.NO_VARIANCE


def test_a_limit_without_end_is_left_out_and_none_lies_on_the_wrong_side() -> None:
    """Worse than chance, the limits of a mean of raters pass the pole of Spearman–Brown's formula."""
    discord = np.array(
        [[2, 1, 2, 2, 3], [1, 3, 2, 3, 2], [1, 2, 2, 3, 3], [1, 3, 3, 2, 1], [3, 1, 1, 3, 1]], dtype=float
    )
    figure = intraclass_correlations(ScoreTable.of(discord))["icc_2_k"]
    assert figure.value is not None
    assert figure.ci_low is None or figure.ci_low <= figure.value
    assert figure.ci_high is not None
    assert figure.value <= figure.ci_high
    for other in intraclass_correlations(ScoreTable.of(discord)).values():
        numbers = (other.value, other.ci_low, other.ci_high, *other.extras.values())
        assert all(math.isfinite(number) for number in numbers if number is not None)


def test_items_that_do_not_differ_at_all_have_no_limits_that_divide_by_nothing() -> None:
    scores = np.array([[1, 1, 0, 0, 1], [1, 0, 0, 1, 1]], dtype=float)
    for figure in intraclass_correlations(ScoreTable.of(scores)).values():
        assert all(math.isfinite(limit) for limit in (figure.ci_low, figure.ci_high) if limit is not None)


def test_scores_as_an_array_give_the_study_of_the_same_scores_as_ratings() -> None:
    values = np.random.default_rng(3).integers(60, 100, (5, 3, 2)).astype(np.float64)
    table = trials(values)
    assert gauge_of_scores(values, table.sample) == gauge_statistics(table)

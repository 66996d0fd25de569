"""Attribute agreement analysis: each inspector with themself, with the standard, and all of them together.

Counts with exact intervals, and the kappas that AIAG's manual and Minitab print for the same study.
"""

import math
from itertools import combinations

import numpy as np

from qa_desk.agreement.arrays import BoolArray, FloatArray, IntArray, count_clusters
from qa_desk.agreement.chance.cohen import cohen_kappa, kappa_of_crosstab
from qa_desk.agreement.chance.fleiss import fleiss_kappa_category, fleiss_kappa_h0
from qa_desk.agreement.chance.linearised import DEFAULT, Settings, from_deviations
from qa_desk.agreement.estimate import Estimate, Extra, Method, Sample, Spread, Undefined, estimate, undefined
from qa_desk.agreement.interval.kendall import tau_b_of_crosstab
from qa_desk.agreement.intervals import clopper_pearson_one_open_side, normal_two_sided, normal_upper
from qa_desk.agreement.shares import ratio_of_sums, share_of_counts
from qa_desk.agreement.standard import DecisionError, decided
from qa_desk.agreement.study.trials import TrialTable
from qa_desk.agreement.table import RatingTable
from qa_desk.agreement.weights import identity_weights

STANDARD_KEY = "agreement_with_standard"


def attribute_statistics(
    trials: TrialTable,
    *,
    positive: str | None = None,
    negative: str | None = None,
    is_ordered: bool = False,
    settings: Settings = DEFAULT,
) -> dict[str, Estimate]:
    """Every figure of the study that the data allow, by key.

    Args:
        trials: ratings with trials, a standard, or both.
        positive: the category that means "good", for misses and false alarms.
        negative: the one that means "bad"; None: every other one does.
        is_ordered: whether tau with the standard means anything.
        settings: confidence; where items have clusters the shares' intervals are clustered.

    Returns:
        `agreement_with_standard` (share of all ratings; `:R` of one rater), `within_rater_agreement:R`,
        `vs_standard_agreement:R` (= `effectiveness:R`), `between_raters_agreement`, `all_vs_standard_agreement`, their
        kappas, `pairwise_kappa:A|B`, `miss_rate:R`, `false_alarm_rate:R`, `vs_standard_kendall_tau:R`,
        `rater_bias_vs_standard:R`.

    Source:
        AIAG, Measurement Systems Analysis, 4th ed. (2010), chapter III C; Minitab, Attribute agreement analysis.
    """
    figures: dict[str, Estimate] = {}
    if trials.has_trials:
        figures |= _within_raters(trials, settings)
    if trials.has_standard:
        figures |= _against_standard(trials, settings)
        if positive is not None:
            figures |= _decision_errors(trials, positive, negative, settings)
        if is_ordered:
            figures |= _order_and_bias(trials, settings)
    if len(trials.raters) > 1:
        figures |= _between_raters(trials, settings)
    return figures


def _within_raters(trials: TrialTable, settings: Settings) -> dict[str, Estimate]:
    figures: dict[str, Estimate] = {}
    for rater, name in enumerate(trials.raters):
        codes = trials.codes[:, rater, :]
        repeated = (codes >= 0).sum(axis=1) > 1
        figures[f"within_rater_agreement:{name}"] = _share(
            _all_equal(codes), repeated, trials, settings, 1, missing=Undefined.NO_TRIALS
        )
        table = trials.trials_of(rater)
        figures[f"within_rater_fleiss_kappa:{name}"] = fleiss_kappa_h0(table, settings=settings)
        for category in trials.categories:
            kappa = fleiss_kappa_category(table, category, settings=settings)
            figures[f"within_rater_fleiss_kappa_category:{name}:{category}"] = kappa
    return figures


def _against_standard(trials: TrialTable, settings: Settings) -> dict[str, Estimate]:
    figures: dict[str, Estimate] = {}
    kappas: list[Estimate] = []
    for rater, name in enumerate(trials.raters):
        codes = trials.codes[:, rater, :]
        inspected = (trials.standard >= 0) & (codes >= 0).any(axis=1)
        right = _all_equal(codes) & (codes.max(axis=1) == trials.standard)
        agreement = _share(right, inspected, trials, settings, 1)
        figures[f"vs_standard_agreement:{name}"] = agreement
        figures[f"effectiveness:{name}"] = agreement
        settled = np.broadcast_to(trials.standard[:, None], codes.shape)
        figures[f"vs_standard_kappa:{name}"] = _kappa_of_two(codes, settled, trials, settings)
        kappas.append(_fleiss_with_standard(trials, rater, settings))
        figures[f"vs_standard_fleiss_kappa:{name}"] = kappas[-1]
    figures |= shares_of_ratings(trials, settings)
    figures["all_vs_standard_fleiss_kappa"] = _mean_of_kappas(kappas, trials.sample)
    whole = _rated_by_all(trials) & (trials.standard >= 0)
    flat = _flat(trials)
    right = _all_equal(flat) & (flat.max(axis=1) == trials.standard)
    figures["all_vs_standard_agreement"] = _share(right, whole, trials, settings, len(trials.raters))
    return figures


def equal_to_standard(trials: TrialTable, rater: int | None = None) -> tuple[FloatArray, FloatArray]:
    """Ratings equal to the standard's, and ratings that have one, of each item: shape (items,); None is everybody."""
    is_settled, settled = trials.standard >= 0, trials.standard[:, None]
    equal, rated = np.zeros(len(trials.items)), np.zeros(len(trials.items))
    for column in range(len(trials.raters)) if rater is None else (rater,):
        codes = trials.codes[:, column, :]
        equal += np.count_nonzero(codes == settled, axis=1)
        rated += np.count_nonzero(codes >= 0, axis=1)
    return equal * is_settled, rated * is_settled


def shares_of_ratings(trials: TrialTable, settings: Settings) -> dict[str, Estimate]:
    """Ratings equal to the standard's by all ratings that have one: of everybody, and of each rater."""
    n_raters = len(trials.raters)
    figures = {STANDARD_KEY: ratio_of_sums(*equal_to_standard(trials), trials.clusters, settings, n_raters=n_raters)}
    for rater, name in enumerate(trials.raters):
        counted = equal_to_standard(trials, rater)
        figures[f"{STANDARD_KEY}:{name}"] = ratio_of_sums(*counted, trials.clusters, settings, n_raters=1)
    return figures


def _between_raters(trials: TrialTable, settings: Settings) -> dict[str, Estimate]:
    whole = _rated_by_all(trials)
    figures = {
        "between_raters_agreement": _share(
            _all_equal(_flat(trials)), whole, trials, settings, len(trials.raters), missing=Undefined.INCOMPLETE
        ),
        "between_raters_fleiss_kappa": fleiss_kappa_h0(trials.all_as_raters(), settings=settings),
    }
    for a, b in combinations(range(len(trials.raters)), 2):
        key = f"pairwise_kappa:{trials.raters[a]}|{trials.raters[b]}"
        figures[key] = _kappa_of_two(trials.codes[:, a, :], trials.codes[:, b, :], trials, settings)
    return figures


def _decision_errors(
    trials: TrialTable, positive: str, negative: str | None, settings: Settings
) -> dict[str, Estimate]:
    """Errors over decisions of a kind, all trials: "good" said of bad items, "bad" said of good ones."""
    figures: dict[str, Estimate] = {}
    for rater, name in enumerate(trials.raters):
        codes = trials.codes[:, rater, :]
        for kind, key in ((DecisionError.MISS, "miss_rate"), (DecisionError.FALSE_ALARM, "false_alarm_rate")):
            is_concerned, is_wrong = decided(trials.categories, positive, negative, kind)
            rated = (codes >= 0) & is_concerned(trials.standard)[:, None]
            wrong = rated & is_wrong(codes)
            figures[f"{key}:{name}"] = _counted(wrong.sum(axis=1), rated.sum(axis=1), trials.clusters, settings, 1)
    return figures


def _order_and_bias(trials: TrialTable, settings: Settings) -> dict[str, Estimate]:
    figures: dict[str, Estimate] = {}
    values = trials.values
    for rater, name in enumerate(trials.raters):
        counts = _decisions(trials, rater)
        n = int(counts.sum())
        sample = Sample(n, 1, n)
        tau = tau_b_of_crosstab(counts) if n > 1 else None
        tau_key = f"vs_standard_kendall_tau:{name}"
        missing = Undefined.TOO_FEW_ITEMS if n < 2 else Undefined.CONSTANT_RATER
        figures[tau_key] = undefined(missing, sample) if tau is None else estimate(tau, sample)
        if values is not None:
            figures[f"rater_bias_vs_standard:{name}"] = _bias(trials, rater, values, settings)
    return figures


def _bias(trials: TrialTable, rater: int, values: FloatArray, settings: Settings) -> Estimate:
    """Mean of (rating - standard) over all decisions; the trials of one item hang together."""
    codes = trials.codes[:, rater, :]
    rows, places = np.nonzero((codes >= 0) & (trials.standard >= 0)[:, None])
    differences = values[codes[rows, places]] - values[trials.standard[rows]]
    groups = rows if trials.clusters is None else trials.clusters[rows]
    n_groups = count_clusters(groups)
    is_grouped = trials.clusters is not None or n_groups < len(rows)
    sample = Sample(count_clusters(rows), 1, len(rows), n_groups if is_grouped else None)
    if len(rows) == 0:
        return undefined(Undefined.NO_STANDARD, sample)
    value = float(differences.mean())
    return from_deviations(value, differences - value, sample, settings, groups if is_grouped else None, upper=None)


def _kappa_of_two(first: IntArray, second: IntArray, trials: TrialTable, settings: Settings) -> Estimate:
    """Cohen's kappa of decisions of shape (items, trials), matched by trial; clustered by call where there are any."""
    if trials.clusters is None:
        counts = _crosstab(first, second, len(trials.categories))
        return kappa_of_crosstab(counts, identity_weights(len(trials.categories)), settings)
    rows, places = np.nonzero((first >= 0) & (second >= 0))
    return cohen_kappa(
        _pair(first[rows, places], second[rows, places], trials, trials.clusters[rows]), settings=settings
    )


def _pair(first: IntArray, second: IntArray, trials: TrialTable, clusters: IntArray | None) -> RatingTable:
    """Decisions of two, shape (decisions,) each, as a table of two raters."""
    codes = np.asfortranarray(np.column_stack([first, second]))
    return RatingTable(codes, trials.categories, ("1", "2"), None, clusters)


def _fleiss_with_standard(trials: TrialTable, rater: int, settings: Settings) -> Estimate:
    """Mean over trials of the two-rater Fleiss kappa (trial, standard), se0 of a mean of independent figures."""
    kappas: list[Estimate] = []
    for codes in trials.codes[:, rater, :].T:
        both = (codes >= 0) & (trials.standard >= 0)
        if both.any():
            clusters = None if trials.clusters is None else trials.clusters[both]
            kappas.append(
                fleiss_kappa_h0(_pair(codes[both], trials.standard[both], trials, clusters), settings=settings)
            )
    return _mean_of_kappas(kappas, Sample(len(trials.items), 1, int(trials.n_trials[:, rater].sum())))


def _mean_of_kappas(kappas: list[Estimate], sample: Sample) -> Estimate:
    missing = next((kappa.undefined for kappa in kappas if kappa.undefined), None)
    if missing or not kappas:
        return undefined(missing or Undefined.NO_STANDARD, sample)
    value = sum(kappa.value for kappa in kappas if kappa.value is not None) / len(kappas)
    if any(Extra.SE_NULL not in kappa.extras for kappa in kappas):
        return estimate(value, sample)
    se0 = math.sqrt(sum(kappa.extras[Extra.SE_NULL] ** 2 for kappa in kappas)) / len(kappas)
    if se0 == 0.0:
        return estimate(value, sample, extras={Extra.SE_NULL: se0})
    z0 = value / se0
    p0 = normal_two_sided(z0)
    extras = {Extra.SE_NULL: se0, Extra.Z_NULL: z0, Extra.P_NULL: p0, Extra.P_NULL_ONE_SIDED: normal_upper(z0)}
    return estimate(value, sample, method=Method.NULL_TEST, spread=Spread(p_value=p0), extras=extras)


def _share(
    matched: BoolArray,
    inspected: BoolArray,
    trials: TrialTable,
    settings: Settings,
    n_raters: int,
    *,
    missing: Undefined = Undefined.NO_STANDARD,
) -> Estimate:
    counts = (matched & inspected).astype(np.intp), inspected.astype(np.intp)
    return _counted(*counts, trials.clusters, settings, n_raters, missing=missing)


def _counted(
    part: IntArray,
    whole: IntArray,
    clusters: IntArray | None,
    settings: Settings,
    n_raters: int,
    *,
    missing: Undefined = Undefined.NO_STANDARD,
) -> Estimate:
    """A share of counts with its exact interval, and Minitab's beside it."""
    counts = part.astype(np.float64), whole.astype(np.float64)
    figure = share_of_counts(*counts, clusters, settings, n_raters=n_raters, missing=missing)
    if figure.value is None or clusters is not None:
        return figure
    matched, inspected = int(part.sum()), int(whole.sum())
    low, high = clopper_pearson_one_open_side(matched, inspected, confidence=settings.confidence)
    extras = {**figure.extras, Extra.CI_LOW_MINITAB: low, Extra.CI_HIGH_MINITAB: high}
    sample = Sample(figure.n_items, figure.n_raters, figure.n_ratings)
    spread = Spread(None, figure.ci_low, figure.ci_high)
    return estimate(figure.value, sample, method=Method.CLOPPER_PEARSON, spread=spread, extras=extras)


def _all_equal(codes: IntArray) -> BoolArray:
    """Shape (items,): whether all ratings that exist are the same (False where there is none)."""
    highest = codes.max(axis=1)
    return np.asarray(((codes == highest[:, None]) | (codes < 0)).all(axis=1) & (highest >= 0), dtype=np.bool_)


def _rated_by_all(trials: TrialTable) -> BoolArray:
    return np.asarray((trials.n_trials > 0).all(axis=1), dtype=np.bool_)


def _flat(trials: TrialTable) -> IntArray:
    return trials.codes.reshape(len(trials.items), -1)


def _decisions(trials: TrialTable, rater: int) -> FloatArray:
    """Cross table of a rater's decisions, all trials, with the standard."""
    codes = trials.codes[:, rater, :]
    settled = np.broadcast_to(trials.standard[:, None], codes.shape)
    return _crosstab(codes, settled, len(trials.categories))


def _crosstab(a: IntArray, b: IntArray, q: int) -> FloatArray:
    both = (a >= 0) & (b >= 0)
    cells = a[both].astype(np.intp) * q + b[both]
    return np.bincount(cells, minlength=q * q).reshape(q, q).astype(np.float64)

"""Everything that a set of ratings allows to be said, under the keys by which scripts and screens know the figures.

One function a group of statistics; `analyse` runs those that suit the data. Used by the command and the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from qa_desk.agreement.arrays import FloatArray
from qa_desk.agreement.bootstrap import Resampling, Sums, with_bootstrap
from qa_desk.agreement.chance import STATISTICS
from qa_desk.agreement.chance.cohen import cohen_kappa, index_weights, light_kappa
from qa_desk.agreement.chance.conger import conger_kappa
from qa_desk.agreement.chance.fleiss import fleiss_kappa_category, fleiss_kappa_h0
from qa_desk.agreement.chance.krippendorff import Metric, alpha_sums, krippendorff_alpha, krippendorff_alpha_interval
from qa_desk.agreement.chance.percent import all_raters_agree_share, specific_agreement
from qa_desk.agreement.coding import trials_of
from qa_desk.agreement.coincidences import coincidences
from qa_desk.agreement.diagnosis import Diagnosis, diagnose
from qa_desk.agreement.errors import RatingsError, RatingsProblem
from qa_desk.agreement.estimate import Estimate, Method, Sample, Undefined, undefined
from qa_desk.agreement.interval import measured_statistics
from qa_desk.agreement.pairwise import pairwise_percent_agreement
from qa_desk.agreement.ratings_columns import RatingsFile
from qa_desk.agreement.request import Request
from qa_desk.agreement.scores import ScoreTable
from qa_desk.agreement.study.attribute import attribute_statistics
from qa_desk.agreement.study.gauge import gauge_statistics
from qa_desk.agreement.study.trials import TrialTable
from qa_desk.agreement.table import MAX_CATEGORIES, RatingTable
from qa_desk.agreement.weights import CUSTOM, Weights, custom_weights, identity_weights, named_weights

MAX_RATERS_IN_PAIRS = 50
"""More raters than this are not listed pair by pair: nobody reads 1,225 rows."""
MAX_CATEGORIES_OF_NUMBERS = 50
"""Measured values with more distinct numbers than this are not also treated as categories."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """The figures of one set of ratings, by key, with what they rest on.

    `together` says how often two ratings of an item are each two of `categories`; None where the ratings are measured.
    """

    sample: Sample
    raters: tuple[str, ...]
    categories: tuple[str, ...]
    scale: Metric
    standard: str | None
    statistics: dict[str, Estimate]
    diagnosis: Diagnosis | None = None
    together: FloatArray | None = field(default=None, compare=False)


def analyse(ratings: RatingsFile, request: Request) -> Analysis:
    """Compute every statistic that the ratings allow.

    Args:
        ratings: the set.
        request: scale, categories and options.

    Returns:
        The estimates by key. Figures between raters leave the standard out and use each rater's first trial on an item;
        those of repetition and of the standard use all trials.

    Raises:
        RatingsError: NOT_A_NUMBER, UNKNOWN_CATEGORY, TOO_MANY_CATEGORIES, WEIGHTS_…, UNKNOWN_POSITIVE, UNKNOWN_RATER.
    """
    return analyse_trials(trials_of(ratings, request), request, name=ratings.name)


def analyse_trials(trials: TrialTable, request: Request, *, name: str = "") -> Analysis:
    """The same for ratings that are codes already, as arrays of any size.

    Args:
        trials: the ratings, the standard apart.
        request: scale and options; `categories` says only that the table's have a declared order.
        name: of the set, for messages.

    Raises:
        RatingsError: WEIGHTS_…, UNKNOWN_POSITIVE.
    """
    figures: dict[str, Estimate] = {}
    diagnosis, together = None, None
    has_categories = len(trials.categories) <= most_categories(request)
    if has_categories:
        table = trials.first_table()
        figures |= _category_statistics(table, request)
        diagnosis, together = diagnose(table), coincidences(table)
        if not (trials.has_trials or trials.has_standard):  # else the attribute study pairs all trials
            figures |= _pairwise_kappas(table, request)
        del table  # with its counts: of a million ratings it is larger than they are
    if request.scale is not Metric.NOMINAL:
        figures |= _number_statistics(trials.first_scores(), request, figures)
    if trials.has_trials or trials.has_standard:
        if request.positive is not None and request.positive not in trials.categories:
            known = trials.categories
            raise RatingsError(RatingsProblem.UNKNOWN_POSITIVE, file=name, value=request.positive, known=known)
        ordered = request.scale is not Metric.NOMINAL
        figures |= attribute_statistics(
            trials, positive=request.positive, is_ordered=ordered, settings=request.settings
        )
    if request.gauge:
        figures |= gauge_statistics(trials)
    return Analysis(
        trials.sample,
        trials.raters,
        trials.categories if has_categories else (),
        request.scale,
        request.standard if trials.has_standard else None,
        figures,
        diagnosis,
        together,
    )


def _category_statistics(table: RatingTable, request: Request) -> dict[str, Estimate]:
    settings = request.settings
    figures: dict[str, Estimate] = {}
    is_ordered = has_order(table, request)
    for name in request.weightings:
        reason = _why_not(name, table, request)
        if reason is not None:
            of_name = (statistic for statistic in STATISTICS if table.n_raters == 2 or not statistic.only_two_raters)
            figures |= {f"{each.weighted_key}:{name}": undefined(reason, table.tally.sample) for each in of_name}
    for weights in weightings_of(table, request):
        for statistic in STATISTICS:
            if statistic.only_two_raters and table.n_raters != 2:
                continue
            key = statistic.key_with(weights)
            figures[key] = statistic.compute(table, weights=weights, settings=settings)
            if statistic.sums is not None and request.resamples:
                figures |= _bootstrapped(key, figures[key], statistic.sums(table, weights), request)
        if table.n_raters == 2:
            by_place = weights if weights.name == CUSTOM else index_weights(weights.name, len(table.categories))
            key = "cohen_kappa" if weights.is_identity else f"cohen_kappa:{weights.name}"
            figures[key] = cohen_kappa(table, weights=by_place, settings=settings)
    figures |= _alphas(table, request, is_ordered=is_ordered)
    figures["fleiss_kappa_h0"] = fleiss_kappa_h0(table, settings=settings)
    figures["light_kappa"] = light_kappa(table, settings=settings)
    if bool((table.tally.codes >= 0).all()):
        figures["conger_kappa_exact"] = conger_kappa(table, settings=settings)
    figures["all_raters_agree_share"] = all_raters_agree_share(table, settings=settings)
    if 2 <= table.n_raters <= MAX_RATERS_IN_PAIRS:
        for pair in pairwise_percent_agreement(table, settings=settings):
            figures[f"pairwise_agreement:{pair.first}|{pair.second}"] = pair.agreement
    for category in table.categories:
        figures[f"specific_agreement:{category}"] = specific_agreement(table, category, settings=settings)
        figures[f"fleiss_kappa_category:{category}"] = fleiss_kappa_category(table, category, settings=settings)
    return figures


def _pairwise_kappas(table: RatingTable, request: Request) -> dict[str, Estimate]:
    if not 2 < table.n_raters <= MAX_RATERS_IN_PAIRS:
        return {}  # of two it is Cohen's kappa itself
    return {
        f"pairwise_kappa:{first}|{second}": cohen_kappa(table.select_raters((first, second)), settings=request.settings)
        for first, second in combinations(table.raters, 2)
    }


def _alphas(table: RatingTable, request: Request, *, is_ordered: bool) -> dict[str, Estimate]:
    """Alpha with every metric that the categories allow, and as plain `krippendorff_alpha` that of the scale."""
    figures: dict[str, Estimate] = {}
    for metric in Metric:
        key = f"krippendorff_alpha:{metric}"
        if metric is Metric.ORDINAL and not is_ordered:
            if request.scale is Metric.ORDINAL:
                figures[key] = undefined(Undefined.NO_ORDER, table.tally.sample)
            continue
        if metric in (Metric.INTERVAL, Metric.RATIO) and table.values is None and metric is not request.scale:
            continue
        figures[key] = krippendorff_alpha(table, metric=metric, settings=request.settings)
        if figures[key].value is not None and request.resamples:
            figures |= _bootstrapped(key, figures[key], alpha_sums(table, metric), request)
    figures["krippendorff_alpha"] = figures[f"krippendorff_alpha:{request.scale}"]
    return figures


def _number_statistics(scores: ScoreTable | None, request: Request, known: dict[str, Estimate]) -> dict[str, Estimate]:
    if scores is None:
        return {}
    figures = measured_statistics(scores, settings=request.settings)
    if "krippendorff_alpha:interval" not in known:
        figures["krippendorff_alpha:interval"] = krippendorff_alpha_interval(scores, settings=request.settings)
        if request.scale is Metric.INTERVAL:
            figures["krippendorff_alpha"] = figures["krippendorff_alpha:interval"]
    return figures


def _bootstrapped(key: str, figure: Estimate, sums: Sums, request: Request) -> dict[str, Estimate]:
    """The figure with both bootstrap intervals, each from the same resamples."""
    confidence = request.settings.confidence
    return {
        f"{key}@{method}": with_bootstrap(
            figure, sums, Resampling(request.resamples, method, confidence), np.random.default_rng(request.seed)
        )
        for method in (Method.BOOTSTRAP_PERCENTILE, Method.BOOTSTRAP_BCA)
    }


def has_order(table: RatingTable, request: Request) -> bool:
    """Whether the categories are in an order that means something: a declared one, or that of numbers, or of two."""
    return request.categories is not None or table.values is not None or len(table.categories) < 3


def weightings_of(table: RatingTable, request: Request) -> Iterable[Weights]:
    """Identity weights, and those asked for that the categories allow. Raises WEIGHTS_SHAPE."""
    q = len(table.categories)
    yield identity_weights(q)
    for name in request.weightings:
        if _why_not(name, table, request) is None:
            yield named_weights(name, table.positions)
    if request.custom is not None:
        if request.custom.shape != (q, q):
            raise RatingsError(RatingsProblem.WEIGHTS_SHAPE, shape=request.custom.shape, known=table.categories)
        yield custom_weights(request.custom)


def _why_not(name: str, table: RatingTable, request: Request) -> Undefined | None:
    """Why a weighting means nothing on these categories."""
    if not has_order(table, request):
        return Undefined.NO_ORDER
    return Undefined.NEGATIVE_VALUES if name == "ratio" and bool((table.positions < 0).any()) else None


def most_categories(request: Request) -> int:
    """How many different ratings may still be taken for categories."""
    return MAX_CATEGORIES if request.scale in (Metric.NOMINAL, Metric.ORDINAL) else MAX_CATEGORIES_OF_NUMBERS

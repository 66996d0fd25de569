"""What people ask once they have the figures: is it better than last month, what moves it, how many more calls?

Asked of ratings files by the command, the page and the report; the answers come from `study`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from qa_desk.agreement.analysis import has_order, most_categories, weightings_of
from qa_desk.agreement.arrays import FloatArray
from qa_desk.agreement.bootstrap import Sums
from qa_desk.agreement.chance import STATISTICS, Statistic
from qa_desk.agreement.chance.krippendorff import Metric, alpha_sums, krippendorff_alpha
from qa_desk.agreement.chance.linearised import DEFAULT, Settings
from qa_desk.agreement.coding import observed_categories, trials_of
from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.interval.summed import SCORE_STATISTICS
from qa_desk.agreement.ratings_columns import RatingsFile
from qa_desk.agreement.request import Request
from qa_desk.agreement.study.attribute import STANDARD_KEY, equal_to_standard, shares_of_ratings
from qa_desk.agreement.study.comparison import Summed, compare
from qa_desk.agreement.study.influence import Influence, Left, influences, score_influences
from qa_desk.agreement.study.sample_size import calls_for_width
from qa_desk.agreement.study.trials import TrialTable
from qa_desk.agreement.table import RatingTable, sort_labels
from qa_desk.agreement.weights import Weights, identity_weights

Influences = dict[str, dict[Left, tuple[Influence, ...]]]
"""By the key of the figure, then by what was left out."""
_NAMED_BY_SCALE = "krippendorff_alpha"
_EXPLAINED = ("percent_agreement", "gwet_ac1")
"""Figures of categories whose influences are ranked, beside alpha: those that are read side by side."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure on the first set and on the second, and the second minus the first."""

    first: Estimate
    second: Estimate
    difference: Estimate


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sets by their names, how many calls each has and both have, and the differences by key."""

    first: str
    second: str
    n_first: int
    n_second: int
    n_shared: int
    differences: dict[str, Difference]


@dataclass(frozen=True, slots=True)
class CallsNeeded:
    """How many calls an interval no wider than this takes in all, beside those there are."""

    now: int
    calls: int

    @property
    def more(self) -> int:
        """Calls that are still missing; 0 where the interval is narrow enough."""
        return max(0, self.calls - self.now)


def compare_sets(first: RatingsFile, second: RatingsFile, request: Request) -> Comparison:
    """Every figure that both sets allow, as a difference with its interval.

    Args:
        first: the earlier set.
        second: the later one. Items, or clusters where there are any, of one name are the same call.
        request: the same for both; without declared categories those of both sets together are the categories of each,
            so that a category missing in one of them does not move the figures.

    Raises:
        RatingsError: as `analyse`.
    """
    categories = request.categories
    if categories is None:
        categories = sort_labels({*observed_categories(first, request), *observed_categories(second, request)})
    sets: list[dict[str, Summed]] = []
    calls = [_calls(one) for one in (first, second)]
    for one, of_items in zip((first, second), calls, strict=True):
        trials = trials_of(one, replace(request, categories=categories))
        sets.append(_summed(trials, of_items, request))
    differences = {
        key: Difference(
            sets[0][key].figure, sets[1][key].figure, compare(sets[0][key], sets[1][key], settings=request.settings)
        )
        for key in sets[0]
        if key in sets[1]
    }
    names = [set(of_items) for of_items in calls]
    return Comparison(first.name, second.name, len(names[0]), len(names[1]), len(names[0] & names[1]), differences)


def influences_of(ratings: RatingsFile, request: Request) -> Influences:
    """What moves the main figures of a set: each without each rater, item and category in turn, ranked.

    Raises:
        RatingsError: as `analyse`.
    """
    trials = trials_of(ratings, request)
    found: Influences = {}
    if len(trials.categories) <= most_categories(request):
        table = trials.first_table()
        for key, (statistic, weights) in _explained(table, request).items():
            found[key] = {left: influences(table, statistic, left, weights=weights) for left in Left}
    scores = trials.first_scores() if _is_measured(request) else None
    if scores is not None:
        for each in SCORE_STATISTICS:
            key = _NAMED_BY_SCALE if each.key == f"{_NAMED_BY_SCALE}:{request.scale}" else each.key
            found.setdefault(key, {left: score_influences(scores, each, left) for left in (Left.RATER, Left.ITEM)})
    return {key: of_key for key, of_key in found.items() if any(of_key.values())}


def calls_needed(
    figures: Mapping[str, Estimate], width: float, *, settings: Settings = DEFAULT
) -> dict[str, CallsNeeded]:
    """For each figure with a standard error, the calls that an interval of this width takes: see `calls_for_width`."""
    needed: dict[str, CallsNeeded] = {}
    for key, figure in figures.items():
        calls = calls_for_width(figure, width, confidence=settings.confidence)
        if calls is not None:
            needed[key] = CallsNeeded(figure.n_calls, calls)
    return needed


def _calls(ratings: RatingsFile) -> tuple[str, ...]:
    return ratings.items if ratings.clusters is None else ratings.clusters


def _summed(trials: TrialTable, calls: Sequence[str], request: Request) -> dict[str, Summed]:
    """The figures that are functions of sums, by key."""
    found: dict[str, Summed] = {}

    def add(key: str, figure: Estimate, sums: Callable[[], Sums], rated: np.typing.NDArray[np.bool_]) -> None:
        rows = sums() if figure.value is not None else Sums(np.empty((0, 1)), lambda total: total[..., 0])
        found[key] = Summed(figure, rows, [calls[int(row)] for row in np.flatnonzero(rated)])

    if trials.has_standard:
        equal, rated = equal_to_standard(trials)
        figure = shares_of_ratings(trials, request.settings)[STANDARD_KEY]
        add(STANDARD_KEY, figure, lambda: Sums(np.column_stack([equal, rated])[rated > 0], _share), rated > 0)
    is_rated = np.asarray(trials.n_trials.any(axis=1), dtype=np.bool_)
    if len(trials.categories) <= most_categories(request):
        table = trials.first_table()
        for key, (statistic, weights) in _of_categories(table, request).items():
            assert statistic.sums is not None, "only those with sums are listed"
            make = statistic.sums
            figure = statistic.compute(table, weights=weights)
            add(key, figure, lambda make=make, weights=weights: make(table, weights), is_rated)
    scores = trials.first_scores() if request.scale is not Metric.NOMINAL else None
    if scores is not None:
        for each in SCORE_STATISTICS:
            if each.key not in found and not (each.key.startswith(_NAMED_BY_SCALE) and _NAMED_BY_SCALE in found):
                add(each.key, each.compute(scores), lambda each=each: each.sums(scores), is_rated)
    return found


def _share(sums: FloatArray) -> FloatArray:
    return np.divide(sums[..., 0], sums[..., 1], out=np.full(sums[..., 0].shape, np.nan), where=sums[..., 1] > 0)


def _of_categories(table: RatingTable, request: Request) -> dict[str, tuple[Statistic, Weights]]:
    """The figures of categories with sums, with the weights that their order allows, and alpha as the scale has it."""
    identity = identity_weights(len(table.categories))
    found = {
        statistic.key_with(weights): (statistic, weights)
        for weights in weightings_of(table, request)
        for statistic in STATISTICS
        if statistic.sums is not None and not statistic.key.startswith(_NAMED_BY_SCALE)
    }
    return found | {_NAMED_BY_SCALE: (_alpha(request.scale), identity)} if _suits(table, request) else found


def _explained(table: RatingTable, request: Request) -> dict[str, tuple[Statistic, Weights]]:
    wanted = (*_EXPLAINED, _NAMED_BY_SCALE)
    return {key: each for key, each in _of_categories(table, request).items() if each[0].key in wanted}


def _suits(table: RatingTable, request: Request) -> bool:
    if request.scale in (Metric.INTERVAL, Metric.RATIO):
        return table.values is not None
    return request.scale is Metric.NOMINAL or has_order(table, request)


def _alpha(metric: Metric) -> Statistic:
    """Krippendorff's alpha with a metric of his, which takes no weights."""

    def compute(table: RatingTable, *, weights: Weights | None = None, settings: Settings = DEFAULT) -> Estimate:
        return krippendorff_alpha(table, metric=metric, settings=settings)

    def sums(table: RatingTable, weights: Weights) -> Sums:
        return alpha_sums(table, metric)

    return Statistic(_NAMED_BY_SCALE, _NAMED_BY_SCALE, compute, sums)


def _is_measured(request: Request) -> bool:
    return request.scale in (Metric.INTERVAL, Metric.RATIO)

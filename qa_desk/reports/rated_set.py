"""A ratings file with its figures and the verdict on them: what the command prints and the page shows."""

from dataclasses import dataclass, replace
from pathlib import Path

from qa_desk.agreement.analysis import Analysis, analyse
from qa_desk.agreement.chance.krippendorff import Metric
from qa_desk.agreement.doubts import Doubt, doubts_about
from qa_desk.agreement.estimate import Estimate
from qa_desk.agreement.interval import COMPLETE_ITEMS
from qa_desk.agreement.ratings_columns import RatingsFile
from qa_desk.agreement.ratings_file import read_ratings_file
from qa_desk.agreement.request import Request
from qa_desk.agreement.verdict import Verdict, verdict, with_believable_limits
from qa_desk.agreement.weights_file import WeightsFile
from qa_desk.i18n import _, listed, ngettext
from qa_desk.reports.statistic_names import value_text
from qa_desk.reports.statistics_words import method_text, outcome_text

_JUDGED = ("agreement_with_standard", "percent_agreement")
_BULKY = (
    "conger_kappa_exact",
    "effectiveness",
    "fleiss_kappa_category",
    "pairwise_agreement",
    "pairwise_kappa",
    "within_rater_fleiss_kappa_category",
)
"""Long lists and second names that tables for people leave out unless asked for; JSON always has them."""
_OF_MEASURED = ("bland_", "grr_", "icc_", "kendall_", "krippendorff_alpha", "rater_", "vs_standard_kendall")
"""What tables show of measured values: equal categories say little about them."""


@dataclass(frozen=True, slots=True)
class RatedSet:
    """One file with its figures, the verdict on its agreement, and what they came from, for further questions."""

    file: str
    ratings: RatingsFile
    request: Request
    analysis: Analysis
    verdict: Verdict | None
    """None for measured values: the target is a share of equal ratings."""
    doubts: tuple[Doubt, ...] = ()
    """What in the file looks like a slip."""

    @property
    def is_measured(self) -> bool:
        """Whether the ratings are numbers on a scale, not categories."""
        return self.analysis.scale in (Metric.INTERVAL, Metric.RATIO)

    @property
    def judged_key(self) -> str | None:
        """The key of the figure that the verdict is on."""
        return None if self.verdict is None else next(key for key in _JUDGED if key in self.analysis.statistics)

    @property
    def figures(self) -> dict[str, Estimate]:
        """All figures by key as people are shown them: with limits that the calls can bear."""
        confidence = self.request.settings.confidence
        return {
            key: with_believable_limits(figure, confidence=confidence)
            for key, figure in self.analysis.statistics.items()
        }

    def shown(self) -> dict[str, Estimate]:
        """The figures that people want to see, without long lists by pair and category, and what gaps leave undefined
        only where there are no items that everybody rated."""
        figures = self.figures
        return {
            key: figure
            for key, figure in figures.items()
            if is_for_people(key, self.analysis.scale) and f"{key}@{COMPLETE_ITEMS}" not in figures
        }


def is_for_people(key: str, scale: Metric) -> bool:
    """Whether tables show a figure without being asked for all."""
    is_measured = scale in (Metric.INTERVAL, Metric.RATIO)
    if key.startswith("krippendorff_alpha:") and (is_measured or key.endswith(f":{scale}")):
        return False  # plain alpha has the metric of the scale; further ones say little about measured values
    if is_measured:
        return key.startswith(_OF_MEASURED)
    return key.partition(":")[0] not in _BULKY


def rated_set(file: Path, request: Request, target: float, own: WeightsFile | None = None) -> RatedSet:
    """Read a ratings file and compute what it allows. Raises RatingsError.

    Args:
        file: CSV or XLSX.
        request: scale, categories, options.
        target: the share of agreement to be reached.
        own: agreement weights of one's own.
    """
    return rated(str(file), read_ratings_file(file), request, target, own)


def rated(name: str, ratings: RatingsFile, request: Request, target: float, own: WeightsFile | None = None) -> RatedSet:
    """The same for ratings that were read before."""
    if own is not None:
        matrix = own.in_order_of(request.categories) if request.categories else own.matrix
        request = replace(request, custom=matrix)
    result = RatedSet(name, ratings, request, analyse(ratings, request), None, doubts_about(ratings, request))
    judged = next((result.analysis.statistics[key] for key in _JUDGED if key in result.analysis.statistics), None)
    if judged is None or result.is_measured:
        return result
    return replace(result, verdict=verdict(judged, target, confidence=request.settings.confidence))


def sample_text(analysis: Analysis) -> str:
    """How much was rated, by how many, and against which standard."""
    sample = analysis.sample
    parts = [
        ngettext("{n} item", "{n} items", sample.n_items).format(n=sample.n_items),
        ngettext("{n} rater", "{n} raters", len(analysis.raters)).format(n=len(analysis.raters)),
        ngettext("{n} rating", "{n} ratings", sample.n_ratings).format(n=sample.n_ratings),
    ]
    if sample.n_clusters is not None:
        parts.append(ngettext("{n} call", "{n} calls", sample.n_clusters).format(n=sample.n_clusters))
    if analysis.standard is not None:
        parts.append(_("standard: {name}").format(name=analysis.standard))
    return listed(parts)


def verdict_text(judged: Verdict, *, has_standard: bool) -> str:
    """The verdict as a sentence, with the limits it was read from."""
    against = _("against the standard") if has_standard else _("between raters")
    text = _("Verdict on agreement {against}, target {target}: {outcome}").format(
        against=against, target=_percent(judged.target), outcome=outcome_text(judged.outcome)
    )
    if judged.ci_low is None or judged.ci_high is None:
        return f"{text}."
    limits = f"{_percent(max(judged.ci_low, 0.0))} … {_percent(min(judged.ci_high, 1.0))}"
    return _("{verdict} (interval {limits}, {method}).").format(
        verdict=text, limits=limits, method=method_text(judged.method)
    )


def _percent(share: float) -> str:
    return value_text("percent_agreement", share)

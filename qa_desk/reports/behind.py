"""What stands behind rows and drawn things of the reports on scored calls: whose calls, of which days, what failed;
and standard cases."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from qa_desk.domain.changes import ObjectKind
from qa_desk.domain.ids import CaseId
from qa_desk.domain.sampling import Level
from qa_desk.domain.text import LocalText
from qa_desk.i18n import _, current_language
from qa_desk.reports.document import Behind, ThingBehind
from qa_desk.reports.figures import HistogramBin
from qa_desk.reports.issue_figures import period_phrase
from qa_desk.reports.trend_words import FAMILIES
from qa_desk.services.issues.explaining_views import CutBy, CutPart, IssueCut
from qa_desk.services.issues.issue_views import IssueQuery, PeriodPoint
from qa_desk.services.results.behind import CallsBehind, Failed
from qa_desk.services.results.scorecard import FamilyResult, PartResult

_HIGHEST = 100.0
_CUTS = {
    CutBy.BUSINESS_TYPE: "business_type",
    CutBy.CAMPAIGN: "campaign",
    CutBy.CUSTOMER_SEGMENT: "customer_segment",
    CutBy.SERVICE_STAGE: "service_stage",
    CutBy.CAUSE_OWNER: "cause_owner",
}


def behind_part(query: IssueQuery, part: PartResult) -> Behind:
    """The scored calls of a unit or an agent."""
    calls = CallsBehind(query)
    calls = replace(calls, agent_id=part.key) if part.level is Level.AGENT else calls.in_unit(part.key)
    return Behind(_("{name}, scored calls").format(name=part.name), calls)


def behind_family(query: IssueQuery, one: FamilyResult) -> Behind | None:
    """The calls that failed a critical family; None where none did."""
    if not one.n_failed:
        return None
    words = _("{criterion} failed").format(criterion=_(FAMILIES[one.family]))
    return Behind(words, CallsBehind(query, Failed.FAMILY, one.family.value))


def behind_bins(query: IssueQuery, bins: Sequence[HistogramBin]) -> dict[str, Behind]:
    """The calls with a score in each bin; the last has the highest score too."""
    found: dict[str, Behind] = {}
    for one in bins:
        below = None if one.high >= _HIGHEST else one.high
        words = _("call quality {low:.0f}–{high:.0f}").format(low=one.low, high=one.high)
        if one.count:
            found[one.key] = Behind(words, CallsBehind(query, score_from=one.low, score_below=below))
    return found


def behind_criterion(query: IssueQuery, key: str, title: LocalText) -> Behind:
    """The calls in which a criterion failed."""
    return Behind(_failed_words(title), CallsBehind(query, Failed.CRITERION, key))


def behind_points(query: IssueQuery, title: LocalText, points: Iterable[PeriodPoint]) -> dict[str, Behind]:
    """The calls in which a criterion failed in each period."""
    found: dict[str, Behind] = {}
    for point in points:
        calls = CallsBehind(query, Failed.CRITERION, point.criterion_key)
        period = period_phrase(point, query.by)
        words = _("{what}, {period}").format(what=_failed_words(title), period=period)
        if point.n_failed:
            found[point.first_day.isoformat()] = Behind(words, calls.in_period(point.first_day))
    return found


def behind_cut(query: IssueQuery, cut: IssueCut, part: CutPart, label: str) -> Behind | None:
    """The calls of one part of an issue in which it failed; None where none did, or no filter finds the part."""
    if not part.n_failed or not part.value or (cut.by is CutBy.UNIT and part.value == cut.of_unit):
        return None
    calls = CallsBehind(query, Failed.CRITERION, cut.criterion_key)
    words = _("{what}, {period}").format(what=_failed_words(cut.title), period=label)
    if cut.by is CutBy.UNIT:
        return Behind(words, calls.in_unit(part.value))
    narrowed = replace(query, **{_CUTS[cut.by]: part.value})
    return Behind(words, replace(calls, query=narrowed))


def behind_case(case_id: CaseId, code: str) -> ThingBehind:
    """The standard case in the library."""
    return ThingBehind(_("the standard case {code}").format(code=code), ObjectKind.STANDARD_CASE, str(case_id))


def _failed_words(title: LocalText) -> str:
    return _("{criterion} failed").format(criterion=title.in_language(current_language()))

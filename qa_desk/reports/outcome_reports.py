"""What the reports on scored calls share: their services, the query of their parameters, and the small print."""

from typing import Protocol

from qa_desk.domain.people import Actor
from qa_desk.i18n import _, listed
from qa_desk.reports.base import ReportParams
from qa_desk.reports.document import Block, Paragraph
from qa_desk.reports.sources import Timed
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.services.periods import Period
from qa_desk.services.results.scorecard import ScorecardResults
from qa_desk.services.results.trends import Trends
from qa_desk.services.results.voice import CustomerVoice


class _Summarising(Protocol):
    def trends(self, actor: Actor, query: IssueQuery) -> Trends: ...

    def scorecard_results(self, actor: Actor, query: IssueQuery) -> ScorecardResults: ...

    def customer_voice(self, actor: Actor, query: IssueQuery) -> CustomerVoice: ...


class Sources(Timed, Protocol):
    """The services these reports ask."""

    @property
    def summarising(self) -> _Summarising:
        """Where the figures come from."""
        ...


def query_of(params: ReportParams) -> IssueQuery:
    """The calls meant, whoever caused what."""
    return IssueQuery(
        params.first_day,
        params.last_day,
        Period(params.by),
        params.unit,
        params.business_type,
        scorecard=params.scorecard,
        campaign=params.campaign,
        customer_segment=params.customer_segment,
        service_stage=params.service_stage,
    )


def nothing() -> Block:
    """What is said where no call was scored."""
    return Paragraph(
        _("No call of this period has a submitted evaluation that counts. Widen the period or the filters.")
    )


def facts_of(query: IssueQuery) -> tuple[str, ...]:
    """The small print of what was asked."""
    return (
        _("Period asked for: {first} to {last}.").format(first=query.first_day, last=query.last_day),
        _("Filters: {filters}.").format(filters=listed(query.filters) or _("none")),
        _("Scores of record of sampled calls only; calibration, practice and repeats never enter."),
    )

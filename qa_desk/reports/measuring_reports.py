"""What the reports on inspectors share: their services, the query of their parameters, and cells of estimates."""

from typing import Protocol

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.people import Actor
from qa_desk.i18n import _, ngettext
from qa_desk.reports.base import ReportParams
from qa_desk.reports.document import Cell, CellKind, Paragraph
from qa_desk.reports.sources import Timed
from qa_desk.services.figures.measuring_views import ON_CASES, AccuracyResult, FactQuery, GaugeResult, PeriodResult


class _Measuring(Protocol):
    def period(self, actor: Actor, query: FactQuery) -> PeriodResult: ...

    def accuracy(self, actor: Actor, query: FactQuery) -> AccuracyResult: ...

    def gauge(self, actor: Actor, query: FactQuery) -> GaugeResult: ...


class _Centre(Protocol):
    @property
    def time_zone(self) -> str: ...


class _Administering(Protocol):
    def centre(self) -> _Centre: ...


class Sources(Timed, Protocol):
    """The services these reports ask."""

    @property
    def administering(self) -> _Administering:
        """The time zone of the centre."""
        ...

    @property
    def measuring(self) -> _Measuring:
        """Where the figures come from."""
        ...


def query_of(params: ReportParams) -> FactQuery:
    """The sessions that these parameters mean; units and business types are of calls, and play no part."""
    cases = ON_CASES if params.with_cases else frozenset[Purpose]()
    return FactQuery(params.first_day, params.last_day, params.scorecard, cases=cases)


def nothing() -> Paragraph:
    """Said where no session falls into the period."""
    return Paragraph(_("No session of this period is revealed and on this form. Widen the period."))


def share_cell(figure: Estimate, *, is_strong: bool = False) -> Cell:
    """A share in percent with its limits."""
    low, high = figure.ci_low, figure.ci_high
    return Cell(figure.value, CellKind.PERCENT, low=low, high=high, is_strong=is_strong)


def points_cell(figure: Estimate) -> Cell:
    """A signed number of points with its limits."""
    return Cell(figure.value, CellKind.DECIMAL, low=figure.ci_low, high=figure.ci_high, is_signed=True)


def coefficient_cell(figure: Estimate) -> Cell:
    """A coefficient with two decimals and its limits."""
    return Cell(figure.value, CellKind.DECIMAL, 2, low=figure.ci_low, high=figure.ci_high)


def facts_of(n_sessions: int, *further: str) -> tuple[str, ...]:
    """The small print: what the figures stand on and how they are found."""
    sessions = ngettext("{n} session.", "{n} sessions.", n_sessions).format(n=n_sessions)
    method = _(
        "A judgement is call × criterion, passed, failed or N/A; calls are the sample, intervals cluster by call. "
        "Late answers, agents' seats and pilots are left out. Every figure is defined in docs/statistics.md."
    )
    return (sessions, method, *further)

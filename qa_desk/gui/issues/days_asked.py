"""The days and filters of common issues, on their way from one page to another."""

from dataclasses import replace
from datetime import date

from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.widgets.period_filter import Asked
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.services.periods import Days

_NARROWED_BY = (
    "unit",
    "business_type",
    "cause_owner",
    "scorecard",
    "campaign",
    "customer_segment",
    "service_stage",
)


def words_of(query: IssueQuery) -> dict[str, str]:
    """The days and filters for another page."""
    return {
        "first": query.first_day.isoformat(),
        "last": query.last_day.isoformat(),
        **{name: getattr(query, name) for name in _NARROWED_BY},
    }


def asked_in(place: Place) -> Asked | None:
    """The days and filters that another page leads here with; None where it says none."""
    try:
        days = Days(date.fromisoformat(place.get("first")), date.fromisoformat(place.get("last")))
    except ValueError:
        return None
    return replace(Asked(days=days), **{name: place.get(name) for name in _NARROWED_BY})

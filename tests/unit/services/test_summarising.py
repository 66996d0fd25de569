"""Trends and results of a period, against an independent reckoning of the same calls with numpy."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.issue import TargetKind
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.services.issue_views import IssueQuery
from qa_desk.services.periods import Period
from qa_desk.services.results.trends import Charted, Trend
from tests.scored_calls import Day, score_day
from tests.small_centre import NOW, SmallCentre

TODAY = NOW.date()
MONDAY = TODAY - timedelta(days=TODAY.weekday())
LAST_FOUR = IssueQuery(MONDAY - timedelta(days=28), MONDAY - timedelta(days=1))
FAILED = (2, 3, 1, 2, 9)


def week(number: int) -> date:
    """The Monday so many weeks before this one."""
    return MONDAY - timedelta(weeks=number)


def trend_of(centre: SmallCentre, of: Charted, key: str = "", query: IssueQuery = LAST_FOUR) -> Trend:
    found = centre.services.summarising.trends(centre.lead, query)
    return next(one for one in found.trends if (one.of, one.key) == (of, key))


def test_limits_are_those_that_numpy_finds_of_the_same_weeks(centre: SmallCentre) -> None:
    for place, n_failed in enumerate(FAILED):
        score_day(centre, centre.anna, Day(week(5 - place), 12, {"consent": n_failed, "tone": n_failed + 1}))
    hits, n = np.array(FAILED), np.full(5, 12)
    mean = hits.sum() / n.sum()
    margin = 3 * np.sqrt(mean * (1 - mean) / n)
    calls = trend_of(centre, Charted.CALLS)
    assert [one.n_hit for one in calls.periods] == hits.tolist()
    limits = [one for one in calls.chart.limits if one]
    assert [one.high for one in limits] == pytest.approx(mean + margin)
    assert [one.low for one in limits] == pytest.approx(np.maximum(0, mean - margin))
    assert [one.is_signal for one in limits] == [False, False, False, False, True]
    failures = trend_of(centre, Charted.FAILURES)
    rate = (2 * hits + 1).sum() / n.sum()
    assert [one.centre for one in failures.chart.limits if one] == pytest.approx([rate] * 5)
    assert [one.high for one in failures.chart.limits if one] == pytest.approx(rate + 3 * np.sqrt(rate / n))


def test_a_family_counts_calls_to_which_it_applied_and_has_its_target(centre: SmallCentre) -> None:
    family = next(one.critical for one in centre.version.criteria if one.key == "consent")
    assert family is not None
    keys = frozenset(one.key for one in centre.version.criteria if one.critical is family)
    score_day(centre, centre.anna, Day(week(2), 10, {"consent": 2}))
    score_day(centre, centre.anna, Day(week(1), 6, {"consent": 1}))
    score_day(centre, centre.anna, Day(week(1), 7, not_applicable=keys))
    found = trend_of(centre, Charted.FAMILY, family.value)
    assert [(one.n_hit, one.n_calls) for one in found.periods] == [(2, 10), (1, 6)]
    targets = centre.services.administering.targets(centre.lead, LAST_FOUR.last_day)
    kind = {
        CriticalFamily.CUSTOMER: TargetKind.CUSTOMER_CRITICAL,
        CriticalFamily.BUSINESS: TargetKind.BUSINESS_CRITICAL,
        CriticalFamily.COMPLIANCE: TargetKind.COMPLIANCE_CRITICAL,
    }[family]
    assert found.target == (pytest.approx(1 - targets[kind].share) if kind in targets else None)


def test_criteria_with_signals_come_first_and_those_that_never_failed_are_left_out(centre: SmallCentre) -> None:
    for place in range(6):
        tone = 10 if place == 5 else 1
        score_day(centre, centre.anna, Day(week(6 - place), 12, {"tone": tone, "pace": 5}))
    found = centre.services.summarising.trends(centre.lead, LAST_FOUR)
    criteria = [one.key for one in found.trends if one.of is Charted.CRITERION]
    assert criteria == ["tone", "pace"]


def test_the_charts_reach_25_periods_back_cut_as_asked(centre: SmallCentre) -> None:
    by_month = centre.services.summarising.trends(centre.lead, replace(LAST_FOUR, by=Period.MONTH))
    assert by_month.first_day == date(2024, 11, 1)
    by_week = centre.services.summarising.trends(centre.lead, LAST_FOUR)
    assert by_week.first_day == week(25)
    assert by_week.n_calls == 0


def test_filters_and_roles_hold_as_elsewhere(centre: SmallCentre) -> None:
    score_day(centre, centre.anna, Day(week(1), 8, {"tone": 4}, unit=("East", "Hall 1")))
    score_day(centre, centre.anna, Day(week(1), 9, {"tone": 4}, unit=("East", "Hall 2")))
    assert trend_of(centre, Charted.CALLS, query=replace(LAST_FOUR, unit="East / Hall 1")).n_calls == 8
    assert trend_of(centre, Charted.CALLS, query=replace(LAST_FOUR, unit="East")).n_calls == 17
    with pytest.raises(NotFoundError):
        centre.services.summarising.trends(centre.lead, replace(LAST_FOUR, unit="Hall 9"))
    with pytest.raises(NotAllowedError):
        centre.services.summarising.trends(centre.anna, LAST_FOUR)
    with pytest.raises(QADeskError) as caught:
        centre.services.summarising.trends(centre.lead, replace(LAST_FOUR, last_day=week(9)))
    assert caught.value.code is ErrorCode.PERIOD_INVALID

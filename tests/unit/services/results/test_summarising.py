"""Trends and results of a period, against an independent reckoning of the same calls with numpy."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from scipy import stats

from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.issue import TargetKind
from qa_desk.domain.sampling import Level
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.services.periods import Period
from qa_desk.services.results.trends import Charted, Cutting, Trend, trends_of
from qa_desk.services.results.weighing import Weighting
from qa_desk.store.fact_filter import FactFilter
from tests.scored_calls import Day, score_day
from tests.small_centre import NOW, SmallCentre
from tests.unit.reports.some_scored_calls import Made, calls_of

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


def test_failures_of_a_family_with_several_criteria_have_a_u_chart_of_their_own() -> None:
    calls = calls_of(Made(week(2), 10, 3), Made(week(1), 8, 1))
    twice = [replace(one, families={CriticalFamily.BUSINESS: (2, 2 * one.families[CriticalFamily.BUSINESS][1])})
             for one in calls]  # fmt: skip
    charted = trends_of(twice, (), {}, {}, Cutting(Period.WEEK, 0))
    (found,) = [one for one in charted if one.of is Charted.FAMILY_FAILURES]
    hits, n = np.array([6, 2]), np.array([10, 8])
    rate = hits.sum() / n.sum()
    assert [(period.n_hit, period.n_calls) for period in found.periods] == list(zip(hits, n, strict=True))
    assert [one.high for one in found.chart.limits if one] == pytest.approx(rate + 3 * np.sqrt(rate / n))
    once = [replace(one, families={CriticalFamily.BUSINESS: (1, 0)}) for one in calls]
    charted = trends_of(once, (), {}, {}, Cutting(Period.WEEK, 0))
    assert Charted.FAMILY_FAILURES not in {one.of for one in charted}, "of one criterion it would say the same again"


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


def test_plain_results_are_those_that_numpy_finds_of_the_same_calls(centre: SmallCentre) -> None:
    score_day(centre, centre.anna, Day(week(2), 12, {"consent": 3, "answer_complete": 2}, unit=("East", "Hall 1")))
    score_day(centre, centre.anna, Day(week(1), 8, {"answer_complete": 7, "tone": 5}, unit=("East", "Hall 2")))
    with centre.workspace.store.reading() as uow:
        outcomes = uow.outcomes.outcomes(FactFilter(LAST_FOUR.first_day, LAST_FOUR.last_day))
    scores = np.array([one.score for one in outcomes], dtype=float)
    results = centre.services.summarising.scorecard_results(centre.lead, LAST_FOUR)
    (whole,) = results.of(Level.CENTRE)
    assert results.weighting is Weighting.NOT_DRAWN
    assert whole.quality.value == pytest.approx(scores.mean())
    low, high = stats.t.interval(0.95, 19, scores.mean(), scores.std(ddof=1) / np.sqrt(20))
    assert (whole.quality.ci_low, whole.quality.ci_high) == (pytest.approx(low), pytest.approx(min(100, high)))
    assert whole.passed.value == pytest.approx(17 / 20)
    assert [one.name for one in results.of(Level.UNIT)] == ["East", "East / Hall 1", "East / Hall 2"]
    assert [one.n_calls for one in results.of(Level.UNIT)] == [20, 12, 8]
    # the two halls differ by scipy's Welch test, the unit of both has no others to differ from
    p = float(np.asarray(stats.ttest_ind(scores[:12], scores[12:], equal_var=False))[1])
    assert [one.stands_out for one in results.of(Level.UNIT)] == [False, p < 0.05, p < 0.05]
    assert p < 0.05


def test_both_accuracies_of_a_family_come_with_their_counts(centre: SmallCentre) -> None:
    family = next(one.critical for one in centre.version.criteria if one.key == "consent")
    keys = [one.key for one in centre.version.criteria if one.critical is family]
    score_day(centre, centre.anna, Day(week(1), 20, dict.fromkeys(keys, 2)))
    results = centre.services.summarising.scorecard_results(centre.lead, LAST_FOUR)
    (found,) = [one for one in results.of(Level.CENTRE)[0].families if one.family is family]
    assert (found.n_failed, found.n_calls) == (2, 20)
    assert (found.n_failures, found.n_opportunities) == (2 * len(keys), 20 * len(keys))
    assert found.of_calls.value == pytest.approx(0.9)
    assert found.of_opportunities.value == pytest.approx(0.9)
    # failures that come together in calls tell no more than the calls: Wilson's interval of 18 of 20 is 0.699 to 0.972
    assert found.of_opportunities.ci_low is not None
    assert found.of_opportunities.ci_low < 0.71


def test_the_agent_score_leaves_out_what_a_department_caused(centre: SmallCentre) -> None:
    (department,) = centre.services.administering.departments(centre.lead)
    score_day(centre, centre.anna, Day(week(1), 6, {"answer_complete": 6}, department=department.id))
    (whole,) = centre.services.summarising.scorecard_results(centre.lead, LAST_FOUR).of(Level.CENTRE)
    assert whole.agent_score.value == pytest.approx(100)
    assert whole.quality.value is not None
    assert whole.quality.value < 100


def test_low_satisfaction_goes_by_its_own_scale_and_by_what_failed(centre: SmallCentre) -> None:
    calls = score_day(centre, centre.anna, Day(week(1), 24, {"answer_complete": 8, "tone": 8, "pace": 12}))
    with centre.workspace.store.unit_of_work(centre.lead, centre.clock) as uow:
        for place, call in enumerate(uow.calls.calls(calls[:20]).values()):
            is_low = calls.index(call.id) in (0, 1, 2, 3, 4, 5, 15)
            csat, scale = ((2.0, "1-5") if is_low else (5.0, "1-5")) if place % 2 else (4.0 if is_low else 7.0, "10")
            uow.calls.save(replace(call, attributes=replace(call.attributes, csat=csat, csat_scale=scale)))
        uow.commit()
    voice = centre.services.summarising.customer_voice(centre.lead, LAST_FOUR)
    assert (voice.n_calls, voice.n_answered, voice.n_known) == (24, 20, 0)
    assert voice.response.value == pytest.approx(20 / 24)
    assert voice.low_share.value == pytest.approx(7 / 20)
    tone = next(one for one in voice.criteria if one.criterion_key == "tone")
    low = tone.low_csat
    assert (low.n_bad_failed, low.n_failed, low.n_bad_passed, low.n_passed) == (6, 8, 1, 12)
    assert low.difference is not None
    assert low.difference.value == pytest.approx(6 / 8 - 1 / 12)
    assert low.is_real
    assert tone.complaint.difference is None
    # by pairs: 6 of 7 low ones are among the 8 that scored less, of the 13 others 2 are
    assert voice.csat_order.value == pytest.approx((6 * 11 + 0.5 * (6 * 2 + 1 * 11)) / (7 * 13))

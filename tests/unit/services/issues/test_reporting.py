"""Figures of common issues: what counts, how surely, against what, and that each can be traced to its rows."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.issue import TrackedState
from qa_desk.domain.people import Role
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.issues.issue_views import IssueQuery, IssueRow
from qa_desk.services.periods import Period
from qa_desk.services.scoring.inspecting_views import AssignmentDraft
from qa_desk.services.tracked.tracking_views import TrackedDraft
from tests.scored_calls import Day, score_day
from tests.small_centre import NOW, SmallCentre

TODAY = NOW.date()
MONDAY = TODAY - timedelta(days=TODAY.weekday())
LAST_FOUR = IssueQuery(MONDAY - timedelta(days=28), MONDAY - timedelta(days=1))


def week(number: int) -> date:
    """The Monday so many weeks before this one."""
    return MONDAY - timedelta(weeks=number)


def row_of(centre: SmallCentre, key: str, query: IssueQuery = LAST_FOUR) -> IssueRow:
    issues = centre.services.reporting.common_issues(centre.lead, query)
    return next(row for row in (*issues.criteria, *issues.critical) if row.criterion_key == key)


def test_criteria_come_by_points_lost_and_shares_add_up_to_the_whole(centre: SmallCentre) -> None:
    score_day(centre, centre.anna, Day(week(1), 20, {"greeting": 4, "answer_complete": 4, "tone": 6}))
    issues = centre.services.reporting.common_issues(centre.lead, LAST_FOUR)
    lost = [row for row in issues.criteria if row.points > 0]
    # 4 × weight 10, 6 × weight 5, 4 × weight 5 of the sum of weights.
    assert [row.criterion_key for row in lost] == ["answer_complete", "tone", "greeting"]
    shares = [row.points_share.value for row in lost]
    assert shares == pytest.approx([40 / 90, 30 / 90, 20 / 90])
    assert lost[-1].cumulative_share == pytest.approx(1.0)
    assert sum(row.points for row in lost) == pytest.approx(issues.points_lost)
    assert (issues.n_calls, issues.n_inspectors) == (20, 1)


def test_a_share_counts_only_calls_to_which_the_criterion_applied(centre: SmallCentre) -> None:
    score_day(centre, centre.anna, Day(week(1), 10, {"tone": 5}))
    score_day(centre, centre.ben, Day(week(1), 10, not_applicable=frozenset({"tone"})))
    tone = row_of(centre, "tone")
    assert (tone.n_failed, tone.n_calls) == (5, 10)
    assert tone.share.value == pytest.approx(0.5)
    # Wilson's interval for 5 of 10, as published (Newcombe 1998): 0.2366 to 0.7634.
    assert tone.share.ci_low == pytest.approx(0.2366, abs=5e-5)
    assert tone.share.ci_high == pytest.approx(0.7634, abs=5e-5)


def test_critical_criteria_stand_apart_and_cost_no_points(centre: SmallCentre) -> None:
    score_day(centre, centre.anna, Day(week(1), 10, {"consent": 3}))
    issues = centre.services.reporting.common_issues(centre.lead, LAST_FOUR)
    assert issues.points_lost == 0
    worst = issues.critical[0]
    assert (worst.criterion_key, worst.n_failed) == ("consent", 3)
    assert worst.critical_share is not None
    assert worst.critical_share.value == 1.0
    assert all(row.critical is None for row in issues.criteria)


def test_a_change_is_marked_only_when_it_survives_the_whole_board(centre: SmallCentre) -> None:
    score_day(centre, centre.anna, Day(week(6), 40, {"tone": 2, "pace": 4}))
    score_day(centre, centre.anna, Day(week(2), 40, {"tone": 30, "pace": 7}))
    tone, pace = row_of(centre, "tone"), row_of(centre, "pace")
    assert tone.change is not None
    assert pace.change is not None
    assert tone.change.value == pytest.approx(28 / 40)
    assert pace.change.value == pytest.approx(3 / 40)
    assert (tone.change_is_real, pace.change_is_real) == (True, False)


def test_nothing_is_compared_over_fewer_than_five_calls(centre: SmallCentre) -> None:
    score_day(centre, centre.anna, Day(week(6), 4, {"tone": 4}))
    score_day(centre, centre.anna, Day(week(2), 10, {"tone": 1}))
    assert row_of(centre, "tone").change is None


@pytest.mark.parametrize(
    ("n_before", "failed_before", "failed_now", "is_new"),
    [(8, 0, 1, True), (8, 1, 1, False), (8, 0, 0, False), (4, 0, 1, False), (0, 0, 1, False)],
)
def test_only_what_could_have_failed_before_and_did_not_is_new(
    centre: SmallCentre, n_before: int, failed_before: int, failed_now: int, is_new: bool
) -> None:
    if n_before:
        score_day(centre, centre.anna, Day(week(6), n_before, {"tone": failed_before}))
    score_day(centre, centre.anna, Day(week(2), 6, {"tone": failed_now}))
    assert row_of(centre, "tone").is_new is is_new


def test_practice_enters_no_figure(centre: SmallCentre) -> None:
    score_day(centre, centre.anna, Day(week(1), 6, {"tone": 1}))
    score_day(centre, centre.ben, Day(week(1), 6, {"tone": 6}, purpose=Purpose.PRACTICE))
    issues = centre.services.reporting.common_issues(centre.lead, LAST_FOUR)
    assert issues.n_calls == 6
    assert row_of(centre, "tone").n_failed == 1


def test_filters_narrow_both_sides_of_a_share(centre: SmallCentre) -> None:
    (department,) = centre.services.administering.departments(centre.lead)
    score_day(centre, centre.anna, Day(week(1), 8, {"tone": 4}, unit=("East", "Hall 1")))
    score_day(centre, centre.anna, Day(week(1), 8, {"tone": 2}, unit=("East", "Hall 2"), department=department.id))
    score_day(centre, centre.anna, Day(week(1), 5, {"tone": 5}, business_type="roaming"))
    hall = replace(LAST_FOUR, unit="East / Hall 1")
    assert (row_of(centre, "tone", hall).n_failed, row_of(centre, "tone", hall).n_calls) == (4, 8)
    assert row_of(centre, "tone", replace(LAST_FOUR, unit="East")).n_calls == 16
    assert row_of(centre, "tone", replace(LAST_FOUR, business_type="roaming")).n_failed == 5
    of_department = row_of(centre, "tone", replace(LAST_FOUR, cause_owner=department.name))
    assert (of_department.n_failed, of_department.n_calls) == (2, 21)
    with pytest.raises(NotFoundError):
        row_of(centre, "tone", replace(LAST_FOUR, unit="Hall 9"))


@pytest.mark.parametrize("name", ["campaign", "customer_segment", "service_stage"])
def test_every_attribute_of_calls_narrows_both_sides_of_a_share(centre: SmallCentre, name: str) -> None:
    score_day(centre, centre.anna, replace(Day(week(1), 6, {"tone": 5}), **{name: "spring"}))
    score_day(centre, centre.anna, Day(week(1), 6, {"tone": 1}))
    narrowed = replace(LAST_FOUR, **{name: "spring"})
    assert (row_of(centre, "tone", narrowed).n_failed, row_of(centre, "tone", narrowed).n_calls) == (5, 6)
    assert centre.services.reporting.common_issues(centre.lead, narrowed).points_lost == pytest.approx(
        row_of(centre, "tone", narrowed).points
    )


def test_the_trend_reaches_behind_the_period_and_tells_a_signal_from_chance(centre: SmallCentre) -> None:
    for number in range(10, 1, -1):
        score_day(centre, centre.anna, Day(week(number), 30, {"tone": 6 if number % 2 else 8}))
    score_day(centre, centre.anna, Day(week(1), 30, {"tone": 26}))
    issues = centre.services.reporting.common_issues(centre.lead, LAST_FOUR)
    points = [point for point in issues.trend if point.criterion_key == "tone"]
    assert [point.first_day for point in points] == [week(number) for number in range(10, 0, -1)]
    assert [point.limits.is_signal for point in points if point.limits] == [False] * 9 + [True]


def test_days_are_the_centres(centre: SmallCentre) -> None:
    # Nine in the morning in Shanghai is one at night in UTC: still the same day there, and only there.
    score_day(centre, centre.anna, Day(week(1), 5, {"tone": 1}))
    by_day = replace(LAST_FOUR, by=Period.DAY)
    issues = centre.services.reporting.common_issues(centre.lead, by_day)
    assert {point.first_day for point in issues.trend} == {week(1)}


def test_each_figure_is_traced_to_its_rows(centre: SmallCentre) -> None:
    score_day(centre, centre.anna, Day(week(1), 7, {"tone": 4}))
    behind = centre.services.reporting.rows_behind(centre.lead, LAST_FOUR, "tone")
    assert (len(behind.rows), behind.n_closed) == (4, 0)
    first = behind.rows[0]
    assert first.inspector_name == "Anna Berg"
    assert first.reason_keys == ("interrupts",)
    assert (first.start_s, first.end_s) == (2.0, 5.0)
    assert centre.services.reviewing.evaluation(centre.lead, first.evaluation_id).evaluation.call_id == first.call_id


def test_rows_that_wait_for_the_readers_own_scoring_are_counted_but_closed(centre: SmallCentre) -> None:
    calls = score_day(centre, centre.anna, Day(week(1), 6, {"tone": 3}))
    draft = AssignmentDraft(calls[:1], (centre.lead.person_id,), centre.version.id, Purpose.OVERLAP)
    centre.services.assigning.assign(centre.lead, draft)
    behind = centre.services.reporting.rows_behind(centre.lead, LAST_FOUR, "tone")
    assert (len(behind.rows), behind.n_closed) == (2, 1)
    assert calls[0] not in {row.call_id for row in behind.rows}
    assert calls[0] not in {example.call_id for example in row_of(centre, "tone").examples}


def test_examples_are_the_latest_marked_failures_three_at_most(centre: SmallCentre) -> None:
    score_day(centre, centre.anna, Day(week(3), 5, {"tone": 2}))
    score_day(centre, centre.anna, Day(week(1), 5, {"tone": 2}))
    examples = row_of(centre, "tone").examples
    assert len(examples) == 3
    assert [example.started_at is not None and example.started_at.date() for example in examples] == [
        week(1),
        week(1),
        week(3),
    ]
    assert examples[0].note == "heard tone"


def test_a_row_names_the_item_opened_last(centre: SmallCentre) -> None:
    score_day(centre, centre.anna, Day(week(1), 5, {"tone": 2}))
    draft = TrackedDraft("Tone", "tone", centre.lead.person_id, TODAY + timedelta(days=9))
    centre.services.tracking.open_item(centre.lead, draft)
    centre.clock.moment += timedelta(hours=1)
    later_id, _changes = centre.services.tracking.open_item(
        centre.lead, replace(draft, due_on=TODAY + timedelta(days=3))
    )
    tracked = row_of(centre, "tone").tracked
    assert tracked is not None
    assert (tracked.item_id, tracked.state, tracked.owner_name) == (later_id, TrackedState.OPEN, "Wang Fang")


def test_a_period_that_ends_before_it_begins_is_refused(centre: SmallCentre) -> None:
    with pytest.raises(QADeskError) as refused:
        centre.services.reporting.common_issues(centre.lead, IssueQuery(TODAY, TODAY - timedelta(days=1)))
    assert refused.value.code is ErrorCode.PERIOD_INVALID


def test_inspectors_see_no_board(centre: SmallCentre) -> None:
    for ask in (
        lambda: centre.services.reporting.common_issues(centre.anna, LAST_FOUR),
        lambda: centre.services.reporting.rows_behind(centre.anna, LAST_FOUR, "tone"),
        lambda: centre.services.reporting.choices(centre.anna),
    ):
        with pytest.raises(NotAllowedError):
            ask()


def test_choices_are_what_is_there(centre: SmallCentre) -> None:
    (department,) = centre.services.administering.departments(centre.lead)
    administering = centre.services.administering
    administering.save_person(centre.lead, PersonDraft("t-1", "Liu Yang", frozenset({Role.TRAINER})))
    score_day(centre, centre.anna, Day(week(1), 1, {"tone": 1}, unit=("East", "Hall 1"), department=department.id))
    choices = centre.services.reporting.choices(administering.actor_named("t-1"))
    assert choices.today == TODAY
    assert choices.time_zone == "Asia/Shanghai"
    assert "East / Hall 1" in choices.units
    assert choices.cause_owners == ("agent", "Customer Care")
    assert [key for key, _title in choices.scorecards] == ["complaint", "service"]

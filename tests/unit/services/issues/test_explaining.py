"""Why an issue moved and where it happens: what is told apart, and what is not said."""

from dataclasses import replace

import pytest

from qa_desk.domain.errors import NotAllowedError
from qa_desk.reports.base import ReportParams
from qa_desk.reports.common_issues import CommonIssuesReport
from qa_desk.services.issues.explaining_views import CutBy, IssueCut, Mover
from tests.scored_calls import Day, score_day
from tests.small_centre import SmallCentre
from tests.unit.services.issues.test_reporting import LAST_FOUR, week


def cut_of(centre: SmallCentre, by: CutBy, unit: str = "") -> IssueCut:
    return centre.services.explaining.cut(centre.lead, replace(LAST_FOUR, unit=unit), "tone", by)


def test_a_unit_that_has_every_call_is_not_the_answer_to_where(centre: SmallCentre) -> None:
    score_day(centre, centre.anna, Day(week(1), 10, {"tone": 8}, unit=("East", "Lakeside", "Hall 1")))
    score_day(centre, centre.anna, Day(week(1), 20, {"tone": 2}, unit=("East", "Riverton", "Hall 3")))
    cut = cut_of(centre, CutBy.UNIT)
    assert [(part.value, part.n_failed, part.has_below) for part in cut.parts] == [
        ("East / Lakeside", 8, True),
        ("East / Riverton", 2, True),
    ]


def test_units_are_cut_by_those_right_below_and_drilled_down(centre: SmallCentre) -> None:
    score_day(centre, centre.anna, Day(week(1), 10, {"tone": 8}, unit=("East", "Hall 1")))
    score_day(centre, centre.anna, Day(week(1), 20, {"tone": 2}, unit=("East", "Hall 2")))
    score_day(centre, centre.anna, Day(week(1), 10, {"tone": 1}, unit=("West",)))
    score_day(centre, centre.anna, Day(week(1), 3, {"tone": 3}))
    top = cut_of(centre, CutBy.UNIT)
    assert [(part.value, part.n_failed, part.n_calls) for part in top.parts] == [
        ("East", 10, 30),
        ("", 3, 3),
        ("West", 1, 10),
    ]
    assert [part.has_below for part in top.parts] == [True, False, False]
    assert top.parts[1].is_small
    assert top.parts[1].against_rest is None
    below = cut_of(centre, CutBy.UNIT, "East")
    assert [(part.value, part.n_failed) for part in below.parts] == [("East / Hall 1", 8), ("East / Hall 2", 2)]
    worst = below.parts[0]
    assert worst.against_rest is not None
    assert worst.against_rest.value == pytest.approx(0.8 - 0.1)
    assert worst.is_apart


@pytest.mark.parametrize("by", [CutBy.BUSINESS_TYPE, CutBy.CAMPAIGN, CutBy.CUSTOMER_SEGMENT, CutBy.SERVICE_STAGE])
def test_calls_are_cut_by_each_of_their_attributes(centre: SmallCentre, by: CutBy) -> None:
    first = replace(Day(week(1), 6, {"tone": 4}), **{by.value: "spring"})
    score_day(centre, centre.anna, first)
    score_day(centre, centre.anna, replace(Day(week(1), 6, {"tone": 1}), **{by.value: "autumn"}))
    assert [(part.value, part.n_failed, part.n_calls) for part in cut_of(centre, by).parts] == [
        ("spring", 4, 6),
        ("autumn", 1, 6),
    ]


def test_cause_owners_are_counted_of_all_calls_and_not_compared(centre: SmallCentre) -> None:
    (department,) = centre.services.administering.departments(centre.lead)
    score_day(centre, centre.anna, Day(week(1), 6, {"tone": 4}, department=department.id))
    score_day(centre, centre.anna, Day(week(1), 6, {"tone": 1}))
    parts = cut_of(centre, CutBy.CAUSE_OWNER).parts
    assert [(part.value, part.n_failed, part.n_calls) for part in parts] == [(department.name, 4, 12), ("agent", 1, 12)]
    assert all(part.against_rest is None for part in parts)


def test_what_every_inspector_sees_is_put_down_to_the_agents(centre: SmallCentre) -> None:
    for inspector in (centre.anna, centre.ben):
        score_day(centre, inspector, Day(week(6), 40, {"tone": 4}))
        score_day(centre, inspector, Day(week(2), 40, {"tone": 24}))
    told = centre.services.explaining.why(centre.lead, LAST_FOUR, "tone")
    assert told.mover is Mover.AGENTS
    assert told.standardised is not None
    assert (told.standardised.value, told.standardised.n_risen) == (pytest.approx(0.5), 2)


def test_another_mix_of_inspectors_is_told_as_such(centre: SmallCentre) -> None:
    # Ben judges 60 %, Anna 10 %, as ever; only who judged how much is another.
    score_day(centre, centre.anna, Day(week(6), 60, {"tone": 6}))
    score_day(centre, centre.ben, Day(week(6), 10, {"tone": 6}))
    score_day(centre, centre.anna, Day(week(2), 10, {"tone": 1}))
    score_day(centre, centre.ben, Day(week(2), 60, {"tone": 36}))
    told = centre.services.explaining.why(centre.lead, LAST_FOUR, "tone")
    assert told.change is not None
    assert told.change.low > 0.2
    assert told.mover is Mover.MIX
    assert told.standardised is not None
    assert told.standardised.value == pytest.approx(0.0)


def test_chance_and_small_numbers_explain_nothing(centre: SmallCentre) -> None:
    score_day(centre, centre.anna, Day(week(6), 20, {"tone": 4}))
    score_day(centre, centre.anna, Day(week(2), 20, {"tone": 5}))
    assert centre.services.explaining.why(centre.lead, LAST_FOUR, "tone").mover is Mover.NOBODY
    narrow = replace(LAST_FOUR, business_type="nothing of the kind")
    few = centre.services.explaining.why(centre.lead, narrow, "tone")
    assert (few.mover, few.change) == (Mover.UNKNOWN, None)


def test_inspectors_are_told_nothing(centre: SmallCentre) -> None:
    for ask in (
        lambda: centre.services.explaining.why(centre.anna, LAST_FOUR, "tone"),
        lambda: centre.services.explaining.cut(centre.anna, LAST_FOUR, "tone", CutBy.UNIT),
    ):
        with pytest.raises(NotAllowedError):
            ask()


def test_several_issues_cut_at_once_are_each_cut_as_alone(centre: SmallCentre) -> None:
    (department,) = centre.services.administering.departments(centre.lead)
    score_day(centre, centre.anna, Day(week(1), 8, {"tone": 6, "pace": 1}, unit=("East", "Hall 1"), campaign="spring"))
    score_day(centre, centre.anna, Day(week(1), 8, {"tone": 1}, unit=("East", "Hall 2"), department=department.id))
    score_day(centre, centre.ben, Day(week(1), 5, {"pace": 4}, not_applicable=frozenset({"tone"})))
    keys = ("tone", "pace", "greeting")
    together = centre.services.explaining.cuts(centre.lead, LAST_FOUR, keys)
    alone = [centre.services.explaining.cut(centre.lead, LAST_FOUR, key, by) for key in keys for by in CutBy]
    assert list(together) == alone
    n_calls = {(cut.criterion_key, cut.by): sum(part.n_calls for part in cut.parts) for cut in together}
    assert (n_calls["tone", CutBy.CAMPAIGN], n_calls["pace", CutBy.CAMPAIGN]) == (16, 21)


def test_the_report_says_of_as_many_issues_as_asked_where_they_happen(centre: SmallCentre) -> None:
    for hall in ("East", "West"):
        score_day(
            centre,
            centre.anna,
            Day(week(1), 8, {"tone": 6, "pace": 3, "greeting": 1, "consent": 2}, unit=(hall,)),
        )
    params = ReportParams(LAST_FOUR.first_day, LAST_FOUR.last_day)
    told = [
        list(dict.fromkeys(cut.criterion_key for cut in CommonIssuesReport().gather(services, centre.lead, asked).cuts))
        for services in (centre.services,)
        for asked in (params, replace(params, n_cut=4), replace(params, n_cut=0))
    ]
    assert told == [["tone", "pace", "greeting"], ["tone", "pace", "greeting", "consent"], []]

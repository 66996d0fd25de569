"""What a changed form would have done, and how each criterion works, by real evaluations that one may see."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from qa_desk.agreement.estimate import Undefined
from qa_desk.agreement.verdict import Outcome
from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.carrying_over import Obstacle, carried_over
from qa_desk.domain.criteria.levels import Level, Levels
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.criteria.points import Points
from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.evaluation import Answer, Purpose
from qa_desk.domain.ids import AssignmentId
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.permissions import FEWEST_COUNTED
from qa_desk.domain.scorecard import Criterion, CriticalFamily, CriticalPolicy, PolicyKind, ScorecardDefinition
from qa_desk.domain.scorecard_edit import add_criterion, remove_criterion, with_criterion, with_family, with_scale
from qa_desk.domain.text import LocalText
from qa_desk.services.calls.monitoring_views import MonitoringDraft
from qa_desk.services.scoring.inspecting_views import AssignmentDraft
from tests.scored_calls import Day, score_day
from tests.small_centre import NOW, SmallCentre

DAY = date(2026, 11, 10)
PERIOD = (DAY, DAY + timedelta(days=6))
T = LocalText.of


@pytest.fixture
def scored(centre: SmallCentre) -> SmallCentre:
    """Ten routine calls: four without a greeting, the first of them disclosing something too."""
    score_day(centre, centre.anna, Day(DAY, 10, {"greeting": 4, "no_disclosure": 1}))
    return centre


def form(centre: SmallCentre) -> ScorecardDefinition:
    """The form they were scored on."""
    return ScorecardDefinition.of_version(centre.version)


def test_the_same_form_would_have_changed_nothing(scored: SmallCentre) -> None:
    found = scored.services.authoring.what_if(scored.lead, form(scored), *PERIOD)
    assert (found.n_evaluations, found.n_comparable, found.flips, found.not_carried) == (10, 10, (), ())
    assert found.totals.before == found.totals.after
    assert found.totals.change.value == 0.0
    assert sum(one.n for one in found.changes) == 10
    assert [one.n for one in found.changes if one.low < 0 < one.high] == [10]


def test_a_heavier_criterion_costs_those_who_failed_it(scored: SmallCentre) -> None:
    greeting = form(scored).criterion("greeting")
    heavier = with_criterion(form(scored), replace(greeting, weight=greeting.weight * 4))
    found = scored.services.authoring.what_if(scored.lead, heavier, *PERIOD)
    lost = [call for call in found.calls if (call.score_after or 0.0) < (call.score_before or 0.0)]
    assert len(lost) == 4
    assert found.flips == ()
    change = found.totals.change
    assert change.value is not None
    assert change.value < 0
    assert change.ci_low is not None
    assert change.ci_low < change.value
    before, after = found.totals.before.value, found.totals.after.value
    assert before is not None
    assert after is not None
    assert change.value == pytest.approx(after - before)


def test_a_criterion_made_critical_flips_the_calls_that_failed_it(scored: SmallCentre) -> None:
    greeting = with_family(form(scored).criterion("greeting"), CriticalFamily.CUSTOMER)
    found = scored.services.authoring.what_if(scored.lead, with_criterion(form(scored), greeting), *PERIOD)
    whole = found.passing[0]
    assert (whole.before.value, whole.after.value) == (0.9, 0.6)
    assert (whole.n_now_failing, whole.n_now_passing, len(found.flips)) == (3, 0, 3)
    assert found.calls[:3] == found.flips
    customer = next(one for one in found.passing if one.family is CriticalFamily.CUSTOMER)
    assert (customer.before.value, customer.after.value) == (1.0, 0.6)


def test_another_policy_changes_totals_and_not_the_score_before_it(scored: SmallCentre) -> None:
    harder = replace(form(scored), policy=CriticalPolicy(PolicyKind.ZERO_TOTAL))
    found = scored.services.authoring.what_if(scored.lead, harder, *PERIOD)
    assert found.before_policy.change.value == 0.0
    assert [call.score_after for call in found.calls].count(0.0) == 1


def test_a_new_criterion_is_left_out_and_said_to_be_new(scored: SmallCentre) -> None:
    fresh = Criterion("fresh", T("Fresh"), PassFail(), weight=50.0)
    found = scored.services.authoring.what_if(scored.lead, add_criterion(form(scored), "smile", fresh), *PERIOD)
    assert found.n_comparable == 10
    assert [(one.criterion_key, one.obstacle, one.n) for one in found.not_carried] == [("fresh", Obstacle.NEW, 10)]
    assert found.totals.change.value == 0.0


def test_calls_whose_answers_can_not_be_read_are_counted_and_left_out(scored: SmallCentre) -> None:
    greeting = form(scored).criterion("greeting")
    other = with_scale(greeting, Levels((Level(T("bad"), 1.0), Level(T("fair"), 2.0), Level(T("good"), 4.0))))
    found = scored.services.authoring.what_if(scored.lead, with_criterion(form(scored), other), *PERIOD)
    assert (found.n_evaluations, found.n_comparable) == (10, 6)
    assert [(one.criterion_key, one.obstacle, one.n) for one in found.not_carried] == [("greeting", Obstacle.SCALE, 4)]


def test_a_form_that_can_not_be_scored_on_is_refused(scored: SmallCentre) -> None:
    broken = replace(form(scored), sections=())
    with pytest.raises(QADeskError) as raised:
        scored.services.authoring.what_if(scored.lead, broken, *PERIOD)
    assert raised.value.code is ErrorCode.SCORECARD_UNSOUND
    with pytest.raises(NotAllowedError):
        scored.services.authoring.what_if(scored.anna, form(scored), *PERIOD)


def test_an_empty_period_has_no_figures_and_says_why(scored: SmallCentre) -> None:
    found = scored.services.authoring.what_if(scored.lead, form(scored), date(2026, 1, 1), date(2026, 1, 2))
    assert found.totals.before.undefined is Undefined.NO_ITEMS
    items = scored.services.authoring.item_statistics(
        scored.lead, scored.version.id, date(2026, 1, 1), date(2026, 1, 2)
    )
    assert {item.failure_rate.undefined for item in items.items} == {Undefined.NO_ITEMS}
    assert all(item.agreement.percent.value is None and item.redundancy is None for item in items.items)


def test_a_criterion_shows_how_often_it_fails_and_is_not_applicable(centre: SmallCentre) -> None:
    score_day(centre, centre.anna, Day(DAY, 10, {"greeting": 4}, not_applicable=frozenset({"same_care"})))
    found = centre.services.authoring.item_statistics(centre.lead, centre.version.id, *PERIOD)
    greeting, same_care = found.item("greeting"), found.item("same_care")
    assert greeting is not None
    assert same_care is not None
    assert (greeting.n_asked, greeting.failure_rate.value, len(greeting.failed_on)) == (10, 0.4, 4)
    assert greeting.failure_rate.ci_low is not None
    assert greeting.failure_rate.ci_low < 0.4
    assert len(set(same_care.na_on)) == 10
    assert (same_care.na_rate.value, same_care.failure_rate.undefined) == (1.0, Undefined.NO_ITEMS)
    assert found.version_numbers == (1,)


def test_two_criteria_that_fail_together_are_found(centre: SmallCentre) -> None:
    score_day(centre, centre.anna, Day(DAY, 20, {"greeting": 6, "tone": 6, "closing": 11}))
    found = centre.services.authoring.item_statistics(centre.lead, centre.version.id, *PERIOD)
    greeting = found.item("greeting")
    assert greeting is not None
    assert greeting.redundancy is not None
    assert greeting.redundancy.other_key == "tone"
    assert greeting.redundancy.correlation.value == pytest.approx(1.0)
    steady = found.item("correct_information")
    assert steady is not None
    assert steady.redundancy is None


def test_agreement_rests_on_calls_that_several_scored(centre: SmallCentre, inspectors_at_work: None) -> None:
    found = centre.services.authoring.item_statistics(
        centre.lead, centre.version.id, NOW.date() - timedelta(days=1), NOW.date()
    )
    greeting, tone = found.item("greeting"), found.item("tone")
    assert greeting is not None
    assert tone is not None
    assert (greeting.agreement.n_calls, greeting.agreement.n_inspectors, found.n_compared) == (2, 2, 4)
    assert greeting.agreement.percent.value == 0.5
    assert tone.agreement.percent.value == 1.0
    assert tone.agreement.ac1.value == 1.0
    assert tone.agreement.verdict.outcome is Outcome.TOO_FEW_CALLS
    assert set(greeting.agreement.call_ids) == {centre.calls["1009"], centre.calls["1010"]}


@pytest.fixture
def inspectors_at_work(centre: SmallCentre) -> None:
    """Two inspectors score two calls, not knowing of each other, and differ on one greeting."""
    for inspector, failed in ((centre.anna, frozenset({"greeting"})), (centre.ben, frozenset[str]())):
        for key in ("1009", "1010"):
            (assignment,) = centre.assign(inspector, key, purpose=Purpose.OVERLAP)
            evaluation = centre.answer_all(inspector, assignment, failed=failed if key == "1009" else frozenset())
            centre.services.inspecting.submit(inspector, evaluation.id)


def test_agreement_leaves_monitored_calls_out(centre: SmallCentre, inspectors_at_work: None) -> None:
    days = (NOW.date() - timedelta(days=1), NOW.date())
    before = centre.services.authoring.item_statistics(centre.lead, centre.version.id, *days)
    agent = centre.services.administering.people(centre.lead, role=Role.AGENT)[0].id
    draft = MonitoringDraft(MonitoringMode.LIVE, centre.version.id, agent)
    begun = centre.services.monitoring.begin(centre.anna, draft)
    given = AssignmentDraft((begun.call_id,), (centre.ben.person_id,), centre.version.id, Purpose.OVERLAP)
    (beside,) = centre.services.assigning.assign(centre.lead, given).ids
    for inspector, assignment in ((centre.anna, begun.assignment_id), (centre.ben, AssignmentId(beside))):
        evaluation = centre.answer_all(inspector, assignment)
        centre.services.inspecting.submit(inspector, evaluation.id)
    after = centre.services.authoring.item_statistics(centre.lead, centre.version.id, *days)
    assert after.n_compared == before.n_compared == 4
    assert begun.call_id not in {call for item in after.items for call in item.agreement.call_ids}


def test_who_may_not_read_evaluations_sees_them_counted_and_none_named(scored: SmallCentre) -> None:
    authoring, administrator = scored.services.authoring, only_administrator(scored)
    found = authoring.item_statistics(administrator, scored.version.id, *PERIOD)
    greeting = found.item("greeting")
    assert greeting is not None
    assert (found.n_evaluations, greeting.failure_rate.value, greeting.failed_on) == (10, 0.4, ())
    heavier = with_criterion(form(scored), replace(form(scored).criterion("greeting"), weight=50.0))
    effect = authoring.what_if(administrator, heavier, *PERIOD)
    assert effect.totals == authoring.what_if(scored.lead, heavier, *PERIOD).totals
    assert (effect.n_comparable, effect.calls) == (10, ())


def test_a_few_evaluations_are_not_counted_for_who_may_not_read_them(centre: SmallCentre) -> None:
    administrator = only_administrator(centre)
    score_day(centre, centre.anna, Day(DAY, FEWEST_COUNTED - 1, {"greeting": 1}))
    few = centre.services.authoring.item_statistics(administrator, centre.version.id, *PERIOD)
    assert few.n_evaluations == 0
    score_day(centre, centre.anna, Day(DAY + timedelta(days=1), 1, {}))
    enough = centre.services.authoring.item_statistics(administrator, centre.version.id, *PERIOD)
    assert enough.n_evaluations == FEWEST_COUNTED


def only_administrator(centre: SmallCentre) -> Actor:
    """Somebody who edits forms and reads no evaluation."""
    return replace(centre.lead, person_id=centre.ben.person_id, roles=frozenset({Role.ADMINISTRATOR}))


SCALE_STEPS = [
    (PassFail(), True, Points(10.0, 1.0), 10.0),
    (PassFail(), False, Points(10.0, 1.0), 0.0),
    (Points(10.0, 1.0), 8.0, Points(5.0, 1.0), 4.0),
    (Points(10.0, 1.0), 7.0, Points(5.0, 1.0), None),
    (Points(10.0, 1.0), 7.0, PassFail(), False),
    (
        Levels((Level(T("bad"), 0.0), Level(T("good"), 5.0))),
        5.0,
        Levels((Level(T("bad"), 0.0), Level(T("good"), 9.0))),
        9.0,
    ),
    (PassFail(), False, Levels((Level(T("bad"), 0.0), Level(T("good"), 9.0))), 0.0),
]


@pytest.mark.parametrize(("old", "rating", "new", "expected"), SCALE_STEPS)
def test_a_rating_is_read_on_another_scale_only_where_it_follows(
    centre: SmallCentre, old: object, rating: object, new: object, expected: object
) -> None:
    criterion = replace(centre.version.criterion("greeting"), scale=old)  # pyright: ignore[reportArgumentType]
    before = only(centre, criterion)
    after = only(centre, replace(criterion, scale=new))  # pyright: ignore[reportArgumentType]
    evaluation_id = answer_id = centre.version.id
    answer = Answer(answer_id, evaluation_id, "greeting", rating)  # pyright: ignore[reportArgumentType]
    carried = carried_over(before, [answer], after)
    if expected is None:
        assert carried.obstacles == (("greeting", Obstacle.SCALE),)
    else:
        assert [one.rating for one in carried.answers] == [expected]


def only(centre: SmallCentre, criterion: Criterion):
    """A version with that criterion alone."""
    definition = form(centre)
    for other in definition.criteria:
        if other.key != criterion.key:
            definition = remove_criterion(definition, other.key)
    definition = with_criterion(definition, criterion)
    return definition.as_version(centre.version.id, centre.version.scorecard_id, 1)

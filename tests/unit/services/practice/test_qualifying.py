"""Qualifications: a useless plan is refused, a set is unseen, the verdict keeps to its rules, and the gate holds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.evaluation import AssignmentState, Purpose
from qa_desk.domain.ids import BlueprintId, CaseId, PersonId, QualificationId
from qa_desk.domain.people import Actor
from qa_desk.domain.qualification import FamilyRule, Plan, Quota, QuotaKind, Side
from qa_desk.domain.scorecard import CriticalFamily
from qa_desk.services.practice.plan_words import rule_title
from qa_desk.services.practice.qualifying import seed_of
from qa_desk.services.practice.qualifying_views import SittingView
from qa_desk.services.scoring.inspecting_views import AssignmentDraft
from tests.library_of_cases import author_of_cases, hand_in, keep_case, practise
from tests.small_centre import SmallCentre, later

CRITICAL = {
    CriticalFamily.CUSTOMER: "correct_information",
    CriticalFamily.BUSINESS: "consent",
    CriticalFamily.COMPLIANCE: "no_disclosure",
}


@pytest.fixture
def author(centre: SmallCentre) -> Actor:
    """Who wrote the library, and plans."""
    return author_of_cases(centre)


def short_plan(**changes: object) -> Plan:
    """Three judgements of each family without an error, which whoever errs every other time seldom manages."""
    rules = tuple(FamilyRule(family, 3, 0, unacceptable=0.5) for family in CRITICAL)
    return replace(Plan("First line", 3, rules), **changes)  # type: ignore[arg-type]


def library(centre: SmallCentre, author: Actor, n_cases: int = 3) -> list[CaseId]:
    """Cases of which the first fails everything critical."""
    return [keep_case(centre, author, CRITICAL.values() if number == 0 else ()) for number in range(n_cases)]


def written(centre: SmallCentre, author: Actor, plan: Plan) -> BlueprintId:
    return centre.services.qualifying.write(author, centre.version.scorecard_id, plan)[0]


def sit(
    centre: SmallCentre, actor: Actor, sitting_id: QualificationId, wrong: int = 0, n: int | None = None
) -> SittingView:
    """Hand in so many calls of a sitting as they are settled, the first `wrong` with one critical mistake."""
    qualifying = centre.services.qualifying
    for item in qualifying.sitting(actor, sitting_id).items[:n]:
        with centre.workspace.store.reading() as uow:
            seat = uow.practice.seat_of(item.assignment_id)
            assert seat is not None
            settled = uow.cases.answers_of(seat.case_id, seat.number, author_id(centre))
        failed = {one.criterion_key for one in settled if one.rating is False}
        if item.position < wrong:
            failed ^= {"consent"}
        hand_in(centre, actor, item.assignment_id, failed)
    return qualifying.sitting(actor, sitting_id)


def author_id(centre: SmallCentre) -> PersonId:
    return centre.services.administering.actor_named("t-9").person_id


def test_both_error_rates_are_shown_while_a_plan_is_written(centre: SmallCentre, author: Actor) -> None:
    library(centre, author)
    check = centre.services.qualifying.check(author, centre.version.scorecard_id, short_plan())
    assert check.problems == ()
    assert [one.title for one in check.rules] == ["customer-critical", "business-critical", "compliance-critical"]
    assert check.rules[0].rates.able_failed == pytest.approx(1 - 0.98**3)
    assert check.rules[0].rates.unable_passed == pytest.approx(0.5**3)
    assert check.n_cases_there == 3


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (FamilyRule(CriticalFamily.CUSTOMER, 0, 0), "everybody would pass"),
        (FamilyRule(CriticalFamily.CUSTOMER, 3, -1, unacceptable=0.5), "nobody would pass"),
        (FamilyRule(CriticalFamily.CUSTOMER, 3, 3, unacceptable=0.5), "With 3 judgements, 0 errors allowed would do."),
        (FamilyRule(CriticalFamily.CUSTOMER, 3, 0), "29 judgements with 1 error allowed would do."),
        (FamilyRule(CriticalFamily.CUSTOMER, 3, 0, acceptable=0.6, unacceptable=0.5), "must lie below"),
    ],
)
def test_a_plan_that_nobody_or_everybody_passes_is_refused_and_told_what_would_do(
    centre: SmallCentre, author: Actor, rule: FamilyRule, said: str
) -> None:
    library(centre, author)
    plan = short_plan()
    with pytest.raises(QADeskError) as caught:
        written(centre, author, replace(plan, rules=(rule, *plan.rules[1:])))
    assert caught.value.code is ErrorCode.BLUEPRINT_UNSOUND
    assert said in str(caught.value.params["detail"])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": " "}, "needs a title"),
        ({"n_cases": 0}, "number of cases"),
        ({"minutes": 0}, "minutes"),
        ({"months": 0}, "months"),
        ({"other_share": 1.2}, "not critical"),
        ({"quotas": (Quota(QuotaKind.LANGUAGE, "zh", 1),)}, "Language zh: cases needed: 1; there are 0"),
        ({"quotas": (Quota(QuotaKind.FAILING, "customer", 2),)}, "Failing customer-critical: cases needed: 2"),
        ({"n_cases": 9}, "Cases needed: 9; there are 3"),
        ({"rules": short_plan().rules[:2]}, "No rule judges compliance-critical"),
        ({"rules": (*short_plan().rules, short_plan().rules[0])}, "Two rules are about the same"),
    ],
)
def test_a_plan_that_can_not_be_sat_is_refused(
    centre: SmallCentre, author: Actor, changes: dict[str, object], said: str
) -> None:
    library(centre, author)
    with pytest.raises(QADeskError) as caught:
        written(centre, author, short_plan(**changes))
    assert said in str(caught.value.params["detail"])


def test_only_lead_and_trainer_plan(centre: SmallCentre, author: Actor) -> None:
    library(centre, author)
    with pytest.raises(NotAllowedError):
        centre.services.qualifying.write(centre.anna, centre.version.scorecard_id, short_plan())


def test_a_plan_to_begin_with_is_sound_but_for_what_the_library_lacks(centre: SmallCentre, author: Actor) -> None:
    library(centre, author)
    scorecard_id = centre.version.scorecard_id
    found = next(one for one in centre.services.qualifying.plannable(author) if one.scorecard_id == scorecard_id)
    check = centre.services.qualifying.check(author, found.scorecard_id, found.start)
    assert all(not one.problem for one in check.rules)
    assert [(rule.n_judgements, rule.n_allowed) for rule in found.start.rules] == [(29, 1)] * 3
    assert len(check.problems) == 4, "29 cases, and the judgements of three families"


def test_a_set_is_hidden_scored_blind_and_passed_with_a_certificate(centre: SmallCentre, author: Actor) -> None:
    library(centre, author)
    blueprint_id = written(centre, author, short_plan(months=6))
    qualifying = centre.services.qualifying
    sitting_id, _changes = qualifying.begin(centre.anna, blueprint_id)
    view = qualifying.sitting(centre.anna, sitting_id)
    assert [item.code for item in view.items] == ["", "", ""]
    desk = centre.services.inspecting.open(centre.anna, view.items[0].assignment_id)
    assert (desk.purpose_shown, desk.hides_score) == (Purpose.QUALIFICATION, True)
    done = sit(centre, centre.anna, sitting_id)
    assert done.sitting.passed is True
    assert done.sitting.valid_until is not None
    assert done.sitting.valid_until.month == (centre.clock.now().month + 6 - 1) % 12 + 1
    assert [one.outcome.n_errors for one in done.results] == [0, 0, 0]
    assert done.results[0].right.value == 1.0
    assert done.results[0].right.ci_low == pytest.approx(3 / (3 + 1.96**2), abs=1e-3)
    assert {item.code for item in done.items} == {"SC-001", "SC-002", "SC-003"}
    (offer,) = qualifying.offers(centre.anna)
    assert offer.certificate == done.sitting


def test_one_error_too_many_fails_the_family_and_the_sitting(centre: SmallCentre, author: Actor) -> None:
    library(centre, author)
    qualifying = centre.services.qualifying
    sitting_id, _changes = qualifying.begin(centre.anna, written(centre, author, short_plan()))
    done = sit(centre, centre.anna, sitting_id, wrong=1)
    assert (done.sitting.passed, done.sitting.valid_until) == (False, None)
    errors = {one.title: one.outcome.n_errors for one in done.results}
    assert errors == {"customer-critical": 0, "business-critical": 1, "compliance-critical": 0}
    assert sum(item.n_wrong_critical or 0 for item in done.items) == 1


def test_when_time_is_over_what_is_missing_counts_as_errors(centre: SmallCentre, author: Actor) -> None:
    library(centre, author)
    qualifying = centre.services.qualifying
    sitting_id, _changes = qualifying.begin(centre.anna, written(centre, author, short_plan(minutes=30)))
    sit(centre, centre.anna, sitting_id, n=1)
    begun = qualifying.sitting(centre.anna, sitting_id).items[1].assignment_id
    view = centre.services.inspecting.open(centre.anna, begun)
    assert view.ends_at == centre.clock.now() + timedelta(minutes=30)
    evaluation = centre.answer_all(centre.anna, begun)
    later(centre, minutes=30)
    with pytest.raises(QADeskError) as caught:
        centre.services.inspecting.submit(centre.anna, evaluation.id)
    assert caught.value.code is ErrorCode.TOO_LATE
    done = qualifying.sitting(centre.anna, sitting_id)
    assert (done.sitting.passed, [one.outcome.n_errors for one in done.results]) == (False, [2, 2, 2])
    assert [item.state for item in done.items] == [AssignmentState.DONE, *[AssignmentState.WITHDRAWN] * 2]
    with pytest.raises(QADeskError):
        centre.services.inspecting.open(centre.anna, begun)


def test_a_sitting_ended_with_its_last_call_or_its_time_however_late_that_is_looked_at(
    centre: SmallCentre, author: Actor
) -> None:
    library(centre, author)
    qualifying = centre.services.qualifying
    blueprint_id = written(centre, author, short_plan(minutes=30, months=6, resit_days=0))
    begun_at = centre.clock.now()
    first, _changes = qualifying.begin(centre.anna, blueprint_id)
    for item in qualifying.sitting(centre.anna, first).items:
        hand_in(centre, centre.anna, item.assignment_id)
    later(centre, days=90)
    sitting = qualifying.sitting(centre.anna, first).sitting
    assert sitting.finished_at == begun_at
    library(centre, author)
    second, _changes = qualifying.begin(centre.ben, blueprint_id)
    later(centre, days=90)
    ended = qualifying.sitting(centre.ben, second).sitting
    assert ended.finished_at == ended.due_at == begun_at + timedelta(days=90, minutes=30)


def test_a_sitting_can_be_given_up_and_sat_again_on_a_new_set_after_some_days(
    centre: SmallCentre, author: Actor
) -> None:
    first_cases = library(centre, author)
    qualifying = centre.services.qualifying
    blueprint_id = written(centre, author, short_plan(resit_days=7))
    first, _changes = qualifying.begin(centre.anna, blueprint_id)
    with pytest.raises(QADeskError) as caught:
        qualifying.begin(centre.anna, blueprint_id)
    assert caught.value.code is ErrorCode.WRONG_STATE
    sit(centre, centre.anna, first, n=3, wrong=3)
    (offer,) = qualifying.offers(centre.anna)
    assert "again from" in offer.why_not
    later(centre, days=7)
    (offer,) = qualifying.offers(centre.anna)
    assert "Cases needed: 3; there are 0" in offer.why_not
    second_cases = library(centre, author)
    second, _changes = qualifying.begin(centre.anna, blueprint_id)
    with centre.workspace.store.reading() as uow:
        sets = [{seat.case_id for seat in uow.practice.seats_of(one)} for one in (first, second)]
    assert sets == [set(first_cases), set(second_cases)]
    qualifying.give_up(centre.anna, second)
    assert qualifying.sitting(centre.anna, second).sitting.n_errors == 9


def test_nothing_that_somebody_met_before_is_in_their_set(centre: SmallCentre, author: Actor) -> None:
    practised, opened = keep_case(centre, author), keep_case(centre, author)
    keep_case(centre, author, key="1009")
    library(centre, author, 2)
    practise(centre, centre.anna, practised)
    centre.services.curating.case(centre.anna, opened)
    (assignment_id,) = centre.assign(centre.anna, "1009")
    hand_in(centre, centre.anna, assignment_id)
    blueprint_id = written(centre, author, short_plan())
    (offer,) = centre.services.qualifying.offers(centre.anna)
    assert "Cases needed: 3; there are 2" in offer.why_not
    with pytest.raises(QADeskError) as caught:
        centre.services.qualifying.begin(centre.anna, blueprint_id)
    assert caught.value.code is ErrorCode.SET_LACKING
    assert centre.services.qualifying.offers(centre.ben)[0].why_not == ""
    assert "there are" in centre.services.qualifying.offers(author)[0].why_not, "who wrote the cases has seen them"


def test_a_set_follows_from_who_sits_what_for_the_how_manieth_time(centre: SmallCentre, author: Actor) -> None:
    library(centre, author, 12)
    blueprint_id = written(centre, author, short_plan(quotas=(Quota(QuotaKind.FAILING, "customer", 1),)))
    qualifying = centre.services.qualifying
    sets = list[tuple[CaseId, ...]]()
    for actor in (centre.anna, centre.ben):
        sitting_id, _changes = qualifying.begin(actor, blueprint_id)
        with centre.workspace.store.reading() as uow:
            sets.append(tuple(seat.case_id for seat in uow.practice.seats_of(sitting_id)))
    assert sets[0] != sets[1]
    with centre.workspace.store.reading() as uow:
        sitting = uow.qualifications.sittings(centre.anna.person_id)[0]
        blueprint = uow.qualifications.blueprint(blueprint_id)
        assert blueprint is not None
        assert blueprint.plan.quotas == (Quota(QuotaKind.FAILING, "customer", 1),)
    seeds = [seed_of(blueprint_id, centre.anna.person_id, attempt) for attempt in (1, 2)]
    assert sitting.seed == seeds[0] != seeds[1]


def test_lead_and_trainer_see_results_and_colleagues_do_not(centre: SmallCentre, author: Actor) -> None:
    library(centre, author)
    qualifying = centre.services.qualifying
    sitting_id, _changes = qualifying.begin(centre.anna, written(centre, author, short_plan()))
    assert qualifying.sitting(centre.lead, sitting_id).results == ()
    sit(centre, centre.anna, sitting_id)
    for reader in (centre.lead, author):
        assert [one.person_name for one in qualifying.sittings(reader)] == ["Anna Berg"]
        assert qualifying.sitting(reader, sitting_id).sitting.passed
    assert qualifying.sittings(centre.ben) == ()
    with pytest.raises(QADeskError):
        qualifying.sitting(centre.ben, sitting_id)


def test_a_new_wording_of_a_plan_takes_the_place_of_the_old_one(centre: SmallCentre, author: Actor) -> None:
    library(centre, author)
    qualifying = centre.services.qualifying
    old = written(centre, author, short_plan())
    new, _changes = qualifying.write(author, centre.version.scorecard_id, short_plan(title="Second"), instead_of=old)
    assert [one.blueprint.id for one in qualifying.blueprints(author)] == [new]
    qualifying.end(author, new)
    assert qualifying.blueprints(author) == ()


def test_whoever_is_not_qualified_gets_no_real_work_once_the_centre_says_so(centre: SmallCentre, author: Actor) -> None:
    library(centre, author)
    qualifying, services = centre.services.qualifying, centre.services
    (before,) = centre.assign(centre.ben, "1010")
    (begun,) = centre.assign(centre.ben, "1043")
    services.inspecting.open(centre.ben, begun)
    blueprint_id = written(centre, author, short_plan())
    tomorrow = centre.clock.now().date() + timedelta(days=1)
    qualifying.set_requirement(centre.lead, is_on=True, valid_from=tomorrow)
    assert qualifying.requirement(centre.lead).next_change == tomorrow
    services.inspecting.look_at(centre.ben, services.inspecting.open(centre.ben, begun).evaluation.id)
    later(centre, days=1)
    assert qualifying.requirement(centre.lead).without == ("Anna Berg", "Ben Ode", "Wang Fang")
    draft = AssignmentDraft((centre.calls["1009"],), (centre.anna.person_id,), centre.version.id)
    for refused in (
        lambda: services.assigning.assign(centre.lead, draft),
        lambda: services.assigning.give_to(centre.lead, before, centre.anna.person_id),
        lambda: services.inspecting.open(centre.ben, before),
    ):
        with pytest.raises(QADeskError) as caught:
            refused()
        assert caught.value.code is ErrorCode.NOT_QUALIFIED
    assert services.inspecting.open(centre.ben, begun), "what is begun may be finished"
    sit(centre, centre.anna, qualifying.begin(centre.anna, blueprint_id)[0])
    services.assigning.assign(centre.lead, draft)
    assert qualifying.requirement(centre.lead).without == ("Ben Ode", "Wang Fang")


def test_practice_and_qualification_need_no_certificate(centre: SmallCentre, author: Actor) -> None:
    cases = library(centre, author)
    written(centre, author, short_plan())
    centre.services.qualifying.set_requirement(centre.lead, is_on=True)
    practise(centre, centre.anna, cases[0])
    centre.assign(centre.anna, "1009", purpose=Purpose.PRACTICE)


def test_without_a_qualification_to_sit_no_certificate_is_asked_for(centre: SmallCentre) -> None:
    centre.services.qualifying.set_requirement(centre.lead, is_on=True)
    assert centre.assign(centre.anna, "1009")


def test_a_certificate_ends_and_its_holder_is_told_a_month_before(centre: SmallCentre, author: Actor) -> None:
    library(centre, author)
    qualifying = centre.services.qualifying
    sit(centre, centre.anna, qualifying.begin(centre.anna, written(centre, author, short_plan(months=6)))[0])
    qualifying.set_requirement(centre.lead, is_on=True)
    (assignment_id,) = centre.assign(centre.anna, "1009")
    assert qualifying.n_ending(centre.anna) == 0
    later(centre, days=160)
    assert qualifying.n_ending(centre.anna) == 1
    later(centre, days=30)
    assert qualifying.n_ending(centre.anna) == 0
    with pytest.raises(QADeskError) as caught:
        centre.services.inspecting.open(centre.anna, assignment_id)
    assert caught.value.code is ErrorCode.NOT_QUALIFIED


def test_a_day_that_is_past_changes_nothing(centre: SmallCentre) -> None:
    past = centre.clock.now().date() - timedelta(days=2)
    with pytest.raises(QADeskError) as caught:
        centre.services.qualifying.set_requirement(centre.lead, is_on=True, valid_from=past)
    assert caught.value.code is ErrorCode.VALUE_INVALID


def test_a_rule_of_misses_alone_says_so() -> None:
    assert rule_title(FamilyRule(CriticalFamily.CUSTOMER, 3, 0, Side.FAILING)) == "customer-critical, misses"

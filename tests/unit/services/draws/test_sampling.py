"""Sampling as those who plan the work do it: try out, draw again the same, replace, exempt, refuse what can't be."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from qa_desk.domain.errors import ErrorCode, NotAllowedError, QADeskError
from qa_desk.domain.evaluation import AssignmentState, Purpose
from qa_desk.domain.sampling import ExemptionState
from qa_desk.domain.sampling_plan import (
    Exemption,
    ExemptionOf,
    InspectorRule,
    Narrowing,
    PlanDefinition,
    PlanPeriod,
    Quota,
    QuotaKind,
)
from qa_desk.services.draws.sampling_views import DrawView
from tests.busy_centre import FIRST, LAST, N_CALLS, bring_calls
from tests.small_centre import NOW, SmallCentre


@pytest.fixture
def busy(centre: SmallCentre) -> SmallCentre:
    """The small centre with sixty more calls of a week, of two agents, one of them of grade A."""
    bring_calls(centre)
    return centre


def plan(**further: object) -> PlanDefinition:
    given = {"quota": Quota(QuotaKind.TOTAL, 12), "first": FIRST, "last": LAST, "period": PlanPeriod.GIVEN} | further
    return PlanDefinition(name="week 45", scorecard="service", **given)  # pyright: ignore[reportArgumentType]


def keys(view: DrawView) -> list[str]:
    return [call.call_key for call in view.calls]


def code_of(refused: pytest.ExceptionInfo[QADeskError]) -> ErrorCode:
    return refused.value.code


def test_what_is_tried_out_is_what_is_drawn_and_drawn_again(busy: SmallCentre) -> None:
    sampling = busy.services.sampling
    tried = sampling.try_out(busy.lead, plan(), seed=7)
    assert sampling.try_out(busy.lead, plan(), seed=7).calls == tried.calls
    plan_id, _changes = sampling.save_plan(busy.lead, plan())
    drawn, _changes = sampling.draw(busy.lead, plan_id, seed=7)
    assert keys(drawn) == keys(tried)
    kept = sampling.drawn(busy.lead, drawn.draw_id) if drawn.draw_id else None
    assert kept is not None
    assert (kept.draw.seed, kept.draw.n_population) == (7, N_CALLS)
    assert (kept.draw.first_day, kept.draw.last_day) == (FIRST, LAST)
    assert [call.inclusion_probability for call in kept.calls] == [12 / N_CALLS] * 12
    assert all(len(call.inspector_names) == 1 for call in kept.calls)


def test_trying_out_keeps_nothing(busy: SmallCentre) -> None:
    busy.services.sampling.try_out(busy.lead, plan(), seed=7)
    assert busy.services.sampling.plans(busy.lead) == ()
    assert busy.services.inspecting.my_calls(busy.anna) == ()


def test_a_plan_saved_again_is_its_next_version_only_when_it_says_something_else(busy: SmallCentre) -> None:
    sampling = busy.services.sampling
    sampling.save_plan(busy.lead, plan())
    _plan_id, nothing = sampling.save_plan(busy.lead, plan())
    assert not nothing.kinds
    sampling.save_plan(busy.lead, plan(quota=Quota(QuotaKind.TOTAL, 20)))
    (summary,) = sampling.plans(busy.lead)
    assert summary.number == 2
    assert summary.definition.quota.number == 20


def test_the_calls_reach_the_inspectors_queues_by_shares(busy: SmallCentre) -> None:
    rule = InspectorRule(shares=(("i-1", 3.0), ("i-2", 1.0)), hide_agent=True)
    plan_id, _changes = busy.services.sampling.save_plan(busy.lead, plan(inspectors=rule))
    busy.services.sampling.draw(busy.lead, plan_id, seed=1)
    of_anna, of_ben = (busy.services.inspecting.my_calls(one) for one in (busy.anna, busy.ben))
    assert (len(of_anna), len(of_ben)) == (9, 3)
    assert {item.agent_name for item in of_anna} == {""}
    assert {item.due_on for item in of_anna} == {date(2026, 11, 25)}
    desk = busy.services.inspecting.open(busy.anna, of_anna[0].assignment_id)
    assert desk.detail.agent is None


def test_a_hidden_agent_is_hidden_wherever_the_inspector_looks_while_the_call_is_open(busy: SmallCentre) -> None:
    rule = InspectorRule(shares=(("i-1", 1.0),), hide_agent=True)
    plan_id, _changes = busy.services.sampling.save_plan(busy.lead, plan(inspectors=rule))
    busy.services.sampling.draw(busy.lead, plan_id, seed=1)
    mine = {item.call_id: item for item in busy.services.inspecting.my_calls(busy.anna)}
    listening, finding = busy.services.listening, busy.services.finding
    assert {one.agent_name for one in listening.these_calls(busy.anna, tuple(mine))} == {""}
    assert {listening.call(busy.anna, call_id).agent for call_id in mine} == {None}
    for name in ("ag-1", "ag-2"):
        assert not {hit.id for hit in finding.find(busy.anna, f"Agent {name}", limit=100)} & set(mine)
    # to others, and once it is handed in, the call has its agent
    call_id, item = next(iter(mine.items()))
    assert listening.call(busy.lead, call_id).agent is not None
    evaluation = busy.answer_all(busy.anna, item.assignment_id)
    busy.services.inspecting.submit(busy.anna, evaluation.id)
    assert listening.call(busy.anna, call_id).agent is not None


def test_calls_drawn_once_are_not_drawn_again_unless_the_plan_says_so(busy: SmallCentre) -> None:
    sampling = busy.services.sampling
    plan_id, _changes = sampling.save_plan(busy.lead, plan(quota=Quota(QuotaKind.TOTAL, 40)))
    first, _changes = sampling.draw(busy.lead, plan_id, seed=1)
    second, _changes = sampling.draw(busy.lead, plan_id, seed=1)
    assert second.n_population == N_CALLS - 40
    assert not set(keys(first)) & set(keys(second))
    assert sampling.try_out(busy.lead, plan(exclude_evaluated=False)).n_population == N_CALLS


def test_conditions_narrow_the_population(busy: SmallCentre) -> None:
    def n_left(*narrowings: Narrowing) -> int:
        return busy.services.sampling.try_out(busy.lead, plan(population=narrowings), seed=1).n_population

    assert n_left(Narrowing("complaint", (True,))) == 6
    assert n_left(Narrowing("queue", ("b",))) == 20
    assert n_left(Narrowing("agent", ("ag-1",))) == 30
    assert n_left(Narrowing("grade", ("A", "B"))) == 60
    in_the_evening = n_left(Narrowing("hour", least=18, most=23))
    assert 0 < in_the_evening < 20
    assert n_left(Narrowing("weekday", least=1, most=1)) == 6


def test_a_column_of_the_centres_own_makes_strata_beside_others(busy: SmallCentre) -> None:
    with busy.workspace.store.unit_of_work(None, busy.clock) as uow:
        for call in uow.calls.by_key(f"w{number:02}" for number in range(20)).values():
            uow.calls.save(replace(call, attributes=replace(call.attributes, custom=(("shift", "early"),))))
        uow.commit()
    view = busy.services.sampling.try_out(busy.lead, plan(strata=("shift", "queue")), seed=1)
    sizes = {one.name: one.n_population for one in view.strata}
    assert sizes == {"early · a": 13, "early · b": 7, "– · a": 27, "– · b": 13}


def test_an_overlap_goes_to_two_inspectors_who_do_not_know_of_each_other(busy: SmallCentre) -> None:
    plan_id, _changes = busy.services.sampling.save_plan(busy.lead, plan(overlap=0.5))
    view, _changes = busy.services.sampling.draw(busy.lead, plan_id, seed=1)
    twice = [call for call in view.calls if call.second_name]
    assert len(twice) == 6
    assert all(call.inspector_name != call.second_name for call in twice)
    items = busy.services.inspecting.my_calls(busy.anna)
    assert {item.purpose for item in items} == {Purpose.ROUTINE}
    with busy.workspace.store.reading() as uow:
        purposes = [one.purpose for one in uow.assignments.of_call(twice[0].call_id)]
    assert purposes == [Purpose.OVERLAP, Purpose.OVERLAP]


def test_a_call_scored_long_ago_comes_back_to_the_same_inspector_looking_like_any_other(busy: SmallCentre) -> None:
    (assignment_id,) = busy.assign(busy.anna, "1043")
    evaluation = busy.answer_all(busy.anna, assignment_id)
    busy.services.inspecting.submit(busy.anna, evaluation.id)
    busy.clock.moment = NOW + timedelta(days=40)
    definition = plan(repeats=0.2, repeat_days=30)
    plan_id, _changes = busy.services.sampling.save_plan(busy.lead, definition)
    view, _changes = busy.services.sampling.draw(busy.lead, plan_id, seed=1)
    assert view.n_repeats == 1
    items = {item.call_key: item for item in busy.services.inspecting.my_calls(busy.anna)}
    assert items["1043"].purpose is Purpose.ROUTINE
    assert items["1043"].state is AssignmentState.WAITING
    assert view.draw_id is not None
    with busy.services.sampling._store.reading() as uow:
        given = [one for one in uow.assignments.of_draw(view.draw_id) if one.inspector_id == busy.anna.person_id]
    # a number there twice, or left out, would show which of them comes back
    assert sorted(one.position for one in given) == list(range(len(given)))


def test_a_call_that_cannot_be_scored_is_replaced_from_its_stratum_and_stays_as_non_response(busy: SmallCentre) -> None:
    sampling = busy.services.sampling
    plan_id, _changes = sampling.save_plan(busy.lead, plan(strata=("queue",)))
    view, _changes = sampling.draw(busy.lead, plan_id, seed=3)
    assert view.draw_id is not None
    lost = view.calls[0]
    instead, _changes = sampling.replace(busy.lead, view.draw_id, lost.call_id, " nobody speaks ")
    kept = sampling.drawn(busy.lead, view.draw_id)
    dropped = next(call for call in kept.calls if call.call_id == lost.call_id)
    new = next(call for call in kept.calls if call.call_id == instead)
    assert dropped.dropped_reason == "nobody speaks"
    assert new.replaces_key == lost.call_key
    assert kept.n_dropped == 1
    assert (new.stratum, new.inclusion_probability) == (lost.stratum, lost.inclusion_probability)
    waiting = [
        item.call_id for who in (busy.lead, busy.anna, busy.ben) for item in busy.services.inspecting.my_calls(who)
    ]
    assert instead in waiting
    assert lost.call_id not in waiting
    everything = plan(quota=Quota(QuotaKind.PERCENT, 100), exclude_evaluated=False)
    assert lost.call_id not in {call.call_id for call in sampling.try_out(busy.lead, everything).calls}
    with pytest.raises(QADeskError) as refused:
        sampling.replace(busy.lead, view.draw_id, lost.call_id, "again")
    assert code_of(refused) is ErrorCode.WRONG_STATE
    with pytest.raises(QADeskError) as refused:
        sampling.replace(busy.lead, view.draw_id, view.calls[1].call_id, "  ")
    assert code_of(refused) is ErrorCode.REASON_REQUIRED


def test_an_exemption_is_suspended_by_a_critical_failure_and_ended_by_its_confirmation(busy: SmallCentre) -> None:
    sampling = busy.services.sampling
    exemption = Exemption("A", ExemptionOf.AGENTS, 1.0, date(2026, 12, 31), 0.1)
    definition = plan(exemptions=(exemption,), exclude_evaluated=False, quota=Quota(QuotaKind.PER_AGENT, 10))
    plan_id, _changes = sampling.save_plan(busy.lead, definition)
    first, _changes = sampling.draw(busy.lead, plan_id, seed=1)
    assert len(first.calls) <= 12
    (standing,) = sampling.exemptions(busy.lead)
    assert (standing.agent_name, standing.state) == ("Agent ag-1", ExemptionState.STANDS)

    busy.clock.moment = NOW + timedelta(hours=1)
    _fail_a_call_of(busy, "ag-1")
    second, _changes = sampling.draw(busy.lead, plan_id, seed=2)
    assert len(second.calls) == 20
    (suspended,) = sampling.exemptions(busy.lead)
    assert suspended.state is ExemptionState.SUSPENDED
    assert suspended.evaluation_id is not None

    busy.clock.moment = NOW + timedelta(hours=2)
    sampling.decide_exemption(busy.lead, plan_id, suspended.agent_id, ExemptionState.STANDS, "heard again: passed")
    third, _changes = sampling.draw(busy.lead, plan_id, seed=3)
    assert len(third.calls) <= 12
    sampling.decide_exemption(busy.lead, plan_id, suspended.agent_id, ExemptionState.ENDED, "confirmed")
    with pytest.raises(QADeskError) as refused:
        sampling.decide_exemption(busy.lead, plan_id, suspended.agent_id, ExemptionState.STANDS, "no")
    assert code_of(refused) is ErrorCode.WRONG_STATE
    assert len(sampling.draw(busy.lead, plan_id, seed=4)[0].calls) == 20


def _fail_a_call_of(centre: SmallCentre, agent: str) -> None:
    """Score a call of that agent so that it fails a critical criterion."""
    people = {one.external_id: one.id for one in centre.services.administering.people(centre.lead)}
    with centre.workspace.store.unit_of_work(None, centre.clock) as uow:
        call = uow.calls.get(centre.calls["1009"])
        uow.calls.save(replace(call, agent_id=people[agent]))
        uow.commit()
    (assignment_id,) = centre.assign(centre.anna, "1009")
    critical = next(criterion.key for criterion in centre.version.criteria if criterion.critical)
    evaluation = centre.answer_all(centre.anna, assignment_id, failed=frozenset({critical}))
    centre.services.inspecting.submit(centre.anna, evaluation.id)


def test_the_precision_to_expect_is_told_for_the_centre_and_each_agent(busy: SmallCentre) -> None:
    view = busy.services.sampling.try_out(busy.lead, plan(), seed=1)
    assert view.centre is not None
    assert view.centre.margin == pytest.approx(0.255, abs=0.005)
    assert [(one.name, one.n_population, one.n_calls) for one in view.agents] == [
        ("Agent ag-1", 30, pytest.approx(6)),
        ("Agent ag-2", 30, pytest.approx(6)),
    ]


@pytest.mark.parametrize(
    ("definition", "code"),
    [
        (plan(quota=Quota(QuotaKind.TOTAL, -3)), ErrorCode.VALUE_INVALID),
        (plan(population=(Narrowing("queue", ("no such queue",)),)), ErrorCode.CONDITION_LEAVES_NOTHING),
        (plan(quota=Quota(QuotaKind.OWN, own=(("c", 3),)), strata=("queue",)), ErrorCode.NOTHING_TO_DRAW),
        (plan(population=(Narrowing("duration_s", least=90, most=30),)), ErrorCode.VALUE_INVALID),
        (plan(population=(Narrowing("unit", ("Nowhere",)),)), ErrorCode.VALUE_INVALID),
        (plan(first=date(2020, 1, 1), last=date(2020, 1, 2)), ErrorCode.NOTHING_TO_DRAW),
        (replace(plan(), scorecard="unknown"), ErrorCode.VALUE_INVALID),
        (plan(inspectors=InspectorRule(shares=(("nobody", 1.0),))), ErrorCode.VALUE_INVALID),
    ],
)
def test_a_plan_that_cannot_be_met_is_refused_and_draws_nothing(
    busy: SmallCentre, definition: PlanDefinition, code: ErrorCode
) -> None:
    with pytest.raises(QADeskError) as refused:
        busy.services.sampling.try_out(busy.lead, definition)
    assert code_of(refused) is code
    assert busy.services.inspecting.my_calls(busy.anna) == ()


def test_the_condition_that_contradicts_those_before_it_is_named(busy: SmallCentre) -> None:
    of_a, of_b = Narrowing("queue", ("a",)), Narrowing("complaint", (True,))
    nobody, late = Narrowing("csat", least=1, most=2), Narrowing("hour", least=9, most=9)
    for narrowings, field, n in (
        ((of_a, of_b, nobody), "satisfaction", 4),
        ((Narrowing("weekday", least=9, most=9), of_a), "day of the week", 40),
        ((late, Narrowing("agent", ("nobody",))), "agent", N_CALLS),
    ):
        with pytest.raises(QADeskError) as refused:
            busy.services.sampling.try_out(busy.lead, plan(population=narrowings))
        assert code_of(refused) is ErrorCode.CONDITION_LEAVES_NOTHING
        assert (refused.value.params["field"], refused.value.params["n"]) == (field, n)


def test_a_stratum_that_holds_nothing_of_what_is_wanted_is_told_as_short(busy: SmallCentre) -> None:
    quota = Quota(QuotaKind.OWN, own=(("a", 3), ("c", 4)))
    view = busy.services.sampling.try_out(busy.lead, plan(quota=quota, strata=("queue",)), seed=1)
    assert [(one.name, one.n_population, one.n_wanted, one.n_drawn) for one in view.strata if one.is_short] == [
        ("c", 0, 4, 0)
    ]
    assert len(view.calls) == 3


def test_inspectors_neither_plan_nor_draw(busy: SmallCentre) -> None:
    plan_id, _changes = busy.services.sampling.save_plan(busy.lead, plan())
    for forbidden in (
        lambda: busy.services.sampling.plans(busy.anna),
        lambda: busy.services.sampling.try_out(busy.anna, plan()),
        lambda: busy.services.sampling.draw(busy.anna, plan_id),
        lambda: busy.services.sampling.exemptions(busy.anna),
    ):
        with pytest.raises(NotAllowedError):
            forbidden()

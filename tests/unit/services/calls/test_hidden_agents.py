"""An agent who is kept from somebody is named nowhere to them while the call is open: it holds of the call."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from qa_desk.domain.errors import QADeskError
from qa_desk.domain.sampling_plan import InspectorRule, PlanDefinition, PlanPeriod, Quota, QuotaKind
from qa_desk.services.calibration.convening_views import SuggestionQuery
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.wording import explain
from tests.calibration_panel import Panel
from tests.small_centre import CALLS, NOW, SmallCentre

DAY = NOW.date()
ISSUES = IssueQuery(DAY - timedelta(days=60), DAY)


def drawn_without_agent(centre: SmallCentre) -> None:
    """All calls of the centre wait for Anna, without their agents' names."""
    plan = PlanDefinition(
        "hidden",
        "service",
        Quota(QuotaKind.TOTAL, len(CALLS)),
        PlanPeriod.GIVEN,
        first=DAY - timedelta(days=60),
        last=DAY,
        inspectors=InspectorRule(shares=(("i-1", 1.0),), hide_agent=True),
        exclude_evaluated=False,
    )
    plan_id, _changes = centre.services.sampling.save_plan(centre.lead, plan)
    view, _changes = centre.services.sampling.draw(centre.lead, plan_id, seed=1)
    assert len(view.calls) == len(CALLS)


def names_in(centre: SmallCentre) -> set[str]:
    """What the agents are called."""
    return {call.agent_name for call in centre.services.listening.calls(centre.lead, CallQuery()).calls}


def named(names: set[str], *shown: object) -> set[str]:
    return {name for name in names if name in repr(shown)}


def test_whoever_has_a_call_twice_reads_the_name_in_neither(centre: SmallCentre) -> None:
    names = names_in(centre)
    (given,) = centre.assign(centre.anna, "1009")
    assert named(names, centre.services.inspecting.my_calls(centre.anna))
    drawn_without_agent(centre)
    inspecting, listening = centre.services.inspecting, centre.services.listening
    assert not named(names, inspecting.my_calls(centre.anna), inspecting.open(centre.anna, given))
    assert not named(names, listening.these_calls(centre.anna, tuple(centre.calls.values())))
    assert named(names, listening.calls(centre.ben, CallQuery())), "to others they have their names"


def test_a_session_that_names_agents_does_not_name_them_to_who_scores_the_call_without(panel: Panel) -> None:
    centre, anna = panel.centre, panel.members[0]
    names = names_in(centre)
    session_id = panel.open_session("1009")
    assert named(names, panel.calibrating.session(anna, session_id))
    (seat,) = panel.calibrating.session(anna, session_id).my_open
    panel.open_session("1009", hides_agent=True)
    assert not named(names, panel.calibrating.session(anna, session_id))
    assert not named(names, centre.services.inspecting.open(anna, seat))


def test_who_leads_a_session_without_names_finds_none_beside_it(panel: Panel) -> None:
    centre = panel.centre
    names = names_in(centre)
    (given,) = centre.assign(centre.ben, "1009")
    evaluation = centre.answer_all(centre.ben, given, failed=frozenset({"greeting"}))
    centre.services.inspecting.submit(centre.ben, evaluation.id)
    reporting = centre.services.reporting
    looks: tuple[Callable[[], object], ...] = (
        lambda: reporting.rows_behind(centre.lead, ISSUES, "greeting"),
        lambda: reporting.common_issues(centre.lead, ISSUES),
        lambda: centre.services.convening.suggestions(centre.lead, SuggestionQuery("service", (centre.ben.person_id,))),
    )
    assert named(names, looks[0]())
    panel.open_session(*CALLS, hides_agent=True)
    for look in looks:
        assert not named(names, look())


def test_a_file_that_is_missing_is_not_told_by_its_name(centre: SmallCentre) -> None:
    drawn_without_agent(centre)
    call_id = centre.calls["1009"]
    for file in (centre.workspace.folder / "recordings").rglob("*"):
        if file.is_file():
            file.unlink()
    with pytest.raises(QADeskError) as told_to_lead:
        centre.services.listening.sound(centre.lead, call_id)
    with pytest.raises(QADeskError) as told_to_anna:
        centre.services.listening.sound(centre.anna, call_id)
    assert "1009.opus" in explain(told_to_lead.value)
    assert "1009" not in explain(told_to_anna.value)


def test_a_draw_by_agent_does_not_tell_whoever_scores_a_call_of_it_without(centre: SmallCentre) -> None:
    sampling = centre.services.sampling
    plan = PlanDefinition(
        "by agent",
        "service",
        Quota(QuotaKind.PER_AGENT, 1),
        PlanPeriod.GIVEN,
        first=DAY - timedelta(days=60),
        last=DAY,
        inspectors=InspectorRule(shares=(("i-1", 1.0),), hide_agent=True),
        exclude_evaluated=False,
    )
    plan_id, _changes = sampling.save_plan(centre.lead, plan)
    assert all(call.stratum for call in sampling.try_out(centre.lead, plan, seed=1).calls)
    view, _changes = sampling.draw(centre.lead, plan_id, seed=1)
    assert view.draw_id is not None
    names = names_in(centre)
    assert named(names, sampling.drawn(centre.lead, view.draw_id).calls), "whoever scores none of it reads names"
    scorer = replace(centre.lead, person_id=centre.anna.person_id)
    told = sampling.drawn(scorer, view.draw_id).calls
    assert told
    assert not named(names, told)
    assert {call.stratum for call in told} == {"not shown: you score it without its agent"}
    assert {call.stratum for call in sampling.try_out(scorer, plan, seed=1).calls} <= {""}

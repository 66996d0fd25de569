"""Every kind of calibration session with a panel of five: what it asks of whom, and what its figures are made of."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from qa_desk.agreement.estimate import Extra, Undefined
from qa_desk.domain.calibration import SessionKind, SessionState
from qa_desk.domain.case_filter import CaseQuery
from qa_desk.domain.criteria.points import Points
from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import VersionId
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.scorecard import Criterion, ScorecardDefinition, VersionState
from qa_desk.services.calibration.calibrating_views import OtherForms
from qa_desk.services.calibration.calibration_figures import Basis
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.cases.curating import CaseDraft
from qa_desk.services.figures.measuring_views import FactQuery
from qa_desk.services.figures.repeating import n_asked_alike
from qa_desk.services.forms.files import as_text
from qa_desk.services.issues.reporting import IssueQuery
from qa_desk.services.scoring.inspecting_views import AnswerDraft
from tests.calibration_panel import Panel, five, newcomer
from tests.small_centre import NOW, SmallCentre, later

DISCLOSED = frozenset({"no_disclosure"})


@pytest.fixture
def panel(centre: SmallCentre) -> Panel:
    """Five inspectors."""
    return five(centre)


def refused(panel: Panel, **changes: Any) -> str:
    """What a draft is refused for."""
    with pytest.raises(QADeskError) as caught:
        panel.open_session("1009", **changes)
    assert caught.value.code is ErrorCode.VALUE_INVALID
    return str(caught.value.params["what"])


def standard_case(panel: Panel, key: str, failed: frozenset[str]) -> None:
    """An approved case of that call, settled by an earlier panel as failed there."""
    centre = panel.centre
    session_id = panel.open_session(key, title="For the library")
    for member in panel.members:
        panel.hand_in(member, session_id, {key: failed})
    panel.calibrating.reveal(centre.lead, session_id)
    panel.settle_all(session_id)
    draft = CaseDraft(session_id, centre.calls[key], f"Case of {key}")
    case_id, _changes = centre.services.curating.keep(centre.lead, draft)
    centre.services.curating.approve(newcomer(centre, "Tia Lund", Role.TRAINER), case_id)


def test_against_a_standard_the_reveal_settles_and_the_lead_closes(panel: Panel) -> None:
    standard_case(panel, "1009", DISCLOSED)
    lead, (anna, ben, *_others) = panel.centre.lead, panel.members
    session_id = panel.open_session("1009", kind=SessionKind.AGAINST_STANDARD)
    for member in panel.members:
        panel.hand_in(member, session_id, {} if member is ben else {"1009": DISCLOSED})
    panel.calibrating.reveal(lead, session_id)
    assert panel.calibrating.session(lead, session_id).session.state is SessionState.SETTLED
    result = panel.calibrating.result(lead, session_id)
    assert result.basis is Basis.SETTLED
    missed = {one.panellist.name: one.missed.value for one in result.accuracy}
    assert (missed["Ben Ode"], missed[anna.name]) == (1.0, 0.0)
    panel.calibrating.close(lead, session_id)
    assert panel.calibrating.session(lead, session_id).session.state is SessionState.CLOSED


def test_until_the_reveal_the_standard_is_hidden_from_who_is_measured_by_it(panel: Panel) -> None:
    standard_case(panel, "1009", DISCLOSED)
    anna = panel.members[0]
    curating = panel.centre.services.curating
    browsing = panel.centre.services.browsing_cases
    (case,) = browsing.page(anna, CaseQuery()).cases
    session_id = panel.open_session("1009", kind=SessionKind.AGAINST_STANDARD)
    assert browsing.page(anna, CaseQuery()).cases == ()
    with pytest.raises(NotFoundError):
        curating.case(anna, case.id)
    panel.hand_in(anna, session_id)
    assert browsing.page(anna, CaseQuery()).cases == (), "taken back and answered again it would measure nothing"
    panel.calibrating.reveal(panel.centre.lead, session_id)
    assert [one.id for one in browsing.page(anna, CaseQuery()).cases] == [case.id]


def test_against_a_standard_every_call_needs_an_approved_case_and_one_inspector_is_enough(panel: Panel) -> None:
    standard_case(panel, "1009", DISCLOSED)
    kind, alone = SessionKind.AGAINST_STANDARD, (panel.members[0].person_id,)
    with pytest.raises(QADeskError) as caught:
        panel.open_session("1009", "1043", kind=kind)
    assert (caught.value.code, caught.value.params["value"]) == (ErrorCode.VALUE_INVALID, "1043")
    assert panel.open_session("1009", kind=kind, panel_ids=alone)
    assert refused(panel, panel_ids=alone) == "number of inspectors"


def score_routine(panel: Panel, member: Actor, key: str, failed: frozenset[str]) -> None:
    """A routine evaluation handed in."""
    centre = panel.centre
    (assignment,) = centre.assign(member, key)
    evaluation = centre.answer_all(member, assignment, failed=failed)
    centre.services.inspecting.submit(member, evaluation.id)


def test_the_same_inspector_again_is_asked_what_they_scored_long_enough_ago(panel: Panel) -> None:
    anna, ben = panel.members[:2]
    score_routine(panel, anna, "1009", DISCLOSED)
    score_routine(panel, ben, "1010", frozenset())
    later(panel.centre, days=20)
    two = (anna.person_id, ben.person_id)
    again = {"kind": SessionKind.SAME_INSPECTOR, "panel_ids": two, "apart_days": 14, "quorum": None}
    session_id = panel.open_session("1009", "1010", **again)
    own = panel.centre.services.reviewing.evaluations_of_call(anna, panel.centre.calls["1009"])
    assert own == (), "the earlier one is hidden until this one is in"
    assert [len(panel.calibrating.session(one, session_id).my_open) for one in (anna, ben)] == [1, 1]
    panel.hand_in(anna, session_id)
    panel.hand_in(ben, session_id)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    by_name = {one.name: one.result for one in panel.calibrating.repeatability(panel.centre.lead, session_id)}
    n_criteria = by_name["Ben Ode"].n_judgements // 2
    assert by_name["Ben Ode"].overall.between.value == 1.0
    assert by_name["Anna Berg"].overall.between.value == pytest.approx(1 - 1 / n_criteria)
    pooled = panel.calibrating.result(panel.centre.lead, session_id)
    assert (pooled.n_calls, pooled.n_judgements, pooled.n_inspectors) == (2, 4 * n_criteria, 2)
    assert (pooled.basis, pooled.pairs) == (Basis.AGAIN, ())
    assert [one.name for one in panel.calibrating.repeatability(anna, session_id)] == ["Anna Berg"]


def test_the_same_inspector_again_needs_somebody_who_scored_the_call(panel: Panel) -> None:
    anna, ben = panel.members[:2]
    score_routine(panel, anna, "1009", DISCLOSED)
    kind = SessionKind.SAME_INSPECTOR
    later(panel.centre, days=2)
    assert refused(panel, kind=kind, panel_ids=(ben.person_id,), apart_days=1) == "panel"
    assert refused(panel, kind=kind, panel_ids=(anna.person_id,), apart_days=14) == "panel"


def test_a_repeat_of_sampling_is_the_second_trial_and_asked_no_third_time(panel: Panel) -> None:
    anna = panel.members[0]
    score_routine(panel, anna, "1009", DISCLOSED)
    later(panel.centre, days=20)
    (assignment,) = panel.centre.assign(anna, "1009", purpose=Purpose.REPEAT)
    repeat = panel.centre.answer_all(anna, assignment)
    panel.centre.services.inspecting.submit(anna, repeat.id)
    later(panel.centre, days=1)
    session_id = panel.open_session("1009", kind=SessionKind.SAME_INSPECTOR, panel_ids=(anna.person_id,), apart_days=14)
    view = panel.calibrating.session(panel.centre.lead, session_id)
    assert (view.my_open, view.may_reveal) == ((), True)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    (own,) = panel.calibrating.repeatability(panel.centre.lead, session_id)
    assert own.result.overall.between.value is not None
    assert own.result.overall.between.value < 1


def test_calls_that_several_scored_again_are_the_sample_and_not_each_ones_trials(panel: Panel) -> None:
    members = panel.members[:3]
    session_id = panel.open_session("1009", "1010", panel_ids=tuple(one.person_id for one in members))
    for member in members:
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    later(panel.centre, days=20)
    again = {"kind": SessionKind.SAME_INSPECTOR, "apart_days": 14, "title": "Again"}
    session_id = panel.open_session("1009", "1010", panel_ids=tuple(one.person_id for one in members), **again)
    for member in members:
        panel.hand_in(member, session_id, {"1009": DISCLOSED} if member is members[0] else {})
    panel.calibrating.reveal(panel.centre.lead, session_id)
    result = panel.calibrating.result(panel.centre.lead, session_id)
    assert (result.n_calls, result.n_inspectors) == (2, 3)
    assert result.overall.between.n_calls == 2
    assert {one.n_calls for one in result.criteria} == {2}
    n_criteria = len(panel.centre.version.criteria)
    assert result.overall.between.value == pytest.approx(1 - 1 / (6 * n_criteria))


def next_form(panel: Panel, tmp_path: Path) -> VersionId:
    """The next version of the form, published: another scale for the tone, more weight for the greeting."""
    centre, file = panel.centre, tmp_path / "service.yaml"
    authoring = centre.services.authoring
    sections = tuple(
        replace(section, criteria=tuple(_changed(one) for one in section.criteria))
        for section in centre.version.sections
    )
    definition = replace(ScorecardDefinition.of_version(centre.version), sections=sections)
    file.write_text(as_text(definition), encoding="utf-8")
    version_id, _changes = authoring.import_file(centre.lead, file)
    authoring.publish(centre.lead, "service")
    return version_id


def _changed(criterion: Criterion) -> Criterion:
    if criterion.key == "tone":
        return replace(criterion, scale=Points(10.0, 1.0))
    return replace(criterion, weight=criterion.weight + 1.0) if criterion.key == "greeting" else criterion


def test_trials_on_two_versions_are_compared_on_what_both_ask_alike(panel: Panel, tmp_path: Path) -> None:
    anna = panel.members[0]
    score_routine(panel, anna, "1009", frozenset({"tone", "greeting"}))
    later(panel.centre, days=20)
    version_id = next_form(panel, tmp_path)
    again = {"kind": SessionKind.SAME_INSPECTOR, "panel_ids": (anna.person_id,), "apart_days": 14}
    session_id = panel.open_session("1009", version_id=version_id, **again)
    panel.hand_in(anna, session_id)
    panel.calibrating.reveal(panel.centre.lead, session_id)
    (own,) = panel.calibrating.repeatability(panel.centre.lead, session_id)
    n = len(panel.centre.version.criteria)
    assert own.other_forms == OtherForms(n_calls=1, n_alike=n - 1, n_asked=n)
    assert "tone" not in {one.criterion.key for one in own.result.criteria}
    assert own.result.n_judgements == 2 * (n - 1)
    assert own.result.overall.between.value == pytest.approx(1 - 1 / (n - 1)), "the greeting came out otherwise"
    period = FactQuery(NOW.date() - timedelta(days=60), NOW.date() + timedelta(days=60))
    gauge = panel.centre.services.measuring.gauge(panel.centre.lead, period)
    assert gauge.repeats.rows[0].within.extras[Extra.INSPECTED] == n - 1
    assert n_asked_alike(gauge.repeated) == (n - 1, n)
    assert gauge.replicated.repeat.undefined is Undefined.NO_TRIALS, "totals of two forms are never compared"


@pytest.fixture
def agent(panel: Panel) -> Actor:
    """A front-line agent who served none of the calls."""
    return newcomer(panel.centre, "Gao Min", Role.AGENT)


def test_agents_score_beside_the_panel_and_count_apart(panel: Panel, agent: Actor) -> None:
    lead, centre = panel.centre.lead, panel.centre
    session_id = panel.open_session("1009", kind=SessionKind.WITH_AGENTS, agent_ids=(agent.person_id,))
    for member in panel.members:
        panel.hand_in(member, session_id)
    (item,) = centre.services.inspecting.my_calls(agent)
    assert item.agent_name == "", "whose call it is is kept from everybody"
    evaluation = centre.answer_all(agent, item.assignment_id, failed=DISCLOSED)
    assert centre.services.listening.sound(agent, item.call_id).duration_s > 0
    centre.services.inspecting.submit(agent, evaluation.id)
    panel.calibrating.reveal(lead, session_id)
    assert not any(difference.differs for difference in panel.differences(session_id))
    answers = next(one for one in panel.differences(session_id) if one.criterion.key == "no_disclosure").answers
    assert [(one.is_agent, one.code) for one in answers] == [(False, "pass")] * 5 + [(True, "fail")]
    result = panel.calibrating.result(lead, session_id)
    assert (result.n_inspectors, result.overall.between.value) == (5, 1.0)
    panel.settle_all(session_id)
    apart = panel.calibrating.agents_result(lead, session_id)
    assert apart is not None
    assert [(one.panellist.name, one.missed.value, one.false_alarms.value) for one in apart.accuracy] == [
        ("Gao Min", None, 1 / apart.accuracy[0].false_alarms.n_ratings)
    ]


def test_an_agent_is_given_no_call_of_their_own_and_hears_no_other(panel: Panel) -> None:
    centre = panel.centre
    detail = centre.services.listening.call(centre.lead, centre.calls["1009"])
    assert detail.agent is not None
    own = Actor(detail.agent.id, detail.agent.name, frozenset({Role.AGENT}))
    with_agents = {"kind": SessionKind.WITH_AGENTS, "agent_ids": (own.person_id,)}
    assert refused(panel, **with_agents) == "panel"
    panel.open_session("1009", "1010", **with_agents)
    assert [item.call_key for item in centre.services.inspecting.my_calls(own)] == ["1010"]
    for ask in (centre.services.listening.sound, centre.services.listening.transcript):
        with pytest.raises(NotAllowedError):
            ask(own, centre.calls["1009"])
    with pytest.raises(NotAllowedError):
        panel.calibrating.sessions(own)


def test_agents_belong_to_their_kind_alone(panel: Panel, agent: Actor) -> None:
    assert refused(panel, agent_ids=(agent.person_id,)) == "number of agents"
    assert refused(panel, kind=SessionKind.WITH_AGENTS) == "number of agents"
    inspector = panel.members[0].person_id
    assert refused(panel, kind=SessionKind.WITH_AGENTS, agent_ids=(inspector,)) == "inspector"


def test_a_pilot_scores_a_copy_of_the_draft_which_goes_on_being_written(panel: Panel) -> None:
    centre, authoring = panel.centre, panel.centre.services.authoring
    draft_id, _changes = authoring.begin_draft(centre.lead, "service")
    draft = authoring.version(centre.lead, draft_id)
    session_id = panel.open_session("1009", kind=SessionKind.PILOT, version_id=draft_id)
    view = panel.calibrating.session(centre.lead, session_id)
    assert (view.version.number, view.version.state, view.version.sections) == (
        draft.number,
        VersionState.RETIRED,
        draft.sections,
    )
    now = authoring.version(centre.lead, draft_id)
    assert (now.state, now.number) == (VersionState.DRAFT, draft.number + 1)
    definition = replace(ScorecardDefinition.of_version(now), sections=now.sections[:-1])
    authoring.save_draft(centre.lead, draft_id, definition, now.n_saves)
    assert panel.calibrating.session(centre.lead, session_id).version.sections == draft.sections
    for member in panel.members:
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(centre.lead, session_id)
    day = NOW.date()
    issues = centre.services.reporting.common_issues(centre.lead, IssueQuery(day - timedelta(days=60), day))
    assert issues.n_calls == 0, "a pilot enters no record"
    practice = authoring.item_statistics(centre.lead, draft_id, day - timedelta(days=1), day + timedelta(days=1))
    assert practice.n_compared == 5, "but it is evidence for the form"
    assert refused_draft(panel, draft_id)


def refused_draft(panel: Panel, version_id: object) -> bool:
    """Whether no other kind goes with a version that is not published."""
    with pytest.raises(QADeskError) as caught:
        panel.open_session("1009", version_id=version_id)
    return caught.value.code is ErrorCode.WRONG_STATE


def test_of_chosen_criteria_the_desk_asks_the_figures_count_nothing_else(panel: Panel) -> None:
    centre, anna = panel.centre, panel.members[0]
    session_id = panel.open_session("1009", criteria=("greeting", "no_disclosure"))
    (assignment,) = panel.calibrating.session(anna, session_id).my_open
    desk = centre.services.inspecting.open(anna, assignment)
    assert {criterion.key for criterion in desk.version.criteria} == {"greeting", "no_disclosure"}
    greeting = desk.version.criterion("greeting").scale.prompt().options[-1].code
    for key, rating in (("no_disclosure", True), ("greeting", greeting)):
        centre.services.inspecting.answer(anna, desk.evaluation.id, AnswerDraft(key, rating))
    with pytest.raises(NotFoundError):
        centre.services.inspecting.answer(anna, desk.evaluation.id, AnswerDraft("closing", 0))
    centre.services.inspecting.submit(anna, desk.evaluation.id)
    for member in panel.members[1:]:
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(centre.lead, session_id)
    assert {one.criterion.key for one in panel.differences(session_id)} == {"greeting", "no_disclosure"}
    assert panel.calibrating.result(centre.lead, session_id).n_judgements == 10
    panel.settle_all(session_id)
    panel.calibrating.close(centre.lead, session_id)
    assert refused(panel, criteria=("greeting", "no_such")) == "criterion"


def test_a_hidden_agent_is_named_nowhere_while_the_session_is_open(panel: Panel) -> None:
    centre, anna = panel.centre, panel.members[0]
    listening, call_id = centre.services.listening, centre.calls["1009"]
    agent = listening.call(centre.lead, call_id).agent
    assert agent is not None
    session_id = panel.open_session("1009", hides_agent=True)
    (assignment,) = panel.calibrating.session(anna, session_id).my_open
    for actor in (anna, centre.lead):
        shown = (
            panel.calibrating.session(actor, session_id),
            listening.call(actor, call_id),
            listening.these_calls(actor, (call_id,)),
            listening.calls(actor, CallQuery()),
            listening.transcript(actor, call_id),
        )
        lines = [one for one in listening.calls(actor, CallQuery()).calls if one.id == call_id]
        assert [line.agent_name for line in lines] == [""]
        assert agent.name not in repr(shown[:3]) + repr(shown[4])
    assert agent.name not in repr(centre.services.inspecting.open(anna, assignment))
    assert agent.name not in repr(centre.services.inspecting.my_calls(anna))
    for member in panel.members[1:]:
        panel.hand_in(member, session_id)
    panel.calibrating.reveal(centre.lead, session_id)
    assert agent.name not in repr(panel.differences(session_id))
    panel.settle_all(session_id)
    panel.calibrating.close(centre.lead, session_id)
    assert listening.call(anna, call_id).agent == agent

"""The loop to the agent: released, answered once, decided by somebody else, and what then stands for the call."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from qa_desk.domain.calibration import SessionKind
from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.feedback import FeedbackRules, FeedbackStepKind, Verdict
from qa_desk.domain.ids import FeedbackId, UnitId
from qa_desk.domain.issue import FeedbackState
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.recurrence import Evidence
from qa_desk.services.calibration.calibrating_views import SessionDraft
from qa_desk.services.calibration.convening_views import SuggestionQuery
from qa_desk.services.calibration.session_words import suggestion_words
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.feedback.answering_feedback import AnsweringFeedback
from qa_desk.services.feedback.feedback_views import Claim, FeedbackDetail, Ruling
from qa_desk.services.issues.issue_views import IssueQuery
from qa_desk.services.scoring.inspecting_views import AnswerDraft
from tests.small_centre import NOW, SmallCentre, answered, later

CALL = "1043"
FAILED = frozenset({"tone", "greeting"})


@pytest.fixture
def answering(centre: SmallCentre) -> AnsweringFeedback:
    """The use-cases."""
    return centre.services.answering_feedback


def person(centre: SmallCentre, name: str, *roles: Role, unit_id: UnitId | None = None) -> Actor:
    draft = PersonDraft(name.lower(), name, frozenset(roles), unit_id=unit_id)
    centre.services.administering.save_person(centre.lead, draft)
    return centre.services.administering.actor_named(name)


@pytest.fixture
def trainer(centre: SmallCentre) -> Actor:
    """Somebody who may decide and scores nothing."""
    return person(centre, "Liu Yang", Role.TRAINER)


def agent_of(centre: SmallCentre, key: str = CALL) -> Actor:
    detail = centre.services.listening.call(centre.lead, centre.calls[key])
    assert detail.call.agent_id is not None
    return centre.services.administering.actor_for(detail.call.agent_id)


def scored(centre: SmallCentre, inspector: Actor | None = None, key: str = CALL) -> Evaluation:
    by = inspector or centre.anna
    (assignment,) = centre.assign(by, key)
    evaluation = centre.answer_all(by, assignment, failed=FAILED)
    centre.services.inspecting.submit(by, evaluation.id)
    return evaluation


def released(centre: SmallCentre) -> tuple[Evaluation, Actor, FeedbackId]:
    evaluation = scored(centre)
    centre.services.answering_feedback.release(centre.lead, [evaluation.id])
    agent = agent_of(centre)
    (line,) = centre.services.answering_feedback.own(agent)
    return evaluation, agent, line.feedback.id


def disputed(centre: SmallCentre) -> tuple[Evaluation, Actor, FeedbackId]:
    evaluation, agent, feedback_id = released(centre)
    claims = (Claim("tone", "I was friendly"), Claim("greeting", "I said it"))
    centre.services.answering_feedback.dispute(agent, feedback_id, "Please listen again", claims)
    return evaluation, agent, feedback_id


def new_answer(centre: SmallCentre, key: str) -> AnswerDraft:
    return answered(centre.version.criterion(key), is_failed=False)


def rulings(centre: SmallCentre, *overturned: str) -> tuple[Ruling, ...]:
    return tuple(
        Ruling(key, Verdict.OVERTURNED, "heard at 0:04", new_answer(centre, key))
        if key in overturned
        else Ruling(key, Verdict.UPHELD, "it is missing")
        for key in ("tone", "greeting")
    )


def refused(step: Callable[[], object]) -> ErrorCode:
    with pytest.raises(QADeskError) as caught:
        step()
    return caught.value.code


def test_nobody_but_a_lead_releases_and_the_agent_sees_nothing_before(
    centre: SmallCentre, answering: AnsweringFeedback, trainer: Actor
) -> None:
    evaluation = scored(centre)
    agent = agent_of(centre)
    assert answering.own(agent) == ()
    with pytest.raises(NotAllowedError):
        answering.release(trainer, [evaluation.id])
    (waiting,) = answering.waiting_for_release(centre.lead)
    assert (waiting.evaluation_id, waiting.call_key, waiting.due_on) == (evaluation.id, CALL, None)
    answering.release(centre.lead, [evaluation.id])
    (line,) = answering.own(agent)
    assert (line.feedback.state, line.dispute_until) == (FeedbackState.RELEASED, NOW.date() + timedelta(days=10))
    assert answering.waiting_for_release(centre.lead) == ()


def test_results_are_released_by_themselves_at_their_day_but_those_held_back(
    centre: SmallCentre, answering: AnsweringFeedback
) -> None:
    answering.set_rules(centre.lead, FeedbackRules(delay_days=2))
    kept, gone = scored(centre, key="1010"), scored(centre)
    answering.hold_back(centre.lead, [kept.id], "a colleague listens again")
    later(centre, days=1)
    due = {line.evaluation_id: line.due_on for line in answering.waiting_for_release(centre.lead)}
    assert due == {kept.id: None, gone.id: NOW.date() + timedelta(days=2)}
    later(centre, days=1)
    (line,) = answering.own(agent_of(centre))
    assert line.feedback.evaluation_id == gone.id
    (step,) = answering.feedback(centre.lead, line.feedback.id).steps
    assert (step.kind, step.person_name) == (FeedbackStepKind.RELEASED, "")
    (held,) = answering.waiting_for_release(centre.lead)
    assert (held.evaluation_id, held.held_by_name, held.held_reason) == (
        kept.id,
        centre.lead.name,
        "a colleague listens again",
    )


def test_a_result_is_held_back_with_a_reason_and_taken_back_until_it_is_answered(
    centre: SmallCentre, answering: AnsweringFeedback
) -> None:
    evaluation, agent, feedback_id = released(centre)
    assert refused(lambda: answering.hold_back(centre.lead, [evaluation.id], " ")) is ErrorCode.REASON_REQUIRED
    answering.hold_back(centre.lead, [evaluation.id], "too early")
    assert answering.own(agent) == ()
    answering.release(centre.lead, [evaluation.id])
    answering.acknowledge(agent, feedback_id)
    answering.hold_back(centre.lead, [evaluation.id], "too late")
    assert answering.own(agent)[0].feedback.state is FeedbackState.ACKNOWLEDGED


def test_a_result_is_answered_once(centre: SmallCentre, answering: AnsweringFeedback) -> None:
    _evaluation, agent, feedback_id = released(centre)
    answering.acknowledge(agent, feedback_id, "understood")
    claim = (Claim("tone", "no"),)
    assert refused(lambda: answering.dispute(agent, feedback_id, "changed my mind", claim)) is ErrorCode.WRONG_STATE
    assert refused(lambda: answering.acknowledge(agent, feedback_id)) is ErrorCode.WRONG_STATE


def test_a_dispute_needs_a_reason_for_each_answer_and_comes_in_time(
    centre: SmallCentre, answering: AnsweringFeedback
) -> None:
    _evaluation, agent, feedback_id = released(centre)
    claim = (Claim("tone", "I was friendly"),)
    assert refused(lambda: answering.dispute(agent, feedback_id, " ", claim)) is ErrorCode.REASON_REQUIRED
    assert refused(lambda: answering.dispute(agent, feedback_id, "so", ())) is ErrorCode.REASON_REQUIRED
    blank = (Claim("tone", " "),)
    assert refused(lambda: answering.dispute(agent, feedback_id, "so", blank)) is ErrorCode.REASON_REQUIRED
    later(centre, days=11)
    assert refused(lambda: answering.dispute(agent, feedback_id, "so", claim)) is ErrorCode.TOO_LATE
    assert answering.own(agent)[0].dispute_until is None


def test_somebody_else_than_the_scorer_decides_and_only_they(
    centre: SmallCentre, answering: AnsweringFeedback, trainer: Actor
) -> None:
    (assignment,) = centre.assign(centre.lead, CALL)
    evaluation = centre.answer_all(centre.lead, assignment, failed=FAILED)
    centre.services.inspecting.submit(centre.lead, evaluation.id)
    answering.release(centre.lead, [evaluation.id])
    agent = agent_of(centre)
    feedback_id = answering.own(agent)[0].feedback.id
    answering.dispute(agent, feedback_id, "no", (Claim("tone", "no"), Claim("greeting", "no")))
    detail = answering.feedback(centre.lead, feedback_id)
    assert detail.line.decider_name == "Liu Yang"
    assert refused(lambda: answering.reassign(centre.lead, feedback_id, centre.lead.person_id)) is (
        ErrorCode.VALUE_INVALID
    )
    with pytest.raises(NotAllowedError):
        answering.decide(centre.lead, feedback_id, "mine was right", rulings(centre))
    answering.decide(trainer, feedback_id, "as scored", rulings(centre))
    assert answering.feedback(trainer, feedback_id).line.feedback.state is FeedbackState.UPHELD


def test_an_open_dispute_can_be_given_to_somebody_else(
    centre: SmallCentre, answering: AnsweringFeedback, trainer: Actor
) -> None:
    _evaluation, _agent, feedback_id = disputed(centre)
    other = trainer if answering.n_to_decide(centre.lead) else centre.lead
    later(centre, minutes=1)
    answering.reassign(centre.lead, feedback_id, other.person_id, "away next week")
    assert answering.n_to_decide(other) == 1
    routed = answering.feedback(centre.lead, feedback_id).steps[-1]
    assert (routed.kind, routed.to_name, routed.note) == (FeedbackStepKind.ROUTED, other.name, "away next week")


def test_an_accepted_dispute_changes_the_score_of_record_and_keeps_the_history(
    centre: SmallCentre, answering: AnsweringFeedback, trainer: Actor
) -> None:
    evaluation, agent, feedback_id = disputed(centre)
    answering.reassign(centre.lead, feedback_id, trainer.person_id)
    before = _failures_of_record(centre)
    later(centre, hours=1)
    told = answering.outcome(trainer, feedback_id, rulings(centre, "greeting"))
    answering.decide(trainer, feedback_id, "one of two", rulings(centre, "greeting"))
    detail = answering.feedback(agent, feedback_id)
    assert detail.line.feedback.state is FeedbackState.OVERTURNED
    assert (before, _failures_of_record(centre)) == ({"tone", "greeting"}, {"tone"})
    assert _verdicts(detail) == {"tone": Verdict.UPHELD, "greeting": Verdict.OVERTURNED}
    assert detail.superseding is not None
    assert detail.scored.result.score is not None
    assert detail.superseding.result.score is not None
    assert detail.superseding.result.score > detail.scored.result.score
    assert (told.score_before, told.score_after) == (detail.scored.result.score, detail.superseding.result.score)
    assert centre.services.reviewing.evaluation(centre.lead, evaluation.id).result == detail.scored.result
    kinds = [step.kind for step in detail.steps]
    assert kinds[0] is FeedbackStepKind.RELEASED
    assert kinds[-1] is FeedbackStepKind.OVERTURNED
    assert answering.waiting_for_release(centre.lead) == ()


def test_what_a_decision_led_to_is_not_taken_back(
    centre: SmallCentre, answering: AnsweringFeedback, trainer: Actor
) -> None:
    _evaluation, _agent, feedback_id = disputed(centre)
    answering.reassign(centre.lead, feedback_id, trainer.person_id)
    answering.decide(trainer, feedback_id, "yes", rulings(centre, "greeting", "tone"))
    made = answering.feedback(trainer, feedback_id).line.feedback.superseding_id
    assert made is not None
    assert refused(lambda: centre.services.inspecting.undo_submit(trainer, made)) is ErrorCode.TOO_LATE


def test_every_disputed_answer_is_decided_with_a_reason(
    centre: SmallCentre, answering: AnsweringFeedback, trainer: Actor
) -> None:
    _evaluation, _agent, feedback_id = disputed(centre)
    answering.reassign(centre.lead, feedback_id, trainer.person_id)
    for wrong in (rulings(centre)[:1], (Ruling("tone", Verdict.UPHELD, ""), rulings(centre)[1])):
        assert refused(lambda wrong=wrong: answering.decide(trainer, feedback_id, "so", wrong)) is (
            ErrorCode.REASON_REQUIRED
        )
    same = (Ruling("tone", Verdict.OVERTURNED, "why"), rulings(centre)[1])
    assert refused(lambda: answering.decide(trainer, feedback_id, "so", same)) is ErrorCode.REASON_REQUIRED


def test_the_leader_of_the_agents_unit_answers_for_them_and_no_other(
    centre: SmallCentre, answering: AnsweringFeedback
) -> None:
    _evaluation, _agent, feedback_id = released(centre)
    call = centre.services.listening.call(centre.lead, centre.calls[CALL]).call
    units = centre.services.administering.units(centre.lead)
    elsewhere = next(one.id for one in units if one.id != call.unit_id and one.parent_id is not None)
    leader = person(centre, "Zhao Min", Role.TEAM_LEADER, unit_id=call.unit_id)
    stranger = person(centre, "Qian Li", Role.TEAM_LEADER, unit_id=elsewhere)
    with pytest.raises(NotFoundError):
        answering.acknowledge(stranger, feedback_id)
    later(centre, minutes=1)
    answering.acknowledge(leader, feedback_id, "told on Monday")
    assert answering.feedback(leader, feedback_id).steps[-1].person_name == "Zhao Min"


def test_strengths_come_first_and_at_most_three_things_critical_ones_before_others(centre: SmallCentre) -> None:
    (assignment,) = centre.assign(centre.anna, CALL)
    many = frozenset({"tone", "greeting", "answer_complete", "pace", "consent"})
    evaluation = centre.answer_all(centre.anna, assignment, failed=many)
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    answering = centre.services.answering_feedback
    answering.release(centre.lead, [evaluation.id])
    detail = answering.feedback(agent_of(centre), answering.own(agent_of(centre))[0].feedback.id)
    assert [one.criterion.key for one in detail.things][:2] == ["consent", "answer_complete"]
    assert len(detail.things) == 3
    assert not {one.criterion.key for one in detail.strengths} & many


def test_an_accepted_dispute_speaks_for_bringing_its_call_to_a_session(
    centre: SmallCentre, answering: AnsweringFeedback, trainer: Actor
) -> None:
    _evaluation, _agent, feedback_id = disputed(centre)
    panel = (centre.ben.person_id,)
    query = SuggestionQuery("service", panel, evidence=Evidence.DISPUTED)
    assert centre.services.convening.suggestions(centre.lead, query) == ()
    answering.reassign(centre.lead, feedback_id, trainer.person_id)
    answering.decide(trainer, feedback_id, "one of two", rulings(centre, "greeting"))
    (found,) = centre.services.convening.suggestions(centre.lead, query)
    assert found.call.key == CALL
    assert suggestion_words(found) == "A dispute on “Greeting” was accepted on 2026-11-18"
    knows = SuggestionQuery("service", (centre.anna.person_id,), evidence=Evidence.DISPUTED)
    assert centre.services.convening.suggestions(centre.lead, knows) == ()


def test_who_decided_did_not_score_the_call_before(
    centre: SmallCentre, answering: AnsweringFeedback, trainer: Actor
) -> None:
    _evaluation, _agent, feedback_id = disputed(centre)
    answering.reassign(centre.lead, feedback_id, trainer.person_id)
    answering.decide(trainer, feedback_id, "yes", rulings(centre, "greeting", "tone"))
    later(centre, days=40)

    def again(inspector: Actor) -> SessionDraft:
        return SessionDraft(
            "Again",
            (centre.calls[CALL],),
            (inspector.person_id,),
            centre.version.id,
            kind=SessionKind.SAME_INSPECTOR,
            apart_days=30,
        )

    calibrating = centre.services.calibrating
    assert refused(lambda: calibrating.create(centre.lead, again(trainer))) is ErrorCode.VALUE_INVALID
    calibrating.create(centre.lead, again(centre.anna))


def _verdicts(detail: FeedbackDetail) -> dict[str, Verdict | None]:
    return {point.answer.criterion_key: point.answer.verdict for point in detail.points}


def _failures_of_record(centre: SmallCentre) -> set[str]:
    day = centre.services.listening.call(centre.lead, centre.calls[CALL]).call.started_at
    assert day is not None
    query = IssueQuery(day.date() - timedelta(days=2), day.date() + timedelta(days=2))
    issues = centre.services.reporting.common_issues(centre.lead, query)
    assert issues.n_calls == 1
    return {row.criterion_key for row in (*issues.criteria, *issues.critical) if row.n_failed}

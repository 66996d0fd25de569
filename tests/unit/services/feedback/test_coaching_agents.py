"""Coaching notes: given to an agent one may coach, looked at again by somebody at their day, read by few."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from qa_desk.domain.errors import ErrorCode, NotAllowedError, NotFoundError, QADeskError
from qa_desk.domain.ids import EvaluationId, UnitId
from qa_desk.domain.people import Actor, Role
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.feedback.coaching_agents import CoachingAgents, CoachingDraft
from tests.small_centre import NOW, SmallCentre, later

TODAY = NOW.date()
NEXT_WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def coaching(centre: SmallCentre) -> CoachingAgents:
    """The use-cases."""
    return centre.services.coaching_agents


@pytest.fixture
def agent(centre: SmallCentre) -> Actor:
    """The agent of call 1043."""
    detail = centre.services.listening.call(centre.lead, centre.calls["1043"])
    assert detail.call.agent_id is not None
    return centre.services.administering.actor_for(detail.call.agent_id)


def person(centre: SmallCentre, name: str, *roles: Role, unit_id: UnitId | None = None) -> Actor:
    draft = PersonDraft(name.lower(), name, frozenset(roles), unit_id=unit_id)
    centre.services.administering.save_person(centre.lead, draft)
    return centre.services.administering.actor_named(name)


def leaders(centre: SmallCentre) -> tuple[Actor, Actor]:
    """The leader of the agent's unit, and one of another."""
    call = centre.services.listening.call(centre.lead, centre.calls["1043"]).call
    units = centre.services.administering.units(centre.lead)
    elsewhere = next(one.id for one in units if one.id != call.unit_id and one.parent_id is not None)
    return (
        person(centre, "Zhao Min", Role.TEAM_LEADER, unit_id=call.unit_id),
        person(centre, "Qian Li", Role.TEAM_LEADER, unit_id=elsewhere),
    )


def released(centre: SmallCentre) -> EvaluationId:
    """A result of the agent's that they have."""
    (assignment,) = centre.assign(centre.anna, "1043")
    evaluation = centre.answer_all(centre.anna, assignment, failed=frozenset({"tone"}))
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    centre.services.answering_feedback.release(centre.lead, [evaluation.id])
    return evaluation.id


def refused(step: Callable[[], object]) -> ErrorCode:
    with pytest.raises(QADeskError) as caught:
        step()
    return caught.value.code


def test_a_note_waits_for_who_looks_again_from_its_day_until_they_say_what_came_of_it(
    centre: SmallCentre, coaching: CoachingAgents, agent: Actor
) -> None:
    trainer = person(centre, "Liu Yang", Role.TRAINER)
    coaching.give(centre.lead, CoachingDraft(agent.person_id, "Slow down", NEXT_WEEK, trainer.person_id))
    assert coaching.n_due(trainer) == 0
    later(centre, days=7)
    assert (coaching.n_due(trainer), coaching.n_due(centre.lead)) == (1, 0)
    (view,) = coaching.notes(trainer)
    assert (view.given_by_name, view.is_due, view.is_overdue, view.may_finish) == (centre.lead.name, True, False, True)
    assert refused(lambda: coaching.finish(trainer, view.note.id, " ")) is ErrorCode.VALUE_INVALID
    coaching.finish(trainer, view.note.id, "She takes her time now")
    assert coaching.n_due(trainer) == 0
    (done,) = coaching.of_agent(centre.lead, agent.person_id)
    assert (done.note.result, done.done_by_name, done.note.is_open) == ("She takes her time now", "Liu Yang", False)
    assert refused(lambda: coaching.finish(trainer, view.note.id, "again")) is ErrorCode.WRONG_STATE


def test_what_came_of_a_note_is_taken_back_by_who_said_it_alone(
    centre: SmallCentre, coaching: CoachingAgents, agent: Actor
) -> None:
    trainer = person(centre, "Liu Yang", Role.TRAINER)
    coaching.give(trainer, CoachingDraft(agent.person_id, "Slow down", TODAY))
    (view,) = coaching.notes(trainer)
    coaching.finish(trainer, view.note.id, "better")
    with pytest.raises(NotAllowedError):
        coaching.take_back(centre.lead, view.note.id)
    coaching.take_back(trainer, view.note.id)
    assert coaching.n_due(trainer) == 1


def test_the_agent_reads_what_is_meant_for_them_and_nothing_else(
    centre: SmallCentre, coaching: CoachingAgents, agent: Actor
) -> None:
    coaching.give(centre.lead, CoachingDraft(agent.person_id, "Slow down", NEXT_WEEK))
    coaching.give(centre.lead, CoachingDraft(agent.person_id, "Seems tired", NEXT_WEEK, is_for_agent=False))
    assert [view.note.text for view in coaching.own(agent)] == ["Slow down"]
    assert [view.note.text for view in coaching.of_agent(agent, agent.person_id)] == ["Slow down"]
    assert coaching.of_agent(agent, centre.anna.person_id) == ()
    with pytest.raises(NotAllowedError):
        coaching.notes(agent)
    with pytest.raises(NotAllowedError):
        coaching.give(agent, CoachingDraft(agent.person_id, "So", NEXT_WEEK))


def test_a_note_on_a_result_is_read_only_once_its_result_may_be(
    centre: SmallCentre, coaching: CoachingAgents, agent: Actor
) -> None:
    (assignment,) = centre.assign(centre.anna, "1043")
    evaluation = centre.answer_all(centre.anna, assignment, failed=frozenset({"tone"}))
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    draft = CoachingDraft(agent.person_id, "Warmer", NEXT_WEEK, evaluation_id=evaluation.id, criterion_key="tone")
    coaching.give(centre.lead, draft)
    assert coaching.own(agent) == ()
    centre.services.answering_feedback.release(centre.lead, [evaluation.id])
    (view,) = coaching.own(agent)
    assert (view.call_key, view.criterion_title) == ("1043", centre.version.criterion("tone").title)


def test_a_team_leader_coaches_their_unit_and_reads_no_other(
    centre: SmallCentre, coaching: CoachingAgents, agent: Actor
) -> None:
    leader, stranger = leaders(centre)
    evaluation_id = released(centre)
    draft = CoachingDraft(agent.person_id, "Warmer", NEXT_WEEK, evaluation_id=evaluation_id)
    with pytest.raises(NotFoundError):
        coaching.give(stranger, draft)
    coaching.give(leader, draft)
    assert [view.note.text for view in coaching.notes(leader)] == ["Warmer"]
    assert coaching.notes(stranger) == ()
    (view,) = coaching.notes(centre.lead)
    assert refused(lambda: coaching.hand_over(centre.lead, view.note.id, stranger.person_id, NEXT_WEEK)) is (
        ErrorCode.VALUE_INVALID
    )
    with pytest.raises(NotFoundError):
        coaching.finish(stranger, view.note.id, "well")


def test_a_note_has_words_a_day_to_come_and_an_agent(
    centre: SmallCentre, coaching: CoachingAgents, agent: Actor
) -> None:
    for draft in (
        CoachingDraft(agent.person_id, " ", NEXT_WEEK),
        CoachingDraft(agent.person_id, "Slow down", TODAY - timedelta(days=1)),
        CoachingDraft(agent.person_id, "Slow down", NEXT_WEEK, centre.anna.person_id),
    ):
        assert refused(lambda draft=draft: coaching.give(centre.lead, draft)) is ErrorCode.VALUE_INVALID
    with pytest.raises(NotFoundError):
        coaching.give(centre.lead, CoachingDraft(centre.anna.person_id, "Slow down", NEXT_WEEK))
    unknown = CoachingDraft(agent.person_id, "So", NEXT_WEEK, evaluation_id=EvaluationId(agent.person_id))
    with pytest.raises(NotFoundError):
        coaching.give(centre.lead, unknown)


def test_a_note_without_a_result_begins_with_what_the_agent_has_to_work_on(
    centre: SmallCentre, coaching: CoachingAgents, agent: Actor
) -> None:
    released(centre)
    leader, elsewhere = leaders(centre)
    for actor in (centre.lead, leader):
        start = coaching.start(actor, agent.person_id)
        assert start.agent.id == agent.person_id
        assert ([one.key for one in start.criteria[: start.n_things]], start.today) == (["tone"], TODAY)
        assert {one.key for one in start.criteria} >= {one.key for one in centre.version.criteria}
        assert actor.person_id in {one.id for one in start.coaches}
    for actor, person_id in ((elsewhere, agent.person_id), (centre.lead, centre.anna.person_id)):
        with pytest.raises(NotFoundError):
            coaching.start(actor, person_id)
    with pytest.raises(NotAllowedError):
        coaching.start(agent, agent.person_id)

"""The matrix of role × state × object, read from product.md's table line by line."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desk.domain.errors import ErrorCode, NotAllowedError
from qa_desk.domain.evaluation import BLIND_PURPOSES, Purpose
from qa_desk.domain.ids import PersonId, UnitId
from qa_desk.domain.people import Actor, Role
from qa_desk.domain.permissions import (
    READERS_AFTER,
    READERS_BEFORE,
    Action,
    EvaluationFacts,
    may,
    may_read,
    require,
    visibility_of,
    who_may,
)

AUTHOR_ID = PersonId(uuid4())
LOOSE_ROLES = tuple(role for role in Role if role is not Role.AGENT)


def actor(*roles: Role, person_id: PersonId | None = None) -> Actor:
    """Somebody with these roles."""
    return Actor(person_id or PersonId(uuid4()), "Somebody", frozenset(roles), UnitId(uuid4()))


def facts(purpose: Purpose, **fields: bool) -> EvaluationFacts:
    """An evaluation by somebody else, handed in and unsealed unless told otherwise."""
    return EvaluationFacts(purpose, AUTHOR_ID, **({"sealed": False, "is_in": True} | fields))


@pytest.mark.parametrize("action", Action)
def test_every_action_is_open_to_somebody_and_refused_by_name(action: Action) -> None:
    assert who_may(action)
    for role in Role:
        somebody = actor(role)
        assert may(somebody, action) is (role in who_may(action))
        if not may(somebody, action):
            with pytest.raises(NotAllowedError) as caught:
                require(somebody, action)
            assert caught.value.code is ErrorCode.NOT_ALLOWED
            assert caught.value.params["roles"]


def test_a_person_of_no_role_may_do_nothing() -> None:
    assert not any(may(actor(), action) for action in Action)


def test_an_agent_reads_the_standard_and_runs_nothing() -> None:
    allowed = {action for action in Action if may(actor(Role.AGENT), action)}
    assert Action.VIEW_SCORECARDS in allowed
    assert allowed.isdisjoint({Action.ASSIGN, Action.RUN_SESSIONS, Action.IMPORT_RECORDINGS, Action.EXPORT_SCORES})


def test_every_purpose_says_who_reads_it_before_and_after() -> None:
    assert set(READERS_BEFORE) == set(READERS_AFTER) == set(Purpose)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("purpose", sorted(BLIND_PURPOSES))
@pytest.mark.parametrize("state", [{"sealed": True}, {"is_in": False}, {"sealed": True, "is_in": False}], ids=str)
def test_a_blind_evaluation_is_its_authors_alone_before_the_reveal(
    role: Role, purpose: Purpose, state: dict[str, bool]
) -> None:
    hidden = facts(purpose, in_panel=True, in_unit=True, is_the_agent=True, is_released=True, **state)
    assert not may_read(visibility_of(actor(role)), hidden)
    assert may_read(visibility_of(actor(role, person_id=AUTHOR_ID)), hidden)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_seal_holds_against_every_role_at_once(purpose: Purpose) -> None:
    everything = actor(*Role)
    assert not may_read(visibility_of(everything), facts(purpose, sealed=True, in_panel=True, in_unit=True))


def test_a_routine_draft_is_read_by_its_author_and_the_lead() -> None:
    draft = facts(Purpose.ROUTINE, is_in=False, in_unit=True)
    readers = {role for role in Role if may_read(visibility_of(actor(role)), draft)}
    assert readers == {Role.LEAD}


@pytest.mark.parametrize(
    ("purpose", "readers"),
    [
        (Purpose.ROUTINE, {Role.LEAD, Role.TRAINER, Role.AUDITOR}),
        (Purpose.OVERLAP, {Role.LEAD, Role.TRAINER, Role.AUDITOR}),
        (Purpose.REPEAT, {Role.LEAD}),
        (Purpose.CALIBRATION, {Role.LEAD, Role.TRAINER, Role.AUDITOR}),
        (Purpose.PRACTICE, {Role.LEAD, Role.TRAINER}),
        (Purpose.QUALIFICATION, {Role.LEAD, Role.TRAINER}),
    ],
)
def test_roles_that_read_an_evaluation_that_is_in(purpose: Purpose, readers: set[Role]) -> None:
    assert {role for role in Role if may_read(visibility_of(actor(role)), facts(purpose))} == readers


def test_the_panel_reads_calibration_after_the_reveal_and_nothing_else() -> None:
    inspector = visibility_of(actor(Role.INSPECTOR))
    read = {purpose for purpose in Purpose if may_read(inspector, facts(purpose, in_panel=True))}
    assert read == {Purpose.CALIBRATION}


def test_a_team_leader_reads_what_belongs_to_the_unit() -> None:
    leader = visibility_of(actor(Role.TEAM_LEADER))
    assert may_read(leader, facts(Purpose.ROUTINE, in_unit=True))
    assert not may_read(leader, facts(Purpose.ROUTINE))
    assert not may_read(visibility_of(actor(Role.INSPECTOR)), facts(Purpose.ROUTINE, in_unit=True))


def test_an_agent_reads_their_own_routine_evaluation_once_released() -> None:
    agent = visibility_of(actor(Role.AGENT))
    assert may_read(agent, facts(Purpose.ROUTINE, is_the_agent=True, is_released=True))
    assert not may_read(agent, facts(Purpose.ROUTINE, is_the_agent=True))
    assert not may_read(agent, facts(Purpose.ROUTINE, is_released=True))
    assert not may_read(agent, facts(Purpose.CALIBRATION, is_the_agent=True, is_released=True))


@given(
    st.sets(st.sampled_from(Role)),
    st.sampled_from(Purpose),
    st.tuples(*[st.booleans()] * 6),
)
def test_while_a_blind_assignment_is_open_nothing_else_of_the_call_is_read_but_ones_own_unfinished_work(
    roles: set[Role], purpose: Purpose, flags: tuple[bool, ...]
) -> None:
    sealed, is_in, in_panel, in_unit, is_the_agent, is_released = flags
    hidden = EvaluationFacts(
        purpose, AUTHOR_ID, sealed, is_in, in_panel, in_unit, is_the_agent, is_released, open_blind_elsewhere=True
    )
    assert not may_read(visibility_of(actor(*roles)), hidden)
    assert may_read(visibility_of(actor(*roles, person_id=AUTHOR_ID)), hidden) is not is_in


@given(st.sets(st.sampled_from(LOOSE_ROLES)), st.sampled_from(LOOSE_ROLES), st.sampled_from(Purpose), st.booleans())
def test_a_further_role_never_takes_sight_away(roles: set[Role], more: Role, purpose: Purpose, in_unit: bool) -> None:
    one, both = actor(*roles), actor(*roles, more)
    seen = facts(purpose, in_unit=in_unit)
    assert may_read(visibility_of(both), seen) or not may_read(visibility_of(one), seen)


def test_an_auditor_reads_and_changes_nothing() -> None:
    auditor = Actor(PersonId(uuid4()), "Ada", frozenset({Role.AUDITOR}))
    allowed = {action for action in Action if may(auditor, action)}
    assert allowed == {
        Action.VIEW_CALLS,
        Action.VIEW_PEOPLE,
        Action.VIEW_SCORECARDS,
        Action.VIEW_SESSIONS,
        Action.VIEW_ALL_SESSIONS,
        Action.VIEW_CASES,
        Action.VIEW_DRAWS,
        Action.VIEW_FEEDBACK,
        Action.VIEW_AGENT_FEEDBACK,
        Action.VIEW_COACHING,
        Action.VIEW_REPORTS,
        Action.CHECK_WORKSPACE,
        Action.READ_AUDIT,
        Action.EXPORT_SCORES,
        Action.EXPORT_SOUND,
    }


def test_an_agent_sees_their_own_results_and_the_standard_and_scores_in_a_seat() -> None:
    agent = Actor(PersonId(uuid4()), "Li Na", frozenset({Role.AGENT}))
    allowed = {action for action in Action if may(agent, action)}
    assert allowed == {
        Action.VIEW_OWN_RESULTS,
        Action.VIEW_AGENT_FEEDBACK,
        Action.ANSWER_FEEDBACK,
        Action.VIEW_SCORECARDS,
        Action.VIEW_CASES,
        Action.SIT_AS_AGENT,
        Action.SCORE_OWN_CALLS,
    }

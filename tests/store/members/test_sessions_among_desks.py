"""Around a calibration session, by people signed in each as themself: seats, commitments, what comes back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from qa_desk.domain.calibration import EventKind, SessionKind
from qa_desk.domain.errors import QADeskError
from qa_desk.domain.ids import SessionId
from qa_desk.domain.people import Role
from qa_desk.domain.recurrence import Every
from qa_desk.services.calibration.calibrating_views import SessionDraft
from qa_desk.services.calibration.convening_views import RecurrenceDraft, SuggestionQuery
from qa_desk.store.tables.evaluations import AnswerRow, EvaluationRow
from tests.store.members.team import Team

pytestmark = pytest.mark.usefixtures("calls")

FAILED = frozenset({"no_disclosure"})


def opened(team: Team, *names: str, **changes: object) -> SessionId:
    """A session on one call that Lea leads."""
    lea = team.desk("Lea")
    panel = tuple(team.desk(name).actor.person_id for name in names)
    draft = SessionDraft("March", (team.calls()["C-1"],), panel, team.version().id)
    return lea.services.calibrating.create(lea.actor, replace(draft, **changes))[0]  # type: ignore[arg-type]  # fields


def hand_in(team: Team, name: str, *, failed: frozenset[str] = frozenset()) -> None:
    """Score the call that waits."""
    desk = team.desk(name)
    desk.score(desk.waiting()["C-1"], team.version(), failed=failed)


def test_hashes_are_published_before_the_reveal_and_checked_after_it(team: Team) -> None:
    session_id = opened(team, "Anna", "Ben")
    hand_in(team, "Anna", failed=FAILED)
    ben, lea = team.desk("Ben"), team.desk("Lea")
    before = ben.services.convening.record(ben.actor, session_id)
    assert [(one.name, len(one.sha256), one.holds) for one in before.commitments] == [("Anna", 64, None)]
    hand_in(team, "Ben")
    lea.services.calibrating.reveal(lea.actor, session_id)
    after = ben.services.convening.record(ben.actor, session_id)
    assert (after.n_checked, after.broken) == (2, ())
    assert {one.sha256 for one in before.commitments} < {one.sha256 for one in after.commitments}
    ben.services.calibrating.differences(ben.actor, session_id)
    assert [(one.reader, one.author) for one in lea.services.convening.record(lea.actor, session_id).disclosures] == [
        ("Ben", "Anna")
    ]
    assert [one.kind for one in after.events] == [EventKind.OPENED, EventKind.REVEALED]


def test_what_was_changed_behind_the_rules_before_the_reveal_is_named(team: Team) -> None:
    session_id = opened(team, "Anna", "Ben")
    for name in ("Anna", "Ben"):
        hand_in(team, name)
    of_anna = select(EvaluationRow.id).where(EvaluationRow.inspector_id == team.id_of("Anna"))
    with team.engine.begin() as keeper:
        keeper.execute(
            update(AnswerRow)
            .where(AnswerRow.criterion_key == "no_disclosure", AnswerRow.evaluation_id.in_(of_anna))
            .values(comment="put in afterwards")
        )
    lea, ben = team.desk("Lea"), team.desk("Ben")
    lea.services.calibrating.reveal(lea.actor, session_id)
    for desk in (lea, ben):
        record = desk.services.convening.record(desk.actor, session_id)
        assert (record.n_checked, [one.name for one in record.broken]) == (2, ["Anna"])


def test_a_seat_is_taken_and_given_back_and_what_was_written_without_one_stays_sealed(team: Team) -> None:
    session_id = opened(team, "Anna", "Ben", "Tim")
    lea, tim = team.desk("Lea"), team.desk("Tim")
    for name in ("Anna", "Ben", "Tim"):
        hand_in(team, name)
    convening = lea.services.convening
    convening.unseat(lea.actor, session_id, tim.actor.person_id)
    convening.seat(lea.actor, session_id, tim.actor.person_id)
    convening.unseat(lea.actor, session_id, tim.actor.person_id)
    lea.services.calibrating.reveal(lea.actor, session_id)
    assert len(lea.services.reviewing.evaluations_of_call(lea.actor, team.calls()["C-1"])) == 2
    read = tim.services.reviewing.evaluations_of_call(tim.actor, team.calls()["C-1"])
    assert {one.inspector_name: one.evaluation.sealed for one in read} == {"Anna": False, "Ben": False, "Tim": True}


def test_calls_that_wait_go_with_the_seat(team: Team) -> None:
    session_id = opened(team, "Anna", "Ben", "Tim")
    lea, tim = team.desk("Lea"), team.desk("Tim")
    lea.services.convening.unseat(lea.actor, session_id, tim.actor.person_id)
    assert tim.waiting() == {}
    lea.services.convening.seat(lea.actor, session_id, tim.actor.person_id)
    hand_in(team, "Tim")


def test_the_same_inspector_again_is_revealed_with_who_has_nothing_left(team: Team) -> None:
    team.assign("Anna", calls=("C-1",))
    hand_in(team, "Anna", failed=FAILED)
    # on a server the moment of handing in is the server's own
    team.clock.moment = max(team.clock.moment, datetime.now(UTC)) + timedelta(days=20)
    lea = team.desk("Lea")
    session_id = opened(team, "Anna", kind=SessionKind.SAME_INSPECTOR, apart_days=14)
    hand_in(team, "Anna")
    lea.services.calibrating.reveal(lea.actor, session_id)
    (own,) = lea.services.calibrating.repeatability(lea.actor, session_id)
    assert own.result.overall.between.value is not None
    assert own.result.overall.between.value < 1


def test_a_session_comes_back_and_calls_are_suggested(team: Team) -> None:
    team.assign("Anna", calls=("C-1",))
    hand_in(team, "Anna", failed=FAILED)
    lea = team.desk("Lea")
    panel = tuple(team.desk(name).actor.person_id for name in ("Ben", "Tim"))
    key = team.version().scorecard_key
    found = lea.services.convening.suggestions(lea.actor, SuggestionQuery(key, panel))
    assert [one.call.key for one in found] == ["C-1"]
    weekday = lea.services.now().weekday()
    draft = RecurrenceDraft("Weekly", Every.WEEK, weekday, panel, key, 1)
    recurrence_id, _changes = lea.services.convening.come_back(lea.actor, draft)
    made, _changes = lea.services.convening.open_due(lea.actor)
    assert (len(made), lea.services.convening.open_due(lea.actor)[0]) == (1, ())
    lea.services.convening.end_recurrence(lea.actor, recurrence_id)
    assert lea.services.convening.recurrences(lea.actor) == ()


def test_an_agent_scores_for_a_panel_and_counts_apart(team: Team) -> None:
    lea, gang = team.desk("Lea"), team.desk("Wu Gang")
    session_id = opened(team, "Anna", "Ben", kind=SessionKind.WITH_AGENTS, agent_ids=(team.id_of("Wu Gang"),))
    (item,) = gang.services.inspecting.my_calls(gang.actor)
    assert item.agent_name == "", "whose call it is is kept from everybody"
    assert gang.services.listening.sound(gang.actor, item.call_id).duration_s > 0
    hand_in(team, "Wu Gang", failed=FAILED)
    for name in ("Anna", "Ben"):
        assert team.desk(name).services.reviewing.evaluations_of_call(team.desk(name).actor, item.call_id) == ()
        hand_in(team, name)
    lea.services.calibrating.reveal(lea.actor, session_id)
    result = lea.services.calibrating.result(lea.actor, session_id)
    assert result is not None
    assert result.overall.between.value == 1.0
    apart = lea.services.calibrating.agents_result(lea.actor, session_id)
    assert apart is not None
    assert (apart.n_inspectors, apart.n_judgements) == (1, len(team.version().criteria))


def test_an_agent_without_a_login_of_the_server_has_no_seat(team: Team) -> None:
    if team.desk("Lea").services.signing_in.connected() is None:
        pytest.skip("a workspace without a server, where agents sit down with a code")
    with team.keeper.reading() as uow:
        (li_na,) = (one.id for one in uow.people.with_roles(Role.AGENT) if one.name == "Li Na")
    with pytest.raises(QADeskError) as caught:
        opened(team, "Anna", "Ben", kind=SessionKind.WITH_AGENTS, agent_ids=(li_na,))
    assert caught.value.params["value"] == "Li Na"

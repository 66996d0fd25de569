"""A meeting by people who are signed in each as themself: decisions, training notes, who leads and who follows."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from qa_desk.domain.errors import NotAllowedError, NotFoundError
from qa_desk.domain.ids import SessionId
from qa_desk.domain.meeting import DecisionKind, MeetingPlace
from qa_desk.services.calibration.calibrating_views import SessionDraft
from qa_desk.services.calibration.meeting_views import DecisionDraft
from qa_desk.store.engine import is_sqlite
from tests.store.members.team import Team

pytestmark = pytest.mark.usefixtures("calls")

PANEL = ("Anna", "Ben")


@pytest.fixture
def session_id(team: Team) -> SessionId:
    """One call revealed; Anna failed what Ben passed."""
    lea = team.desk("Lea")
    panel = tuple(team.id_of(name) for name in PANEL)
    draft = SessionDraft("March", (team.calls()["C-1"],), panel, team.version().id)
    made, _changes = lea.services.calibrating.create(lea.actor, draft)
    for name in PANEL:
        desk = team.desk(name)
        failed = frozenset({"no_disclosure"}) if name == "Anna" else frozenset[str]()
        desk.score(desk.waiting()["C-1"], team.version(), failed=failed)
    lea.services.calibrating.reveal(lea.actor, made)
    return made


def draft_of(team: Team, kind: DecisionKind, owner: str) -> DecisionDraft:
    day = team.clock.now().date() + timedelta(days=7)
    return DecisionDraft(kind, "Check first", team.id_of(owner), day, team.calls()["C-1"], "no_disclosure", 1.0, 2.0)


def test_what_the_lead_decides_is_made_and_a_training_note_reaches_its_inspector_alone(
    team: Team, session_id: SessionId
) -> None:
    lea, anna, ben, tim = (team.desk(name) for name in ("Lea", "Anna", "Ben", "Tim"))
    for kind, owner in (
        (DecisionKind.GUIDANCE, "Lea"),
        (DecisionKind.TRACKED_ITEM, "Tim"),
        (DecisionKind.STANDARD_CASE, "Tim"),
        (DecisionKind.TRAINING_NOTE, "Anna"),
        (DecisionKind.ACTION, "Ben"),
    ):
        lea.services.meeting.decide(lea.actor, session_id, draft_of(team, kind, owner))
    assert len(lea.services.meeting.decisions(lea.actor, session_id)) == 5
    assert len(tim.services.meeting.decisions(tim.actor, session_id)) == 5
    assert len(ben.services.meeting.decisions(ben.actor, session_id)) == 4
    (note,) = anna.services.coaching.my_notes(anna.actor)
    with pytest.raises(NotFoundError):
        ben.services.coaching.mark_done(ben.actor, note.note.id)
    anna.services.coaching.mark_done(anna.actor, note.note.id)
    assert lea.services.coaching.notes(lea.actor)[0].note.done_at is not None
    with pytest.raises(NotAllowedError):
        ben.services.meeting.decide(ben.actor, session_id, draft_of(team, DecisionKind.ACTION, "Ben"))


def test_with_another_program_a_colleague_reads_no_training_note(team: Team, session_id: SessionId) -> None:
    lea, anna, ben = (team.desk(name) for name in ("Lea", "Anna", "Ben"))
    if team.engine_of is None or is_sqlite(team.engine):
        pytest.skip("a file has no rules of its own")
    lea.services.meeting.decide(lea.actor, session_id, draft_of(team, DecisionKind.TRAINING_NOTE, "Anna"))
    found = {}
    for desk in (lea, anna, ben):
        with team.engine_of(desk.actor.person_id).connect() as connection:
            notes = connection.scalar(text("SELECT count(*) FROM training_notes"))
            decisions = connection.scalar(text("SELECT count(*) FROM session_decisions WHERE kind = 'training_note'"))
            found[desk.actor.name] = (notes, decisions)
    assert found == {"Lea": (1, 1), "Anna": (1, 1), "Ben": (0, 0)}


def test_the_panel_sees_where_the_lead_is_and_nobody_else_says_so(team: Team, session_id: SessionId) -> None:
    lea, anna = team.desk("Lea"), team.desk("Anna")
    place = MeetingPlace(
        session_id, lea.actor.person_id, team.calls()["C-1"], "no_disclosure", team.clock.now(), 3.0, shows_names=False
    )
    for start_s in (1.0, 3.0):
        lea.services.meeting.go_to(lea.actor, replace(place, start_s=start_s))
    lea.services.meeting.tick(lea.actor, session_id, [anna.actor.person_id])
    lea.services.meeting.plan_minutes(lea.actor, session_id, 30)
    lea.services.meeting.note_time(lea.actor, session_id, place.call_id, "no_disclosure", 12.0)
    room = anna.services.meeting.room(anna.actor, session_id)
    assert (room.place, room.lead_name, room.agenda_minutes) == (place, "Lea", 30)
    assert [seat.is_present for seat in room.seats] == [True, False]
    assert [one.spent_s for one in room.times] == [12.0]
    with pytest.raises(NotAllowedError):
        anna.services.meeting.go_to(anna.actor, place)
    lea.services.meeting.leave(lea.actor, session_id)
    assert anna.services.meeting.room(anna.actor, session_id).place is None

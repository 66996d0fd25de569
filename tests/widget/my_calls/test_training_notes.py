"""Training notes above the queue: read, done, undone; for nobody but whom they were given."""

from datetime import timedelta
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt

from qa_desk.domain.ids import TrainingNoteId
from qa_desk.domain.meeting import TrainingNote
from qa_desk.domain.people import Actor
from qa_desk.gui.my_calls.page import PAGE
from qa_desk.gui.practice.page import PAGE as PRACTICE
from qa_desk.gui.shell.page import PageSpec
from tests.library_of_cases import author_of_cases, keep_case
from tests.small_centre import SmallCentre
from tests.widget.rooms import CTRL, SitDown


@pytest.fixture
def pages() -> tuple[PageSpec, ...]:
    """My calls, and where one practises."""
    return (PAGE, PRACTICE)


def give(centre: SmallCentre, to: Actor) -> None:
    now = centre.clock.now()
    with centre.workspace.store.unit_of_work(centre.lead, centre.clock) as uow:
        note = TrainingNote(
            TrainingNoteId(uuid4()),
            to.person_id,
            "greeting",
            "Say your name first",
            now.date() + timedelta(days=7),
            centre.lead.person_id,
            now,
            call_id=centre.calls["1009"],
            start_s=8.0,
            end_s=13.0,
        )
        uow.meetings.add_note(note)
        uow.commit()


def test_a_note_waits_until_it_is_done_and_comes_back_with_undo(centre: SmallCentre, sit: SitDown) -> None:
    give(centre, centre.anna)
    room = sit(centre.anna)
    assert "Greeting: Say your name first" in room.words()
    assert "training note by Wang Fang · call 1009, 00:08–00:13 · until 25 Nov" in room.words()
    room.click("note_read_0")
    coaching = centre.services.coaching
    assert coaching.my_notes(centre.anna)[0].note.read_at == centre.clock.now()
    assert room.visible("note_read_0") == []
    room.click("note_done_0")
    assert coaching.my_notes(centre.anna) == ()
    assert room.visible("training_notes") == []
    room.press(Qt.Key.Key_Z, modifier=CTRL)
    assert len(coaching.my_notes(centre.anna)) == 1
    assert room.visible("training_notes") != []


def test_nobody_else_sees_it(centre: SmallCentre, sit: SitDown) -> None:
    give(centre, centre.anna)
    room = sit(centre.ben)
    assert "Say your name first" not in room.words()


def test_a_note_leads_to_practice_on_the_cases_of_its_criterion(centre: SmallCentre, sit: SitDown) -> None:
    author = author_of_cases(centre)
    plain, failing = keep_case(centre, author), keep_case(centre, author, ["greeting"])
    give(centre, centre.anna)
    (view,) = centre.services.coaching.my_notes(centre.anna)
    assert view.case_ids == (failing, plain)
    room = sit(centre.anna)
    room.click("note_practise_0")
    taken_up = [one.call_key for one in centre.services.practising.today(centre.anna).taken_up]
    assert taken_up == ["call of SC-002", "call of SC-001"]


def test_a_note_without_a_case_offers_no_practice(centre: SmallCentre, sit: SitDown) -> None:
    give(centre, centre.anna)
    assert sit(centre.anna).visible("note_practise_0") == []

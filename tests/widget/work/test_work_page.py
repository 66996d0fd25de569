"""The lead's board: who has how much, what is overdue, and giving calls to somebody else by keyboard."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from qa_desk.domain.evaluation import Purpose
from qa_desk.gui.shell.page import PageSpec
from qa_desk.gui.work.page import PAGE
from tests.small_centre import NOW, SmallCentre
from tests.widget.rooms import CTRL, Room, SitDown

YESTERDAY = NOW.date() - timedelta(days=1)


@pytest.fixture
def pages() -> tuple[PageSpec, ...]:
    """What the window shows."""
    return (PAGE,)


@pytest.fixture
def room(centre: SmallCentre, sit: SitDown) -> Room:
    """The lead at the board: Anna has two calls, one of them overdue, Ben has none."""
    centre.assign(centre.anna, "1009", due_on=YESTERDAY)
    centre.assign(centre.anna, "1010")
    return sit(centre.lead)


def loads(room: Room) -> dict[str, tuple[int, int]]:
    return {line.person.name: (line.load.n_waiting, line.load.n_overdue) for line in room.page.people.rows}


def test_those_furthest_behind_stand_first(room: Room) -> None:
    assert room.page.people.rows[0].person.name == "Anna Berg"
    assert loads(room)["Anna Berg"] == (2, 1)
    assert loads(room)["Ben Ode"] == (0, 0)
    assert "2 wait · 1 overdue" in room.words()


def test_what_waits_for_the_one_chosen_stands_beside(room: Room) -> None:
    assert [row.item.call_key for row in room.page.waiting.rows] == ["1009", "1010"]
    assert room.page.waiting.rows[0].is_overdue
    room.press(Qt.Key.Key_Down)
    assert "Nothing waits for Ben Ode." in room.words()


def test_calls_are_given_to_somebody_else_by_keyboard(room: Room, centre: SmallCentre) -> None:
    room.press(Qt.Key.Key_Tab)
    room.press(Qt.Key.Key_Down, modifier=Qt.KeyboardModifier.ShiftModifier)
    room.press(Qt.Key.Key_A)
    assert "2 calls go to somebody else." in room.words()
    room.find("giving_to").set_value(str(centre.ben.person_id))
    room.press(Qt.Key.Key_Return, modifier=CTRL)
    assert room.notices() == ["2 calls were given to Ben Ode."]
    assert loads(room)["Ben Ode"] == (2, 1)
    assert {item.call_key for item in centre.services.inspecting.my_calls(centre.ben)} == {"1009", "1010"}


def test_what_is_begun_stays_with_its_inspector(room: Room, centre: SmallCentre) -> None:
    first = room.page.waiting.rows[0].item.assignment_id
    centre.services.inspecting.open(centre.anna, first)
    room.press(Qt.Key.Key_F5)
    room.page.waiting.select_key(first)
    assert not room.find("give_calls").isEnabled()


def test_the_board_never_tells_the_lead_what_kind_their_own_work_is(centre: SmallCentre, sit: SitDown) -> None:
    for who in (centre.lead, centre.anna):
        centre.assign(who, "1043", purpose=Purpose.OVERLAP)
    room = sit(centre.lead)
    assigning = centre.services.assigning
    assert {item.purpose for item in assigning.waiting_of(centre.lead, centre.lead.person_id)} == {Purpose.ROUTINE}
    assert assigning.waiting_of(centre.lead, centre.anna.person_id) == ()
    assert "Overlap" not in room.words()

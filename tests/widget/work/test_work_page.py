"""The lead's board: who has how much, what is overdue, and giving calls to somebody else by keyboard."""

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from qa_desk.domain.evaluation import Purpose
from qa_desk.gui.shell.page import PageSpec
from qa_desk.gui.widgets.table.view import DataTable
from qa_desk.gui.work import dragging
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


class HandDrag(QDrag):
    """What a platform does between picking up and letting go, which the offscreen one can't; a test chose where."""

    lands_on: tuple[QWidget, QPoint]

    def exec(self, *actions: Qt.DropAction) -> Qt.DropAction:  # pyright: ignore[reportIncompatibleMethodOverride] - one of Qt's two
        widget, at = HandDrag.lands_on
        action, left, none = actions[0], Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(at, action, self.mimeData(), left, none)
        move = QDragMoveEvent(at, action, self.mimeData(), left, none)
        for event in (enter, move):
            QApplication.sendEvent(widget, event)
        drop = QDropEvent(QPointF(at), action, self.mimeData(), left, none)
        if move.isAccepted():
            QApplication.sendEvent(widget, drop)
        return action if move.isAccepted() and drop.isAccepted() else Qt.DropAction.IgnoreAction


@pytest.fixture(autouse=True)
def drags_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dragging ends at the target that a test chose."""
    monkeypatch.setattr(dragging, "QDrag", HandDrag)


def drag(start: tuple[QWidget, QPoint], end: tuple[QWidget, QPoint]) -> None:
    """Press, pull until Qt takes it for a drag, and let go over the target."""
    widget, at = start
    HandDrag.lands_on = end
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(widget, left, none, at)
    for pull in (4, 40, 60):
        QTest.mouseMove(widget, at - QPoint(pull, 0))
    QTest.mouseRelease(widget, left, none, at - QPoint(60, 0))
    QApplication.processEvents()


def row_of(table: DataTable[Any], at: int) -> tuple[QWidget, QPoint]:
    """Where a row is grasped."""
    y = table.rowViewportPosition(at) + table.rowHeight(at) // 2
    return table.viewport(), QPoint(table.viewport().width() // 2, y)


def test_a_call_is_dragged_onto_another_inspector_and_back_by_undo(room: Room) -> None:
    page = room.page
    drag(row_of(page.waiting, 1), row_of(page.people, 1))
    assert room.notices() == ["1 call was given to Ben Ode."]
    assert loads(room) == loads(room) | {"Anna Berg": (1, 1), "Ben Ode": (1, 0)}
    room.press(Qt.Key.Key_Z, modifier=CTRL)
    assert loads(room) == loads(room) | {"Anna Berg": (2, 1), "Ben Ode": (0, 0)}
    assert "1 call went back to Anna Berg." in room.notices()


def test_all_that_is_selected_is_dragged_at_once(room: Room) -> None:
    room.press(Qt.Key.Key_Tab)
    room.press(Qt.Key.Key_Down, modifier=Qt.KeyboardModifier.ShiftModifier)
    drag(row_of(room.page.waiting, 0), row_of(room.page.people, 1))
    assert loads(room)["Ben Ode"] == (2, 1)


def test_calls_dropped_on_the_one_who_has_them_stay(room: Room) -> None:
    drag(row_of(room.page.waiting, 0), row_of(room.page.people, 0))
    assert room.notices() == []
    assert loads(room)["Anna Berg"] == (2, 1)


def test_what_was_given_by_keys_comes_back_by_the_same_undo(room: Room, centre: SmallCentre) -> None:
    room.press(Qt.Key.Key_Tab)
    room.press(Qt.Key.Key_A)
    room.find("giving_to").set_value(str(centre.ben.person_id))
    room.press(Qt.Key.Key_Return, modifier=CTRL)
    assert loads(room)["Ben Ode"] == (1, 1)
    room.press(Qt.Key.Key_Z, modifier=CTRL)
    assert loads(room)["Ben Ode"] == (0, 0)


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

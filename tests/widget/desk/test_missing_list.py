"""What keeps an evaluation from being handed in is listed at the foot: opened by key and mouse, each one key away."""

from PySide6.QtCore import Qt

from qa_desk.domain.completeness import MissingKind
from qa_desk.domain.ids import AssignmentId
from qa_desk.gui.desk.chooser import Chooser
from tests.small_centre import SmallCentre
from tests.widget.seat import Seat

K = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def listed(seat: Seat) -> list[str]:
    """What the list on the screen says, row by row."""
    view = chooser(seat).view
    return [
        view.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(view.model().rowCount())
    ]


def chooser(seat: Seat) -> Chooser:
    """The list that is open."""
    (found,) = [one for one in seat.window.findChildren(Chooser) if one.isVisible()]
    return found


def all_but(seat: Seat, centre: SmallCentre, failed: str) -> AssignmentId:
    """A call in which a failed criterion alone lacks its reason and comment."""
    (given,) = centre.assign(centre.anna, "1009")
    evaluation = centre.answer_all(centre.anna, given)
    seat.open(given)
    assert evaluation.answer(failed) is not None
    seat.scoring.go_to(failed)
    seat.press(K.Key_2)
    return given


def test_the_list_opens_by_key_and_names_each_thing_with_its_criterion(seat: Seat, centre: SmallCentre) -> None:
    all_but(seat, centre, "no_disclosure")
    seat.press(K.Key_F8, modifier=SHIFT)
    title = "No customer information disclosed"
    assert listed(seat) == [f"{title}, reason", f"{title}, comment"]


def test_a_digit_goes_to_what_is_missing(seat: Seat, centre: SmallCentre) -> None:
    all_but(seat, centre, "no_disclosure")
    seat.scoring.go_to(seat.scoring.shown_keys[-1])
    seat.press(K.Key_F8, modifier=SHIFT)
    seat.qtbot.keyClick(chooser(seat).view, K.Key_2)
    assert seat.scoring.current == "no_disclosure"
    assert seat.focus() is seat.desk.panel.comment


def test_the_list_opens_by_mouse_and_a_click_goes_there(seat: Seat, assignment: AssignmentId) -> None:
    seat.click("missing")
    view = chooser(seat).view
    at = view.model().index(2, 0)
    seat.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(at).center())
    assert seat.scoring.current == seat.scoring.shown_keys[2]
    assert seat.focus() is seat.desk.form
    assert not [one for one in seat.window.findChildren(Chooser) if one.isVisible()]


def test_a_long_list_is_searched_by_typing(seat: Seat, assignment: AssignmentId) -> None:
    assert len(seat.scoring.missing) > 9
    seat.press(K.Key_F8, modifier=SHIFT)
    field = chooser(seat).field
    assert field.isVisible()
    seat.qtbot.keyClicks(field, "greet")
    assert listed(seat) == ["Greeting, answer"]
    seat.qtbot.keyClick(field, K.Key_Return)
    assert seat.scoring.current == "greeting"


def test_escape_leaves_everything_as_it_was(seat: Seat, assignment: AssignmentId) -> None:
    before = seat.scoring.current
    seat.press(K.Key_F8, modifier=SHIFT)
    open_list = chooser(seat)
    seat.qtbot.keyClick(open_list.field, K.Key_Escape)
    assert not open_list.isVisible()
    assert seat.scoring.current == before


def test_the_foot_says_what_is_missing_and_not_only_how_much(seat: Seat, centre: SmallCentre) -> None:
    all_but(seat, centre, "no_disclosure")
    button = seat.desk.status.missing_button
    assert button.text() == "1 reason, 1 comment missing"
    assert {part.what for part in seat.scoring.missing} == {MissingKind.REASON, MissingKind.COMMENT}
    seat.press(K.Key_R, K.Key_1, K.Key_Return, K.Key_C)
    seat.type("read aloud")
    seat.press(K.Key_Escape)
    assert button.text() == "every criterion answered"
    seat.press(K.Key_F8, modifier=SHIFT)
    assert not [one for one in seat.window.findChildren(Chooser) if one.isVisible()], "there is nothing to list"

"""The cheat sheet on the desk shows the keys that act there, and no other."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from qa_desk.domain.ids import AssignmentId
from tests.widget.seat import Seat


def test_the_sheet_shows_the_keys_of_the_form_and_of_the_sound(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(Qt.Key.Key_F1)
    (card,) = [one for one in seat.window.findChildren(QWidget, "overlay_card") if one.isVisible()]
    told = {label.text() for label in card.findChildren(QLabel)}
    acting = {"Not applicable", "Reasons", "Comment", "Cause owner", "Fold or open the section", "List what is missing"}
    assert acting <= told
    assert {"Mark what went well", "Play or pause", "Leave a mark here", "Undo"} <= told
    assert "Settle as the answer in this place" not in told
    assert "Monitor a call" not in told, "a slip on the desk leads nowhere"

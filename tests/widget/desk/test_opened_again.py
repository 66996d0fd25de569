"""What a lead opened again: the author sees who, when and why, and what it said before."""

from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from qa_desk.domain.ids import AssignmentId, MarkId
from qa_desk.services.scoring.inspecting_views import AnswerDraft, MarkDraft
from tests.small_centre import SmallCentre
from tests.widget.seat import CTRL, Seat

K = Qt.Key


def opened_again(centre: SmallCentre) -> AssignmentId:
    """Call 1043, submitted by Anna and opened again by the lead."""
    (given,) = centre.assign(centre.anna, "1043")
    evaluation = centre.answer_all(centre.anna, given)
    centre.services.inspecting.submit(centre.anna, evaluation.id)
    centre.services.reviewing.reopen(centre.lead, evaluation.id, "The customer called back.")
    return given


def shown_in(widget: QWidget, name: str = "") -> list[str]:
    """The labels in it that can be seen."""
    QApplication.processEvents()
    found = widget.findChildren(QLabel, name) if name else widget.findChildren(QLabel)
    return [label.text() for label in found if label.isVisible()]


def test_the_desk_says_who_opened_it_again_when_and_why(seat: Seat, centre: SmallCentre) -> None:
    seat.open(opened_again(centre))
    assert shown_in(seat.desk.standing.remark) == [
        "Wang Fang opened this evaluation again, 14:00: “The customer called back.”"
    ]
    seat.press(K.Key_2)
    assert seat.scoring.answer("no_disclosure") is not None, "it can be changed"


def test_history_shows_each_answer_before_and_after(seat: Seat, centre: SmallCentre) -> None:
    given = opened_again(centre)
    inspecting = centre.services.inspecting
    evaluation = inspecting.open(centre.anna, given).evaluation
    inspecting.answer(centre.anna, evaluation.id, AnswerDraft("no_disclosure", False, comment="read aloud"))
    seat.open(given)
    seat.click("notice_action")
    history = seat.desk.history
    assert history.isVisible()
    words = shown_in(history)
    assert words[0] == "Opened again by Wang Fang, 18 Nov 14:00"
    assert words[1] == "“The customer called back.”"
    assert "100.0, passed" in words[2]
    assert (shown_in(history, "before"), shown_in(history, "after")) == (["Pass", "–"], ["Fail", "read aloud"])
    seat.press(K.Key_Down)
    assert seat.desk.panel.isVisible(), "walking the form brings the criterion back"


def test_history_shows_marks_that_came_went_and_changed(seat: Seat, centre: SmallCentre) -> None:
    inspecting = centre.services.inspecting
    (given,) = centre.assign(centre.anna, "1043")
    evaluation = centre.answer_all(centre.anna, given)
    gone, changed = uuid4(), uuid4()
    for mark_id, start_s, note in ((gone, 1.0, "cuts in"), (changed, 5.0, "reads it aloud")):
        inspecting.save_mark(
            centre.anna, evaluation.id, MarkDraft(start_s, start_s + 2, note, "no_disclosure", id=MarkId(mark_id))
        )
    inspecting.submit(centre.anna, evaluation.id)
    centre.services.reviewing.reopen(centre.lead, evaluation.id, "The customer called back.")
    inspecting.open(centre.anna, given)
    inspecting.remove_mark(centre.anna, evaluation.id, MarkId(gone))
    moved = MarkDraft(5.0, 9.0, "reads it aloud", "no_disclosure", True, MarkId(changed))
    inspecting.save_mark(centre.anna, evaluation.id, moved)
    seat.open(given)
    seat.click("notice_action")
    history = seat.desk.history
    assert shown_in(history, "before") == ["00:01.0–00:03.0 · cuts in", "00:05.0–00:07.0 · reads it aloud"]
    assert shown_in(history, "after") == ["–", "00:05.0–00:09.0 · reads it aloud · done well"]


def test_what_was_never_opened_again_has_no_history(seat: Seat, centre: SmallCentre) -> None:
    (given,) = centre.assign(centre.anna, "1043")
    seat.open(given)
    assert not [tab for tab in seat.window.findChildren(QWidget, "tab_history") if tab.isVisible()]
    assert seat.desk.standing.remark.text == ""


def test_submitted_again_it_keeps_its_history(seat: Seat, centre: SmallCentre) -> None:
    given = opened_again(centre)
    seat.open(given)
    seat.press(K.Key_Return, modifier=CTRL)
    assert seat.kept(given).is_in
    seat.open(given)
    seat.click("tab_history")
    assert "Nothing was changed after that." in shown_in(seat.desk.history)

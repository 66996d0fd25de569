"""A day of an inspector: open the next call, submit it, take it back, go on."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.evaluation import AssignmentState, EvaluationState, Purpose
from qa_desk.domain.ids import AssignmentId
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from tests.small_centre import NOW, SmallCentre, later
from tests.widget.seat import CTRL, Seat, seated

K = Qt.Key


def show_queue(seat: Seat) -> None:
    """Go to the queue as it is now."""
    seat.window.navigation.go(Place.to("my_calls"))


def words(seat: Seat) -> str:
    """All labels and cells on the screen."""
    labels = [label.text() for label in seat.page.findChildren(QLabel) if label.isVisible()]
    model = seat.page.table.model()
    cells = [
        str(model.index(line, column).data() or "")
        for line in range(model.rowCount())
        for column in range(model.columnCount())
    ]
    return "\n".join(labels + cells)


def finish(seat: Seat, centre: SmallCentre, assignment: AssignmentId) -> None:
    """Answer everything, then submit at the desk."""
    centre.answer_all(centre.anna, assignment)
    seat.open(assignment)
    seat.press(K.Key_Return, modifier=CTRL)


def test_an_empty_queue_teaches_what_comes_here_and_which_keys_there_are(seat: Seat) -> None:
    assert "No call waits for you" in words(seat)
    assert {"Listen", "Score", "Leave evidence"} <= set(words(seat).split("\n"))


def test_enter_begins_the_call_the_keyboard_is_on(seat: Seat, centre: SmallCentre) -> None:
    centre.assign(centre.anna, "1043", "1009")
    show_queue(seat)
    assert seat.page._primary.text() == "Begin 1043"
    seat.press(K.Key_Down)
    assert seat.page._primary.text() == "Begin 1009"
    seat.press(K.Key_Return)
    assert seat.desk.isVisible()
    assert [crumb.title for crumb in seat.page.crumbs()] == ["My calls", "1009 · Xu Ting"]
    assert seat.page.position() == "1 of 2", "begun calls come first"


def test_after_signing_in_the_keyboard_is_on_the_first_call(
    centre: SmallCentre, qtbot: QtBot, settings: SettingsStore, theme: Theme
) -> None:
    centre.assign(centre.anna, "1043")
    with seated(centre, centre.anna, qtbot, Jobs(), settings, theme) as seat:
        qtbot.waitUntil(lambda: seat.focus() is seat.page.table)
        seat.press(K.Key_Return)
        qtbot.waitUntil(seat.desk.isVisible)


def test_a_call_that_was_begun_is_gone_on_with(seat: Seat, centre: SmallCentre) -> None:
    centre.assign(centre.anna, "1043")
    show_queue(seat)
    seat.press(K.Key_Return, K.Key_1)
    seat.press(K.Key_Left, modifier=Qt.KeyboardModifier.AltModifier)
    assert seat.page.table.isVisible()
    assert seat.page._primary.text() == "Go on with 1043"
    assert "1 of 13 answered" in words(seat)
    seat.press(K.Key_Return)
    assert seat.scoring.answer("no_disclosure") is not None


def test_after_submitting_the_queue_stands_on_the_begun_call_that_is_due_first(seat: Seat, centre: SmallCentre) -> None:
    (due_first,) = centre.assign(centre.anna, "1043", due_on=NOW.date())
    (due_later,) = centre.assign(centre.anna, "1010", due_on=NOW.date() + timedelta(days=9))
    centre.assign(centre.anna, "1009", due_on=NOW.date() + timedelta(days=1))
    centre.services.inspecting.open(centre.anna, due_first)
    finish(seat, centre, due_later)
    row = seat.page.table.current_row()
    assert row is not None
    assert row.item.assignment_id == due_first


def test_what_was_submitted_is_not_told_beside_the_next_call(seat: Seat, centre: SmallCentre) -> None:
    first, second = centre.assign(centre.anna, "1043", "1009")
    finish(seat, centre, first)
    assert "1043 submitted" in seat.notices()
    seat.press(K.Key_Return)
    assert seat.scoring.evaluation.assignment_id == second
    assert "1043 submitted" not in seat.notices()


def test_after_submitting_the_next_call_is_one_enter_away(seat: Seat, centre: SmallCentre) -> None:
    first, second = centre.assign(centre.anna, "1043", "1009")
    finish(seat, centre, first)
    assert seat.kept(first).state is EvaluationState.SUBMITTED
    assert "1043 submitted" in seat.notices()
    seat.press(K.Key_Return)
    assert seat.desk.isVisible()
    assert seat.scoring.evaluation.assignment_id == second


def test_submitting_is_undone_from_the_notice_and_by_ctrl_z(seat: Seat, centre: SmallCentre) -> None:
    (first,) = centre.assign(centre.anna, "1043")
    finish(seat, centre, first)
    (notice,) = [one for one in seat.window.notices.standing if one.action_title == "Undo"]
    assert notice.action is not None
    notice.action()
    assert seat.desk.isVisible()
    assert seat.kept(first).state is EvaluationState.REOPENED
    seat.press(K.Key_Return, modifier=CTRL)
    assert seat.kept(first).state is EvaluationState.SUBMITTED
    seat.press(K.Key_Z, modifier=CTRL)
    assert seat.kept(first).state is EvaluationState.REOPENED


def test_undoing_too_late_says_so_and_changes_nothing(seat: Seat, centre: SmallCentre) -> None:
    (first,) = centre.assign(centre.anna, "1043")
    finish(seat, centre, first)
    later(centre, minutes=11)
    seat.press(K.Key_Z, modifier=CTRL)
    assert "too late" in seat.notices()
    assert seat.kept(first).state is EvaluationState.SUBMITTED


def test_what_is_submitted_shows_its_score_and_how_long_it_can_be_undone(seat: Seat, centre: SmallCentre) -> None:
    (first,) = centre.assign(centre.anna, "1043")
    finish(seat, centre, first)
    later(centre, minutes=4)
    seat.page.refresh(None)
    assert "100.0, passed" in words(seat)
    assert "Undo, 6 min" in words(seat)


def test_an_overlap_and_a_repeat_are_never_named(seat: Seat, centre: SmallCentre) -> None:
    (overlap,) = centre.assign(centre.anna, "1009", purpose=Purpose.OVERLAP)
    centre.assign(centre.anna, "1010", purpose=Purpose.REPEAT)
    show_queue(seat)
    said = words(seat)
    seat.open(overlap)
    said += seat.desk.header._words.accessibleName() + " ".join(crumb.title for crumb in seat.page.crumbs())
    assert "overlap" not in said.lower()
    assert "repeat" not in said.lower()
    assert said.count("routine") >= 3, "both rows and the head of the desk"


def test_chips_filter_by_purpose(seat: Seat, centre: SmallCentre) -> None:
    centre.assign(centre.anna, "1043", "1009")
    centre.assign(centre.anna, "1010", purpose=Purpose.PRACTICE)
    show_queue(seat)
    seat.click("chip_practice")
    assert [row.item.call_key for row in seat.page.table.rows] == ["1010"]
    seat.click("chip_all")
    assert len(seat.page.table.rows) == 3


def test_one_walks_to_the_next_and_the_previous_call_from_the_desk(seat: Seat, centre: SmallCentre) -> None:
    first, second = centre.assign(centre.anna, "1043", "1009")
    seat.open(first)
    seat.press(K.Key_PageDown, modifier=CTRL)
    assert seat.scoring.evaluation.assignment_id == second
    seat.press(K.Key_PageUp, modifier=CTRL)
    assert seat.scoring.evaluation.assignment_id == first


def test_what_is_under_way_is_kept_when_another_call_is_opened(seat: Seat, centre: SmallCentre) -> None:
    first, second = centre.assign(centre.anna, "1043", "1009")
    seat.open(first)
    seat.press(K.Key_C)
    seat.type("not finished")
    seat.open(second)
    (answer,) = seat.kept(first).answers
    assert answer.comment == "not finished"
    assert seat.desk.panel.comment.toPlainText() == ""


def test_undo_does_not_reach_back_into_another_call(seat: Seat, centre: SmallCentre) -> None:
    first, second = centre.assign(centre.anna, "1043", "1009")
    seat.open(first)
    seat.press(K.Key_1)
    seat.open(second)
    seat.press(K.Key_Z, modifier=CTRL)
    assert len(seat.kept(first).answers) == 1


def test_new_calls_appear_when_they_are_assigned(seat: Seat, centre: SmallCentre) -> None:
    centre.assign(centre.anna, "1043")
    seat.window.hub.announce(Changes(frozenset({ObjectKind.ASSIGNMENT})))
    seat.qtbot.waitUntil(lambda: len(seat.page.table.rows) == 1)


def test_nobody_opens_another_ones_call_by_its_place(seat: Seat, centre: SmallCentre) -> None:
    (of_ben,) = centre.assign(centre.ben, "1043")
    seat.window.navigation.go(Place.to("my_calls", assignment=str(of_ben)))
    assert seat.desk.scoring is None
    assert "is not there" in seat.notices()
    (item,) = centre.services.inspecting.my_calls(centre.ben)
    assert item.state is AssignmentState.WAITING

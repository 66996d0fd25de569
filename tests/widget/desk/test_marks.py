"""Marks as evidence: what went well, several on one answer, moved to another criterion, drawn as their answer is."""

import pytest
from PySide6.QtCore import Qt

from qa_desk.domain.evaluation import Mark
from qa_desk.domain.ids import AssignmentId
from qa_desk.gui.desk.chooser import Chooser
from qa_desk.gui.desk.mark_kinds import mark_kind
from qa_desk.gui.widgets.waveform.marks import MarkKind
from tests.widget.seat import CTRL, Seat

K = Qt.Key
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def leave(seat: Seat, at_s: float, *, good: bool = False) -> Mark:
    """Leave a mark by key, without a note."""
    before = set(seat.scoring.evaluation.marks)
    seat.bridge.player.seek(at_s)
    seat.press(K.Key_M, modifier=CTRL_SHIFT if good else CTRL)
    seat.press(K.Key_Return)
    (made,) = set(seat.scoring.evaluation.marks) - before
    return made


def chooser(seat: Seat) -> Chooser:
    """The list that is open."""
    (found,) = [one for one in seat.window.findChildren(Chooser) if one.isVisible()]
    return found


def shown_kind(seat: Seat) -> MarkKind:
    """The sign of the only mark on the screen."""
    (mark,) = seat.scoring.evaluation.marks
    return mark_kind(seat.scoring, mark)


def test_what_went_well_is_marked_by_key(seat: Seat, assignment: AssignmentId) -> None:
    leave(seat, 21.0, good=True)
    (mark,) = seat.kept(assignment).marks
    assert (mark.positive, mark.criterion_key, mark.start_s, mark.end_s) == (True, "no_disclosure", 19.0, 21.0)
    assert shown_kind(seat) is MarkKind.POSITIVE


def test_what_went_well_is_marked_by_button(seat: Seat, assignment: AssignmentId) -> None:
    seat.bridge.player.seek(21.0)
    seat.click("add_good")
    seat.type("calm voice")
    seat.press(K.Key_Return)
    (mark,) = seat.kept(assignment).marks
    assert (mark.positive, mark.note) == (True, "calm voice")


def test_g_turns_the_selected_mark_into_praise_and_back(seat: Seat, assignment: AssignmentId) -> None:
    leave(seat, 21.0)
    seat.press(K.Key_G)
    assert seat.kept(assignment).marks[0].positive
    seat.press(K.Key_Z, modifier=CTRL)
    assert not seat.kept(assignment).marks[0].positive
    seat.click("toggle_good")
    assert seat.kept(assignment).marks[0].positive


def test_several_marks_prove_one_answer_and_each_plays_its_own_passage(seat: Seat, assignment: AssignmentId) -> None:
    leave(seat, 10.0)
    second = leave(seat, 30.0)
    assert [mark.criterion_key for mark in seat.kept(assignment).marks] == ["no_disclosure"] * 2
    seat.desk.waveform.mark_clicked.emit(str(second.id))
    player = seat.bridge.player
    player.serve()
    assert player.position_s == pytest.approx(28.0, abs=0.1)
    for _tenth in range(40):
        seat.device.advance(800)
        player.serve()
    assert player.position_s == pytest.approx(30.0, abs=0.05)


def test_a_mark_is_tied_to_another_criterion_by_key(seat: Seat, assignment: AssignmentId) -> None:
    leave(seat, 21.0)
    seat.press(K.Key_T)
    seat.qtbot.keyClicks(chooser(seat).field, "greet")
    seat.qtbot.keyClick(chooser(seat).field, K.Key_Return)
    assert seat.kept(assignment).marks[0].criterion_key == "greeting"
    assert seat.scoring.current == "greeting", "its evidence is in sight"
    seat.press(K.Key_Z, modifier=CTRL)
    assert seat.kept(assignment).marks[0].criterion_key == "no_disclosure"


def test_a_mark_can_stand_by_itself_and_still_be_reached(seat: Seat, assignment: AssignmentId) -> None:
    leave(seat, 21.0)
    seat.click("tie_mark")
    view = chooser(seat).view
    view.setCurrentIndex(view.model().index(0, 0))
    seat.qtbot.keyClick(view, K.Key_Return)
    assert seat.kept(assignment).marks[0].criterion_key is None
    assert shown_kind(seat) is MarkKind.FREE
    seat.press(K.Key_Escape, K.Key_Down)
    seat.click("play_mark")
    seat.press(K.Key_N)
    seat.press(K.Key_Delete)
    assert seat.kept(assignment).marks == ()


@pytest.mark.parametrize(
    ("criterion", "key", "kind"),
    [
        ("no_disclosure", K.Key_2, MarkKind.CRITICAL),
        ("no_disclosure", K.Key_1, MarkKind.PASSED),
        ("greeting", K.Key_1, MarkKind.FAILURE),
        ("greeting", K.Key_2, MarkKind.BELOW_FULL),
        ("greeting", K.Key_3, MarkKind.PASSED),
        ("greeting", K.Key_0, MarkKind.EVIDENCE),
    ],
)
def test_a_mark_has_the_sign_and_colour_of_its_answer(
    seat: Seat, assignment: AssignmentId, criterion: str, key: Qt.Key, kind: MarkKind
) -> None:
    seat.scoring.go_to(criterion)
    leave(seat, 21.0)
    seat.press(key)
    assert shown_kind(seat) is kind


def test_every_kind_of_mark_has_a_shape_of_its_own() -> None:
    icons = [kind.icon for kind in MarkKind]
    assert len(set(icons)) == len(icons)


def test_the_marks_stay_when_the_files_say_how_they_lie(seat: Seat, assignment: AssignmentId) -> None:
    leave(seat, 21.0)
    detail = seat.desk.waveform.detail
    assert "1 mark" in detail.accessibleDescription()
    loader = seat.desk._sound._loader
    loader.found.emit(loader.sound)  # comes after the marks are drawn, when it is read on another thread
    assert "1 mark" in detail.accessibleDescription()

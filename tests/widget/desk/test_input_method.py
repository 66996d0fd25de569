"""Writing Chinese by an input method: it gets every key in a text field, and none outside of one."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from qa_desk.domain.ids import AssignmentId
from tests.widget.seat import CTRL, Seat

K = Qt.Key


def compose(field: QWidget, preedit: str) -> None:
    """What the input method shows while one types Pinyin."""
    QApplication.sendEvent(field, QInputMethodEvent(preedit, []))


def commit(field: QWidget, text: str) -> None:
    """What one chose from the candidates."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def type_pinyin(seat: Seat, pinyin: str, text: str) -> None:
    """Type syllables, choose the candidate by a digit, as the input method passes both on or keeps them."""
    field = seat.focus()
    for place in range(1, len(pinyin) + 1):
        compose(field, pinyin[:place])
    commit(field, text)


def test_a_comment_in_pinyin_loses_no_key_and_steals_none(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(K.Key_2, K.Key_C)
    comment = seat.desk.panel.comment
    type_pinyin(seat, "xing", "姓")
    seat.type("x1 0")
    type_pinyin(seat, "ming", "名")
    seat.press(K.Key_Backspace)
    type_pinyin(seat, "ming", "名")
    assert comment.toPlainText() == "姓x1 0名"
    seat.press(K.Key_Escape)
    (answer,) = seat.kept(assignment).answers
    assert (answer.rating, answer.na, answer.comment) == (False, False, "姓x1 0名")


def test_what_is_only_composed_is_no_comment_yet(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(K.Key_2, K.Key_C)
    field = seat.focus()
    compose(field, "ni'hao")
    seat.desk.panel.comment.flush()
    assert [answer.comment for answer in seat.kept(assignment).answers] == [""]
    commit(field, "你好")
    seat.desk.panel.comment.flush()
    assert [answer.comment for answer in seat.kept(assignment).answers] == ["你好"]


def test_saving_while_one_composes_leaves_what_is_composed_alone(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(K.Key_2, K.Key_C)
    field = seat.focus()
    commit(field, "你好")
    compose(field, "shi'jie")
    seat.desk.panel.comment.flush()
    seat.desk._show_scoring()
    layout = seat.desk.panel.comment.textCursor().block().layout()
    assert layout.preeditAreaText() == "shi'jie"
    commit(field, "世界")
    assert seat.desk.panel.comment.toPlainText() == "你好世界"


def test_the_keys_of_the_sound_act_while_one_writes(seat: Seat, assignment: AssignmentId) -> None:
    seat.press(K.Key_2, K.Key_C)
    seat.bridge.player.seek(10.0)
    seat.press(K.Key_Right, modifier=CTRL)
    assert seat.bridge.player.position_s > 10.0
    assert seat.desk.panel.comment.toPlainText() == ""


def test_a_note_on_a_mark_is_written_by_the_input_method(seat: Seat, assignment: AssignmentId) -> None:
    seat.bridge.player.seek(21.0)
    seat.press(K.Key_M, modifier=CTRL)
    type_pinyin(seat, "hao", "号码")
    seat.press(K.Key_Return)
    assert [mark.note for mark in seat.kept(assignment).marks] == ["号码"]


@pytest.mark.parametrize("name", ["form", "missing", "play_mark", "waveform_detail"])
def test_the_input_method_is_off_outside_text_fields(seat: Seat, assignment: AssignmentId, name: str) -> None:
    seat.bridge.player.seek(21.0)
    seat.press(K.Key_M, modifier=CTRL)
    seat.press(K.Key_Return)
    QApplication.processEvents()
    widget = next(one for one in seat.desk.findChildren(QWidget, name) if one.isVisible())
    widget.setFocus()
    focus = seat.focus()
    assert not focus.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    before = seat.kept(assignment).answers
    compose(focus, "xing")
    commit(focus, "姓2")
    assert seat.kept(assignment).answers == before, "what an input method sends there is no answer"
    seat.press(K.Key_2)
    assert [answer.rating for answer in seat.kept(assignment).answers] == [False], "the plain key is one"

"""From the field that narrows a list the keyboard goes on into the list, and Esc empties it first."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qa_desk.gui.widgets.find_field import FindField

K = Qt.Key


@pytest.fixture
def field(qtbot: QtBot) -> FindField:
    made = FindField("find", "Find a case", tip="Title and tags")
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("key", [K.Key_Down, K.Key_Return, K.Key_Enter])
def test_enter_and_the_arrow_go_on_into_the_list_and_keep_the_words(field: FindField, qtbot: QtBot, key: K) -> None:
    qtbot.keyClicks(field, "fee")
    with qtbot.waitSignal(field.left):
        qtbot.keyClick(field, key)
    assert field.text() == "fee"


def test_escape_empties_the_field_and_goes_on_into_the_list_when_it_is_empty(field: FindField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field, "fee")
    with qtbot.assertNotEmitted(field.left):
        qtbot.keyClick(field, K.Key_Escape)
    assert field.text() == ""
    with qtbot.waitSignal(field.left):
        qtbot.keyClick(field, K.Key_Escape)


def test_its_tip_says_how_to_come_to_the_list(field: FindField) -> None:
    assert field.toolTip() == "Title and tags; Enter or ↓ goes to the list"

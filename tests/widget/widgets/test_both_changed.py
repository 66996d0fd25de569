"""Both values stand side by side; what one side alone changed is chosen, what both changed the person chooses."""

from dataclasses import dataclass
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.both_changed import BothChanged, BothValues, Side, compared, merged

FIELDS = (
    BothValues("name", "Name", "Berg", "Stone", "Anna"),
    BothValues("grade", "Grade", "2", "1", "1"),
    BothValues("unit", "Unit", "Hall 1", "Hall 2", "Hall 1"),
)


@pytest.fixture
def part(qtbot: QtBot, theme: Theme) -> BothChanged:
    made = BothChanged(FIELDS, theme=theme, name="conflict")
    qtbot.addWidget(made)
    made.show()
    return made


def radio(part: BothChanged, name: str) -> QRadioButton:
    return cast(QRadioButton, part.findChild(QRadioButton, name))


def button(part: BothChanged, name: str) -> QPushButton:
    return cast(QPushButton, part.findChild(QPushButton, name))


def test_what_one_side_alone_changed_is_chosen_already(part: BothChanged) -> None:
    assert part.choices == {"grade": Side.MINE, "unit": Side.THEIRS}


def test_what_both_changed_has_to_be_chosen_before_it_is_saved(part: BothChanged, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(part.chosen):
        qtbot.mouseClick(button(part, "save_chosen"), Qt.MouseButton.LeftButton)
    radio(part, "theirs_name").setFocus()
    qtbot.keyClick(radio(part, "theirs_name"), Qt.Key.Key_Space)
    with qtbot.waitSignal(part.chosen) as chosen:
        qtbot.mouseClick(button(part, "save_chosen"), Qt.MouseButton.LeftButton)
    assert chosen.args == [{"name": Side.THEIRS, "grade": Side.MINE, "unit": Side.THEIRS}]


@pytest.mark.parametrize(("name", "side"), [("keep_mine", Side.MINE), ("take_theirs", Side.THEIRS)])
def test_one_press_takes_a_whole_side(part: BothChanged, qtbot: QtBot, name: str, side: Side) -> None:
    with qtbot.waitSignal(part.chosen) as chosen:
        qtbot.mouseClick(button(part, name), Qt.MouseButton.LeftButton)
    assert chosen.args == [dict.fromkeys(("name", "grade", "unit"), side)]


def test_where_mine_can_not_be_kept_it_is_only_shown(qtbot: QtBot, theme: Theme) -> None:
    part = BothChanged(FIELDS, theme=theme, name="conflict", can_keep_mine=False)
    qtbot.addWidget(part)
    part.show()
    assert not radio(part, "mine_name").isEnabled()
    assert button(part, "keep_mine").isHidden()
    assert set(part.choices.values()) == {Side.THEIRS}


def test_each_choice_says_what_it_is_to_a_screen_reader(part: BothChanged) -> None:
    said = radio(part, "mine_name").accessibleName()
    assert all(word in said for word in ("Name", "yours", "Berg"))


@dataclass(frozen=True, slots=True)
class Thing:
    """A record that two people change."""

    name: str
    size: int
    version: int = 1


def _words(thing: Thing) -> tuple[tuple[str, str, str], ...]:
    return (("name", "Name", thing.name), ("size", "Size", f"about {thing.size // 10 * 10}"))


def test_only_what_differs_is_compared_also_where_the_words_are_the_same() -> None:
    before, mine, theirs = Thing("a", 11), Thing("a", 12), Thing("a", 13, 2)
    (field,) = compared(mine, theirs, before, _words)
    assert (field.key, field.mine, field.theirs) == ("size", "about 10", "about 10")
    assert merged(mine, theirs, {"size": Side.MINE}) == Thing("a", 12, 2)
    assert merged(mine, theirs, {"size": Side.THEIRS}) == theirs

"""A table that holds a window of a long list keeps its size and what is in sight, and loses no selection unseen."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.window import WindowTable

_MOST, _PART = 60, 20


@dataclass(frozen=True, slots=True)
class _Line:
    number: int


def _lines(first: int, n: int = _PART) -> list[_Line]:
    return [_Line(number) for number in range(first, first + n)]


@pytest.fixture
def table(qtbot: QtBot) -> WindowTable[_Line]:
    """A table with lines 100 to 159 of a list that goes on at both ends."""
    made: WindowTable[_Line] = WindowTable(
        (Column("number", "number", lambda line: line.number), Column("extra", "extra", lambda line: line.number)),
        passing=frozenset({"extra"}),
        theme=Theme("light"),
        key=lambda line: line.number,
        many=True,
    )
    qtbot.addWidget(made)
    made.resize(300, 300)
    made.show()
    made.set_rows(_lines(100, _MOST))
    made.set_ends(has_above=True, has_below=True)
    return made


def _in_sight(table: WindowTable[_Line]) -> int:
    row = table.rows[table.rowAt(1)]
    return row.number


def test_rows_come_below_and_go_above_and_what_is_in_sight_stays(table: WindowTable[_Line]) -> None:
    table.verticalScrollBar().setValue(40 * table.verticalHeader().defaultSectionSize())
    before = _in_sight(table)
    assert table.extend(_lines(160), above=False, most=_MOST) == _PART
    assert [line.number for line in table.rows] == list(range(120, 180))
    assert _in_sight(table) == before


def test_rows_come_above_and_go_below(table: WindowTable[_Line]) -> None:
    before = _in_sight(table)
    assert table.extend(_lines(80), above=True, most=_MOST) == _PART
    assert [line.number for line in table.rows] == list(range(80, 140))
    assert _in_sight(table) == before


def test_while_several_rows_are_selected_none_goes_away(table: WindowTable[_Line]) -> None:
    table.selectAll()
    assert table.extend(_lines(160), above=False, most=_MOST) == 0
    assert len(table.rows) == _MOST + _PART
    assert len(table.selected_rows()) == _MOST


def test_the_keyboard_is_on_no_other_row_when_its_own_goes_away(table: WindowTable[_Line]) -> None:
    table.select_first()
    table.extend(_lines(160), above=False, most=_MOST)
    assert table.current_row() is None


def test_more_is_asked_for_once_near_an_end_and_the_edge_by_its_key(table: WindowTable[_Line], qtbot: QtBot) -> None:
    asked: list[bool] = []
    table.more_wanted.connect(asked.append)
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum() - 1)
    assert asked == [False]
    with qtbot.waitSignal(table.edge_wanted) as caught:
        qtbot.keyClick(table, Qt.Key.Key_End)
    assert caught.args == [True]


def test_a_passing_column_is_shown_only_while_it_is_wanted(table: WindowTable[_Line]) -> None:
    assert table.model().columnCount() == 1
    table.show_also(frozenset({"extra"}))
    assert table.model().columnCount() == 2
    table.show_also(frozenset())
    assert table.model().columnCount() == 1

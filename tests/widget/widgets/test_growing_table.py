"""Tables whose rows come in parts, and whose selection outlives what is read anew."""

from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.table.columns import Column
from qa_desk.gui.widgets.table.view import DataTable


@dataclass(frozen=True)
class Row:
    number: int
    word: str


COLUMNS = (
    Column[Row]("number", "number", lambda row: row.number),
    Column[Row]("word", "word", lambda row: row.word, can_sort=False),
)
ROWS = tuple(Row(number, word) for number, word in enumerate(("one", "two", "three")))


def _table(theme: Theme, qtbot: QtBot, qtmodeltester: ModelTester) -> DataTable[Row]:
    table: DataTable[Row] = DataTable(COLUMNS, theme=theme, key=lambda row: row.number, many=True)
    qtbot.addWidget(table)
    table.set_rows(ROWS)
    qtmodeltester.check(table.model())
    return table


def _select(table: DataTable[Row], *lines: int) -> None:
    flags = QItemSelectionModel.SelectionFlag
    for line in lines:
        table.selectionModel().select(table.model().index(line, 0), flags.Select | flags.Rows)


def test_rows_that_come_later_stand_below_and_leave_the_selection(
    theme: Theme, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    table = _table(theme, qtbot, qtmodeltester)
    table.select_first()
    table.append_rows((Row(3, "four"),))
    assert [row.word for row in table.rows] == ["one", "two", "three", "four"]
    assert [row.word for row in table.selected_rows()] == ["one"]


def test_rows_that_come_later_obey_the_filter(theme: Theme, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    table = _table(theme, qtbot, qtmodeltester)
    table.set_filter("t")
    table.append_rows((Row(3, "four"), Row(4, "ten")))
    assert [row.word for row in table.rows] == ["two", "three", "ten"]
    table.set_filter("")
    assert len(table.rows) == 5


def test_many_selected_rows_stay_selected_when_the_list_is_read_anew(
    theme: Theme, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    table = _table(theme, qtbot, qtmodeltester)
    table.select_first()
    _select(table, 2)
    table.set_rows((Row(7, "new"), *ROWS))
    assert [row.word for row in table.selected_rows()] == ["one", "three"]


def test_a_column_that_cannot_sort_does_not(theme: Theme, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    table = _table(theme, qtbot, qtmodeltester)
    table.resize(400, 200)
    table.show()
    head = table.horizontalHeader()
    at = head.viewport().rect().center()
    at.setX(head.sectionViewportPosition(1) + 5)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert table.chosen_state.sort_key == ""

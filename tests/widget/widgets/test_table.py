"""The table: sorted, filtered, grouped, copied and remembered, as a person uses it."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.table.columns import Column, Nested, Run, TableState, fit_widths
from qa_desk.gui.widgets.table.model import TableModel
from qa_desk.gui.widgets.table.view import DataTable


@dataclass(frozen=True, slots=True)
class Call:
    key: str
    agent: str
    length_s: float | None
    due: str


CALLS = (
    Call("1043", "Li Na", 401, "Begun"),
    Call("1051", "Gao Lin", 252, "Due today"),
    Call("1058", "xu Ting", None, "Due today"),
    Call("1062", "Ma Rui", 305, "Due today"),
)

COLUMNS = (
    Column[Call]("call", "call", lambda row: row.key, runs=lambda row: (Run(row.key), Run(row.agent)), stretch=1),
    Column[Call]("agent", "agent", lambda row: row.agent),
    Column[Call]("length", "length", lambda row: row.length_s, format=lambda s: f"{s} s", align="right", width=80),
    Column[Call]("due", "due", lambda row: row.due, is_shown=False),
)


@pytest.fixture
def table(qtbot, theme):
    made = DataTable(COLUMNS, theme=theme, key=lambda row: row.key, group=lambda row: row.due)
    qtbot.addWidget(made)
    made.set_rows(CALLS)
    made.resize(600, 400)
    with qtbot.waitExposed(made):
        made.show()
    return made


def _keys(table):
    return [row.key for row in table.rows]


def _click_head(qtbot, table, section):
    head = table.horizontalHeader()
    at = QPoint(head.sectionPosition(section) + 10, 10)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_what_unfolds_comes_into_sight_with_its_row(qtbot, theme):
    nested = Nested(lambda row: ("first", "second", "third"), str, lambda painter, rect, part, theme: None)
    made = DataTable(COLUMNS, theme=theme, key=lambda row: row.key, nested=nested)
    qtbot.addWidget(made)
    made.set_rows(CALLS)
    made.resize(600, 220)
    with qtbot.waitExposed(made):
        made.show()
    made.select_first()
    made.unfold(made.rows[3])
    seen = made.viewport().rect()
    model = made.model()
    assert all(seen.contains(made.visualRect(model.index(line, 0)).center()) for line in range(3, 7))


def test_the_model_keeps_the_rules_of_qt(qtmodeltester, qapp):
    model = TableModel(COLUMNS, key=lambda row: row.key, group=lambda row: row.due)
    model.set_rows(CALLS)
    qtmodeltester.check(model)
    model.set_filter("li")
    qtmodeltester.check(model)


def test_a_click_on_a_head_sorts_a_second_one_turns_round_a_third_gives_the_order_back(qtbot, theme):
    table = DataTable(COLUMNS, theme=theme, key=lambda row: row.key)
    qtbot.addWidget(table)
    table.set_rows(CALLS)
    table.resize(600, 400)
    with qtbot.waitExposed(table):
        table.show()

    _click_head(qtbot, table, 2)
    assert _keys(table) == ["1051", "1062", "1043", "1058"]
    _click_head(qtbot, table, 2)
    assert _keys(table) == ["1043", "1062", "1051", "1058"], "what has no value stays last"
    _click_head(qtbot, table, 2)
    assert _keys(table) == ["1043", "1051", "1058", "1062"]


def test_words_sort_whatever_their_case(theme, qtbot):
    table = DataTable(COLUMNS, theme=theme, key=lambda row: row.key, state=TableState(("call", "agent"), "agent"))
    qtbot.addWidget(table)
    table.set_rows(CALLS)

    assert [row.agent for row in table.rows] == ["Gao Lin", "Li Na", "Ma Rui", "xu Ting"]


def test_groups_keep_their_order_and_count_their_rows(table):
    model = table.model()

    assert [model.data(model.index(line, 0)) for line in (0, 2)] == ["Begun 1", "Due today 3"]


def test_the_filter_wants_every_word_in_any_column(table):
    table.set_filter("LIN 105")

    assert _keys(table) == ["1051"]
    table.set_filter("nobody")
    assert _keys(table) == []


def test_arrows_skip_group_heads_and_home_and_end_go_to_rows(qtbot, table):
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert table.current_row().key == "1043"
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.current_row().key == "1051"
    qtbot.keyClick(table, Qt.Key.Key_Up)
    assert table.current_row().key == "1043"
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert table.current_row().key == "1062"


def test_enter_opens_and_space_plays_the_row(qtbot, table):
    table.select_key("1058")

    with qtbot.waitSignal(table.row_opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    with qtbot.waitSignal(table.play_requested) as played:
        qtbot.keyClick(table, Qt.Key.Key_Space)

    assert opened.args[0] is CALLS[2]
    assert played.args[0] is CALLS[2]


def test_selecting_from_code_is_silent_and_by_key_is_not(qtbot, table):
    with qtbot.assertNotEmitted(table.current_changed):
        table.select_key("1043")
    with qtbot.waitSignal(table.current_changed) as moved:
        qtbot.keyClick(table, Qt.Key.Key_Down)

    assert moved.args[0].key == "1051"


def test_a_refreshed_list_keeps_the_row_the_keyboard_is_on(qtbot, table):
    table.select_key("1058")

    with qtbot.assertNotEmitted(table.current_changed):
        table.set_rows(CALLS[1:])
    assert table.current_row().key == "1058"

    with qtbot.waitSignal(table.current_changed):
        table.set_rows(CALLS[:1])


def test_ctrl_c_copies_the_row_as_text(qtbot, table):
    table.select_key("1051")
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QApplication.clipboard().text() == "1051 Gao Lin\tGao Lin\t252 s"


def test_the_whole_table_is_copied_with_its_head_and_without_group_heads(table):
    table.copy_all()

    lines = QApplication.clipboard().text().splitlines()
    assert lines[0] == "call\tagent\tlength"
    assert len(lines) == 1 + len(CALLS)
    assert lines[3].endswith("–"), "a value that is not known is a dash"


def test_columns_are_chosen_in_the_menu_and_remembered(qtbot, theme):
    kept = []
    table = DataTable(COLUMNS, theme=theme, key=lambda row: row.key, remember=kept.append)
    qtbot.addWidget(table)
    menu = table.columns_menu()
    due = next(action for action in menu.actions() if action.text() == "due")

    due.trigger()

    assert kept[-1].shown == ("call", "agent", "length", "due")
    again = DataTable(COLUMNS, theme=theme, key=lambda row: row.key, state=kept[-1])
    qtbot.addWidget(again)
    assert again.model().columnCount() == 4
    menu.close()


def test_settings_of_columns_that_are_gone_do_no_harm(qtbot, theme):
    state = TableState(("gone", "agent"), "gone", True)
    table = DataTable(COLUMNS, theme=theme, key=lambda row: row.key, state=state)
    qtbot.addWidget(table)

    assert table.chosen_state.shown == ("agent",)
    assert table.chosen_state.sort_key == ""


@pytest.mark.parametrize("width", [1280, 600, 200])
def test_nothing_scrolls_sideways_however_narrow(qtbot, table, width):
    table.resize(width, 300)
    qtbot.waitUntil(lambda: table.width() == width)

    assert table.horizontalHeader().length() == table.viewport().width()
    assert not table.horizontalScrollBar().isVisible()


def test_every_row_is_36_high(table):
    assert {table.rowHeight(line) for line in range(table.model().rowCount())} == {Theme().size("row_table")}


def test_what_is_left_over_goes_to_the_columns_that_stretch():
    assert fit_widths([(100, 0), (100, 1), (100, 3)], 700) == [100, 200, 400]


def test_what_is_lacking_is_taken_from_wide_columns_first():
    assert fit_widths([(36, 0), (236, 0), (136, 0)], 258) == [36, 136, 86]


def test_words_are_cut_before_numbers():
    assert fit_widths([(100, 0), (100, 1), (100, 3)], 240) == [100, 70, 70]
    assert fit_widths([(136, 0), (100, 1), (136, 0)], 232) == [91, 50, 91]


@pytest.mark.parametrize("available", [10, 35, 100, 333, 1280])
def test_widths_always_fill_the_table(available):
    assert sum(fit_widths([(50, 0), (77, 1), (200, 2), (36, 0)], available)) == available

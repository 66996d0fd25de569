"""The filter of the list of calls: anything narrows it, in words; filters are kept, shared, deleted and taken back."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from qa_desk.domain.call_filter import WantedCalls
from qa_desk.gui.calls.columns import marked_runs
from qa_desk.gui.shell.settings import SettingsStore
from tests.small_centre import SmallCentre
from tests.widget.rooms import Room, SitDown


def _actions(menu: QMenu) -> dict[str, QAction]:
    """All actions of a menu and the menus in it, by their words."""
    found: dict[str, QAction] = {}
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            found |= {f"{action.text()} › {words}": one for words, one in _actions(inner).items()}
        else:
            found[action.text()] = action
    return found


def _saved(room: Room) -> dict[str, QAction]:
    return _actions(room.page.list.saved.menu())


def _chips(room: Room) -> list[str]:
    return [chip.text for chip in room.find("filter_chips").chips]


def _heads(room: Room) -> list[str]:
    model = room.page.list.table.model()
    return [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]


def test_what_is_added_stands_as_a_chip_and_narrows(room: Room) -> None:
    room.click("chip_add")
    menu = room.find("filter_menu")
    actions = _actions(menu)
    assert {"Agent …", "Customer …", "length › 10 min or longer", "how it was heard › live listening"} <= set(actions)
    actions["length › 10 min or longer"].trigger()
    menu.close()
    room.qtbot.waitUntil(lambda: room.page.list.total == 0)
    assert "10 min or longer" in _chips(room)
    room.click("clear_filters")
    room.qtbot.waitUntil(lambda: room.page.list.total == 3)


def test_a_filter_is_kept_chosen_renamed_deleted_and_taken_back(room: Room) -> None:
    assert "complaints nobody scored" in _saved(room)
    room.click("chip_complaint")
    n_complaints = room.page.list.total
    _saved(room)["Keep this filter …"].trigger()
    room.type("angry")
    room.press(Qt.Key.Key_Return)
    room.qtbot.waitUntil(lambda: "angry" in _saved(room))
    room.click("clear_filters")
    _saved(room)["angry"].trigger()
    assert room.page.list.total == n_complaints
    _saved(room)["Rename “angry” …"].trigger()
    room.type("angry customers")
    room.press(Qt.Key.Key_Return)
    room.qtbot.waitUntil(lambda: "angry customers" in _saved(room))
    _saved(room)["Delete “angry customers”"].trigger()
    room.qtbot.waitUntil(lambda: "angry customers" not in _saved(room))
    room.window.undo.undo()
    room.qtbot.waitUntil(lambda: "angry customers" in _saved(room))


def test_a_lead_shares_a_filter_and_an_inspector_chooses_it(room: Room, sit: SitDown, centre: SmallCentre) -> None:
    room.click("chip_complaint")
    _saved(room)["Keep this filter …"].trigger()
    room.type("for all")
    room.press(Qt.Key.Key_Return)
    room.qtbot.waitUntil(lambda: "for all" in _saved(room))
    _saved(room)["Share “for all” with the team"].trigger()
    room.qtbot.waitUntil(lambda: "for all (shared)" in _saved(room))
    shared = centre.services.filtering.filters(centre.anna)
    assert [(one.name, one.wanted) for one in shared] == [("for all", WantedCalls(complaint=True))]


def test_the_last_filter_is_remembered_but_not_the_words_sought(room: Room, settings: SettingsStore) -> None:
    room.click("chip_complaint")
    assert settings.current.call_filter == '{"complaint": true}'


def test_words_are_found_in_what_is_known_of_a_call_and_shown_where_they_stand(room: Room) -> None:
    room.page.list.filter.focus_field()
    room.type("billing")
    calls = room.page.list
    room.qtbot.waitUntil(lambda: "where it stands" in _heads(room))
    shown = [calls.table.model().index(line, _heads(room).index("where it stands")).data() for line in range(2)]
    assert calls.table.rows
    assert all("billing" in words for words in shown[: len(calls.table.rows)])
    room.page.list.filter.clear()
    room.qtbot.waitUntil(lambda: "where it stands" not in _heads(room))


def test_the_words_that_are_sought_are_marked_as_whole_words() -> None:
    runs = marked_runs("Li Na · Billing complaint · 我要投诉", "bill 投诉")
    assert [run.text for run in runs if run.weight == "medium"] == ["Billing", "投诉"]
    assert "".join(run.text for run in runs) == "Li Na · Billing complaint · 我要投诉"
    assert [run.text for run in marked_runs("Li Na", "")] == ["Li Na"]

"""A call is opened with its agent's name, and then given to score without it: the name goes from the whole window."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.services.calls.listening_views import CallQuery
from tests.small_centre import SmallCentre
from tests.unit.services.calls.test_hidden_agents import drawn_without_agent
from tests.widget.room import Room, entered

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def room(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Iterator[Room]:
    """Anna at the list of calls."""
    with entered(centre, centre.anna, qtbot, jobs, settings, theme, "calls") as made:
        yield made


def everything_said(room: Room) -> str:
    """All that the window shows, tells by a tool tip or a screen reader, or holds in the lists on the screen."""
    for _turn in range(3):
        QApplication.processEvents()
    window = room.window
    said = [window.windowTitle(), QApplication.clipboard().text(), room.notices()]
    for widget in [window, *(one for one in window.findChildren(QWidget) if one.isVisible())]:
        said += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle()]
        for name in ("text", "toPlainText", "title", "currentText", "placeholderText"):
            read = getattr(widget, name, None)
            said.append(str(read()) if callable(read) else "")
    for action in window.findChildren(QAction):
        said += [action.text(), action.toolTip()]
    for view in window.findChildren(QAbstractItemView):
        said += rows_of(view.model()) if view.isVisible() else []
    return "\n".join(said)


def rows_of(model: QAbstractItemModel | None) -> list[str]:
    if model is None:
        return []
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    n_columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
    return [
        str(model.index(row, column).data(role))
        for row in range(model.rowCount(QModelIndex()))
        for column in range(n_columns)
        for role in roles
    ]


def test_a_name_that_is_hidden_from_now_on_stands_nowhere_in_the_window(room: Room) -> None:
    centre, call_id = room.centre, room.centre.calls["1009"]
    names = {call.agent_name for call in centre.services.listening.calls(centre.lead, CallQuery()).calls}
    room.press(K.Key_C, modifier=CTRL)
    room.press(K.Key_Space)
    room.go("calls", call=str(call_id))
    room.press(K.Key_Space)
    room.go("my_calls")
    room.go("calls")
    assert [name for name in names if name in everything_said(room)], "the test sees what there is to see"
    QApplication.clipboard().clear()
    drawn_without_agent(centre)
    room.window.hub.announce(Changes.of(ObjectKind.ASSIGNMENT))
    check(room, names)
    room.press(K.Key_A, modifier=CTRL)
    room.press(K.Key_C, modifier=CTRL)
    check(room, names)
    for key in (K.Key_Left, K.Key_Left, K.Key_Right):
        room.press(key, modifier=ALT)
        check(room, names)
    room.go("my_calls")
    check(room, names)
    room.press(K.Key_Return)
    check(room, names)
    room.go("calls", call=str(call_id))
    check(room, names)


def check(room: Room, names: set[str]) -> None:
    said = everything_said(room)
    for name in names:
        lines = [line for line in said.split("\n") if name in line]
        assert not lines, f"{room.window.navigation.current}: {lines}"

"""A room for tests: one page of the real window with somebody of the small centre signed in and a silent player."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QTableView, QWidget
from pytestqt.qtbot import QtBot

from qa_desk.audio.output.silent import SilentDevice
from qa_desk.audio.player import Player
from qa_desk.domain.people import Actor
from qa_desk.gui.main_window.window import MainWindow, Rooms
from qa_desk.gui.pages import PAGES
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page
from qa_desk.gui.shell.player_bridge import PlayerBridge
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.sound.sound_bar import SoundBar
from tests.small_centre import SmallCentre

NONE = Qt.KeyboardModifier.NoModifier


@dataclass
class Room:
    """What a test does and sees."""

    window: MainWindow
    bridge: PlayerBridge
    device: SilentDevice
    centre: SmallCentre
    qtbot: QtBot

    @property
    def page(self) -> Page:
        """The page on the screen."""
        assert self.window.page is not None
        return self.window.page

    def go(self, page: str, **arguments: str) -> None:
        """Show a place."""
        self.window.navigation.go(Place.to(page, **arguments))
        QApplication.processEvents()

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press keys wherever the keyboard is."""
        for key in keys:
            focus = QApplication.focusWidget()
            assert focus is not None
            self.qtbot.keyClick(focus, key, modifier)
            QApplication.processEvents()

    def type_text(self, text: str) -> None:
        """Type text wherever the keyboard is."""
        focus = QApplication.focusWidget()
        assert focus is not None
        self.qtbot.keyClicks(focus, text)

    def focus(self, name: str) -> None:
        """Take the keyboard to the widget of that name, as Tab would."""
        self.child(name).setFocus(Qt.FocusReason.TabFocusReason)

    def child(self, name: str, kind: type[QWidget] = QWidget) -> QWidget:
        """The visible widget of that name."""
        QApplication.processEvents()
        found = [widget for widget in self.window.findChildren(kind, name) if widget.isVisible()]
        assert len(found) == 1, f"{len(found)} visible widgets called {name}"
        return found[0]

    def is_shown(self, name: str) -> bool:
        """Whether a widget of that name is on the screen."""
        return any(widget.isVisible() for widget in self.window.findChildren(QWidget, name))

    def click(self, name: str) -> None:
        """Click the visible widget of that name."""
        self.qtbot.mouseClick(self.child(name), Qt.MouseButton.LeftButton)
        QApplication.processEvents()

    def click_cell(self, table: QTableView, line: int, column: int) -> None:
        """Click a cell of a table."""
        index: QModelIndex = table.model().index(line, column)
        at = table.visualRect(index).center()
        self.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        QApplication.processEvents()

    def words(self) -> str:
        """Every label and button on the screen, one a line."""
        QApplication.processEvents()
        texts = [
            str(getattr(widget, "text")())  # noqa: B009  # labels, buttons and fields have it, others not
            for widget in self.window.findChildren(QWidget)
            if widget.isVisible() and callable(getattr(widget, "text", None))
        ]
        return "\n".join(texts)

    def notices(self) -> str:
        """What stands in the notices."""
        return "\n".join(notice.text for notice in self.window.notices.standing)


@contextmanager
def entered(
    centre: SmallCentre, person: Actor, qtbot: QtBot, jobs: Jobs, settings: SettingsStore, theme: Theme, key: str
) -> Iterator[Room]:
    """The window on the page with this key."""
    device = SilentDevice(names=("Speakers", "Headset"))
    bridge = PlayerBridge(
        Player(device, is_threaded=False), list_outputs=lambda: device.names, make_output=lambda _name: device
    )
    window = MainWindow(theme=theme, settings=settings, jobs=jobs)
    qtbot.addWidget(window)
    rooms = Rooms(specs=PAGES, player=bridge, make_transport=lambda context: SoundBar(context, bridge))
    window.open_workspace(centre.workspace, centre.services.administering.people_to_sign_in(), rooms)
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    window.sign_in(person, place=Place.to(key))
    QApplication.processEvents()
    yield Room(window, bridge, device, centre, qtbot)
    window.close()
    bridge.close()

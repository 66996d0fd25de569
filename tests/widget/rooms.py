"""A window with chosen pages on the small centre, and what a test does and reads in it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from qa_desk.audio.output.silent import SilentDevice
from qa_desk.audio.player import Player
from qa_desk.domain.people import Actor
from qa_desk.gui.main_window.window import MainWindow, Rooms
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import PageSpec
from qa_desk.gui.shell.player_bridge import PlayerBridge
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.sound.sound_bar import SoundBar
from tests.small_centre import SmallCentre

CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier

SitDown = Callable[[Actor], "Room"]


@dataclass
class Room:
    """What a test does and sees at the window."""

    window: MainWindow
    player: Player
    device: SilentDevice
    centre: SmallCentre
    qtbot: QtBot

    @property
    def page(self) -> Any:
        """The page on the screen."""
        assert self.window.page is not None
        return self.window.page

    def go(self, page: str, **arguments: str) -> None:
        """Go to a place."""
        self.window.navigation.go(Place.to(page, **arguments))
        QApplication.processEvents()

    def find(self, name: str) -> Any:
        """The one visible widget of that name."""
        QApplication.processEvents()
        found = self.visible(name)
        assert len(found) == 1, f"{len(found)} visible widgets called {name}"
        return found[0]

    def visible(self, name: str) -> list[QWidget]:
        """The visible widgets of that name."""
        return [widget for widget in self.window.findChildren(QWidget, name) if widget.isVisible()]

    def click(self, name: str) -> None:
        """Click it where it is seen."""
        widget = self.find(name)
        # A check box is hit at its box, however wide it was laid out.
        at = QPoint(8, widget.height() // 2) if isinstance(widget, QCheckBox) else widget.rect().center()
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at)
        QApplication.processEvents()

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press keys wherever the keyboard is."""
        for key in keys:
            self.qtbot.keyClick(self._focus(), key, modifier)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type text wherever the keyboard is."""
        self.qtbot.keyClicks(self._focus(), text)

    def words(self) -> str:
        """Every label on the screen."""
        QApplication.processEvents()
        return "\n".join(label.text() for label in self.window.findChildren(QLabel) if label.isVisible())

    def notices(self) -> list[str]:
        """What stands in the notices."""
        return [notice.text for notice in self.window.notices.standing]

    def _focus(self) -> QWidget:
        focus = QApplication.focusWidget()
        assert focus is not None
        return focus


@contextmanager
def opened(
    centre: SmallCentre,
    actor: Actor,
    specs: Sequence[PageSpec],
    qtbot: QtBot,
    jobs: Jobs,
    settings: SettingsStore,
    theme: Theme,
) -> Iterator[Room]:
    """A window on the centre's workspace with this person signed in on the first of these pages."""
    device = SilentDevice(names=("Speakers", "Headset"))
    bridge = PlayerBridge(Player(device, is_threaded=False), list_outputs=lambda: device.names)
    window = MainWindow(theme=theme, settings=settings, jobs=jobs)
    qtbot.addWidget(window)
    rooms = Rooms(specs=tuple(specs), player=bridge, make_transport=lambda context: SoundBar(context, bridge))
    window.open_workspace(centre.workspace, centre.services.administering.people_to_sign_in(), rooms)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    window.sign_in(actor, place=Place.to(specs[0].key))
    # Work is done at once here, so the page took the keyboard before the window did; coming again gives it back.
    window.navigation.go(Place.to(specs[0].key))
    QApplication.processEvents()
    yield Room(window, bridge.player, device, centre, qtbot)
    window.close()
    bridge.close()

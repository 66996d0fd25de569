"""The calibration page in a real window on a small centre, with places beside it that only note who came."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from qa_desk.audio.output.silent import SilentDevice
from qa_desk.audio.player import Player
from qa_desk.domain.ids import SessionId
from qa_desk.domain.people import Actor
from qa_desk.gui.calibration.page import PAGE, CalibrationPage
from qa_desk.gui.main_window.window import MainWindow, Rooms
from qa_desk.gui.shell.buttons import Button
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageGroup, PageSpec
from qa_desk.gui.shell.player_bridge import PlayerBridge
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from tests.calibration_panel import Panel, call_together
from tests.small_centre import open_copy

CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


@dataclass
class Room:
    """What a test does and sees in the window."""

    window: MainWindow
    player: Player
    panel: Panel
    qtbot: QtBot

    @property
    def page(self) -> CalibrationPage:
        page = self.window.page
        assert isinstance(page, CalibrationPage)
        return page

    def go(self, **arguments: str) -> None:
        """Go to a place of the page."""
        self.window.navigation.go(Place.to("calibration", **arguments))
        QApplication.processEvents()

    def open(self, session_id: SessionId, view: str = "") -> None:
        """Open a session."""
        self.go(session=str(session_id), **({"view": view} if view else {}))

    def find(self, name: str) -> QWidget:
        """The one visible widget of that name."""
        QApplication.processEvents()
        found = [widget for widget in self.window.findChildren(QWidget, name) if widget.isVisible()]
        assert len(found) == 1, f"{len(found)} visible widgets called {name}"
        return found[0]

    def button(self, name: str) -> Button:
        """The visible button of that name."""
        found = self.find(name)
        assert isinstance(found, Button)
        return found

    def click(self, name: str) -> None:
        """Click it where it is seen."""
        self.qtbot.mouseClick(self.find(name), Qt.MouseButton.LeftButton)
        QApplication.processEvents()

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press keys wherever the keyboard is."""
        for key in keys:
            self.qtbot.keyClick(self.focus(), key, modifier)
            QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type text wherever the keyboard is."""
        self.qtbot.keyClicks(self.focus(), text)

    def focus(self) -> QWidget:
        focus = QApplication.focusWidget()
        assert focus is not None
        return focus

    def words(self) -> str:
        """Everything readable on the page: labels, and what painted widgets say to a screen reader."""
        QApplication.processEvents()
        shown = [widget for widget in self.page.findChildren(QWidget) if widget.isVisible()]
        labels = [widget.text() for widget in shown if isinstance(widget, QLabel)]
        spoken = [f"{widget.accessibleName()} {widget.accessibleDescription()}" for widget in shown]
        return "\n".join((*labels, *spoken))

    def text(self, name: str) -> str:
        """The words of a label."""
        label = self.find(name)
        assert isinstance(label, QLabel)
        return label.text()


@pytest.fixture(scope="session")
def made_panel(made_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The centre with Cai, made once."""
    folder = tmp_path_factory.mktemp("panel") / "workspace"
    copy = open_copy(made_centre, folder)
    call_together(copy)
    copy.workspace.close()
    return folder


@pytest.fixture
def panel(made_panel: Path, tmp_path: Path) -> Iterator[Panel]:
    """Anna, Ben and Cai."""
    copy = open_copy(made_panel, tmp_path / "workspace")
    yield Panel(copy, copy.services.administering.actor_named("i-3"))
    copy.workspace.close()


@contextmanager
def opened_room(
    panel: Panel, actor: Actor, qtbot: QtBot, jobs: Jobs, settings: SettingsStore, theme: Theme
) -> Iterator[Room]:
    """A window of the panel's workspace with this person signed in."""
    bridge = PlayerBridge(Player(SilentDevice(), is_threaded=False))
    window = MainWindow(theme=theme, settings=settings, jobs=jobs)
    qtbot.addWidget(window)
    beside = tuple(
        PageSpec(key, key, "phone", PageGroup.WORK, lambda context, key=key: Page(context, title=key))
        for key in ("my_calls", "calls", "library", "tracked")
    )
    workspace = panel.centre.workspace
    people = workspace.services.administering.people_to_sign_in()
    window.open_workspace(workspace, people, Rooms(specs=(PAGE, *beside), player=bridge))
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    window.sign_in(actor, place=Place.to("calibration"))
    QApplication.processEvents()
    yield Room(window, bridge.player, panel, qtbot)
    window.close()
    bridge.close()


@pytest.fixture
def sit(
    panel: Panel, qtbot: QtBot, jobs: Jobs, settings: SettingsStore, theme: Theme
) -> Iterator[Callable[[Actor], Room]]:
    """Sits somebody down at the window."""
    settings.change(theme="light", language="en")
    with ExitStack() as stack:
        yield lambda actor: stack.enter_context(opened_room(panel, actor, qtbot, jobs, settings, theme))


@pytest.fixture
def room(sit: Callable[[Actor], Room], panel: Panel) -> Room:
    """The lead at the window."""
    return sit(panel.centre.lead)

"""A seat at the window for tests: somebody of the small centre signed in, with a silent device under the player."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qa_desk.audio.input.fed import FedInput
from qa_desk.audio.output.silent import SilentDevice
from qa_desk.audio.player import Player
from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.ids import AssignmentId
from qa_desk.domain.people import Actor
from qa_desk.gui.desk.desk import DeskWidget
from qa_desk.gui.desk.scoring import Scoring
from qa_desk.gui.main_window.window import MainWindow, Rooms
from qa_desk.gui.my_calls.page import PAGE, MyCallsPage
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.player_bridge import PlayerBridge
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.sound.sound_bar import SoundBar
from tests.small_centre import SmallCentre

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier
_RATE_HZ = 8000


@dataclass
class Seat:
    """What a test does and sees at the window."""

    window: MainWindow
    bridge: PlayerBridge
    device: SilentDevice
    centre: SmallCentre
    person: Actor
    qtbot: QtBot
    microphones: list[tuple[str, FedInput]]

    @property
    def page(self) -> MyCallsPage:
        """My calls."""
        page = self.window.page
        assert isinstance(page, MyCallsPage)
        return page

    @property
    def desk(self) -> DeskWidget:
        """The scoring desk."""
        return self.page.desk

    @property
    def scoring(self) -> Scoring:
        """What is on the desk."""
        assert self.desk.scoring is not None
        return self.desk.scoring

    def open(self, assignment_id: AssignmentId) -> None:
        """Open the desk for an assignment."""
        self.window.navigation.go(Place.to("my_calls", assignment=str(assignment_id)))
        self.qtbot.waitUntil(lambda: self.desk.isVisible() and self.desk.scoring is not None)

    def kept(self, assignment_id: AssignmentId) -> Evaluation:
        """The evaluation as the store has it."""
        return self.centre.services.inspecting.open(self.person, assignment_id).evaluation

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press keys wherever the keyboard is."""
        for key in keys:
            self.qtbot.keyClick(self.focus(), key, modifier)

    def type(self, text: str) -> None:
        """Type text wherever the keyboard is."""
        self.qtbot.keyClicks(self.focus(), text)

    def focus(self) -> QWidget:
        """Where the keyboard is."""
        focus = QApplication.focusWidget()
        assert focus is not None
        return focus

    def click(self, name: str) -> None:
        """Click the visible widget of that name."""
        self.qtbot.mouseClick(self.find(name), Qt.MouseButton.LeftButton)

    def find(self, name: str) -> QWidget:
        """The visible widget of that name."""
        QApplication.processEvents()
        found = [widget for widget in self.window.findChildren(QWidget, name) if widget.isVisible()]
        assert len(found) == 1, f"{len(found)} visible widgets called {name}"
        return found[0]

    def play(self, seconds: float) -> None:
        """Let so much of the sound be heard."""
        self.bridge.player.play()
        self.hear(seconds)
        self.bridge.player.pause()
        self.hear(0.0)

    def hear(self, seconds: float) -> None:
        """Let time pass for the sound card."""
        player = self.bridge.player
        player.serve()
        for _tenth in range(round(seconds * 10)):
            self.device.advance(_RATE_HZ // 10)
            player.serve()
        QApplication.processEvents()

    def notices(self) -> str:
        """What stands in the notices."""
        return "\n".join(notice.text for notice in self.window.notices.standing)


@contextmanager
def seated(
    centre: SmallCentre, person: Actor, qtbot: QtBot, jobs: Jobs, settings: SettingsStore, theme: Theme
) -> Iterator[Seat]:
    """A window on the centre's workspace with this person signed in."""
    device = SilentDevice(names=("Speakers", "Headset"))
    microphones: list[tuple[str, FedInput]] = []

    def plug_in(name: str) -> FedInput:
        microphones.append((name, FedInput(_RATE_HZ)))
        return microphones[-1][1]

    bridge = PlayerBridge(
        Player(device, is_threaded=False),
        list_outputs=lambda: device.names,
        list_inputs=lambda: ("Headset", "Line in"),
        make_input=plug_in,
    )
    window = MainWindow(theme=theme, settings=settings, jobs=jobs)
    qtbot.addWidget(window)
    rooms = Rooms(specs=(PAGE,), player=bridge, make_transport=lambda context: SoundBar(context, bridge))
    window.open_workspace(centre.workspace, centre.services.administering.people_to_sign_in(), rooms)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    window.sign_in(person)
    yield Seat(window, bridge, device, centre, person, qtbot, microphones)
    window.close()
    bridge.close()

"""Draws pages of the real window into pictures; work runs at once, so that nothing is caught half-read."""

import tempfile
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from qa_desk.app import make_application
from qa_desk.audio.output.silent import SilentDevice
from qa_desk.audio.player import Player
from qa_desk.bootstrap import open_workspace
from qa_desk.gui.main_window.window import MainWindow, Rooms
from qa_desk.gui.pages import PAGES
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.player_bridge import PlayerBridge
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.widgets.sound.sound_bar import SoundBar
from qa_desk.i18n import use_language

_SETTLING_MS = 400
"""How long layouts and counts take to come to rest after a page is shown."""


class Photographer:
    """A window on one workspace, dressed and moved about; close it when done."""

    def __init__(self, home: Path, *, width: int = 1440, height: int = 900) -> None:
        self._application = make_application()
        self._folder = tempfile.TemporaryDirectory()
        self._settings = SettingsStore(Path(self._folder.name) / "settings.json")
        self._workspace = open_workspace(home)
        self._size = (width, height)
        self._bridge: PlayerBridge | None = None
        self._window: MainWindow | None = None

    def dress(self, theme: str, language: str) -> None:
        """A new window in this theme and language."""
        self._put_away()
        use_language(language)
        self._settings.change(theme=theme, language=language)
        jobs = ImmediateJobs()
        window = MainWindow(theme=Theme(theme), settings=self._settings, jobs=jobs)
        jobs.setParent(window)
        bridge = PlayerBridge(Player(SilentDevice(), is_threaded=False), window)
        rooms = Rooms(specs=PAGES, player=bridge, make_transport=lambda context: SoundBar(context, bridge))
        window.resize(*self._size)
        window.show()
        window.open_workspace(self._workspace, self._workspace.services.administering.people_to_sign_in(), rooms)
        self._window, self._bridge = window, bridge

    def picture(self, path: Path, person: str, page: str, arguments: dict[str, str]) -> None:
        """Let a person (by name or id) look at a place, and keep what is on the screen."""
        assert self._window is not None, "the window is dressed before its picture is taken"
        actor = self._workspace.services.administering.actor_named(person)
        self._window.sign_in(actor, place=Place.to(page, **arguments))
        self._wait()
        self._window.grab().save(str(path))

    def close(self) -> None:
        """Give everything back."""
        self._put_away()
        self._workspace.close()
        self._folder.cleanup()

    def _put_away(self) -> None:
        if self._bridge is not None:
            self._bridge.close()
        if self._window is not None:
            self._window.close()
            self._window.deleteLater()
            self._wait()
        self._window, self._bridge = None, None

    def _wait(self) -> None:
        loop = QEventLoop()
        QTimer.singleShot(_SETTLING_MS, loop.quit)
        loop.exec()

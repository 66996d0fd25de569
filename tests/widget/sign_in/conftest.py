"""The first screen of the window on the small centre, as somebody finds it in the morning."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from qa_desk.gui.main_window.window import MainWindow, Rooms
from qa_desk.gui.pages import PAGES
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from tests.small_centre import SmallCentre

NONE = Qt.KeyboardModifier.NoModifier


@dataclass
class Morning:
    """What a test does and sees at the first screen."""

    window: MainWindow
    settings: SettingsStore
    theme: Theme
    centre: SmallCentre
    qtbot: QtBot

    def the(self, name: str) -> Any:
        """The one visible widget of that name."""
        QApplication.processEvents()
        found = self.visible(name)
        assert len(found) == 1, f"{len(found)} visible widgets called {name}"
        return found[0]

    def visible(self, name: str) -> list[QWidget]:
        """The visible widgets of that name."""
        return [widget for widget in self.window.findChildren(QWidget, name) if widget.isVisible()]

    def press(self, *keys: Qt.Key) -> None:
        """Press keys wherever the keyboard is."""
        for key in keys:
            self.qtbot.keyClick(self.focus(), key)
            QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type wherever the keyboard is, which may move while one types."""
        for letter in text:
            self.qtbot.keyClicks(self.focus(), letter)
        QApplication.processEvents()

    def words(self) -> str:
        """Every label on the screen."""
        QApplication.processEvents()
        return "\n".join(label.text() for label in self.window.findChildren(QLabel) if label.isVisible())

    def focus(self) -> QWidget:
        """Where the keyboard is."""
        focus = QApplication.focusWidget()
        assert focus is not None
        return focus


@pytest.fixture
def morning(centre: SmallCentre, settings: SettingsStore, qtbot: QtBot) -> Iterator[Morning]:
    """The window, nobody signed in."""
    settings.change(theme="light", language="en")
    theme = Theme("light")
    window = MainWindow(theme=theme, settings=settings, jobs=ImmediateJobs())
    qtbot.addWidget(window)
    window.open_workspace(centre.workspace, centre.services.administering.people_to_sign_in(), Rooms(specs=PAGES))
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    yield Morning(window, settings, theme, centre, qtbot)
    window.close()

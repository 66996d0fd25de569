"""What widget tests stand on: settings of their own, the light theme, and no stray warnings of Qt's."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from tests.small_centre import SmallCentre, build, open_copy

_HARMLESS = ("This plugin does not support", "propagateSizeHints")


@pytest.fixture(autouse=True)
def no_warning_of_qt() -> Iterator[None]:
    """A warning that Qt writes makes the test fail."""
    warnings: list[str] = []

    def note(kind: QtMsgType, _context: object, message: str) -> None:
        is_grave = kind in (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg)
        if is_grave and not any(known in message for known in _HARMLESS):
            warnings.append(message)

    before = qInstallMessageHandler(note)
    yield
    qInstallMessageHandler(before)
    assert not warnings, f"Qt warned: {warnings}"


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """The light theme."""
    return Theme("light")


@pytest.fixture
def settings(tmp_path: Path) -> SettingsStore:
    """Settings kept in the test's own folder."""
    return SettingsStore(tmp_path / "settings.json")


@pytest.fixture
def jobs(qapp: QApplication) -> ImmediateJobs:
    """Jobs that are done at once."""
    return ImmediateJobs()


@pytest.fixture(scope="session")
def made_centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small centre with real sound, made once."""
    folder = tmp_path_factory.mktemp("centre") / "workspace"
    build(folder)
    return folder


@pytest.fixture
def centre(made_centre: Path, tmp_path: Path) -> Iterator[SmallCentre]:
    """A small centre that the test may change as it likes."""
    copy = open_copy(made_centre, tmp_path / "workspace")
    yield copy
    copy.workspace.close()

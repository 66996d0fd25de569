"""The program as it starts, on a workspace of the test's own; only the sound card is a pretended one."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from qa_desk.app import Desk, make_application
from qa_desk.audio.output.silent import SilentDevice
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.settings import SettingsStore
from tests.centre_fixtures import made_centre  # noqa: F401  # pytest finds fixtures by their names here
from tests.scenario import chinese_centre
from tests.scenario.user import User

Open = Callable[[Path], User]


@pytest.fixture(scope="session")
def made_chinese_centre(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Place, ...]]:
    """The Chinese centre with the places worth a look, made once; only copies of it are opened."""
    folder = tmp_path_factory.mktemp("chinese") / "workspace"
    return folder, chinese_centre.build(folder)


@pytest.fixture
def places(made_chinese_centre: tuple[Path, tuple[Place, ...]], tmp_path: Path) -> tuple[Place, ...]:
    """The Chinese centre of this test, in the folder "workspace"; the places worth a look."""
    made, places = made_chinese_centre
    shutil.copytree(made, tmp_path / "workspace")
    return places


@pytest.fixture
def settings(tmp_path: Path) -> SettingsStore:
    """Settings kept in the test's own folder: English, light."""
    kept = SettingsStore(tmp_path / "settings.json")
    kept.change(language="en", theme="light")
    return kept


@pytest.fixture
def device() -> SilentDevice:
    """The pretended sound card."""
    return SilentDevice()


@pytest.fixture
def open_window(qtbot: QtBot, settings: SettingsStore, device: SilentDevice) -> Iterator[Open]:
    """Starts the program on a workspace; closed again after the test."""
    desks: list[Desk] = []

    def start(folder: Path) -> User:
        told_of_exceptions = sys.excepthook
        desk = Desk(make_application(), settings, output=device)
        # The program would write a report of an exception and go on; here the test shall fail by it.
        sys.excepthook = told_of_exceptions
        desks.append(desk)
        assert desk.start(folder, None)
        desk.window.activateWindow()
        qtbot.waitActive(desk.window)
        jobs = desk.findChild(Jobs)
        assert jobs is not None
        return User(desk.window, qtbot, jobs, device)

    yield start
    for desk in desks:
        desk.window.close()
        desk.close()
        desk.window.deleteLater()
        desk.deleteLater()

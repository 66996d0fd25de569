"""Somebody at the window with the agreement page alone."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from qa_desk.gui.agreement.page import PAGE, AgreementPage
from qa_desk.gui.main_window.window import MainWindow, Rooms
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from tests.small_centre import SmallCentre


@pytest.fixture
def window(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Iterator[MainWindow]:
    """Anna's window, 1280 by 800."""
    made = MainWindow(theme=theme, settings=settings, jobs=jobs)
    qtbot.addWidget(made)
    people = centre.services.administering.people_to_sign_in()
    made.open_workspace(centre.workspace, people, Rooms(specs=(PAGE,)))
    made.resize(1280, 800)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    made.sign_in(centre.anna)
    made.navigation.go(Place.to("agreement"))
    yield made
    made.close()


@pytest.fixture
def page(window: MainWindow) -> AgreementPage:
    """The page."""
    shown = window.page
    assert isinstance(shown, AgreementPage)
    return shown

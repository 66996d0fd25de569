"""Somebody of the small centre at the page Scorecards."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desk.gui.scorecards.editing.page import PAGE as SCORECARD
from qa_desk.gui.scorecards.page import PAGE
from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from tests.small_centre import SmallCentre
from tests.widget.rooms import Room, SitDown, opened


@pytest.fixture
def sit(
    centre: SmallCentre,
    qtbot: QtBot,
    jobs: ImmediateJobs,
    settings: SettingsStore,
    theme: Theme,
    qapp: QApplication,
) -> Iterator[SitDown]:
    """Sits somebody down at the page."""
    settings.change(theme="light", language="en")
    with ExitStack() as stack:
        yield lambda actor: stack.enter_context(opened(centre, actor, (PAGE, SCORECARD), qtbot, jobs, settings, theme))
    qapp.setStyleSheet("")


@pytest.fixture
def room(sit: SitDown, centre: SmallCentre) -> Room:
    """The lead, who administers as well, at the page."""
    return sit(centre.lead)

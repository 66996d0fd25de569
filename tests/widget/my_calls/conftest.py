"""Anna at the window, nothing assigned yet."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from qa_desk.gui.shell.jobs import ImmediateJobs
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from tests.small_centre import SmallCentre
from tests.widget.seat import Seat, seated


@pytest.fixture
def seat(
    centre: SmallCentre, qtbot: QtBot, jobs: ImmediateJobs, settings: SettingsStore, theme: Theme
) -> Iterator[Seat]:
    """Anna at the window."""
    with seated(centre, centre.anna, qtbot, jobs, settings, theme) as made:
        yield made

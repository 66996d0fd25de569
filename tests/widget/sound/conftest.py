"""A seat at the desk with call 1043 on it: its transport stands at the foot of the window."""

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
    """Anna at the window, call 1043 ready to be heard."""
    with seated(centre, centre.anna, qtbot, jobs, settings, theme) as made:
        (given,) = centre.assign(centre.anna, "1043")
        made.open(given)
        yield made

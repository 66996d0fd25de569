"""A seat at the desk with call 1043 on it."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from qa_desk.domain.ids import AssignmentId
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


@pytest.fixture
def assignment(seat: Seat, centre: SmallCentre) -> AssignmentId:
    """Call 1043 on the desk."""
    (given,) = centre.assign(centre.anna, "1043")
    seat.open(given)
    return given

"""The page of inspectors in a window, on a centre with a settled session in which Cai was too strict on one call."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_desk.gui.calibration.period_page import PAGE as AGREEMENT_OVER_TIME
from qa_desk.gui.inspectors.page import PAGE
from qa_desk.gui.shell.page import PageSpec
from tests.calibration_panel import Panel, call_together
from tests.small_centre import SmallCentre, open_copy

WRONG = {"1009": frozenset({"no_disclosure", "greeting"})}


@pytest.fixture(scope="session")
def made_measured(made_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The session, held once."""
    folder = tmp_path_factory.mktemp("measured") / "workspace"
    centre = open_copy(made_centre, folder)
    panel = call_together(centre)
    session_id = panel.open_session("1009", "1010", "1043")
    for member in panel.members:
        panel.hand_in(member, session_id, WRONG if member is panel.cai else {})
    panel.calibrating.reveal(centre.lead, session_id)
    panel.settle_all(session_id)
    centre.workspace.close()
    return folder


@pytest.fixture
def centre(made_measured: Path, tmp_path: Path) -> Iterator[SmallCentre]:
    """A copy of it."""
    copy = open_copy(made_measured, tmp_path / "workspace")
    yield copy
    copy.workspace.close()


@pytest.fixture
def cai(centre: SmallCentre) -> Panel:
    """The panel, to sit Cai down."""
    return Panel(centre, centre.services.administering.actor_named("i-3"))


@pytest.fixture
def pages() -> tuple[PageSpec, ...]:
    """What the window shows."""
    return (PAGE, AGREEMENT_OVER_TIME)

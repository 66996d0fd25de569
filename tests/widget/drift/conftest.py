"""The page Drift in a window, on a centre in which Anna has become too strict on one criterion."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_desk.gui.drift.page import PAGE
from qa_desk.gui.practice.page import PAGE as PRACTICE
from qa_desk.gui.shell.page import PageSpec
from tests.drifting_panel import hold_sessions, open_drifting
from tests.small_centre import SmallCentre, open_copy


@pytest.fixture(scope="session")
def made_drifting(made_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sessions, held once."""
    folder = tmp_path_factory.mktemp("drifting") / "workspace"
    centre = open_copy(made_centre, folder)
    hold_sessions(centre)
    centre.workspace.close()
    return folder


@pytest.fixture
def centre(made_drifting: Path, tmp_path: Path) -> Iterator[SmallCentre]:
    """A copy of it."""
    copy = open_drifting(made_drifting, tmp_path / "workspace")
    yield copy
    copy.workspace.close()


@pytest.fixture
def pages() -> tuple[PageSpec, ...]:
    """What the window shows."""
    return (PAGE, PRACTICE)

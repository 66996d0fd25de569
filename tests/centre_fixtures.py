"""Fixtures with a small centre: made once, and copied for each test that changes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.calibration_panel import Panel, call_together
from tests.small_centre import SmallCentre, build, open_copy


@pytest.fixture(scope="session")
def made_centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small centre with real sound, made once; only copies of it are used."""
    folder = tmp_path_factory.mktemp("centre") / "workspace"
    build(folder)
    return folder


@pytest.fixture
def centre(made_centre: Path, tmp_path: Path) -> Iterator[SmallCentre]:
    """A small centre that the test may change as it likes."""
    copy = open_copy(made_centre, tmp_path / "workspace")
    yield copy
    copy.workspace.close()


@pytest.fixture
def panel(centre: SmallCentre) -> Panel:
    """A panel of the centre, that the test may use as it likes."""
    return call_together(centre)

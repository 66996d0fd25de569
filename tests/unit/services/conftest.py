"""Fixtures of the service tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.small_centre import SmallCentre, build, open_copy
from tests.unit.workspace_fixtures import (  # noqa: F401  # pytest finds fixtures by their names here
    chief,
    workspace,
    workspace_folder,
    workspace_template,
)


@pytest.fixture(scope="session")
def made_centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small centre, made once; only copies of it are used."""
    folder = tmp_path_factory.mktemp("centre") / "workspace"
    build(folder)
    return folder


@pytest.fixture
def centre(made_centre: Path, tmp_path: Path) -> Iterator[SmallCentre]:
    """A small centre that the test may change as it likes."""
    copy = open_copy(made_centre, tmp_path / "workspace")
    yield copy
    copy.workspace.close()

"""A furnished workspace for tests of services and commands: made once a run, copied for each test."""

import shutil
import wave
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qa_desk.bootstrap import Workspace, init_workspace, open_workspace
from qa_desk.domain.people import Actor, Person, Role
from qa_desk.services.centre.administering import PersonDraft
from qa_desk.services.clock import FixedClock

NOW = datetime(2026, 3, 16, 10, 0, tzinfo=UTC)
ZONE = "Asia/Shanghai"


@pytest.fixture(scope="session")
def workspace_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace as `qa-desk init` makes it, begun by Chief."""
    folder = tmp_path_factory.mktemp("template") / "workspace"
    init_workspace(folder, first_person="Chief", time_zone=ZONE, clock=FixedClock(NOW))
    return folder


@pytest.fixture
def workspace_folder(workspace_template: Path, tmp_path: Path) -> Path:
    """A workspace of this test's own, closed."""
    return shutil.copytree(workspace_template, tmp_path / "workspace")


@pytest.fixture
def workspace(workspace_folder: Path) -> Iterator[Workspace]:
    """The same, open."""
    with open_workspace(workspace_folder, clock=FixedClock(NOW)) as opened:
        yield opened


@pytest.fixture
def chief(workspace: Workspace) -> Actor:
    """The first person, allowed everything one person alone has to do."""
    return workspace.services.administering.actor_named("Chief")


def add_person(workspace: Workspace, chief: Actor, name: str, *roles: Role) -> Actor:
    """Somebody more, as an actor."""
    administering = workspace.services.administering
    administering.save_person(chief, PersonDraft(name.lower(), name, frozenset(roles)))
    return administering.actor_named(name)


def person_named(workspace: Workspace, chief: Actor, name: str) -> Person:
    """The person of that name as the workspace has them."""
    return next(person for person in workspace.services.administering.people(chief) if person.name == name)


def write_wav(path: Path, *, seed: int = 1, seconds: float = 0.2, channels: int = 1) -> Path:
    """A short recording; another seed gives another content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frames = bytes((seed * (at + 7) * 31) % 256 for at in range(2 * channels * round(8000 * seconds)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(frames)
    return path

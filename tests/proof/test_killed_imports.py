"""An import killed anywhere and run again ends as if nothing had happened: everything is there, and nothing twice."""

import csv
import os
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_desk.bootstrap import Workspace, open_workspace
from qa_desk.domain.people import Actor
from qa_desk.services.bringing_in.import_report import ImportOutcome, ImportRequest
from qa_desk.services.calls.listening_views import CallQuery
from qa_desk.services.progress import NoProgress
from tests.proof import killed_import
from tests.proof.begun_work import Begin, beginner_of
from tests.proof.killed_import import fresh, killed, require_no_orphans
from tests.unit.workspace_fixtures import write_wav

_N_KILLS = 20
_N_FILES = 24
_N_MANY = 10_000
_N_KILLS_OF_MANY = 28
pytestmark = pytest.mark.skipif(os.name == "nt", reason="a process can't be killed by a signal there")


@pytest.fixture(scope="module")
def begin() -> Iterator[Begin]:
    """What begins imports in processes of their own."""
    with beginner_of(killed_import.__name__) as begin:
        yield begin


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that has not seen an import, to be copied."""
    return fresh(tmp_path_factory.mktemp("empty") / "workspace")


@pytest.fixture(scope="module")
def incoming(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Recordings with their table of calls, people and transcripts; the last third no row speaks of."""
    folder = tmp_path_factory.mktemp("incoming")
    for number in range(_N_FILES):
        write_wav(folder / f"{number:02}.wav", seed=number + 1, seconds=2.0, channels=2)
    rows = [
        {
            "file": f"{number:02}.wav",
            "call_id": f"C{number}",
            "agent_id": f"a{number % 4}",
            "agent_name": f"Agent {number % 4}",
            "unit": f"North/Hall {number % 3}",
            "started_at": f"2026-03-{number + 1:02}T09:00:00+08:00",
        }
        for number in range(_N_FILES * 2 // 3)
    ]
    _write_table(folder / "calls.csv", rows)
    _write_table(folder / "people.csv", [{"id": f"a{n}", "name": f"Agent {n}", "role": "agent"} for n in range(4)])
    for number in range(0, _N_FILES, 4):
        (folder / f"{number:02}.vtt").write_text(f"WEBVTT\n\n00:00.000 --> 00:01.500\nThis is call {number}.\n")
    return folder


def test_an_import_killed_at_any_moment_ends_without_doubles(
    begin: Begin, empty: Path, incoming: Path, tmp_path: Path
) -> None:
    chance = random.Random(20261122)
    undisturbed = shutil.copytree(empty, tmp_path / "undisturbed")
    began = time.monotonic()
    expected = _imported(undisturbed, incoming)
    whole_s = time.monotonic() - began
    n_killed = 0
    for kill in range(_N_KILLS):
        folder = shutil.copytree(empty, tmp_path / f"{kill:02}")
        after, pause_s = chance.randrange(_N_FILES + 8), chance.uniform(0, whole_s / _N_FILES)
        n_killed += killed(begin(str(folder), str(incoming)), after=after, pause_s=pause_s)
        assert _imported(folder, incoming) == expected, f"kill {kill}"
    assert n_killed > _N_KILLS * 3 // 4, "most imports had ended before they were killed"


def test_an_import_killed_again_and_again_comes_to_its_end(
    begin: Begin, empty: Path, incoming: Path, tmp_path: Path
) -> None:
    expected = _imported(shutil.copytree(empty, tmp_path / "undisturbed"), incoming)
    folder = shutil.copytree(empty, tmp_path / "workspace")
    for step in range(1, 9):
        killed(begin(str(folder), str(incoming)), after=3 * step, pause_s=0.002 * step)
    assert _imported(folder, incoming) == expected


def test_ten_thousand_recordings_come_in_once_each_though_their_import_is_killed_28_times(tmp_path: Path) -> None:
    """Every recording in the store belongs to exactly one call, every call has its sound, and nothing lies about."""
    require_no_orphans(tmp_path, n_files=_N_MANY, n_kills=_N_KILLS_OF_MANY, seed=28)


def _imported(folder: Path, incoming: Path) -> dict[str, object]:
    """Import to the end, see that all is sound, and tell what is there in words that every workspace shares."""
    with open_workspace(folder) as workspace:
        chief = workspace.services.administering.actor_named("Chief")
        report = workspace.services.importing.import_files(chief, ImportRequest((incoming,)), NoProgress())
        assert [item for item in report.items if item.outcome is ImportOutcome.REFUSED] == []
        checked = workspace.services.administering.check(chief, verify_data=True, progress=NoProgress())
        assert checked.is_sound
        return _contents(workspace, chief)


def _contents(workspace: Workspace, chief: Actor) -> dict[str, object]:
    services = workspace.services
    calls = services.listening.calls(chief, CallQuery()).calls
    details = [services.listening.call(chief, call.id) for call in calls]
    recordings = workspace.folder / "recordings"
    return {
        "calls": sorted((call.key, call.agent_name, call.unit_path, call.duration_s or 0) for call in calls),
        "recordings": sorted(tuple(each.original_name for each in detail.recordings) for detail in details),
        "words": sorted(spoken.text for call in calls for spoken in services.listening.transcript(chief, call.id)),
        "people": sorted((person.external_id, person.name) for person in services.administering.people(chief)),
        "files": sorted(path.name for path in recordings.rglob("*") if path.is_file() and path.name[0] != "."),
    }


def _write_table(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)

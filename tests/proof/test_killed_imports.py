"""An import killed anywhere and run again ends as if nothing had happened: everything is there, and nothing twice."""

import csv
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qa_desk.bootstrap import Workspace, init_workspace, open_workspace
from qa_desk.domain.people import Actor
from qa_desk.services.import_report import ImportOutcome, ImportRequest
from qa_desk.services.listening import CallQuery
from qa_desk.services.progress import NoProgress
from tests.unit.workspace_fixtures import write_wav

_ROOT = Path(__file__).parents[2]
_N_KILLS = 20
_N_FILES = 24
_PATIENCE_S = 60
_CHILD = """
import sys
from pathlib import Path
from qa_desk.bootstrap import open_workspace
from qa_desk.services.import_report import ImportRequest

class Spoken:
    is_cancelled = False
    def report(self, done, total, what):
        print(done, flush=True)

with open_workspace(Path(sys.argv[1])) as workspace:
    chief = workspace.services.administering.actor_named("Chief")
    workspace.services.importing.import_files(chief, ImportRequest((Path(sys.argv[2]),)), Spoken())
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a process can't be killed by a signal there")


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


def test_an_import_killed_at_any_moment_ends_without_doubles(incoming: Path, tmp_path: Path) -> None:
    chance = random.Random(20261122)
    undisturbed = tmp_path / "undisturbed"
    began = time.monotonic()
    expected = _imported(_fresh(undisturbed), incoming)
    whole_s = time.monotonic() - began
    n_killed = 0
    for kill in range(_N_KILLS):
        folder = _fresh(tmp_path / f"{kill:02}")
        after, pause_s = chance.randrange(_N_FILES + 8), chance.uniform(0, whole_s / _N_FILES)
        n_killed += _killed(folder, incoming, after=after, pause_s=pause_s)
        assert _imported(folder, incoming) == expected, f"kill {kill}"
    assert n_killed > _N_KILLS * 3 // 4, "most imports had ended before they were killed"


def test_an_import_killed_again_and_again_comes_to_its_end(incoming: Path, tmp_path: Path) -> None:
    expected = _imported(_fresh(tmp_path / "undisturbed"), incoming)
    folder = _fresh(tmp_path / "workspace")
    for step in range(1, 9):
        _killed(folder, incoming, after=3 * step, pause_s=0.002 * step)
    assert _imported(folder, incoming) == expected


def _fresh(folder: Path) -> Path:
    init_workspace(folder, first_person="Chief", time_zone="Asia/Shanghai")
    return folder


def _killed(folder: Path, incoming: Path, *, after: int, pause_s: float) -> bool:
    """Import in a process of its own, killed a pause after it has told `after` times how far it is; was it in time?"""
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(folder), str(incoming)], stdout=subprocess.PIPE, text=True, cwd=_ROOT
    )
    assert child.stdout is not None
    with child.stdout as told:
        for _line in range(after + 1):
            told.readline()
        time.sleep(pause_s)
        child.send_signal(signal.SIGKILL)
    return child.wait(_PATIENCE_S) == -signal.SIGKILL


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

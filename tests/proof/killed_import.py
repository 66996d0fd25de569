"""Imports in a process of their own, killed where they are, and what must hold when they have come to their end."""

import random
import time
import wave
from pathlib import Path

from qa_desk.bootstrap import init_workspace, open_workspace
from qa_desk.services.bringing_in.import_report import ImportRequest
from qa_desk.services.progress import NoProgress
from tests.proof.begun_work import Run, beginner_of


class _Spoken:
    """Progress that whoever kills can hear."""

    is_cancelled = False

    def report(self, done: int, total: int | None, what: str) -> None:
        """One line."""
        del total, what
        print(done, flush=True)  # noqa: T201


def work(folder: str, incoming: str) -> None:
    """Import a folder, in the process that is killed."""
    with open_workspace(Path(folder)) as workspace:
        chief = workspace.services.administering.actor_named("Chief")
        workspace.services.importing.import_files(chief, ImportRequest((Path(incoming),)), _Spoken())


def require_no_orphans(folder: Path, *, n_files: int, n_kills: int, seed: int) -> None:
    """Import so many tiny recordings, killed so often on the way; each must be there once, and none without a call."""
    chance = random.Random(seed)
    incoming, workspace_folder = folder / "incoming", fresh(folder / "workspace")
    _write_tiny(incoming, n_files)
    # what an earlier run brought in is told of again: each kill comes later than the one before
    places = sorted(chance.sample(range(n_files * 9 // 10), n_kills))
    with beginner_of(__name__) as begin:
        n_killed = sum(
            killed(begin(str(workspace_folder), str(incoming)), after=at, pause_s=chance.uniform(0, 0.05))
            for at in places
        )
    assert n_killed == n_kills, "an import had ended before it was killed"
    with open_workspace(workspace_folder) as workspace:
        chief = workspace.services.administering.actor_named("Chief")
        workspace.services.importing.import_files(chief, ImportRequest((incoming,)), NoProgress())
        checked = workspace.services.administering.check(chief, verify_data=True, progress=NoProgress())
    assert checked.findings == (), "an orphan, or a recording that is lost or changed"
    assert (checked.n_calls, checked.n_recordings, checked.n_files) == (n_files, n_files, n_files)


def _write_tiny(folder: Path, n_files: int) -> None:
    """Recordings of a fortieth of a second, each of its own content."""
    folder.mkdir()
    for number in range(n_files):
        with wave.open(str(folder / f"{number:05}.wav"), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(number.to_bytes(4, "little") * 100)


def fresh(folder: Path) -> Path:
    """A workspace that has not seen an import."""
    init_workspace(folder, first_person="Chief", time_zone="Asia/Shanghai")
    return folder


def killed(run: Run, *, after: int, pause_s: float) -> bool:
    """Kill an import a pause after it has told `after` times how far it is; was it in time?"""
    for _line in range(after + 1):
        run.hear()
    time.sleep(pause_s)
    run.kill()
    return run.was_killed

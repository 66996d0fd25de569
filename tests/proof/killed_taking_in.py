"""Taking a package in, in a process of its own that is killed: told by what came in, which is all of it or nothing."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

from qa_desk.bootstrap import open_workspace
from tests.proof.begun_work import Run

_LOOKED, _TAKEN = "looked", "taken"


def work(folder: str, package: str) -> None:
    """Take all of a package in, in the process that is killed."""
    with open_workspace(Path(folder)) as workspace:
        sharing, administering = workspace.services.sharing, workspace.services.administering
        lead = administering.actor_named("Li Na")
        view = sharing.look(lead, Path(package))
        print(_LOOKED, flush=True)  # noqa: T201
        sharing.take_in(lead, view, view.suggested, accepts_centre=True)
        print(_TAKEN, flush=True)  # noqa: T201


def taken_in(run: Run, *, kill_after_s: float | None) -> tuple[bool, float]:
    """Let a package be taken in, killed so long after it was looked at.

    Returns whether it came to its end before, and how long that took.
    """
    assert run.hear() == _LOOKED
    began = time.monotonic()
    if kill_after_s is None:
        return run.hear() == _TAKEN, time.monotonic() - began
    time.sleep(kill_after_s)
    unheard = run.kill()
    return _TAKEN in unheard, time.monotonic() - began


def shares(seed: int) -> Iterator[float]:
    """When to kill: anywhere in the time that it takes, as a share of it; without end."""
    chance = random.Random(seed)
    while True:
        yield chance.random()

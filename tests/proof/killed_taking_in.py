"""Taking a package in, in a process of its own that is killed: told by what came in, which is all of it or nothing."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_PATIENCE_S = 60
_CHILD = """
import sys
from pathlib import Path
from qa_desk.bootstrap import open_workspace

with open_workspace(Path(sys.argv[1])) as workspace:
    sharing, administering = workspace.services.sharing, workspace.services.administering
    lead = administering.actor_named("Li Na")
    view = sharing.look(lead, Path(sys.argv[2]))
    print("looked", flush=True)
    sharing.take_in(lead, view, view.suggested, accepts_centre=True)
    print("taken", flush=True)
"""


def taking_in(workspace: Path, package: Path, *, kill_after_s: float | None) -> tuple[bool, float]:
    """Take a package in, killed so long after it was looked at.

    Returns whether it came to its end before, and how long that took.
    """
    command = [sys.executable, "-c", _CHILD, str(workspace), str(package)]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "looked\n"
        began = time.monotonic()
        if kill_after_s is not None:
            time.sleep(kill_after_s)
            child.send_signal(signal.SIGKILL)
        said = child.stdout.read(len("taken"))
        took_s = time.monotonic() - began
        child.wait(_PATIENCE_S)
    return said == "taken", took_s


def shares(seed: int) -> Iterator[float]:
    """When to kill: anywhere in the time that it takes, as a share of it; without end."""
    chance = random.Random(seed)
    while True:
        yield chance.random()

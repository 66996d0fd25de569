"""What the benchmarks of the window measure with: a median with its tail, and the processor time of its own thread.

A figure misses its aim when its median does; on a machine with more to do than processors, when the processor time
does, as the rest says more of the machine than of us.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEventLoop, QTimer

_PATIENCE_MS = 20_000
_WAKE_MS = 20
_SLEEPING = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents


@dataclass(frozen=True, slots=True)
class Took:
    """How long something took, in ms: by the clock, and of the processor in the window's thread."""

    wall_ms: float
    own_ms: float


def timed(work: Callable[[], object]) -> Took:
    """How long the work takes."""
    began, began_own = time.perf_counter(), time.thread_time()
    work()
    return Took((time.perf_counter() - began) * 1000, (time.thread_time() - began_own) * 1000)


def paint() -> None:
    """Lay out and paint what waits for it; three turns of the loop, as a layout asks for another."""
    for _turn in range(3):
        QCoreApplication.processEvents()


def until(condition: Callable[[], object]) -> None:
    """Turn the loop until it holds, asleep while there is nothing to do: a loop that spins holds up other threads."""
    waited, wake = QElapsedTimer(), QTimer()
    waited.start()
    wake.start(_WAKE_MS)
    while not condition():
        QCoreApplication.processEvents(_SLEEPING)
        assert not waited.hasExpired(_PATIENCE_MS), "it did not come to be"


def say(what: str, took: list[Took], aim_ms: float) -> bool:
    """Print one line; is it too slow?"""
    walls = [one.wall_ms for one in took]
    wall, own = statistics.median(walls), statistics.median(one.own_ms for one in took)
    is_busy = os.getloadavg()[0] > (os.cpu_count() or 1)
    missed = (own if is_busy else wall) > aim_ms
    verdict = "   MISSED" if missed else "   (the machine is busy)" if is_busy else ""
    high = float(np.percentile(walls, 95))
    write(f"  {what:20} {wall:7.1f} ms ({high:.1f} ms)   own thread {own:6.1f} ms   aim {aim_ms:g} ms{verdict}")
    return missed


def write(line: str) -> None:
    """One line, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()

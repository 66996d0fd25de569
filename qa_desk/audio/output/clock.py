"""An output for machines without a sound card: the time line runs, and nothing is heard."""

import time
from collections.abc import Callable

import numpy as np

from qa_desk.audio.output.device import Fill
from qa_desk.audio.output.ring import OUTPUT_CHANNELS

_BLOCK_FRAMES = 4096


class ClockDevice:
    """No sound card: frames are asked for as fast as time passes, and dropped.

    Args:
        clock: seconds that never go back.
    """

    is_audible = False
    name = ""
    chosen: str | None = None
    is_substitute = False
    latency_s = 0.0

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rate_hz = 0
        self._fill: Fill | None = None
        self._started_at_s = 0.0
        self._n_given = 0
        self._is_started = False
        self._scratch = np.zeros((_BLOCK_FRAMES, OUTPUT_CHANNELS), np.float32)

    def choose(self, name: str | None) -> None:
        """There is only one clock."""

    def open(self, rate_hz: int, fill: Fill) -> int:
        """Always there, at any rate."""
        self._rate_hz, self._fill = rate_hz, fill
        return rate_hz

    def start(self) -> None:
        """Time counts from now."""
        self._started_at_s, self._n_given, self._is_started = self._clock(), 0, True

    def stop(self) -> None:
        """Time stands."""
        self._is_started = False

    def pump(self) -> None:
        """Asks for the frames whose time has come."""
        if not self._is_started or self._fill is None:
            return
        due = int((self._clock() - self._started_at_s) * self._rate_hz) - self._n_given
        # After a sleep of the machine the time line goes on where it was and does not leap.
        due = min(due, _BLOCK_FRAMES)
        if due > 0:
            self._fill(self._scratch[:due])
        self._n_given = int((self._clock() - self._started_at_s) * self._rate_hz) if due else self._n_given

    def close(self) -> None:
        """Nothing to let go."""
        self._is_started = False

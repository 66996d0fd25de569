"""What every output can do; the player calls it from its own thread, and it calls `fill` as it needs frames."""

from collections.abc import Callable
from typing import Protocol

from qa_desk.audio.blocks import Sound

Fill = Callable[[Sound], None]


class OutputDevice(Protocol):
    """An output for stereo frames; opened for a rate, then started and stopped any number of times."""

    @property
    def is_audible(self) -> bool:
        """Whether a person can hear it."""
        ...

    @property
    def name(self) -> str:
        """The device that was opened last; empty for none."""
        ...

    @property
    def chosen(self) -> str | None:
        """The device asked for; None = the system's default."""
        ...

    @property
    def is_substitute(self) -> bool:
        """Whether another device was opened because the chosen one is not there."""
        ...

    @property
    def latency_s(self) -> float:
        """From the last frame filled to the ear, now: it shrinks until the next is asked for."""
        ...

    def choose(self, name: str | None) -> None:
        """The next `open` takes the device of this name, or the system's default where it is not there."""
        ...

    def open(self, rate_hz: int, fill: Fill) -> int:
        """Makes ready for `fill` and returns the rate it will be asked at, `rate_hz` where the device can.

        Raises:
            QADeskError: AUDIO_DEVICE_MISSING.
        """
        ...

    def start(self) -> None:
        """Begins to call `fill`. Raises AUDIO_DEVICE_LOST."""
        ...

    def stop(self) -> None:
        """Ends calling `fill`; may be started again."""
        ...

    def pump(self) -> None:
        """Called every few milliseconds while started. Raises AUDIO_DEVICE_LOST."""
        ...

    def close(self) -> None:
        """Lets the device go; it may be opened again."""
        ...

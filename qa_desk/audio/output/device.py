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
    def latency_s(self) -> float:
        """From `fill` to the ear."""
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

"""What every device that sound is recorded from can do; the recorder calls it from its own thread."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from qa_desk.audio.blocks import Sound

Take = Callable[[Sound], None]
"""Given each block as it comes, float32 (frames, channels), valid only until it returns; on the device's own thread."""


@dataclass(frozen=True, slots=True)
class InputForm:
    """What a device gives: frames a second, 1 or 2 channels, and how long a frame was on its way."""

    rate_hz: int
    channels: int
    latency_s: float = 0.0


class InputDevice(Protocol):
    """A device to record from; opened and started once."""

    def open(self) -> InputForm:
        """Makes ready at the device's own rate. Raises AUDIO_INPUT_MISSING."""
        ...

    def start(self, take: Take) -> None:
        """Begins to call `take`. Raises AUDIO_INPUT_MISSING."""
        ...

    def pump(self) -> None:
        """Called every few milliseconds while started. Raises AUDIO_INPUT_LOST."""
        ...

    def close(self) -> None:
        """Lets the device go, also one that is gone; `take` is not called any more."""
        ...

"""An output whose time passes only when it is told to; for tests and for the tour without a display."""

import numpy as np

from qa_desk.audio.blocks import Sound
from qa_desk.audio.output.device import Fill
from qa_desk.audio.output.ring import OUTPUT_CHANNELS
from qa_desk.domain.errors import ErrorCode, QADeskError


class SilentDevice:
    """For tests and the tour without a display: time passes only when `advance` is called; what was played is kept.

    Args:
        latency_s: pretended time to the ear.
        names: the devices that are there, the system's default first.
    """

    is_audible = True

    def __init__(self, *, latency_s: float = 0.0, names: tuple[str, ...] = ("silent",)) -> None:
        self.names = names
        self.name = ""
        self.chosen: str | None = None
        self.is_substitute = False
        self.latency_s = latency_s
        self.rate_hz = 0
        self.is_started = False
        self.is_lost = False
        self.is_missing = False
        self._fill: Fill | None = None
        self._played: list[Sound] = []

    @property
    def played(self) -> Sound:
        """Everything asked for so far, float32 (frames, 2)."""
        return np.concatenate(self._played) if self._played else np.zeros((0, OUTPUT_CHANNELS), np.float32)

    def choose(self, name: str | None) -> None:
        """Another one of `names` from the next opening on."""
        self.chosen = name

    def take_played(self) -> Sound:
        """As `played`, and forgets it: an hour would not fit."""
        played, self._played = self.played, []
        return played

    def open(self, rate_hz: int, fill: Fill) -> int:
        """Ready at any rate, unless `is_missing` was set."""
        if self.is_missing:
            raise QADeskError(ErrorCode.AUDIO_DEVICE_MISSING)
        self.is_substitute = self.chosen is not None and self.chosen not in self.names
        self.name = self.names[0] if self.chosen is None or self.is_substitute else self.chosen
        self.rate_hz, self._fill = rate_hz, fill
        return rate_hz

    def start(self) -> None:
        """Lets `advance` ask for frames."""
        self.is_started = True

    def stop(self) -> None:
        """Makes `advance` do nothing."""
        self.is_started = False

    def pump(self) -> None:
        """Fails once `is_lost` was set, as a card that was pulled out."""
        if self.is_lost:
            raise QADeskError(ErrorCode.AUDIO_DEVICE_LOST)

    def close(self) -> None:
        """Forgets the fill, keeps what was played."""
        self._fill, self.is_started = None, False

    def advance(self, n_frames: int) -> None:
        """Lets the time of `n_frames` pass."""
        if self.is_started and self._fill is not None:
            block = np.zeros((n_frames, OUTPUT_CHANNELS), np.float32)
            self._fill(block)
            self._played.append(block)

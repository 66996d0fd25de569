"""A device to record from that hears only what it is fed; for tests and for the tour without a display."""

from qa_desk.audio.blocks import Sound
from qa_desk.audio.input.device import InputForm, Take
from qa_desk.domain.errors import ErrorCode, QADeskError


class FedInput:
    """Sound comes when `feed` is called; set `is_missing` or `is_lost` to take the device away."""

    def __init__(self, rate_hz: int = 8000, channels: int = 1) -> None:
        self.form = InputForm(rate_hz, channels)
        self.is_missing = False
        self.is_lost = False
        self._take: Take | None = None

    @property
    def is_started(self) -> bool:
        """Whether what is fed is taken."""
        return self._take is not None

    def open(self) -> InputForm:
        """Ready, unless `is_missing` was set."""
        if self.is_missing:
            raise QADeskError(ErrorCode.AUDIO_INPUT_MISSING)
        return self.form

    def start(self, take: Take) -> None:
        """Lets `feed` give frames."""
        self._take = take

    def pump(self) -> None:
        """Fails once `is_lost` was set, as a device that was pulled out."""
        if self.is_lost:
            raise QADeskError(ErrorCode.AUDIO_INPUT_LOST)

    def close(self) -> None:
        """Takes nothing any more."""
        self._take = None

    def feed(self, block: Sound) -> None:
        """Lets these frames be heard, float32 (frames, channels)."""
        if self._take is not None:
            self._take(block)

"""A recording of a call while it is made: the recorder, and the note that says whose it is, should all be killed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from qa_desk.audio.input.device import InputDevice
from qa_desk.audio.recorder import Recorder, RecorderReading, RecorderState
from qa_desk.services.keeping.left_recording import LeftRecording


class CallRecording:
    """Made by `Monitoring.record`, and given back to `Monitoring.attach_recording` once it has stopped."""

    def __init__(self, left: LeftRecording, device: InputDevice, now: Callable[[], datetime]) -> None:
        self._left = left
        self._now = now
        self._recorder = Recorder(device, left.path, on_begun=self._on_begun)

    @property
    def left(self) -> LeftRecording:
        """What there is of it on the disk, and when its sound began."""
        return self._left

    @property
    def reading(self) -> RecorderReading:
        """How it stands now."""
        return self._recorder.reading

    @property
    def is_over(self) -> bool:
        """Whether it was stopped, or has ended by itself."""
        return self.reading.state is RecorderState.ENDED

    def start(self) -> None:
        """Begin; returns at once."""
        self._recorder.start()

    def ask_to_stop(self) -> None:
        """Hear nothing more; returns at once."""
        self._recorder.ask_to_stop()

    def stop(self) -> None:
        """Write the end and let the device go."""
        self._recorder.stop()

    def _on_begun(self, ago_s: float) -> None:
        # Sound servers take seconds to begin: when it is asked for is not when the first sound comes.
        self._left = replace(self._left, started_at=self._now() - timedelta(seconds=ago_s))
        self._left.write()

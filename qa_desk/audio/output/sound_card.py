"""The sound card, through PortAudio."""

import time
from types import ModuleType
from typing import Any

from qa_desk.audio.blocks import Sound
from qa_desk.audio.output.device import Fill
from qa_desk.audio.output.ring import OUTPUT_CHANNELS
from qa_desk.audio.quiet import quiet_stderr
from qa_desk.domain.errors import ErrorCode, QADeskError

_LOST_AFTER_S = 2.0


class SoundDeviceOutput:
    """The sound card, through PortAudio.

    Args:
        device: PortAudio's name or number; None = the system's default.
        wanted_latency_s: "low" of PortAudio drops out under load, a tenth of a second does not.
    """

    is_audible = True

    def __init__(self, *, device: str | int | None = None, wanted_latency_s: float = 0.1) -> None:
        self._device = device
        self._wanted_latency_s = wanted_latency_s
        self._stream: Any = None  # its library ships no types
        self._fill: Fill | None = None
        self._n_calls = 0
        self._n_calls_seen = 0
        self._seen_at_s = 0.0
        self._must_rescan = False
        self._errors: tuple[type[Exception], ...] = (OSError, ValueError)

    @property
    def latency_s(self) -> float:
        """As the open stream reports it."""
        return float(self._stream.latency) if self._stream is not None else 0.0

    def open(self, rate_hz: int, fill: Fill) -> int:
        """Opens the stream at the recording's rate, or at the device's own where it knows no other."""
        self.close()
        self._fill = fill
        try:
            with quiet_stderr():  # ALSA explains at length on the terminal why there is no card
                library = _sound_library()
                self._errors = (OSError, ValueError, library.PortAudioError)
                self._stream = self._opened(library, rate_hz)
        except self._errors as error:
            self._must_rescan = True
            raise QADeskError(ErrorCode.AUDIO_DEVICE_MISSING, detail=str(error)) from error
        self._must_rescan = False
        return int(self._stream.samplerate)

    def start(self) -> None:
        """Starts the stream; the watch for a vanished device begins."""
        self._seen_at_s = time.monotonic()
        try:
            with quiet_stderr():
                self._stream.start()
        except self._errors as error:
            raise self._lost() from error

    def stop(self) -> None:
        """Stops at once, without playing what the card still holds."""
        if self._stream is not None:
            self._stream.abort(ignore_errors=True)

    def pump(self) -> None:
        """PortAudio does not say when a device goes: a stream that has ended by itself or asks for nothing is lost."""
        now_s = time.monotonic()
        if self._n_calls != self._n_calls_seen:
            self._n_calls_seen = self._n_calls
            self._seen_at_s = now_s
        if not self._stream.active or now_s - self._seen_at_s > _LOST_AFTER_S:
            raise self._lost()

    def close(self) -> None:
        """Closes the stream, also one whose device is gone."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close(ignore_errors=True)

    def _opened(self, library: ModuleType, rate_hz: int) -> Any:
        if self._must_rescan:
            # PortAudio lists devices once; only starting it anew finds what was plugged in since. No public call does.
            library._terminate()
            library._initialize()
        own_rate_hz = int(library.query_devices(self._device, "output")["default_samplerate"])
        try:
            return self._stream_at(library, rate_hz)
        except library.PortAudioError:
            if own_rate_hz == rate_hz:
                raise
            return self._stream_at(library, own_rate_hz)

    def _stream_at(self, library: ModuleType, rate_hz: int) -> Any:
        return library.OutputStream(
            samplerate=rate_hz,
            channels=OUTPUT_CHANNELS,
            dtype="float32",
            device=self._device,
            latency=self._wanted_latency_s,
            callback=self._on_frames_needed,
        )

    def _on_frames_needed(self, out: Sound, _n_frames: int, _time: object, _status: object) -> None:
        # The card's own thread: nothing here may allocate, wait, log or call Qt.
        if self._fill is not None:
            self._fill(out)
        self._n_calls += 1

    def _lost(self) -> QADeskError:
        self._must_rescan = True
        return QADeskError(ErrorCode.AUDIO_DEVICE_LOST)


def _sound_library() -> ModuleType:
    import sounddevice  # at the first sound and not before: it takes 120 ms, and raises OSError without PortAudio

    return sounddevice

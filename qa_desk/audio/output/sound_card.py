"""The sound card, through PortAudio."""

import time
from typing import Any

from qa_desk.audio.blocks import Sound
from qa_desk.audio.output.device import Fill
from qa_desk.audio.output.devices import index_of
from qa_desk.audio.output.port_audio import PORT_AUDIO
from qa_desk.audio.output.ring import OUTPUT_CHANNELS
from qa_desk.audio.quiet import quiet_stderr
from qa_desk.domain.errors import ErrorCode, QADeskError

_LOST_AFTER_S = 2.0
_LONGEST_DELAY_S = 2.0


class SoundDeviceOutput:
    """The sound card, through PortAudio.

    Args:
        chosen: the name of a device; None = the system's default.
        wanted_latency_s: "low" of PortAudio drops out under load, a tenth of a second does not.
    """

    is_audible = True

    def __init__(self, *, chosen: str | None = None, wanted_latency_s: float = 0.1) -> None:
        self.chosen = chosen
        self.name = ""
        self.is_substitute = False
        self.n_underflows = 0
        """How often the card ran dry because the system let this program wait; what it asked for in vain is the
        player's to count."""
        self._wanted_latency_s = wanted_latency_s
        self._stream: Any = None  # its library ships no types
        self._fill: Fill | None = None
        self._rate_hz = 1
        self._n_calls = 0
        self._n_calls_seen = 0
        self._seen_at_s = 0.0
        self._heard_at_s = 0.0
        self._must_rescan = False

    @property
    def latency_s(self) -> float:
        """From the last frame filled to the ear, by what the driver said when it asked for it."""
        if self._stream is None or not self._n_calls:
            return 0.0
        return max(0.0, self._heard_at_s - time.monotonic())

    def choose(self, name: str | None) -> None:
        """The next `open` takes this device; it may have come since PortAudio last looked."""
        self._must_rescan = self._must_rescan or name != self.chosen
        self.chosen = name

    def open(self, rate_hz: int, fill: Fill) -> int:
        """Opens the stream at the recording's rate, or at the device's own where it knows no other."""
        self.close()
        self._fill, self._n_calls = fill, 0
        try:
            with quiet_stderr(), PORT_AUDIO.lock:
                self._stream = self._opened(rate_hz)
                PORT_AUDIO.count(1)
        except PORT_AUDIO.errors as error:
            self._must_rescan = True
            raise QADeskError(ErrorCode.AUDIO_DEVICE_MISSING, detail=str(error)) from error
        self._must_rescan = self.is_substitute
        self._rate_hz = int(self._stream.samplerate)
        return self._rate_hz

    def start(self) -> None:
        """Starts the stream; the watch for a vanished device begins."""
        self._seen_at_s = time.monotonic()
        try:
            with quiet_stderr():
                self._stream.start()
        except PORT_AUDIO.errors as error:
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
            PORT_AUDIO.count(-1)

    def _opened(self, rate_hz: int) -> Any:
        if self._must_rescan:
            PORT_AUDIO.look_anew()
        library = PORT_AUDIO.library
        index = index_of(self.chosen) if self.chosen is not None else None
        self.is_substitute = self.chosen is not None and index is None
        found = library.query_devices(index, "output")
        self.name = str(found["name"])
        own_rate_hz = int(found["default_samplerate"])
        try:
            return self._stream_at(rate_hz, index)
        except library.PortAudioError:
            if own_rate_hz == rate_hz:
                raise
            return self._stream_at(own_rate_hz, index)

    def _stream_at(self, rate_hz: int, index: int | None) -> Any:
        return PORT_AUDIO.library.OutputStream(
            samplerate=rate_hz,
            channels=OUTPUT_CHANNELS,
            dtype="float32",
            device=index,
            latency=self._wanted_latency_s,
            callback=self._on_frames_needed,
        )

    def _on_frames_needed(self, out: Sound, n_frames: int, times: Any, status: Any) -> None:
        # The card's own thread: nothing here may allocate, wait, log or call Qt.
        if self._fill is not None:
            self._fill(out)
        if status.output_underflow:
            self.n_underflows += 1
        delay_s = times.outputBufferDacTime - times.currentTime
        if not 0.0 < delay_s < _LONGEST_DELAY_S:
            delay_s = self._wanted_latency_s  # some drivers tell no time
        self._heard_at_s = time.monotonic() + delay_s + n_frames / self._rate_hz
        self._n_calls += 1

    def _lost(self) -> QADeskError:
        self._must_rescan = True
        return QADeskError(ErrorCode.AUDIO_DEVICE_LOST)

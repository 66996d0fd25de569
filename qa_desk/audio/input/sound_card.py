"""A microphone or line of the sound card, through PortAudio."""

import time
from typing import Any

from qa_desk.audio.blocks import MAX_CHANNELS, Sound
from qa_desk.audio.input.device import InputForm, Take
from qa_desk.audio.output.devices import index_of
from qa_desk.audio.output.port_audio import PORT_AUDIO
from qa_desk.audio.quiet import quiet_stderr
from qa_desk.domain.errors import ErrorCode, QADeskError

_LOST_AFTER_S = 2.0
_FIRST_AFTER_S = 8.0
"""A sound server takes its time before the first frames come."""


class SoundCardInput:
    """A device of the sound card.

    Args:
        chosen: its name, one of `input_devices`; None = the system's default.
        wanted_latency_s: how much the card may hold back; long, because nobody hears it.
    """

    def __init__(self, chosen: str | None = None, *, wanted_latency_s: float = 0.1) -> None:
        self._chosen = chosen
        self._wanted_latency_s = wanted_latency_s
        self._stream: Any = None  # its library ships no types
        self._take: Take | None = None
        self._n_calls = 0
        self._n_calls_seen = 0
        self._seen_at_s = 0.0

    def open(self) -> InputForm:
        """Opens the stream at the device's rate, mono or stereo as it is. A device chosen by name must be there."""
        try:
            with quiet_stderr(), PORT_AUDIO.lock:
                PORT_AUDIO.look_anew()
                self._stream = self._opened()
                PORT_AUDIO.count(1)
        except PORT_AUDIO.errors as error:
            raise QADeskError(ErrorCode.AUDIO_INPUT_MISSING, detail=str(error)) from error
        stream = self._stream
        return InputForm(int(stream.samplerate), int(stream.channels), max(0.0, float(stream.latency)))

    def start(self, take: Take) -> None:
        """Starts the stream; the watch for a vanished device begins."""
        self._take = take
        self._seen_at_s = time.monotonic()
        try:
            with quiet_stderr():
                self._stream.start()
        except PORT_AUDIO.errors as error:
            raise QADeskError(ErrorCode.AUDIO_INPUT_MISSING, detail=str(error)) from error

    def pump(self) -> None:
        """PortAudio does not say when a device goes: a stream that has ended by itself or gives nothing is lost."""
        now_s = time.monotonic()
        if self._n_calls != self._n_calls_seen:
            self._n_calls_seen = self._n_calls
            self._seen_at_s = now_s
        patience_s = _LOST_AFTER_S if self._n_calls else _FIRST_AFTER_S
        if not self._stream.active or now_s - self._seen_at_s > patience_s:
            raise QADeskError(ErrorCode.AUDIO_INPUT_LOST)

    def close(self) -> None:
        """Closes the stream, also one whose device is gone."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close(ignore_errors=True)
            PORT_AUDIO.count(-1)

    def _opened(self) -> Any:
        library = PORT_AUDIO.library
        index = index_of(self._chosen, "input") if self._chosen is not None else None
        if self._chosen is not None and index is None:
            raise OSError(self._chosen)
        found = library.query_devices(index, "input")
        return library.InputStream(
            samplerate=int(found["default_samplerate"]),
            channels=min(MAX_CHANNELS, int(found["max_input_channels"])),
            dtype="float32",
            device=index,
            latency=self._wanted_latency_s,
            callback=self._on_frames_came,
        )

    def _on_frames_came(self, block: Sound, _n_frames: int, _times: object, _status: object) -> None:
        # The card's own thread: nothing here may allocate, wait, log or call Qt.
        if self._take is not None:
            self._take(block)
        self._n_calls += 1

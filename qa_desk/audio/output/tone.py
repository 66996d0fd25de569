"""A short tone by which a person hears whether a sound device is the right one."""

import time

import numpy as np

from qa_desk.audio.blocks import Sound
from qa_desk.audio.output.device import OutputDevice

_RATE_HZ = 48_000
_TONE_HZ = 440.0
_LEVEL = 0.2
_FADE_S = 0.02
_WAIT_S = 0.02
_PATIENCE_S = 3.0


class _Tone:
    """Gives the device the tone from its start to its end, then silence."""

    def __init__(self, rate_hz: int, duration_s: float) -> None:
        n_frames = round(duration_s * rate_hz)
        place_s = np.arange(n_frames) / rate_hz
        edge = np.minimum(1.0, np.minimum(place_s, place_s[::-1]) / _FADE_S)
        self._sound = (_LEVEL * edge * np.sin(2 * np.pi * _TONE_HZ * place_s)).astype(np.float32)[:, np.newaxis]
        self._given = 0

    @property
    def is_over(self) -> bool:
        return self._given >= len(self._sound)

    def fill(self, out: Sound) -> None:
        part = self._sound[self._given : self._given + len(out)]
        out[: len(part)] = part
        out[len(part) :] = 0.0
        self._given += len(out)


def play_test_tone(device: OutputDevice, *, duration_s: float = 0.8) -> None:
    """Plays the tone on both sides and returns when it was heard; not for the GUI thread.

    Raises:
        QADeskError: AUDIO_DEVICE_MISSING or AUDIO_DEVICE_LOST.
    """
    # The device may ask at another rate than it was opened for; the tone is made for the rate it names.
    tone: list[_Tone] = []
    rate_hz = device.open(_RATE_HZ, lambda out: tone[0].fill(out))
    tone.append(_Tone(rate_hz, duration_s))
    try:
        device.start()
        ends_s = time.monotonic() + duration_s + _PATIENCE_S
        while not tone[0].is_over and time.monotonic() < ends_s:
            time.sleep(_WAIT_S)
            device.pump()
        time.sleep(device.latency_s)
    finally:
        device.close()

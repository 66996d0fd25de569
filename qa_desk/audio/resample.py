"""Changes the rate of a stream, for sound cards that take only their own; any chunks in, the same sound out."""

import math

import numpy as np
from numpy.typing import NDArray

from qa_desk.audio.blocks import Sound

_HALF_TAPS = 16


class Resampler:
    """Windowed-sinc interpolation with 32 taps, cut off below the lower of the two rates.

    Frame k of what comes out lies at k · from_hz / to_hz of what was fed: the two rates meet again after so few
    frames that the taps of every phase are computed once. Nothing is changed in place, so a shallow copy goes on alone.

    Args:
        from_hz, to_hz: rates of what is fed and of what comes out.
        channels: of the sound fed.
    """

    def __init__(self, from_hz: int, to_hz: int, channels: int) -> None:
        common = math.gcd(from_hz, to_hz)
        self._step_in, self._step_out = from_hz // common, to_hz // common
        narrower = min(1.0, to_hz / from_hz)
        self._reach = math.ceil(_HALF_TAPS / narrower)
        self._offsets = np.arange(1 - self._reach, self._reach + 1)
        self._taps = _taps_of_phases(self._step_in, self._step_out, self._offsets, 0.95 * narrower)
        self._input: Sound = np.zeros((self._reach, channels), np.float32)
        self._input_start = -self._reach
        self._n_given = 0
        self._n_fed = 0

    @property
    def warm_up(self) -> int:
        """After so many frames of output nothing is left of the silence before the first frame fed."""
        return math.ceil(2 * self._reach * self._step_out / self._step_in)

    def feed(self, block: Sound) -> Sound:
        """Takes any number of frames and returns those that are ready, float32 (frames, channels)."""
        self._n_fed += len(block)
        self._input = np.concatenate([self._input, block])
        available = self._input_start + len(self._input) - self._reach
        return self._give(math.ceil(available * self._step_out / self._step_in))

    def flush(self) -> Sound:
        """The rest after the last block; feed no more after it."""
        self._input = np.concatenate([self._input, np.zeros((2 * self._reach, self._input.shape[1]), np.float32)])
        return self._give(round(self._n_fed * self._step_out / self._step_in))

    def _give(self, n_total: int) -> Sound:
        if n_total <= self._n_given:
            return self._input[:0]
        wanted = np.arange(self._n_given, n_total, dtype=np.int64)
        centres = wanted * self._step_in // self._step_out
        taps = self._input[centres[:, np.newaxis] + self._offsets - self._input_start]
        given = np.einsum("nt,ntc->nc", self._taps[wanted % self._step_out], taps)
        self._n_given = n_total
        self._forget(n_total * self._step_in // self._step_out - self._reach)
        return given

    def _forget(self, start: int) -> None:
        n_frames = min(start - self._input_start, len(self._input))
        if n_frames > 0:
            self._input = self._input[n_frames:]
            self._input_start += n_frames


def _taps_of_phases(step_in: int, step_out: int, offsets: NDArray[np.int64], cutoff: float) -> NDArray[np.float32]:
    """Weights of shape (step_out, taps): row k for frames of output that lie k · step_in / step_out frames in."""
    phases = (np.arange(step_out) * step_in % step_out) / step_out
    distances = phases[:, np.newaxis] - offsets
    window = 0.5 + 0.5 * np.cos(np.pi * np.clip(distances / offsets[-1], -1.0, 1.0))
    return (cutoff * np.sinc(cutoff * distances) * window).astype(np.float32)

"""Changes the rate of a stream, for sound cards that take only their own; any chunks in, the same sound out."""

import numpy as np

from qa_desk.audio.blocks import Sound

_HALF_TAPS = 16


class Resampler:
    """Windowed-sinc interpolation with 32 taps, cut off below the lower of the two rates.

    Args:
        from_hz, to_hz: rates of what is fed and of what comes out.
        channels: of the sound fed.
    """

    def __init__(self, from_hz: int, to_hz: int, channels: int) -> None:
        self._ratio = from_hz / to_hz
        self._cutoff = min(1.0, to_hz / from_hz) * 0.95
        self._reach = int(np.ceil(_HALF_TAPS / min(1.0, to_hz / from_hz)))
        self._input: Sound = np.zeros((self._reach, channels), np.float32)
        self._input_start = -self._reach
        self._n_given = 0
        self._n_fed = 0

    def feed(self, block: Sound) -> Sound:
        """Takes any number of frames and returns those that are ready, float32 (frames, channels)."""
        self._n_fed += len(block)
        self._input = np.concatenate([self._input, block])
        available = self._input_start + len(self._input) - self._reach
        return self._give(int(np.ceil(available / self._ratio)))

    def flush(self) -> Sound:
        """The rest after the last block; feed no more after it."""
        self._input = np.concatenate([self._input, np.zeros((2 * self._reach, self._input.shape[1]), np.float32)])
        return self._give(round(self._n_fed / self._ratio))

    def _give(self, n_total: int) -> Sound:
        n_frames = n_total - self._n_given
        if n_frames <= 0:
            return self._input[:0]
        times = (self._n_given + np.arange(n_frames)) * self._ratio
        centres = np.floor(times).astype(np.int64)
        offsets = np.arange(1 - self._reach, self._reach + 1)
        distances = times[:, np.newaxis] - (centres[:, np.newaxis] + offsets)
        window = 0.5 + 0.5 * np.cos(np.pi * np.clip(distances / self._reach, -1.0, 1.0))
        weights = (self._cutoff * np.sinc(self._cutoff * distances) * window).astype(np.float32)
        taps = self._input[centres[:, np.newaxis] + offsets - self._input_start]
        self._n_given = n_total
        self._forget(int(self._n_given * self._ratio) - self._reach)
        return np.einsum("nt,ntc->nc", weights, taps)

    def _forget(self, start: int) -> None:
        n_frames = min(start - self._input_start, len(self._input))
        if n_frames > 0:
            self._input = self._input[n_frames:]
            self._input_start += n_frames

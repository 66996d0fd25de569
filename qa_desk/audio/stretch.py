"""Changes the speed of speech and keeps its pitch (WSOLA), as a stream: any chunks in, the same sound out.

Source: W. Verhelst, M. Roelands (1993), An overlap-add technique based on waveform similarity (WSOLA).
"""

import numpy as np
from numpy.typing import NDArray

from qa_desk.audio.blocks import Sound

SLOWEST, FASTEST = 0.5, 3.0
_WINDOW_S = 0.030
_SEARCH_S = 0.012
_ROUGH_HZ = 8000


class Stretcher:
    """Plays sound `speed` times as fast.

    Windows of 30 ms are laid down every 15 ms. Window k is taken from near k · 15 ms · speed of the input, within
    ±12 ms, where it resembles best (normalised correlation) the natural continuation of window k − 1. Nothing that a
    stretcher holds is changed in place, so that a shallow copy goes on alone.

    Args:
        rate_hz: frames a second.
        channels: of the sound fed; all are cut at the same places, so that they stay together.
        speed: 0.5…3; 2 = twice as fast.
    """

    def __init__(self, rate_hz: int, channels: int, speed: float) -> None:
        if not SLOWEST <= speed <= FASTEST:
            raise ValueError(f"speed {speed} is not within {SLOWEST}…{FASTEST}")
        self._half = max(8, round(_WINDOW_S * rate_hz / 2))
        self._search = max(1, round(_SEARCH_S * rate_hz))
        self._speed = speed
        self._nominal = 0.0
        self._coarse = max(1, rate_hz // _ROUGH_HZ)
        self._fade_in = (0.5 - 0.5 * np.cos(np.pi * (np.arange(self._half) + 0.5) / self._half)).astype(np.float32)
        self._input: Sound = np.zeros((0, channels), np.float32)
        self._input_start = 0
        self._n_windows = 0
        self._n_fed = 0
        self._tail: Sound = np.zeros((0, channels), np.float32)
        self._continuation = 0

    @property
    def reached(self) -> float:
        """The frame fed that the next frame given stands for."""
        return self._nominal

    @property
    def continues_at(self) -> int:
        """The frame fed that follows the last one given as naturally as if nothing had been stretched."""
        return self._continuation

    @property
    def rest(self) -> Sound:
        """What was fed from `continues_at` on: with it, playing goes on at speed 1 and this stretcher is done."""
        return self._input[self._continuation - self._input_start :]

    def set_speed(self, speed: float) -> None:
        """From the next window on at another speed; the windows join as ever."""
        self._speed = speed

    def feed(self, block: Sound) -> Sound:
        """Takes any number of frames and returns those that are ready, float32 (frames, channels)."""
        self._input = np.concatenate([self._input, block])
        self._n_fed += len(block)
        parts = self._windows()
        return np.concatenate(parts) if parts else self._input[:0]

    def flush(self) -> Sound:
        """The rest after the last block: what was fed comes out `frames / speed` long. Feed no more after it."""
        missing = max(0, round((self._n_fed - self._nominal) / self._speed))
        room = 3 * self._half + 2 * self._search + int(self._half * self._speed)
        silence = np.zeros((room, self._input.shape[1]), np.float32)
        parts: list[Sound] = [self._input[:0]]
        while missing > 0:
            self._input = np.concatenate([self._input, silence])
            part = np.concatenate(self._windows())[:missing]
            parts.append(part)
            missing -= len(part)
        return np.concatenate(parts)

    def _windows(self) -> list[Sound]:
        parts: list[Sound] = []
        while True:
            nominal = round(self._nominal)
            reach = max(nominal + self._search, self._continuation) + 2 * self._half
            if reach > self._input_start + len(self._input):
                return parts
            parts.append(self._lay_down(nominal))
            self._forget(min(round(self._nominal) - self._search, self._continuation))

    def _lay_down(self, nominal: int) -> Sound:
        """Adds one window and returns the half of it that no later window touches."""
        start = nominal if self._n_windows == 0 else self._best_start(nominal)
        window = self._frames(start, start + 2 * self._half)
        first, second = window[: self._half], window[self._half :]
        if self._n_windows:
            fade = self._fade_in[:, np.newaxis]
            first = (self._tail * (1 - fade) + first * fade).astype(np.float32)
        self._tail = second
        self._continuation = start + self._half
        self._n_windows += 1
        self._nominal += self._half * self._speed
        return first

    def _best_start(self, nominal: int) -> int:
        earliest = max(nominal - self._search, self._input_start)
        template = self._frames(self._continuation, self._continuation + self._half).sum(axis=1)
        region = self._frames(earliest, nominal + self._search + self._half).sum(axis=1)
        if self._coarse == 1:
            return earliest + _most_similar(region, template)
        # At a high rate nearly all of the work is here: look roughly at the rate of a telephone, then around there.
        rough = self._coarse * _most_similar(_coarser(region, self._coarse), _coarser(template, self._coarse))
        first, last = max(0, rough - self._coarse), rough + self._coarse + len(template)
        return earliest + first + _most_similar(region[first:last], template)

    def _frames(self, start: int, end: int) -> Sound:
        return self._input[start - self._input_start : end - self._input_start]

    def _forget(self, start: int) -> None:
        n_frames = min(start - self._input_start, len(self._input))
        if n_frames > 0:
            self._input = self._input[n_frames:]
            self._input_start += n_frames


def _coarser(sound: NDArray[np.float32], n_frames: int) -> NDArray[np.float32]:
    """Means of every `n_frames`."""
    return sound[: len(sound) // n_frames * n_frames].reshape(-1, n_frames).mean(axis=1)


def _most_similar(region: NDArray[np.float32], template: NDArray[np.float32]) -> int:
    """The offset in `region` of the passage most like `template`, by normalised correlation."""
    products = np.correlate(region, template, "valid")
    energy = np.cumsum(np.concatenate([[0.0], region.astype(np.float64) ** 2]))
    energies = energy[len(template) :] - energy[: -len(template)]
    return int(np.argmax(products / np.sqrt(energies + 1e-9)))

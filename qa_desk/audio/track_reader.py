"""Reads several recordings as one: silence in the gaps, one rate, one number of channels, every seek exact."""

import math
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from qa_desk.audio.blocks import BLOCK_FRAMES, Sound
from qa_desk.audio.masking import Masks
from qa_desk.audio.reading import SoundReader, open_sound
from qa_desk.audio.resample import Resampler

_STEP_FRAMES = 4096


@dataclass(frozen=True, slots=True)
class Piece:
    """A recording on the frames of a track.

    Args:
        path: the recording.
        sha256: hash of its content, where it is known.
        start, end: its first and one past its last frame, in frames of the track.
        rate_hz: its own rate.
        is_swapped: whether its sides are exchanged.
        masks: what must not be heard of it.
    """

    path: Path
    sha256: str
    start: int
    end: int
    rate_hz: int
    is_swapped: bool
    masks: Masks = ()


class TrackReader:
    """Open recordings, in order and none over another.

    Args:
        pieces: at least one.
        rate_hz, channels: of what is read.
    """

    def __init__(self, pieces: tuple[Piece, ...], *, rate_hz: int, channels: int) -> None:
        self.rate_hz = rate_hz
        self.channels = channels
        self._pieces = pieces
        self._position = 0
        self._sounds: dict[int, _PieceSound] = {}

    @property
    def position(self) -> int:
        """The frame that the next `read` begins with."""
        return self._position

    def read(self, n_frames: int = BLOCK_FRAMES) -> Sound:
        """The next frames as float32 (frames, channels); fewer at the end, none after it."""
        first = self._position
        last = max(first, min(first + n_frames, self._pieces[-1].end))
        block = np.zeros((last - first, self.channels), np.float32)
        for index, piece in enumerate(self._pieces):
            start, end = max(first, piece.start), min(last, piece.end)
            if start < end:
                part = self._sound_of(index).frames(start - piece.start, end - start)
                # A part shorter than its header says leaves silence; a mono part is heard on both sides.
                block[start - first : start - first + len(part)] = part
        self._position = last
        return block

    def seek(self, frame: int) -> None:
        """Makes `frame` the next one to be read."""
        self._position = max(0, frame)

    def close(self) -> None:
        """Lets all recordings go; may be called twice."""
        for sound in self._sounds.values():
            sound.close()
        self._sounds = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _sound_of(self, index: int) -> "_PieceSound":
        if index not in self._sounds:
            self._sounds[index] = _PieceSound(self._pieces[index], self.rate_hz)
        return self._sounds[index]


class _PieceSound:
    """One recording at the rate and with the sides of the track."""

    def __init__(self, piece: Piece, rate_hz: int) -> None:
        self._piece = piece
        self._rate_hz = rate_hz
        self._reader: SoundReader = open_sound(piece.path, key=piece.sha256, masks=piece.masks)
        self._resampler: Resampler | None = None
        self._ready: Sound = np.zeros((0, self._reader.channels), np.float32)
        self._ready_start = 0

    def frames(self, start: int, n_frames: int) -> Sound:
        """Frames from `start` on, counted from the beginning of the recording in the rate of the track."""
        if self._piece.rate_hz == self._rate_hz:
            self._reader.seek(start)
            sound = self._reader.read(n_frames)
        else:
            sound = self._resampled(start, n_frames)
        return sound[:, ::-1] if self._piece.is_swapped else sound

    def close(self) -> None:
        self._reader.close()

    def _resampled(self, start: int, n_frames: int) -> Sound:
        if self._resampler is None or not self._ready_start <= start <= self._ready_start + len(self._ready):
            self._begin_at(start)
        while self._resampler is not None and self._ready_start + len(self._ready) < start + n_frames:
            block = self._reader.read(_STEP_FRAMES)
            self._ready = np.concatenate([self._ready, self._resampler.feed(block)])
            if not len(block):
                self._ready = np.concatenate([self._ready, self._resampler.flush()])
                self._resampler = None
        sound = self._ready[start - self._ready_start :][:n_frames]
        self._ready = self._ready[start - self._ready_start + len(sound) :]
        self._ready_start = start + len(sound)
        return sound

    def _begin_at(self, start: int) -> None:
        """Begins where a frame of the recording and one of the track fall together, far enough before `start`."""
        own_hz, rate_hz = self._piece.rate_hz, self._rate_hz
        common = math.gcd(own_hz, rate_hz)
        own_step, step = own_hz // common, rate_hz // common
        self._resampler = Resampler(own_hz, rate_hz, self._reader.channels)
        n_steps = max(0, (start - self._resampler.warm_up) // step)
        self._reader.seek(n_steps * own_step)
        self._ready = self._ready[:0]
        self._ready_start = n_steps * step

"""What must not be heard is a tone: laid over a recording where it is opened, under everything that reads sound.

Player, waveform, figures, exports and the caches all stand above this; a masked passage reaches none of them.
"""

import hashlib
import math
from collections.abc import Iterable
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from qa_desk.audio.blocks import BLOCK_FRAMES, Sound
from qa_desk.audio.decoding.ffmpeg import FfmpegReader
from qa_desk.audio.decoding.opening import SoundStream
from qa_desk.audio.passage import Passage

TONE_HZ = 1000.0
TONE_LEVEL = 0.125
_FADE_S = 0.005
_FLOAT_FRAMES = 1e-6

Masks = tuple[Passage, ...]
"""Passages of one recording, in its own seconds, in order of time and apart from each other."""


def merged(passages: Iterable[Passage]) -> Masks:
    """The same passages in order of time, those that touch as one; what has no length is left out."""
    found: list[Passage] = []
    for passage in sorted(passages, key=lambda one: one.start_s):
        if passage.duration_s <= 0:
            continue
        if found and passage.start_s <= found[-1].end_s:
            found[-1] = Passage(found[-1].start_s, max(found[-1].end_s, passage.end_s))
        else:
            found.append(passage)
    return tuple(found)


def key_of_masks(masks: Masks) -> str:
    """The same for the same passages; empty where there are none."""
    if not masks:
        return ""
    said = " ".join(f"{passage.start_s:.6f}-{passage.end_s:.6f}" for passage in masks)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


class MaskedSound:
    """An open recording in which the masked passages are a tone, on every channel.

    Args:
        sound: the recording; closed with this.
        masks: what must not be heard.
    """

    def __init__(self, sound: SoundStream, masks: Masks) -> None:
        self._sound = sound
        rate_hz = sound.rate_hz
        self._ranges = tuple(frames_of(mask, rate_hz) for mask in masks)

    @property
    def rate_hz(self) -> int:
        """Frames a second."""
        return self._sound.rate_hz

    @property
    def channels(self) -> int:
        """1 or 2."""
        return self._sound.channels

    @property
    def promised_frames(self) -> int:
        """The length by the recording's header."""
        return self._sound.promised_frames

    @property
    def position(self) -> int:
        """The frame that the next `read` begins with."""
        return self._sound.position

    def read(self, n_frames: int = BLOCK_FRAMES) -> Sound:
        """The next frames as float32 (frames, channels); fewer at the end, none after it."""
        start = self._sound.position
        block = self._sound.read(n_frames)
        end = start + len(block)
        covered = [(first, last) for first, last in self._ranges if first < end and last > start]
        if not covered:
            return block
        block = block.copy()  # what was read may be a view of something that others read too
        for first, last in covered:
            begin, stop = max(first, start), min(last, end)
            block[begin - start : stop - start] = tone(begin, stop, first, last, self.rate_hz)[:, np.newaxis]
        return block

    def seek(self, frame: int) -> None:
        """Makes `frame` the next one to be read."""
        self._sound.seek(frame)

    def stop(self) -> None:
        """Lets whoever waits in `read` go, where a program is the decoder; from any thread."""
        if isinstance(self._sound, FfmpegReader):
            self._sound.stop()

    def close(self) -> None:
        """Lets the recording go; may be called twice."""
        self._sound.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def frames_of(mask: Passage, rate_hz: int) -> tuple[int, int]:
    """The first frame that is masked and one past the last: outwards to whole ones, which hold no part of it then.

    What a float is short of a whole frame is none, so that a mask of whole frames stays as it is.
    """
    first = math.floor(mask.start_s * rate_hz + _FLOAT_FRAMES)
    return max(0, first), math.ceil(mask.end_s * rate_hz - _FLOAT_FRAMES)


def tone(begin: int, stop: int, first: int, last: int, rate_hz: int) -> NDArray[np.float32]:
    """Frames `begin` to `stop` of the tone that covers `first` to `last`, the same however it is read.

    It swells and dies away within the passage, so that it does not click. It begins anew with each passage, so that it
    is the same in a copy that begins elsewhere.
    """
    frames = np.arange(begin, stop)
    n_fade = max(1, round(_FADE_S * rate_hz))
    swell = np.minimum(1.0, np.minimum(frames - first + 1, last - frames) / n_fade)
    return (TONE_LEVEL * swell * np.sin(2 * np.pi * TONE_HZ / rate_hz * (frames - first))).astype(np.float32)

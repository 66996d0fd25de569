"""The buffer between a thread that reads or writes a file and the sound card's callback: no lock, one on each side."""

import numpy as np

from qa_desk.audio.blocks import Sound

OUTPUT_CHANNELS = 2


class Ring:
    """Frames in order; `written` is moved by the writer only and `consumed` by the reader only.

    Args:
        n_frames: how many frames it holds.
        channels: of each frame; everything that is played is stereo.
    """

    def __init__(self, n_frames: int, channels: int = OUTPUT_CHANNELS) -> None:
        self._data = np.zeros((n_frames, channels), np.float32)
        self._size = n_frames
        self.written = 0
        self.consumed = 0

    @property
    def free(self) -> int:
        """How many frames may be written now."""
        return self._size - (self.written - self.consumed)

    def write(self, block: Sound) -> None:
        """Appends a block, shape (frames, channels), no longer than `free`."""
        assert len(block) <= self.free
        self._put(self.written, block)

    def rewrite(self, at: int, block: Sound) -> None:
        """Puts a block in the place of all that was written from frame `at` on; the reader must be well before it."""
        assert self.consumed <= at <= self.written
        assert at + len(block) - self.consumed <= self._size
        self._put(at, block)

    def read_into(self, out: Sound) -> int:
        """Moves the oldest frames to the beginning of `out`; returns how many there were."""
        n_frames = max(0, min(len(out), self.written - self.consumed))
        self._copy(out, n_frames)
        self.consumed += n_frames
        return n_frames

    def peek(self, n_frames: int) -> Sound:
        """A copy of the oldest frames, which stay; fewer where there are not so many."""
        out = np.empty((min(n_frames, self.written - self.consumed), self._data.shape[1]), np.float32)
        self._copy(out, len(out))
        return out

    def _put(self, at: int, block: Sound) -> None:
        start = at % self._size
        first = min(len(block), self._size - start)
        self._data[start : start + first] = block[:first]
        self._data[: len(block) - first] = block[first:]
        # Only now may the reader see it: moving the counter is one store, which the interpreter never splits.
        self.written = at + len(block)

    def _copy(self, out: Sound, n_frames: int) -> None:
        start = self.consumed % self._size
        first = min(n_frames, self._size - start)
        out[:first] = self._data[start : start + first]
        out[first:n_frames] = self._data[: n_frames - first]

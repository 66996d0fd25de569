"""How sound is read, whatever lies behind it: the protocol, and the one place that decides how a file is opened."""

from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from qa_desk.audio.blocks import BLOCK_FRAMES, BlockReader, Sound


class SoundReader(Protocol):
    """Open sound: `read` goes forward, `seek` jumps to exactly the frame asked for."""

    @property
    def rate_hz(self) -> int:
        """Frames a second."""
        ...

    @property
    def channels(self) -> int:
        """1 or 2."""
        ...

    @property
    def position(self) -> int:
        """The frame that the next `read` begins with."""
        ...

    def read(self, n_frames: int = BLOCK_FRAMES) -> Sound:
        """The next frames as float32 (frames, channels); fewer at the end, none after it."""
        ...

    def seek(self, frame: int) -> None:
        """Makes `frame` the next one to be read."""
        ...

    def close(self) -> None:
        """Lets go of what is open; may be called twice."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_sound(path: Path, *, key: str = "") -> SoundReader:
    """Opens a recording for playing and measuring; `key` is the hash of its content, where it is known.

    Raises:
        QADeskError: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, AUDIO_UNKNOWN_FORMAT, AUDIO_BROKEN,
            AUDIO_TOO_MANY_CHANNELS.
    """
    return BlockReader(path)

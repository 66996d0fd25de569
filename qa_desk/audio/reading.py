"""How sound is read, whatever lies behind it: the protocol, and the one place that decides how a file is opened."""

from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from qa_desk.audio.blocks import BLOCK_FRAMES, BlockReader, Sound, require_readable
from qa_desk.audio.decoding.ffmpeg import find_ffmpeg
from qa_desk.audio.decoding.opening import open_stream
from qa_desk.audio.decoding.pcm_cache import PcmCache, cache_in
from qa_desk.audio.decoding.pcm_file import DecodedStream
from qa_desk.audio.headers import ReadBy, form_of
from qa_desk.audio.masking import MaskedSound, Masks, key_of_masks
from qa_desk.paths import cache_dir, private_folder_of

_NEVER_EXACT = frozenset({"mp3", "ogg"})


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


def open_sound(path: Path, *, key: str = "", masks: Masks = (), cache: PcmCache | None = None) -> SoundReader:
    """Opens a recording for playing and measuring, so that every seek lands on the frame asked for.

    WAV, FLAC and their like are read from the file itself. What can't be sought in exactly is decoded once, in a
    thread, and kept; it can be read while that goes on, and a read waits for what is not there yet.

    Args:
        path: the recording.
        key: the hash of its content, where it is known.
        masks: what must not be heard of it; what is decoded and kept holds the tone and not what lies under it.
        cache: where decoded sound is kept; unless said otherwise the person's own cache folder, or beside a recording
            that was decrypted for hearing.

    Raises:
        QADeskError: FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, AUDIO_UNKNOWN_FORMAT, AUDIO_NEEDS_FFMPEG,
            AUDIO_CODEC_UNREAD, AUDIO_BROKEN.
    """
    require_readable(path)
    form = form_of(path)
    if form is not None and form.container not in _NEVER_EXACT and form.read_by is ReadBy.LIBSNDFILE:
        direct = BlockReader(path, form)
        if direct.seeks_exactly:
            return MaskedSound(direct, masks) if masks else direct
        direct.close()
    cache = cache if cache is not None else cache_in((private_folder_of(path) or cache_dir()) / "pcm")
    return cache.open(key or _key_of(path), lambda: _masked_stream(path, masks), variant=key_of_masks(masks))


def _masked_stream(path: Path, masks: Masks) -> DecodedStream:
    stream = open_stream(path, ffmpeg=find_ffmpeg())
    return MaskedSound(stream, masks) if masks else stream


def _key_of(path: Path) -> str:
    """Another one when the file is another or was changed."""
    found = path.stat()
    return f"{path.absolute()} {found.st_size} {found.st_mtime_ns}"

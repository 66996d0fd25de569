"""A passage of a call as a small sound file of its own, for what is handed out."""

import io

import numpy as np
import soundfile

from qa_desk.audio.blocks import BLOCK_FRAMES, Sound
from qa_desk.audio.ogg_serial import with_fixed_serial
from qa_desk.audio.reading import SoundReader
from qa_desk.audio.track import Track

LONGEST_S = 60.0
_OPUS_RATES_HZ = (8_000, 12_000, 16_000, 24_000, 48_000)


def excerpt(track: Track, start_s: float, end_s: float) -> bytes:
    """The passage as an Ogg file: Opus where the rate allows it, else Vorbis; the same bytes each time.

    Args:
        track: the sound of the call.
        start_s: where it begins, in seconds of the call.
        end_s: where it ends; at most a minute is taken.

    Returns:
        The file; empty when the passage lies behind the end.

    Raises:
        QADeskError: as `Track.open`.
    """
    with track.open() as reader:
        reader.seek(round(max(0.0, start_s) * reader.rate_hz))
        sound = _read(reader, round(min(LONGEST_S, max(0.0, end_s - start_s)) * reader.rate_hz))
        rate_hz = reader.rate_hz
    if not len(sound):
        return b""
    target = io.BytesIO()
    coding = "OPUS" if rate_hz in _OPUS_RATES_HZ else "VORBIS"
    with soundfile.SoundFile(target, "w", rate_hz, sound.shape[1], coding, format="OGG") as file:
        # libsndfile's Vorbis encoder overflows its stack on long writes.
        for at in range(0, len(sound), BLOCK_FRAMES):
            file.write(sound[at : at + BLOCK_FRAMES])
    return with_fixed_serial(target.getvalue())


def _read(reader: SoundReader, n_frames: int) -> Sound:
    blocks: list[Sound] = [np.empty((0, reader.channels), np.float32)]
    while n_frames > 0:
        block = reader.read(min(BLOCK_FRAMES, n_frames))
        if not len(block):
            break
        blocks.append(block)
        n_frames -= len(block)
    return np.concatenate(blocks)

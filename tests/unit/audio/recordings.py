"""Recordings made for the tests: every format that QA Desk reads, and every way one may be broken."""

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

RATE_HZ = 8000


def two_voices(seconds: float = 4.0, *, rate_hz: int = RATE_HZ) -> NDArray[np.float32]:
    """Two channels that can be told apart: a rising tone at the left, noise in bursts at the right."""
    times = np.arange(round(seconds * rate_hz)) / rate_hz
    left = 0.5 * np.sin(2 * np.pi * (300 + 40 * times) * times)
    noise = np.random.default_rng(7).normal(0, 0.15, len(times))
    right = np.clip(noise, -0.9, 0.9) * (np.sin(2 * np.pi * times) > 0)
    return np.stack([left, right], axis=1).astype(np.float32)


FORMATS: dict[str, dict[str, object]] = {
    "pcm.wav": {"subtype": "PCM_16"},
    "pcm24.wav": {"subtype": "PCM_24"},
    "alaw.wav": {"subtype": "ALAW"},
    "ulaw.wav": {"subtype": "ULAW"},
    "gsm.wav": {"subtype": "GSM610", "mono": True},
    "mono.wav": {"subtype": "PCM_16", "mono": True},
    "call.flac": {"subtype": "PCM_16"},
    "vorbis.ogg": {"subtype": "VORBIS"},
    "opus.opus": {"format": "OGG", "subtype": "OPUS"},
    "call.mp3": {"format": "MP3"},
    "constant.mp3": {"format": "MP3", "bitrate_mode": "CONSTANT", "compression_level": 0.5},
    "variable.mp3": {"format": "MP3", "bitrate_mode": "VARIABLE", "compression_level": 0.5},
}


def write(path: Path, sound: NDArray[np.float32], *, rate_hz: int = RATE_HZ, **options: object) -> Path:
    """Writes a recording; `mono` keeps the left channel only."""
    is_mono = options.pop("mono", False)
    soundfile.write(path, sound[:, :1] if is_mono else sound, rate_hz, **options)
    return path


def write_format(folder: Path, name: str, sound: NDArray[np.float32], *, rate_hz: int = RATE_HZ) -> Path:
    """Writes a recording in one of `FORMATS`."""
    return write(folder / name, sound, rate_hz=rate_hz, **dict(FORMATS[name]))

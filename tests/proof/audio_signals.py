"""The call that the playback tests play, and how they measure what came out."""

import numpy as np

PAUSE_S = 0.3
VOICES_AT_S = PAUSE_S
VOICES_S = 1.6
TONE_AT_S = VOICES_AT_S + VOICES_S + PAUSE_S
TONE_S = 3.2
TONE_HZ = 440.0
"""Silence, two voices that resemble nothing else, silence, a tone."""


def call(rate_hz: int) -> np.ndarray:
    """float32 (frames, 2)."""
    random = np.random.default_rng(rate_hz)
    times = np.arange(round(VOICES_S * rate_hz)) / rate_hz
    left = 0.5 * np.sin(2 * np.pi * (350 + 150 * times) * times) + random.normal(0, 0.05, len(times))
    right = random.normal(0, 0.12, len(times))
    voices = np.clip(np.stack([left, right], axis=1), -0.95, 0.95)
    silence = np.zeros((round(PAUSE_S * rate_hz), 2))
    tone = 0.5 * np.sin(2 * np.pi * TONE_HZ * np.arange(round(TONE_S * rate_hz)) / rate_hz)
    return np.concatenate([silence, voices, silence, np.stack([tone, tone], axis=1)]).astype(np.float32)


def pitch_of(sound: np.ndarray, rate_hz: int) -> float:
    """The strongest frequency of one channel, by a spectrum finer than 0.1 Hz."""
    size = 1 << 21
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), size))
    return float(np.argmax(spectrum) * rate_hz / size)


def largest_step(sound: np.ndarray) -> float:
    """The largest difference between two frames that follow one another: a click is one."""
    return float(np.abs(np.diff(sound.astype(np.float64), axis=0)).max())

"""Sound for the tests of the waveform, made of cells and not of samples."""

from dataclasses import replace

import numpy as np

from qa_desk.audio.peaks import PeakLevel, Peaks

HOUR_S = 3600.0
RATE_HZ, CELL = 8000, 64
CELL_S = CELL / RATE_HZ
BEEP_S = 3590.0


def peaks_with_beep() -> Peaks:
    """An hour of silence with one second of sound near its end."""
    n_cells = round(HOUR_S / CELL_S)
    high = np.zeros((n_cells, 2), np.int16)
    high[round(BEEP_S / CELL_S) : round((BEEP_S + 1.0) / CELL_S)] = 30000
    return pyramid(high)


def noisy_peaks() -> Peaks:
    """A hundred seconds of two loud voices."""
    return pyramid(np.random.default_rng(7).integers(0, 30000, (round(100 / CELL_S), 2)).astype(np.int16))


def pyramid(high: np.ndarray) -> Peaks:
    """The peaks of cells as high as these, of shape (cells, channels)."""
    levels = [PeakLevel(CELL, -high, high, high // 2)]
    for _level in range(5):
        below = levels[-1]
        top = np.maximum.reduceat(below.high, np.arange(0, len(below.high), 4), axis=0)
        levels.append(PeakLevel(below.cell_frames * 4, -top, top, top // 2))
    return Peaks(RATE_HZ, len(high) * CELL, tuple(levels))


def cut(peaks: Peaks, end_s: float) -> Peaks:
    """The same, read as far as `end_s`."""
    frames = round(end_s * peaks.rate_hz)
    levels = tuple(
        replace(level, low=level.low[:cells], high=level.high[:cells], rms=level.rms[:cells])
        for level in peaks.levels
        for cells in [-(-frames // level.cell_frames)]
    )
    return Peaks(peaks.rate_hz, frames, levels)


def mono(peaks: Peaks) -> Peaks:
    """The left channel alone."""
    levels = tuple(
        replace(level, low=np.ascontiguousarray(level.low[:, :1]), high=level.high[:, :1], rms=level.rms[:, :1])
        for level in peaks.levels
    )
    return Peaks(peaks.rate_hz, peaks.frames, levels)

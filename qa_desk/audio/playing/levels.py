"""How loud each voice speaks, measured from the peaks of the whole call, and what brings both to one level."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_desk.audio.peaks import FULL_SCALE, Peaks
from qa_desk.audio.voice import Voice

EVEN_DB = -20.0
"""Level of speech, as RMS below full scale, that evened voices are brought to."""

_MOST_GAIN_DB = 18.0
_ABSOLUTE_GATE_DB = -50.0
_RELATIVE_GATE_DB = -10.0
_MOST_PEAK = 1.4  # a little over full scale: the limiter bends what only a few peaks reach
_PEAK_PERCENTILE = 99.9


@dataclass(frozen=True, slots=True)
class VoiceLevel:
    """The level of one voice while it speaks, in dB of full scale, and the height of its peaks, 0…1."""

    speech_db: float
    peak: float


@dataclass(frozen=True, slots=True)
class VoiceLevels:
    """Both voices; None for one that never speaks, the same twice for a mono call."""

    agent: VoiceLevel | None
    customer: VoiceLevel | None

    def gain_of(self, voice: Voice) -> float:
        """The factor that brings this voice to the common level; 1 for one that never speaks."""
        level = self.agent if voice is Voice.AGENT else self.customer
        if level is None:
            return 1.0
        gain = 10 ** (min(EVEN_DB - level.speech_db, _MOST_GAIN_DB) / 20)
        return float(min(gain, _MOST_PEAK / max(level.peak, 1e-6)))


def voice_levels(peaks: Peaks) -> VoiceLevels:
    """Measures both voices of a track.

    The level is the mean power of the cells above −50 dB of full scale that are not more than 10 dB below the mean
    of these (the two gates of ITU-R BS.1770, on plain RMS): pauses and line noise don't count.
    """
    level = peaks.levels[0]
    last = peaks.channels - 1
    height = np.maximum(np.abs(level.high.astype(np.int32)), np.abs(level.low.astype(np.int32)))
    return VoiceLevels(_level(level.rms[:, 0], height[:, 0]), _level(level.rms[:, last], height[:, last]))


def _level(rms: NDArray[np.int16], height: NDArray[np.int32]) -> VoiceLevel | None:
    power = (rms.astype(np.float64) / FULL_SCALE) ** 2
    sounding = power > 10 ** (_ABSOLUTE_GATE_DB / 10)
    if not sounding.any():
        return None
    speaking = sounding & (power > power[sounding].mean() * 10 ** (_RELATIVE_GATE_DB / 10))
    peak = float(np.percentile(height[speaking], _PEAK_PERCENTILE)) / FULL_SCALE
    return VoiceLevel(float(10 * np.log10(power[speaking].mean())), peak)

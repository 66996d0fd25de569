"""How loud each voice is in each ear: volume, balance, mute, solo, swapped sides and evened voices, always gliding."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa_desk.audio.blocks import Sound
from qa_desk.audio.output.ring import OUTPUT_CHANNELS
from qa_desk.audio.playing.levels import VoiceLevels
from qa_desk.audio.voice import Voice

_GLIDE_FRAMES = 256
_BLOCK_FRAMES = 4096
_BOTH_EARS = 0.5**0.5  # as loud as in one ear alone
_KNEE = 0.8

Gains = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Mix:
    """What was asked for; a mono call only knows the volume and its evened loudness.

    Args:
        volume: 0 = silent, 1 = as recorded.
        balance: −1 = agent only, 0 = both, 1 = customer only.
        muted: who is silent.
        solo: who alone is heard, muted or not and whatever the balance.
        is_swapped: whether the agent is heard at the right.
        is_evened: whether both voices are brought to one level.
        levels: how loud they speak; None = not measured yet.
        is_mono: whether both voices are on one channel.
    """

    volume: float = 1.0
    balance: float = 0.0
    muted: frozenset[Voice] = frozenset()
    solo: Voice | None = None
    is_swapped: bool = False
    is_evened: bool = False
    levels: VoiceLevels | None = None
    is_mono: bool = False

    def is_heard(self, voice: Voice) -> bool:
        """Whether this voice is let through at all."""
        if self.is_mono:
            return True
        return voice is self.solo if self.solo is not None else voice not in self.muted

    def gains(self) -> Gains:
        """Factors of shape (voices, ears). A voice that is heard alone is heard in both ears."""
        gains = np.zeros((len(Voice), OUTPUT_CHANNELS), np.float32)
        for voice in Voice:
            if not self.is_heard(voice):
                continue
            gain = self.volume * self._evening(voice)
            if not self.is_mono and self.solo is None:
                gain *= min(1.0, 1.0 - self.balance if voice is Voice.AGENT else 1.0 + self.balance)
            if self.is_heard(voice.other):
                ear = voice.other.value if self.is_swapped and not self.is_mono else voice.value
                gains[voice.value, ear] = gain
            else:
                gains[voice.value] = gain * _BOTH_EARS
        return gains

    def _evening(self, voice: Voice) -> float:
        return self.levels.gain_of(voice) if self.is_evened and self.levels is not None else 1.0


class Mixer:
    """Puts a mix to work on the sound card's thread: every change glides, and nothing exceeds full scale."""

    def __init__(self) -> None:
        self._wanted = self._target = self._from = np.eye(len(Voice), OUTPUT_CHANNELS, dtype=np.float32)
        self._n_glided = _GLIDE_FRAMES
        self._ramp = ((np.arange(_GLIDE_FRAMES, dtype=np.float32) + 1) / _GLIDE_FRAMES)[:, np.newaxis]
        self._agent = np.zeros((_BLOCK_FRAMES, OUTPUT_CHANNELS), np.float32)
        self._customer = np.zeros((_BLOCK_FRAMES, OUTPUT_CHANNELS), np.float32)

    def set_mix(self, mix: Mix) -> None:
        """From any thread: glides there from what is heard now."""
        self._wanted = mix.gains()

    def apply(self, out: Sound, *, is_first: bool = False) -> None:
        """Mixes frames in place; `is_first` after silence, when there is nothing to glide from."""
        wanted = self._wanted
        if wanted is not self._target:
            self._from, self._target, self._n_glided = self._now(), wanted, 0
        if is_first:
            self._n_glided = _GLIDE_FRAMES
        done = 0
        while self._n_glided < _GLIDE_FRAMES and done < len(out):
            n_frames = min(len(out) - done, _GLIDE_FRAMES - self._n_glided)
            weight = self._ramp[self._n_glided : self._n_glided + n_frames]
            part = out[done : done + n_frames]
            change = self._target - self._from
            self._mix(part, self._from[0] + weight * change[0], self._from[1] + weight * change[1])
            self._n_glided += n_frames
            done += n_frames
        if not _is_unchanged(self._target):
            for first in range(done, len(out), _BLOCK_FRAMES):
                self._mix(out[first : first + _BLOCK_FRAMES], self._target[0], self._target[1])
        if self._target.max() > 1.0 or self._from.max() > 1.0:
            limit(out)

    def _now(self) -> Gains:
        share = min(1.0, self._n_glided / _GLIDE_FRAMES)
        return (self._from + share * (self._target - self._from)).astype(np.float32)

    def _mix(self, part: Sound, agent_gains: Gains, customer_gains: Gains) -> None:
        agent, customer = self._agent[: len(part)], self._customer[: len(part)]
        np.multiply(part[:, :1], agent_gains, out=agent)
        np.multiply(part[:, 1:], customer_gains, out=customer)
        np.add(agent, customer, out=part)


def limit(sound: Sound) -> None:
    """Bends what exceeds 80 % of full scale so that it stays below it; without memory, so that nothing pumps."""
    if not len(sound) or (sound.max() <= _KNEE and sound.min() >= -_KNEE):
        return
    over = np.abs(sound) > _KNEE
    rest = 1.0 - _KNEE
    bent = _KNEE + rest * np.tanh((np.abs(sound[over]) - _KNEE) / rest)
    sound[over] = np.copysign(bent, sound[over])


def _is_unchanged(gains: Gains) -> bool:
    return gains[0, 0] == gains[1, 1] == 1.0 and gains[0, 1] == gains[1, 0] == 0.0

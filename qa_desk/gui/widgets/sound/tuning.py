"""How the sound is played, in one record: what the player does, as the transport and its menu show it."""

from dataclasses import dataclass

from qa_desk.audio.voice import Voice


@dataclass(frozen=True, slots=True)
class Tuning:
    """All that can be set of the playing.

    Args:
        speed, second_speed: 1.0 = as recorded.
        volume: 0 = silent, 1 = as recorded.
        balance: −1 = agent only, 0 = both, 1 = customer only.
        solo: the only voice heard; None = both.
        muted: the voices not heard.
        skipped_s: how much silence was left out so far.
        is_audible: false while the time line runs without sound.
        outputs: names of the sound devices there are.
        output: the one chosen; empty = the system's.
    """

    speed: float = 1.0
    second_speed: float = 1.5
    volume: float = 1.0
    balance: float = 0.0
    solo: Voice | None = None
    muted: frozenset[Voice] = frozenset()
    is_swapped: bool = False
    is_evened: bool = False
    skips_silence: bool = False
    skipped_s: float = 0.0
    is_looping: bool = False
    is_audible: bool = True
    outputs: tuple[str, ...] = ()
    output: str = ""

    @property
    def is_output_gone(self) -> bool:
        """Whether the device chosen is not there."""
        return bool(self.output) and self.output not in self.outputs

    @property
    def has_choice_of_output(self) -> bool:
        """Whether there is anything to choose, or the chosen one must be said to be gone."""
        return len(self.outputs) > 1 or self.is_output_gone

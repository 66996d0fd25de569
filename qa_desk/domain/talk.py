"""Who spoke how much: figures by energy, measured by `audio` and kept by the store, which draws calls by them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TalkFigures:
    """Who spoke how much of a call whose voices lie on two channels; a call on one channel has none.

    Args:
        recorded_s: seconds of two-channel sound that the shares are of; gaps between recordings are not in it.
        agent_share, customer_share: the part in which this voice is heard, 0…1; overtalk counts for both.
        silence_share, overtalk_share: the part in which nobody speaks for long, and in which both do.
        longest_silence_s, longest_overtalk_s: in seconds, 0 where there is none.
        n_silences, n_overtalks: how many passages of either.
    """

    recorded_s: float
    agent_share: float
    customer_share: float
    silence_share: float
    overtalk_share: float
    longest_silence_s: float
    longest_overtalk_s: float
    n_silences: int
    n_overtalks: int

    @property
    def talk_ratio(self) -> float | None:
        """The agent's part of all that was spoken, 0…1; None when nobody spoke."""
        spoken = self.agent_share + self.customer_share
        return self.agent_share / spoken if spoken > 0 else None

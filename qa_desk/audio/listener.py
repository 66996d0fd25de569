"""What the player reports, and to whom."""

import enum

from qa_desk.domain.errors import QADeskError


class PlayerState(enum.Enum):
    """Nothing loaded, standing, or playing."""

    EMPTY = "empty"
    PAUSED = "paused"
    PLAYING = "playing"


class PlayerListener:
    """What a player reports; override what is wanted. Called from the player's thread or the order's."""

    def position_changed(self, position_s: float) -> None:
        """The place heard now, about forty times a second while playing and after every jump."""

    def state_changed(self, state: PlayerState) -> None:
        """Playing began, paused, or the recording was taken away."""

    def passage_heard(self, start_s: float, end_s: float) -> None:
        """This part was just played without a jump."""

    def silence_skipped(self, start_s: float, end_s: float) -> None:
        """This silence was left out just now; it does not count as heard."""

    def device_changed(self, name: str) -> None:
        """Sound goes to another device from now on; empty = to none, time runs on a clock."""

    def ended(self) -> None:
        """The recording was played to its end."""

    def notice_given(self, error: QADeskError) -> None:
        """No device (once), a lost device, or a recording that can't be read; the position is kept."""

"""The two voices of a call; on a track the agent is the left channel and the customer the right."""

import enum


class Voice(enum.Enum):
    """Who is heard; the value is the channel of the track."""

    AGENT = 0
    CUSTOMER = 1

    @property
    def other(self) -> "Voice":
        """The one on the other end of the line."""
        return Voice.CUSTOMER if self is Voice.AGENT else Voice.AGENT

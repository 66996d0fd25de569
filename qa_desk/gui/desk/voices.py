"""Who is heard in a passage, as far as the peaks tell: the louder voice, both, or nobody for certain."""

from qa_desk.audio.peaks import Peaks
from qa_desk.audio.voice import Voice
from qa_desk.domain.calls import AgentChannel

_CLEARLY_LOUDER = 2.0
_SILENT = 1e-3


def voice_in(peaks: Peaks | None, agent_channel: AgentChannel, start_s: float, end_s: float) -> Voice | None:
    """The voice that is twice as loud as the other or more in a passage; None in a mono call or where both speak."""
    if peaks is None or peaks.channels < 2 or agent_channel is AgentChannel.MONO:
        return None
    levels = peaks.columns(start_s, max(end_s, start_s + 0.1), 1).rms[0]
    left, right = float(levels[0]), float(levels[1])
    agent, customer = (left, right) if agent_channel is AgentChannel.LEFT else (right, left)
    if max(agent, customer) < _SILENT:
        return None
    if agent >= _CLEARLY_LOUDER * customer:
        return Voice.AGENT
    return Voice.CUSTOMER if customer >= _CLEARLY_LOUDER * agent else None

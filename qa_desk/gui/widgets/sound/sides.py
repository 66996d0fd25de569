"""Where agent and customer lie on a call's time line, and which passages of it its recordings fill."""

from collections.abc import Iterable

from qa_desk.audio.passage import Passage
from qa_desk.audio.track import Track
from qa_desk.domain.calls import AgentChannel, Recording


def side_of(recordings: Iterable[Recording]) -> AgentChannel:
    """The agent is at the left of every time line with two voices; where all are mono there is but one channel."""
    stereo = (one for one in recordings if one.channels > 1 and one.agent_channel is not AgentChannel.MONO)
    return AgentChannel.LEFT if any(True for _one in stereo) else AgentChannel.MONO


def parts_of(track: Track) -> tuple[Passage, ...]:
    """The passages of a call that have sound."""
    return tuple(Passage(part.start_s, part.start_s + part.clip.duration_s) for part in track.parts)

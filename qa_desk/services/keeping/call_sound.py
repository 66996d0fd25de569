"""The sound of a call as a player opens it: all its recordings on one time line, and what is to be said of them.

Used by `listening`, which has asked before whether the actor may hear the call.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_desk.domain.calls import AgentChannel, Recording
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.time_line import PlacedRecording, Placing, TimeLine
from qa_desk.i18n import _, listed
from qa_desk.services.keeping.fetching import Fetched, fetched_parts
from qa_desk.services.keeping.spoken import Passages
from qa_desk.services.progress import NoProgress, Progress
from qa_desk.store.recordings import FetchedFile, RecordingFiles

if TYPE_CHECKING:
    from qa_desk.audio.track import Track, TrackPart


@dataclass(frozen=True, slots=True)
class CallSound:
    """The sound of a call, as a player opens it.

    Args:
        track: its recordings, with the agent at the left wherever anybody said which side that is.
        agent_channel: LEFT when the voices lie apart and it is known whose is whose, else MONO.
        duration_s: the length of the call; longer than the track when the last recording is not there.
        missing: names of the recordings that are not there; where their length is known, their place is a gap.
        overlapping: names of those that began before the one ahead of them ended, and play after it.
        out_of_reach: names of those that lie in a store which does not answer now; their place is a gap as well.
        altered: names of those that are not what was brought in, and so are not played.
        far_apart: names of those that began over an hour after the one ahead of them, and follow it directly.
    """

    track: "Track"
    agent_channel: AgentChannel
    duration_s: float
    missing: tuple[str, ...] = ()
    overlapping: tuple[str, ...] = ()
    far_apart: tuple[str, ...] = ()
    out_of_reach: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """A sentence for each thing that is not as it was when the call was taken; empty when all is."""
        sentences = (
            (self.missing, _("Not there: {files}. What was said in it can't be heard.")),
            (
                self.out_of_reach,
                _("Can't be reached now: {files}. Open the call again when the recordings store is back."),
            ),
            (self.altered, _("Not what was brought in, so not played: {files}.")),
            (self.overlapping, _("Plays after the recording it overlaps with: {files}.")),
            (self.far_apart, _("Began over an hour after the recording before, and follows it directly: {files}.")),
        )
        return tuple(sentence.format(files=listed(names)) for names, sentence in sentences if names)


def call_sound(
    time_line: TimeLine, files: RecordingFiles, masks: Passages, progress: Progress | None = None
) -> CallSound:
    """The sound of the recordings on a time line, with a tone where they are masked; nothing else opens them.

    They are fetched first where they lie on another machine.

    Raises:
        QADeskError: when none of them can be heard, naming the first: FILE_MISSING, RECORDING_ALTERED, RECORDINGS_AWAY;
            RECORDINGS_KEY_MISSING; CANCELLED.
    """
    # Here and not above: reading sound loads soundfile and numpy, which the start of the window can't wait for.
    from qa_desk.audio.track import Track

    fetched = fetched_parts(time_line, files, progress or NoProgress())
    there = [(one.part, one.file) for one in fetched if one.file is not None]
    if not there:
        nothing = QADeskError(ErrorCode.FILE_MISSING, file=_("The recording of this call"))
        raise next((one.error for one in fetched if one.error is not None), nothing)
    return CallSound(
        track=Track(tuple(_track_part(part, file, masks.get(part.recording.id, ())) for part, file in there)),
        agent_channel=AgentChannel.LEFT
        if any(_is_told(part.recording) for part, _file in there)
        else AgentChannel.MONO,
        duration_s=time_line.duration_s,
        missing=_without(fetched, ErrorCode.FILE_MISSING),
        overlapping=_named(there, Placing.OVERLAPPING),
        far_apart=_named(there, Placing.FAR_APART),
        out_of_reach=_without(fetched, ErrorCode.RECORDINGS_AWAY),
        altered=_without(fetched, ErrorCode.RECORDING_ALTERED),
    )


_Spans = tuple[tuple[float, float], ...]


def _track_part(part: PlacedRecording, file: FetchedFile, masked: _Spans) -> "TrackPart":
    # As above: soundfile and numpy come with it.
    from qa_desk.audio.clip import ClipInfo
    from qa_desk.audio.passage import Passage
    from qa_desk.audio.track import TrackPart

    recording = part.recording
    frames = round(recording.duration_s * recording.rate_hz)
    clip = ClipInfo(file.path, recording.format, recording.codec, recording.rate_hz, recording.channels, frames)
    agent_is_left = recording.agent_channel is not AgentChannel.RIGHT
    masks = tuple(Passage(start_s, end_s) for start_s, end_s in masked)
    return TrackPart(clip, part.start_s, recording.sha256, agent_is_left, masks, file.held)


def _is_told(recording: Recording) -> bool:
    return recording.channels == 2 and recording.agent_channel is not AgentChannel.MONO


def _named(there: list[tuple[PlacedRecording, FetchedFile]], placing: Placing) -> tuple[str, ...]:
    return tuple(part.recording.original_name for part, _file in there if part.placing is placing)


def _without(fetched: tuple[Fetched, ...], code: ErrorCode) -> tuple[str, ...]:
    return tuple(
        one.part.recording.original_name for one in fetched if one.error is not None and one.error.code is code
    )

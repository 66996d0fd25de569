"""Fetching the recordings of a call from where they lie; what can't be had leaves a gap, and says why.

Used by `call_sound`, and to bring the next calls of somebody's queue here before they are opened.
"""

from collections.abc import Callable
from dataclasses import dataclass

from qa_desk.domain.calls import RecordingState
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.time_line import PlacedRecording, TimeLine
from qa_desk.i18n import _
from qa_desk.services.progress import Progress
from qa_desk.store.recordings import FetchedFile, RecordingFiles

_LEAVES_A_GAP = frozenset({ErrorCode.FILE_MISSING, ErrorCode.RECORDINGS_AWAY, ErrorCode.RECORDING_ALTERED})


@dataclass(frozen=True, slots=True)
class Fetched:
    """One recording of a call: its file, or why there is none."""

    part: PlacedRecording
    file: FetchedFile | None = None
    error: QADeskError | None = None


def fetched_parts(time_line: TimeLine, files: RecordingFiles, progress: Progress) -> tuple[Fetched, ...]:
    """Every recording of the call, as far as it can be had. Raises RECORDINGS_KEY_MISSING, CANCELLED, DISK_FULL."""
    total = sum(part.recording.size_bytes for part in time_line.parts)
    done = 0
    fetched: list[Fetched] = []
    for part in time_line.parts:
        fetched.append(_fetched_one(part, files, _telling(progress, done, total)))
        done += part.recording.size_bytes
    return tuple(fetched)


def require_at_hand(time_line: TimeLine, files: RecordingFiles) -> None:
    """Raises FILE_MISSING, naming the first recording that would have to be fetched, or is not there."""
    for part in time_line.parts:
        path = part.recording.relative_path
        if path and not files.is_at_hand(path):
            raise QADeskError(ErrorCode.FILE_MISSING, file=part.recording.original_name)


def _fetched_one(part: PlacedRecording, files: RecordingFiles, tell: Callable[[int], None]) -> Fetched:
    recording = part.recording
    if recording.state is RecordingState.MISSING:
        return Fetched(part, error=QADeskError(ErrorCode.FILE_MISSING, file=recording.original_name))
    try:
        return Fetched(part, files.fetch(recording.relative_path, progress=tell))
    except QADeskError as error:
        if error.code not in _LEAVES_A_GAP:
            raise
        # people know it by the name it came with
        return Fetched(part, error=QADeskError(error.code, **{**error.params, "file": recording.original_name}))


def _telling(progress: Progress, before: int, total: int) -> Callable[[int], None]:
    def tell(done: int) -> None:
        if progress.is_cancelled:
            raise QADeskError(ErrorCode.CANCELLED)
        progress.report(before + done, total, _("Fetching the recording"))

    return tell

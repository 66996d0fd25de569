"""What a copy would sound like before it is made: what becomes a tone anyway, and the call with all its tones."""

from collections.abc import Mapping
from dataclasses import dataclass

from qa_desk.domain.ids import CallId, RecordingId
from qa_desk.domain.masking import MaskState
from qa_desk.domain.standard_case import StandardCase
from qa_desk.services.calls.listening import time_line_of
from qa_desk.services.keeping.call_sound import CallSound, call_sound
from qa_desk.services.packages.here import CaseHere
from qa_desk.services.packages.packing import Spans, Stretch, hidden_spans
from qa_desk.services.progress import Progress
from qa_desk.store.recordings import RecordingFiles
from qa_desk.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CoveredPassage:
    """A passage that is a tone in every copy, in seconds of the call: it is masked here, or proposed to be."""

    start_s: float
    end_s: float
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class CopyPlan:
    """A case whose sound is to be copied; `passage` is what travels of its call, None for all of it."""

    code: str
    title: str
    call_id: CallId
    duration_s: float
    passage: tuple[float, float] | None
    covered: tuple[CoveredPassage, ...]


def copy_plan(uow: UnitOfWork, case: StandardCase) -> CopyPlan:
    """What is known of a copy before anything is chosen."""
    line = time_line_of(uow, case.call_id)
    starts = {part.recording.id: part.start_s for part in line.parts}
    covered = [
        CoveredPassage(start_s + mask.start_s, start_s + mask.end_s, mask.state is MaskState.PROPOSED)
        for mask in uow.masks.of_call(case.call_id)
        if (start_s := starts.get(mask.recording_id)) is not None
    ]
    covered.sort(key=lambda one: one.start_s)
    return CopyPlan(case.code, case.title, case.call_id, line.duration_s, case.passage, tuple(covered))


def copy_sound(
    here: CaseHere,
    masks: Mapping[RecordingId, Spans],
    tones: Spans,
    files: RecordingFiles,
    progress: Progress | None,
) -> CallSound:
    """The call as its copy will sound, on the time line of the call. Raises what `call_sound` raises."""
    whole = Stretch(here.stretch.call, 0.0, here.line.duration_s, is_whole=True)
    return call_sound(here.line, files, hidden_spans(here.line, masks, whole, tones), progress)

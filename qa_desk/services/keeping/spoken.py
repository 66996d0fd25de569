"""What was said in a call as it may be read: words of a masked passage are covered, on the page and in the search."""

from collections.abc import Mapping, Sequence

from qa_desk.domain.ids import RecordingId
from qa_desk.domain.masking import COVER, covered, is_covered_at
from qa_desk.store.repositories.recordings import TranscriptSegment
from qa_desk.store.unit_of_work import UnitOfWork

Passages = Mapping[RecordingId, tuple[tuple[float, float], ...]]
"""What must not be heard of each recording, in its seconds."""


def spoken(uow: UnitOfWork, recording_id: RecordingId, masks: Passages) -> tuple[TranscriptSegment, ...]:
    """The latest transcript of a recording, covered where it is masked."""
    return as_readable(uow.recordings.transcript(recording_id), masks.get(recording_id, ()))


def as_readable(
    segments: Sequence[TranscriptSegment], masked: Sequence[tuple[float, float]]
) -> tuple[TranscriptSegment, ...]:
    """Words that fall into a mask are covered, the whole passage of them, unless their number is covered already."""
    return tuple(
        TranscriptSegment(one.start_s, one.end_s, covered(one.text), one.speaker)
        if COVER not in one.text and is_covered_at(one.start_s, one.end_s, masked)
        else one
        for one in segments
    )


def says_the_same(kept: Sequence[TranscriptSegment], brought: Sequence[TranscriptSegment]) -> bool:
    """Whether what is brought is what is kept, numbers that were covered since apart: they must not come back."""
    return len(kept) == len(brought) and all(
        (one.start_s, one.end_s, one.speaker) == (other.start_s, other.end_s, other.speaker)
        and _is_same_but_covered(one.text, other.text)
        for one, other in zip(kept, brought, strict=True)
    )


def _is_same_but_covered(kept: str, brought: str) -> bool:
    return len(kept) == len(brought) and all(
        mine in (theirs, COVER) for mine, theirs in zip(kept, brought, strict=True)
    )

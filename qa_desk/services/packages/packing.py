"""A case in the form that travels: seconds of the copy instead of the call, texts without numbers of people, no names.

Used to write packages, and to compare what came with what is here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from qa_desk.domain.calls import Call
from qa_desk.domain.case_package import PackedAnswer, PackedCase, PackedMark, PackedWords
from qa_desk.domain.ids import CallId, RecordingId
from qa_desk.domain.masking import is_covered_at
from qa_desk.domain.private_numbers import cover, find_private_numbers
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.domain.standard_case import StandardCase
from qa_desk.domain.time_line import PlacedRecording, TimeLine
from qa_desk.services.calls.listening import SPEAKER_PARTS
from qa_desk.services.keeping.brought_text import clean_line, clean_text
from qa_desk.store.repositories.recordings import TranscriptSegment

Spans = tuple[tuple[float, float], ...]

_DIGITS = 6
"""Of seconds: a microsecond, so that taking one time from another leaves no trace of how floats are kept."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What of a call travels: all of it, or the passage that the case is."""

    call: Call
    start_s: float
    end_s: float
    is_whole: bool

    @property
    def id(self) -> CallId:
        """The key of the call in the package: the same for the same stretch of the same call."""
        name = f"{self.start_s:.3f}-{self.end_s:.3f}"
        return self.call.id if self.is_whole else CallId(uuid5(self.call.id, name))

    def within(self, start_s: float, end_s: float) -> tuple[float, float] | None:
        """A passage of the call in seconds of the stretch, cut to it; None where nothing is left of it."""
        first, last = max(start_s, self.start_s), min(end_s, self.end_s)
        return None if last < first else (round(first - self.start_s, _DIGITS), round(last - self.start_s, _DIGITS))


def stretch_of(case: StandardCase, call: Call, line: TimeLine) -> Stretch:
    """What of its call a case is."""
    duration_s = line.duration_s
    if case.start_s is None or case.end_s is None:
        return Stretch(call, 0.0, duration_s, is_whole=True)
    return Stretch(call, min(case.start_s, duration_s), min(case.end_s, duration_s), is_whole=False)


def form_path(version: ScorecardVersion) -> str:
    """What the scorecard is called in a package."""
    return f"scorecards/{version.scorecard_key}-{version.number}.yaml"


def packed_case(case: StandardCase, stretch: Stretch, *, own_centre: str, form: str) -> PackedCase:
    """The case as it travels. A mark outside its passage stays behind.

    Args:
        case: one version.
        stretch: what of its call travels.
        own_centre: the fingerprint of this centre, which is home to every case that did not come from another.
        form: the path of its scorecard.
    """
    origin = case.origin
    return PackedCase(
        id=origin.case_id if origin else UUID(str(case.id)),
        home=origin.key if origin else own_centre,
        number=max(case.number, origin.number) if origin else case.number,
        code=case.code,
        created_at=case.created_at,
        call_id=stretch.id,
        form=form,
        title=_line(case.title),
        difficulty=case.difficulty,
        language=_line(case.language)[:40],
        business_type=_line(case.business_type),
        rationale=_text(case.rationale),
        tags=tuple(dict.fromkeys(filter(None, map(_line, case.tags)))),
        answers=tuple(
            PackedAnswer(one.criterion_key, one.rating, one.na, one.reasons, _text(one.rationale))
            for one in case.answers
        ),
        marks=_marks(case, stretch),
        is_benchmark=case.is_benchmark,
        review_on=case.review_on,
    )


def hidden_spans(
    line: TimeLine, masks: Mapping[RecordingId, Spans], stretch: Stretch, chosen: Spans
) -> dict[RecordingId, Spans]:
    """What is to be a tone in the copy, in seconds of each recording; `chosen` is in seconds of the call.

    It is cut to the stretch, so that the tone begins where the copy does.
    """
    found: dict[RecordingId, Spans] = {}
    for part in line.parts:
        wanted = (*((part.start_s + first, part.start_s + last) for first, last in masks.get(part.recording.id, ())),)
        spans = [_of_recording(part, span, stretch) for span in (*wanted, *chosen)]
        kept = tuple(sorted(span for span in spans if span is not None))
        if kept:
            found[part.recording.id] = kept
    return found


def packed_words(
    said: Sequence[tuple[PlacedRecording, Sequence[TranscriptSegment]]],
    hidden: Mapping[RecordingId, Spans],
    stretch: Stretch,
) -> tuple[PackedWords, ...]:
    """What was said in the stretch; passages that are a tone are left out, and who speaks is never named."""
    found: list[PackedWords] = []
    numbers: dict[str, str] = {}
    for part, segments in said:
        for one in segments:
            times = stretch.within(part.start_s + one.start_s, part.start_s + one.end_s)
            text = _text(one.text)
            if times is None or not text or is_covered_at(one.start_s, one.end_s, hidden.get(part.recording.id, ())):
                continue
            found.append(PackedWords(*times, text, _part_of(one.speaker, numbers)))
    return tuple(sorted(found, key=lambda one: (one.start_s, one.end_s)))


def _marks(case: StandardCase, stretch: Stretch) -> tuple[PackedMark, ...]:
    found: list[PackedMark] = []
    for mark in case.marks:
        times = stretch.within(mark.start_s, mark.end_s)
        if times is not None:
            found.append(PackedMark(mark.criterion_key, *times, _text(mark.note)))
    return tuple(sorted(found, key=lambda one: (one.start_s, one.end_s, one.criterion_key or "", one.note)))


def _of_recording(part: PlacedRecording, span: tuple[float, float], stretch: Stretch) -> tuple[float, float] | None:
    first = max(span[0], stretch.start_s, part.start_s) - part.start_s
    last = min(span[1], stretch.end_s, part.end_s) - part.start_s
    return (first, last) if last > first else None


def _part_of(speaker: str, numbers: dict[str, str]) -> str:
    """What somebody is on the call stays; a name gives way to a number, by who spoke first."""
    if not speaker or speaker.casefold() in SPEAKER_PARTS:
        return speaker.casefold()
    return numbers.setdefault(speaker, f"speaker {len(numbers) + 1}")


def _line(text: str) -> str:
    return clean_line(_without_numbers(text))


def _text(text: str) -> str:
    return clean_text(_without_numbers(text))


def _without_numbers(text: str) -> str:
    for found in find_private_numbers(text):
        text = cover(text, found.first, found.last)
    return text

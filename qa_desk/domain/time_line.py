"""The recordings of one call on one time line: second 0 is the first sound, what lies between two recordings is a gap.
Of a monitored call second 0 is the moment from which it was heard: marks were left before any recording began.

Used by the import for the length of a call, by the store for the recording a mark falls into, and by `listening`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from qa_desk.domain.calls import Call, Recording

TOLERATED_OVERLAP_S = 1.0
"""Recorders write whole seconds: less than this is rounding and not worth a word."""

LONGEST_GAP_S = 3600.0
"""A longer one is a call-back or a wrong date: nobody wants to scroll over it."""

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class Placing(StrEnum):
    """Why a recording begins where it does: only ON_TIME stands where its own time says."""

    ON_TIME = "on_time"
    TIME_UNKNOWN = "time_unknown"
    OVERLAPPING = "overlapping"
    FAR_APART = "far_apart"


@dataclass(frozen=True, slots=True)
class PlacedRecording:
    """A recording and where it begins, in seconds of the call."""

    recording: Recording
    start_s: float
    placing: Placing

    @property
    def end_s(self) -> float:
        """Where it ends; a recording that has not come and whose length nobody knows ends where it begins."""
        return self.start_s + self.recording.duration_s


@dataclass(frozen=True, slots=True)
class TimeLine:
    """The recordings of a call in the order they play, none over another."""

    parts: tuple[PlacedRecording, ...]
    heard_s: float = 0.0

    @property
    def duration_s(self) -> float:
        """From the first sound to the last, gaps included; of a monitored call at least as long as it was heard."""
        return max(self.heard_s, self.parts[-1].end_s if self.parts else 0.0)

    @property
    def gaps(self) -> tuple[tuple[float, float], ...]:
        """Start and end of the time between two recordings, in seconds of the call."""
        return tuple((one.end_s, other.start_s) for one, other in pairwise(self.parts) if other.start_s > one.end_s)

    def part_at(self, second: float) -> PlacedRecording | None:
        """The recording that this second falls into; None in a gap and outside the call."""
        later_first = reversed(self.parts)
        return next((part for part in later_first if part.start_s <= second <= part.end_s), None)


def line_of(call: Call, recordings: Iterable[Recording]) -> TimeLine:
    """The recordings of this call on its time line."""
    line = lay_out(recordings, heard_from=call.heard_from)
    return replace(line, heard_s=call.duration_s or 0.0) if call.is_monitored else line


def lay_out(recordings: Iterable[Recording], *, heard_from: datetime | None = None) -> TimeLine:
    """Puts the recordings of one call on a time line; `heard_from` is second 0 of a monitored call.

    A recording without a time of its own follows directly after the one before it by position. Two that overlap play
    one after the other, and so do two that are more than an hour apart: no sound is ever mixed or lost.
    """
    parts: list[PlacedRecording] = []
    ordered = _in_order(recordings)
    clock_zero = _zero_of(ordered, heard_from)
    end_s = 0.0
    for recording in ordered:
        start_s, placing = end_s, Placing.TIME_UNKNOWN
        if recording.started_at is not None:
            zero = clock_zero or recording.started_at - timedelta(seconds=end_s)
            start_s, placing = _start_of((recording.started_at - zero).total_seconds(), end_s)
            # After a leap the clock begins anew, so that what follows keeps its distance to this one.
            clock_zero = recording.started_at - timedelta(seconds=start_s) if placing is Placing.FAR_APART else zero
        parts.append(PlacedRecording(recording, start_s, placing))
        end_s = parts[-1].end_s
    return TimeLine(tuple(parts))


def _zero_of(ordered: list[Recording], heard_from: datetime | None) -> datetime | None:
    """When second 0 is, where that is known before the first recording; a recording never begins before it."""
    first = ordered[0].started_at if ordered else None
    return min(heard_from, first) if heard_from is not None and first is not None else None


def _start_of(wanted_s: float, end_s: float) -> tuple[float, Placing]:
    if wanted_s < end_s - TOLERATED_OVERLAP_S:
        return end_s, Placing.OVERLAPPING
    if wanted_s > end_s + LONGEST_GAP_S:
        return end_s, Placing.FAR_APART
    return max(wanted_s, end_s), Placing.ON_TIME


def _in_order(recordings: Iterable[Recording]) -> list[Recording]:
    """By their times; one without a time stays behind the one before it by position."""
    groups: list[list[Recording]] = []
    for recording in sorted(recordings, key=lambda one: one.position):
        if recording.started_at is None and groups:
            groups[-1].append(recording)
        else:
            groups.append([recording])
    groups.sort(key=lambda group: group[0].started_at or _BEFORE_ALL)
    return [recording for group in groups for recording in group]

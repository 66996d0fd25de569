"""Recordings of one call play in the order of their times, never one over another, with the gaps between them kept."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from qa_desk.domain.calls import Recording, RecordingState
from qa_desk.domain.ids import CallId, RecordingId
from qa_desk.domain.time_line import Placing, lay_out

BEGIN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
CALL_ID = CallId(uuid4())


def recording(position: int, *, at_s: float | None, length_s: float) -> Recording:
    """A recording that began `at_s` after nine o'clock; None for an unknown time."""
    begun = None if at_s is None else BEGIN + timedelta(seconds=at_s)
    name = f"{position}.wav"
    return Recording(
        RecordingId(uuid4()), CALL_ID, position, name, RecordingState.PRESENT, duration_s=length_s, started_at=begun
    )


def starts(*recordings: Recording) -> list[tuple[int, float, Placing]]:
    return [(part.recording.position, part.start_s, part.placing) for part in lay_out(recordings).parts]


def test_a_hold_between_two_recordings_is_a_gap() -> None:
    line = lay_out([recording(0, at_s=0, length_s=60), recording(1, at_s=90, length_s=30)])
    assert [part.start_s for part in line.parts] == [0, 90]
    assert line.gaps == ((60, 90),)
    assert line.duration_s == 120


def test_the_first_sound_is_second_zero_whenever_it_came_in() -> None:
    late_first = (recording(0, at_s=100, length_s=10), recording(1, at_s=40, length_s=50))
    assert starts(*late_first) == [(1, 0, Placing.ON_TIME), (0, 60, Placing.ON_TIME)]


def test_without_a_time_a_recording_follows_the_one_before_it() -> None:
    parts = (
        recording(0, at_s=None, length_s=10),
        recording(1, at_s=500, length_s=20),
        recording(2, at_s=None, length_s=5),
        recording(3, at_s=540, length_s=1),
    )
    unknown, on_time = Placing.TIME_UNKNOWN, Placing.ON_TIME
    assert starts(*parts) == [(0, 0, unknown), (1, 10, on_time), (2, 30, unknown), (3, 50, on_time)]


def test_recordings_that_overlap_play_one_after_the_other_and_it_is_said() -> None:
    parts = (
        recording(0, at_s=0, length_s=60),
        recording(1, at_s=30, length_s=60),
        recording(2, at_s=150, length_s=5),
    )
    assert starts(*parts) == [(0, 0, Placing.ON_TIME), (1, 60, Placing.OVERLAPPING), (2, 150, Placing.ON_TIME)]


def test_whole_seconds_of_a_recorder_are_no_overlap() -> None:
    assert starts(recording(0, at_s=0, length_s=60.4), recording(1, at_s=60, length_s=5))[1] == (
        1,
        60.4,
        Placing.ON_TIME,
    )


def test_a_call_back_hours_later_follows_directly_and_keeps_the_distances_after_it() -> None:
    parts = (
        recording(0, at_s=0, length_s=60),
        recording(1, at_s=90_000, length_s=60),
        recording(2, at_s=90_100, length_s=5),
    )
    assert starts(*parts) == [(0, 0, Placing.ON_TIME), (1, 60, Placing.FAR_APART), (2, 160, Placing.ON_TIME)]


@pytest.mark.parametrize(("second", "position"), [(0, 0), (59, 0), (60, 0), (75, None), (90, 1), (120, 1), (121, None)])
def test_a_second_falls_into_one_recording_or_into_a_gap(second: float, position: int | None) -> None:
    part = lay_out([recording(0, at_s=0, length_s=60), recording(1, at_s=90, length_s=30)]).part_at(second)
    assert (part.recording.position if part else None) == position


def test_where_two_recordings_meet_the_later_one_is_named() -> None:
    part = lay_out([recording(0, at_s=0, length_s=60), recording(1, at_s=None, length_s=30)]).part_at(60)
    assert part is not None
    assert part.recording.position == 1


def test_a_call_without_recordings_is_empty() -> None:
    line = lay_out([])
    assert (line.duration_s, line.gaps, line.part_at(0.0)) == (0.0, (), None)


def test_a_monitored_call_begins_when_it_was_heard_and_not_with_its_first_recording() -> None:
    line = lay_out([recording(0, at_s=12, length_s=60)], heard_from=BEGIN)
    assert [(part.start_s, part.placing) for part in line.parts] == [(12, Placing.ON_TIME)]
    assert line.duration_s == 72


def test_a_recording_that_began_before_anybody_listened_is_second_zero() -> None:
    line = lay_out([recording(0, at_s=-20, length_s=60), recording(1, at_s=50, length_s=5)], heard_from=BEGIN)
    assert [(part.start_s, part.placing) for part in line.parts] == [(0, Placing.ON_TIME), (70, Placing.ON_TIME)]

"""`make bench`: whether recordings open at once however long they are, and seeks in decoded sound take no time."""

from tests.benchmarks import reading_speed


def test_recordings_open_and_seek_as_fast_as_they_should() -> None:
    assert reading_speed.main() == 0

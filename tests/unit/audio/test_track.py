"""Several recordings read as one: gaps are silence, rates and sides agree, every seek is exact."""

import random
from pathlib import Path

import numpy as np
import pytest

from qa_desk.audio.clip import ClipInfo, probe
from qa_desk.audio.passage import Passage
from qa_desk.audio.track import Track, TrackPart
from tests.unit.audio.recordings import two_voices, write

RATE_HZ = 16000


@pytest.fixture
def parts(tmp_path: Path) -> tuple[ClipInfo, ClipInfo, ClipInfo]:
    """Stereo at 16 kHz, mono at 8 kHz, stereo at 11025 Hz."""
    return (
        probe(write(tmp_path / "a.wav", two_voices(1.0, rate_hz=16000), rate_hz=16000)),
        probe(write(tmp_path / "b.wav", two_voices(1.5, rate_hz=8000), rate_hz=8000, mono=True)),
        probe(write(tmp_path / "c.wav", two_voices(0.7, rate_hz=11025), rate_hz=11025)),
    )


@pytest.fixture
def track(parts: tuple[ClipInfo, ClipInfo, ClipInfo]) -> Track:
    first, second, third = parts
    return Track((TrackPart(first), TrackPart(second, 1.5), TrackPart(third, 3.0, agent_is_left=False)))


def test_the_time_line_is_as_long_as_its_parts_and_gaps(track: Track) -> None:
    assert (track.rate_hz, track.channels) == (16000, 2)
    assert track.duration_s == pytest.approx(3.7)
    assert track.gaps == (Passage(1.0, 1.5),)


def test_gaps_are_silent_and_every_part_sounds_where_it_lies(track: Track) -> None:
    with track.open() as sound:
        whole = sound.read(10 * RATE_HZ)
    assert len(whole) == track.frames
    np.testing.assert_allclose(whole[:RATE_HZ], two_voices(1.0, rate_hz=RATE_HZ), atol=1e-4)
    assert not whole[RATE_HZ : round(1.5 * RATE_HZ)].any()
    mono = whole[round(1.5 * RATE_HZ) : 3 * RATE_HZ]
    np.testing.assert_array_equal(mono[:, 0], mono[:, 1])
    expected = two_voices(1.5, rate_hz=RATE_HZ)[:, 0]
    np.testing.assert_allclose(mono[200:-200, 0], expected[200:-200], atol=5e-3)
    tone = two_voices(0.7, rate_hz=RATE_HZ)[:, 0]
    np.testing.assert_allclose(whole[3 * RATE_HZ :][200 : len(tone) - 200, 1], tone[200:-200], atol=5e-3)


def test_a_seek_anywhere_reads_what_reading_through_reads(track: Track) -> None:
    dice = random.Random(5)
    with track.open() as sound:
        whole = sound.read(track.frames)
        assert not len(sound.read())
        for _try in range(60):
            frame, n_frames = dice.randrange(track.frames), dice.randrange(1, 9000)
            sound.seek(frame)
            np.testing.assert_allclose(sound.read(n_frames), whole[frame : frame + n_frames], atol=1e-6)


def test_one_recording_is_read_as_it_is(parts: tuple[ClipInfo, ClipInfo, ClipInfo]) -> None:
    track = Track.of(parts[1])
    assert (track.rate_hz, track.channels, track.frames, track.gaps) == (8000, 1, 12000, ())
    with track.open() as sound:
        assert sound.read(100).shape == (100, 1)


def test_the_key_follows_what_is_heard(parts: tuple[ClipInfo, ClipInfo, ClipInfo]) -> None:
    assert Track.of(parts[0], sha256="a").key == Track.of(parts[0], sha256="a").key
    keys = {
        Track.of(parts[0], sha256="a").key,
        Track.of(parts[0], sha256="b").key,
        Track.of(parts[0], sha256="a", agent_is_left=False).key,
        Track((TrackPart(parts[0], 0.0, "a"), TrackPart(parts[1], 1.5, "b"))).key,
        Track((TrackPart(parts[0], 0.0, "a"), TrackPart(parts[1], 1.6, "b"))).key,
    }
    assert len(keys) == 5


def test_rounding_to_frames_puts_no_part_over_another(parts: tuple[ClipInfo, ClipInfo, ClipInfo]) -> None:
    first = parts[2]
    track = Track((TrackPart(first), TrackPart(first, first.duration_s), TrackPart(first, 2 * first.duration_s)))
    assert track.frames == 3 * first.frames
    assert track.gaps == ()

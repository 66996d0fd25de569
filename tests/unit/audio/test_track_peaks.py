"""The peaks of a call are those of its recordings, each where the track plays it, whatever its rate and length."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from qa_desk.audio.clip import probe
from qa_desk.audio.peak_building import PeakBuilder, compute_peaks
from qa_desk.audio.peak_cache import PeakCache
from qa_desk.audio.peaks import FULL_SCALE, Peaks
from qa_desk.audio.track import Track, TrackPart
from qa_desk.audio.track_peaks import peaks_of_track
from qa_desk.domain.errors import ErrorCode, QADeskError
from tests.unit.audio.recordings import RATE_HZ, two_voices, write

CELL_S = 0.008


def part(path: Path, start_s: float, **fields: object) -> TrackPart:
    return TrackPart(probe(path), start_s, sha256=path.stem.ljust(64, "0"), **fields)  # type: ignore[arg-type]


def loud_from(start_s: float, end_s: float, *, seconds: float, rate_hz: int = RATE_HZ) -> NDArray[np.float32]:
    """Silence but for a tone on the left."""
    times = np.arange(round(seconds * rate_hz)) / rate_hz
    tone = 0.5 * np.sin(2 * np.pi * 300 * times) * ((times >= start_s) & (times < end_s))
    return np.stack([tone, np.zeros_like(tone)], axis=1).astype(np.float32)


def loud_s(peaks: Peaks, channel: int) -> tuple[float, float]:
    """From where to where the finest cells of a channel are loud."""
    loud = np.flatnonzero(peaks.levels[0].high[:, channel] > 0.3 * FULL_SCALE)
    return float(loud[0] * peaks.cell_s), float((loud[-1] + 1) * peaks.cell_s)


@pytest.mark.parametrize("rate_hz", [8000, 11025, 44100])
def test_every_recording_is_drawn_where_it_is_heard(rate_hz: int, tmp_path: Path) -> None:
    first = write(tmp_path / "a.wav", loud_from(1.0, 2.0, seconds=5.0))
    second = write(tmp_path / "b.wav", loud_from(0.5, 1.5, seconds=4.0, rate_hz=rate_hz), rate_hz=rate_hz)
    track = Track((part(first, 0.0), part(second, 7.003)))
    peaks = peaks_of_track(track, PeakCache(tmp_path / "cache"))
    assert (peaks.rate_hz, peaks.frames) == (track.rate_hz, track.frames)
    with track.open() as reader:
        sound = reader.read(track.frames)
    loud = np.flatnonzero(np.abs(sound[:, 0]) > 0.3) / track.rate_hz
    assert loud_s(peaks, 0) == pytest.approx((loud[0], loud[-1]), abs=0.01)
    middle = peaks.columns(5.1, 6.9, 100)
    assert not middle.high.any()
    assert not middle.rms.any()
    assert [(round(a * peaks.cell_s), round(b * peaks.cell_s)) for a, b in peaks.parts] == [(0, 5), (7, 11)]


def test_the_agent_is_drawn_at_the_left_and_a_mono_recording_on_both_sides(tmp_path: Path) -> None:
    swapped = write(tmp_path / "a.wav", loud_from(1.0, 2.0, seconds=3.0)[:, ::-1])
    mono = write(tmp_path / "b.wav", loud_from(0.0, 1.0, seconds=1.0), mono=True)
    track = Track((part(swapped, 0.0, agent_is_left=False), part(mono, 4.0)))
    peaks = peaks_of_track(track, PeakCache(tmp_path / "cache"))
    assert loud_s(peaks, 0) == pytest.approx((1.0, 5.0), abs=0.01)
    assert loud_s(peaks, 1) == pytest.approx((4.0, 5.0), abs=0.01)


def test_one_recording_alone_keeps_its_own_cells(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", two_voices(3.0))
    own = compute_peaks(path)
    peaks = peaks_of_track(Track((part(path, 0.0),)), PeakCache(tmp_path / "cache"))
    np.testing.assert_array_equal(peaks.levels[0].low, own.levels[0].low)
    assert (peaks.frames, len(peaks.levels)) == (own.frames, len(own.levels))


def test_what_is_read_is_shown_from_the_left_while_the_rest_is_read(tmp_path: Path) -> None:
    first = write(tmp_path / "a.wav", two_voices(40.0))
    second = write(tmp_path / "b.wav", two_voices(30.0)[::-1])
    track = Track((part(first, 0.0), part(second, 50.0)))
    shown: list[Peaks] = []
    shares: list[float] = []
    cache = PeakCache(tmp_path / "cache")
    whole = peaks_of_track(track, cache, partial=shown.append, progress=shares.append)
    lengths_s = [peaks.duration_s for peaks in shown]
    assert lengths_s == sorted(lengths_s)
    assert lengths_s[0] < 10
    assert 50 < lengths_s[-1] <= whole.duration_s == 80
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    for peaks in shown:
        n_cells = len(peaks.levels[0].low) - 2
        np.testing.assert_array_equal(peaks.levels[0].high[:n_cells], whole.levels[0].high[:n_cells])
    with pytest.raises(QADeskError) as raised:
        peaks_of_track(Track((part(first, 0.0),)), PeakCache(tmp_path / "other"), cancelled=lambda: True)
    assert raised.value.code is ErrorCode.CANCELLED


def test_a_recording_is_read_once_for_every_call_it_is_in(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", two_voices(3.0))
    cache = PeakCache(tmp_path / "cache")
    one = part(path, 0.0)
    peaks_of_track(Track((one,)), cache)
    path.unlink()
    later = peaks_of_track(Track((TrackPart(one.clip, 1.0, one.sha256),)), cache)
    assert later.duration_s == 4.0
    assert not later.columns(0.0, 0.99, 20).high.any()


@pytest.mark.parametrize("expected_hours", [0, 5])
def test_a_recording_of_hours_takes_no_more_cells_than_one_of_two(expected_hours: int) -> None:
    rate_hz, hours = 100, 5
    builder = PeakBuilder(rate_hz, 1, expected_hours * 3600 * rate_hz * 100)
    loud_at = 3 * 3600 * rate_hz * 50
    n_frames = hours * 3600 * rate_hz * 50
    done = 0
    while done < n_frames:
        block = np.full((min(builder.block_frames, n_frames - done), 1), 0.01, np.float32)
        if done <= loud_at < done + len(block):
            block[loud_at - done] = 0.9
        builder.add(block)
        done += len(block)
    peaks = builder.peaks()
    assert peaks.frames == n_frames
    assert len(peaks.levels[0].low) <= 1 << 20
    assert sum(level.low.nbytes * 3 for level in peaks.levels) < 20 * 2**20
    for level in peaks.levels:
        assert len(level.low) == -(-n_frames // level.cell_frames)
        assert int(np.argmax(level.high[:, 0])) == loud_at // level.cell_frames
        assert np.percentile(level.rms, 50) == pytest.approx(0.01 * FULL_SCALE, abs=1)

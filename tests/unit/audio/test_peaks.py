"""Peaks show what is in the sound, at every zoom; kept ones are the same as new ones."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from qa_desk.audio.clip import probe
from qa_desk.audio.peak_building import compute_peaks
from qa_desk.audio.peak_cache import PeakCache
from qa_desk.audio.peaks import LEVEL_FACTOR, Peaks
from qa_desk.domain.errors import ErrorCode, QADeskError
from tests.unit.audio.recordings import FORMATS, RATE_HZ, two_voices, write, write_format

SHA256 = "ab" * 32


@pytest.fixture
def call(tmp_path: Path) -> Path:
    return write_format(tmp_path, "pcm.wav", two_voices(20.3))


def test_finest_cells_hold_lowest_highest_and_mean_level(call: Path) -> None:
    peaks = compute_peaks(call)
    sound = np.round(two_voices(20.3) * 32767) / 32768
    level = peaks.levels[0]
    assert level.cell_frames == 64
    for cell in (0, 7, 1023, 1024, 2000):
        part = sound[cell * 64 : (cell + 1) * 64]
        np.testing.assert_allclose(level.low[cell] / 32767, part.min(axis=0), atol=1e-4)
        np.testing.assert_allclose(level.high[cell] / 32767, part.max(axis=0), atol=1e-4)
        np.testing.assert_allclose(level.rms[cell] / 32767, np.sqrt((part**2).mean(axis=0)), atol=1e-4)


def test_wider_cells_sum_up_the_narrower_ones(call: Path) -> None:
    levels = compute_peaks(call).levels
    assert len(levels) > 3
    for below, above in itertools.pairwise(levels):
        assert above.cell_frames == below.cell_frames * LEVEL_FACTOR
        assert len(above.low) == -(-len(below.low) // LEVEL_FACTOR)
        np.testing.assert_array_equal(above.low[2], below.low[8:12].min(axis=0))
        np.testing.assert_array_equal(above.high[-1], below.high[(len(above.high) - 1) * LEVEL_FACTOR :].max(axis=0))
        assert (above.rms.max(axis=0) <= below.rms.max(axis=0)).all()


@pytest.mark.parametrize("name", FORMATS)
def test_peaks_are_as_long_as_the_recording(name: str, tmp_path: Path) -> None:
    path = write_format(tmp_path, name, two_voices(3.0))
    peaks, clip = compute_peaks(path), probe(path)
    assert (peaks.frames, peaks.rate_hz, peaks.channels) == (clip.frames, clip.rate_hz, clip.channels)
    assert peaks.duration_s == clip.duration_s


@pytest.mark.parametrize("n_columns", [1, 7, 100, 900])
@pytest.mark.parametrize(("start_s", "end_s"), [(0.0, 20.3), (3.3, 7.9), (12.0, 12.5)])
def test_columns_span_the_sound_they_stand_for(call: Path, n_columns: int, start_s: float, end_s: float) -> None:
    columns = compute_peaks(call).columns(start_s, end_s, n_columns)
    assert columns.high.shape == (n_columns, 2)
    assert (columns.high >= columns.low).all()
    part = two_voices(20.3)[round(start_s * RATE_HZ) : round(end_s * RATE_HZ)]
    margin = 0.25  # a column may take in the rest of the wide cells at its edges
    assert columns.high.max() >= part.max() - 1e-3
    assert columns.high.max() <= np.abs(two_voices(20.3)).max() + margin


def test_every_loud_instant_is_seen_at_every_zoom(tmp_path: Path) -> None:
    sound = np.zeros((60 * RATE_HZ, 1), np.float32)
    sound[41 * RATE_HZ] = 0.8
    peaks = compute_peaks(write(tmp_path / "click.wav", sound))
    for n_columns in (10, 100, 1000, 7500):
        high = peaks.columns(0.0, 60.0, n_columns).high[:, 0]
        loud = np.flatnonzero(high > 0.7)
        assert len(loud) == 1
        assert loud[0] / n_columns * 60 == pytest.approx(41, abs=60 / n_columns + 0.6)


def test_beyond_the_ends_there_is_silence(call: Path) -> None:
    columns = compute_peaks(call).columns(-10.0, 40.0, 50)
    assert not columns.high[:9].any()
    assert not columns.low[32:].any()
    assert columns.high[12:18].all()


def test_computing_reports_progress_and_stops_when_asked(call: Path) -> None:
    shares: list[float] = []
    compute_peaks(call, frames=probe(call).frames, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    with pytest.raises(QADeskError) as raised:
        compute_peaks(call, cancelled=lambda: len(shares) > 0)
    assert raised.value.code is ErrorCode.CANCELLED


def test_kept_peaks_are_the_same_and_are_not_computed_again(call: Path, tmp_path: Path) -> None:
    cache = PeakCache(tmp_path / "cache")
    first = cache.peaks_of(call, SHA256)
    call.unlink()
    again = cache.peaks_of(call, SHA256)
    assert_same(first, again)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nonsense", b"\0" * 5000])
def test_a_broken_file_in_the_cache_is_computed_anew(content: bytes, call: Path, tmp_path: Path) -> None:
    cache = PeakCache(tmp_path / "cache")
    first = cache.peaks_of(call, SHA256)
    kept = next((tmp_path / "cache").iterdir())
    kept.write_bytes(content)
    assert cache.load(SHA256) is None
    assert_same(first, cache.peaks_of(call, SHA256))
    assert cache.load(SHA256) is not None


def test_a_cut_file_in_the_cache_is_computed_anew(call: Path, tmp_path: Path) -> None:
    cache = PeakCache(tmp_path / "cache")
    first = cache.peaks_of(call, SHA256)
    kept = next((tmp_path / "cache").iterdir())
    kept.write_bytes(kept.read_bytes()[:-3000])
    assert_same(first, cache.peaks_of(call, SHA256))


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(call: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file stands where the folder should be")
    assert PeakCache(tmp_path / "cache").peaks_of(call, SHA256).frames == compute_peaks(call).frames


def test_the_cache_leaves_no_parts_and_keeps_its_limit(call: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    size = _size_of_one(call, tmp_path)
    cache = PeakCache(folder, limit_bytes=3 * size + 100)
    for index in range(6):
        cache.peaks_of(call, f"{index:064x}")
    assert len(list(folder.iterdir())) == 3
    assert cache.load(f"{5:064x}") is not None


def _size_of_one(call: Path, tmp_path: Path) -> int:
    PeakCache(tmp_path / "one").peaks_of(call, SHA256)
    return next((tmp_path / "one").iterdir()).stat().st_size


def assert_same(first: Peaks, second: Peaks) -> None:
    assert (first.rate_hz, first.frames, len(first.levels)) == (second.rate_hz, second.frames, len(second.levels))
    for one, other in zip(first.levels, second.levels, strict=True):
        assert one.cell_frames == other.cell_frames
        for name in ("low", "high", "rms"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))

"""An exported passage is the call sample for sample, says what it is, and is there whole or not at all."""

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from qa_desk.audio.clip import probe
from qa_desk.audio.export import ExportText, export_passage
from qa_desk.audio.track import Track, TrackPart
from qa_desk.domain.errors import ErrorCode, QADeskError
from tests.unit.audio.recordings import RATE_HZ, write

NOTE = "Reads the full number aloud\n核实身份前读出号码"


@pytest.fixture
def track(tmp_path: Path) -> Track:
    """Two recordings with a gap of a second, every step of 16 bits among their samples."""
    steps = np.arange(-32768, 32768).astype(np.int16)
    folder = tmp_path / "in"
    folder.mkdir()
    for name, samples in (("a", steps), ("b", steps[::-1])):
        soundfile.write(folder / f"{name}.wav", np.stack([samples, -(samples // 2)], axis=1), RATE_HZ)
    first, second = probe(folder / "a.wav"), probe(folder / "b.wav")
    return Track((TrackPart(first), TrackPart(second, first.duration_s + 1.0)))


def test_others_may_read_it_as_any_file_that_is_saved(track: Track, tmp_path: Path) -> None:
    (tmp_path / "saved.txt").write_text("x", encoding="utf-8")
    export_passage(track, 1.0, 2.0, tmp_path / "out.wav", ExportText("x"), on_written=lambda: None)
    assert (tmp_path / "out.wav").stat().st_mode == (tmp_path / "saved.txt").stat().st_mode


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_every_sample_is_that_of_the_recordings(suffix: str, track: Track, tmp_path: Path) -> None:
    path = tmp_path / f"out{suffix}"
    export_passage(track, 0.0, 1e9, path, ExportText("Call 1043, 0:00–0:17", NOTE), on_written=lambda: None)
    found, rate_hz = soundfile.read(path, dtype="int16")
    assert (rate_hz, len(found)) == (RATE_HZ, track.frames)
    for part, start in zip(track.parts, (0, 65536 + RATE_HZ), strict=True):
        original, _rate_hz = soundfile.read(part.clip.path, dtype="int16")
        np.testing.assert_array_equal(found[start : start + 65536], original)
    assert not found[65536 : 65536 + RATE_HZ].any()
    with soundfile.SoundFile(path) as file:
        assert (file.title, file.comment) == ("Call 1043, 0:00–0:17", NOTE)


def test_a_passage_begins_and_ends_on_the_frames_asked_for(track: Track, tmp_path: Path) -> None:
    export_passage(track, 1.25, 2.5, tmp_path / "out.wav", ExportText("x"), on_written=lambda: None)
    found, _rate_hz = soundfile.read(tmp_path / "out.wav", dtype="int16")
    original, _rate_hz = soundfile.read(track.parts[0].clip.path, dtype="int16")
    np.testing.assert_array_equal(found, original[10_000:20_000])


@pytest.mark.parametrize(("name", "start_s", "end_s"), [("x.mp3", 0, 1), ("x.wav", 2, 2), ("x.wav", 99, 100)])
def test_what_can_not_be_exported_leaves_no_file(
    name: str, start_s: float, end_s: float, track: Track, tmp_path: Path
) -> None:
    with pytest.raises(QADeskError) as raised:
        export_passage(track, start_s, end_s, tmp_path / name, ExportText("x"), on_written=lambda: None)
    assert raised.value.code is ErrorCode.VALUE_INVALID
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_a_file_of_that_name_stays_when_the_new_one_can_not_be_kept(track: Track, tmp_path: Path) -> None:
    (tmp_path / "out.wav").write_bytes(b"what was there before")

    def refuse() -> None:
        raise QADeskError(ErrorCode.DATABASE_LOCKED)

    with pytest.raises(QADeskError):
        export_passage(track, 0.0, 1.0, tmp_path / "out.wav", ExportText("x"), on_written=refuse)
    assert (tmp_path / "out.wav").read_bytes() == b"what was there before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out.wav"]
    export_passage(track, 0.0, 1.0, tmp_path / "out.wav", ExportText("x"), on_written=lambda: None)
    assert soundfile.info(tmp_path / "out.wav").frames == RATE_HZ


def test_a_full_disk_leaves_no_half_file(track: Track, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="only POSIX limits the size of files")
    signal = pytest.importorskip("signal")
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, before[1]))
    try:
        with pytest.raises(QADeskError) as raised:
            export_passage(track, 0.0, 5.0, tmp_path / "out.wav", ExportText("x"), on_written=lambda: None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert raised.value.code is ErrorCode.DISK_FULL
    assert os.listdir(tmp_path) == ["in"]


def test_a_folder_that_is_not_there_is_named(track: Track, tmp_path: Path) -> None:
    with pytest.raises(QADeskError) as raised:
        export_passage(track, 0.0, 1.0, tmp_path / "no" / "out.wav", ExportText("x"), on_written=lambda: None)
    assert (raised.value.code, raised.value.params["file"]) == (ErrorCode.FILE_NOT_WRITTEN, "out.wav")


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_the_longest_note_fits(suffix: str, track: Track, tmp_path: Path) -> None:
    path = tmp_path / f"out{suffix}"
    export_passage(track, 0.0, 1.0, path, ExportText("x", "核" * 4000), on_written=lambda: None)
    with soundfile.SoundFile(path) as file:
        assert file.frames == RATE_HZ
    # Not by `file.comment`: libsndfile itself reads at most 2,047 bytes of a text in a WAV. Others read all of it.
    assert ("核" * 4000).encode() in path.read_bytes()


def test_a_recording_without_a_note_says_what_it_is(tmp_path: Path) -> None:
    path = write(tmp_path / "mono.wav", np.zeros((800, 2), np.float32), mono=True)
    export_passage(Track.of(probe(path)), 0, 1, tmp_path / "out.flac", ExportText("Call 7"), on_written=lambda: None)
    with soundfile.SoundFile(tmp_path / "out.flac") as file:
        assert (file.title, file.comment, file.channels) == ("Call 7", "", 1)


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
def test_a_recording_of_24_bits_stays_exact(suffix: str, tmp_path: Path) -> None:
    samples = np.random.default_rng(24).integers(-(1 << 23), 1 << 23, (4000, 2)).astype(np.int32) << 8
    samples[:2] = [[-(1 << 31), (1 << 31) - 256], [256, -256]]
    soundfile.write(tmp_path / "deep.wav", samples, RATE_HZ, subtype="PCM_24")
    path = tmp_path / f"out{suffix}"
    export_passage(Track.of(probe(tmp_path / "deep.wav")), 0, 1, path, None, on_written=lambda: None)
    assert soundfile.info(path).subtype == "PCM_24"
    np.testing.assert_array_equal(soundfile.read(path, dtype="int32")[0], samples)


def test_of_floats_the_first_24_bits_are_kept_and_what_is_too_loud_ends_at_full_scale(tmp_path: Path) -> None:
    samples = np.random.default_rng(32).uniform(-1.2, 1.2, (4000, 1)).astype(np.float32)
    soundfile.write(tmp_path / "float.wav", samples, RATE_HZ, subtype="FLOAT")
    export_passage(Track.of(probe(tmp_path / "float.wav")), 0, 1, tmp_path / "x.flac", None, on_written=lambda: None)
    found = soundfile.read(tmp_path / "x.flac", dtype="float64", always_2d=True)[0]
    assert np.max(np.abs(found - np.clip(samples, -1, 1 - 2**-23))) <= 2**-24


def test_one_recording_of_24_bits_makes_the_whole_passage_so(track: Track, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "deep.wav", np.full((800, 2), 256, np.int32), RATE_HZ, subtype="PCM_24")
    both = Track((*track.parts, TrackPart(probe(tmp_path / "deep.wav"), 30.0)))
    export_passage(both, 0, 40, tmp_path / "out.flac", None, on_written=lambda: None)
    found = soundfile.read(tmp_path / "out.flac", dtype="int32")[0]
    np.testing.assert_array_equal(found[:65536], soundfile.read(track.parts[0].clip.path, dtype="int32")[0])
    assert (found[-800:] == 256).all()

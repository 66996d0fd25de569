"""Every format is probed, read and sought in to the frame."""

import os
from pathlib import Path

import numpy as np
import pytest

from qa_desk.audio.blocks import BlockReader
from qa_desk.audio.clip import probe
from qa_desk.domain.errors import ErrorCode, QADeskError
from tests.unit.audio.recordings import FORMATS, RATE_HZ, two_voices, write, write_format

SECONDS = 4.0
LOSSLESS = ("pcm.wav", "pcm24.wav", "mono.wav", "call.flac")


def whole(path: Path, block_frames: int = 4096) -> np.ndarray:
    with BlockReader(path) as reader:
        blocks = []
        while len(block := reader.read(block_frames)):
            blocks.append(block)
    return np.concatenate(blocks)


@pytest.mark.parametrize("name", FORMATS)
def test_probe_says_what_each_format_is(name: str, tmp_path: Path) -> None:
    clip = probe(write_format(tmp_path, name, two_voices(SECONDS)))
    expected_codec = FORMATS[name].get("subtype", "MPEG_LAYER_III")
    assert (clip.codec, clip.rate_hz) == (expected_codec, RATE_HZ)
    assert clip.channels == (1 if FORMATS[name].get("mono") else 2)
    assert clip.frames == pytest.approx(SECONDS * RATE_HZ, abs=320)  # GSM ends on a whole block of 320
    assert clip.duration_s == pytest.approx(SECONDS, abs=0.04)
    assert clip.container in {"wav", "flac", "ogg", "mp3"}


@pytest.mark.parametrize("name", FORMATS)
def test_reading_after_a_seek_gives_what_reading_through_gives(name: str, tmp_path: Path) -> None:
    path = write_format(tmp_path, name, two_voices(SECONDS))
    through = whole(path)
    places = np.random.default_rng(3).integers(0, len(through) - 500, 25)
    with BlockReader(path) as reader:
        for place in places:
            reader.seek(int(place))
            block = reader.read(400)
            assert reader.position == place + 400
            np.testing.assert_allclose(block, through[place : place + 400], atol=2e-3, err_msg=f"{name} at {place}")


@pytest.mark.parametrize("name", FORMATS)
def test_block_length_does_not_change_the_sound(name: str, tmp_path: Path) -> None:
    path = write_format(tmp_path, name, two_voices(1.5))
    np.testing.assert_array_equal(whole(path, 333), whole(path, 100_000))


@pytest.mark.parametrize("name", LOSSLESS)
def test_lossless_formats_give_back_what_was_written(name: str, tmp_path: Path) -> None:
    sound = two_voices(0.5)
    read = whole(write_format(tmp_path, name, sound))
    np.testing.assert_allclose(read, sound[:, : read.shape[1]], atol=1 / 32767)


@pytest.mark.parametrize("name", FORMATS)
def test_seeking_beyond_the_end_leaves_nothing_to_read(name: str, tmp_path: Path) -> None:
    with BlockReader(write_format(tmp_path, name, two_voices(1.0))) as reader:
        reader.seek(10 * RATE_HZ)
        assert len(reader.read()) == 0
        reader.seek(0)
        assert len(reader.read(100)) == 100


def test_probe_reports_progress_and_stops_when_asked(tmp_path: Path) -> None:
    path = write_format(tmp_path, "call.flac", two_voices(SECONDS))
    shares: list[float] = []
    probe(path, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    with pytest.raises(QADeskError) as raised:
        probe(path, cancelled=lambda: True)
    assert raised.value.code is ErrorCode.CANCELLED


def test_memory_does_not_grow_with_the_recording(tmp_path: Path) -> None:
    path = write(tmp_path / "long.wav", np.tile(two_voices(10.0), (30, 1)), subtype="PCM_16")
    with BlockReader(path) as reader:
        largest = 0
        while len(block := reader.read()):
            largest = max(largest, block.nbytes)
    assert largest * 50 < os.path.getsize(path) * 2

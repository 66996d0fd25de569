"""What is wrong with a recording is said with its name and a plain reason, and never crashes."""

import os
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from qa_desk.audio.blocks import BlockReader
from qa_desk.audio.clip import Probed, examine
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.wording import explain
from tests.unit.audio.recordings import RATE_HZ, two_voices, write, write_format

Make = Callable[[Path], Path]


def _bytes(name: str, content: bytes) -> Make:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def _changed(name: str, change: Callable[[bytes], bytes], *, seconds: float = 8.0) -> Make:
    def make(folder: Path) -> Path:
        path = write_format(folder, name, two_voices(seconds))
        path.write_bytes(change(path.read_bytes()))
        return path

    return make


def _of_sound(name: str, sound: np.ndarray, *, rate_hz: int = RATE_HZ, **options: object) -> Make:
    return lambda folder: write(folder / name, sound, rate_hz=rate_hz, **options)


def _folder(folder: Path) -> Path:
    (folder / "call.wav").mkdir()
    return folder / "call.wav"


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "call.wav")
    return folder / "call.wav"


def _random(n_bytes: int) -> bytes:
    return np.random.default_rng(11).bytes(n_bytes)


def _tagged(tag: int) -> Callable[[bytes], bytes]:
    return lambda wav: wav[:20] + struct.pack("<H", tag) + wav[22:]


def _half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _sized(size: int) -> Callable[[bytes], bytes]:
    """A WAV file whose recorder left that as its lengths."""
    return lambda wav: wav[:4] + struct.pack("<I", size) + wav[8:40] + struct.pack("<I", size) + wav[44:]


def _without_ffmpeg(path: Path) -> Probed:
    return examine(path, ffmpeg=None)


BROKEN: dict[str, tuple[Make, ErrorCode]] = {
    "not there": (lambda folder: folder / "call.wav", ErrorCode.FILE_MISSING),
    "empty": (_bytes("call.wav", b""), ErrorCode.FILE_EMPTY),
    "a folder": (_folder, ErrorCode.FILE_UNREADABLE),
    "a pipe": (_pipe, ErrorCode.FILE_UNREADABLE),
    "text called wav": (_bytes("call.wav", b"Agent: good morning\n" * 50), ErrorCode.AUDIO_UNKNOWN_FORMAT),
    "one byte": (_bytes("call.wav", b"R"), ErrorCode.AUDIO_UNKNOWN_FORMAT),
    "random bytes called mp3": (_bytes("call.mp3", _random(50_000)), ErrorCode.AUDIO_UNKNOWN_FORMAT),
    "random bytes called gsm": (_bytes("call.gsm", b"\x01" + _random(5_000)), ErrorCode.AUDIO_UNKNOWN_FORMAT),
    "random bytes called raw": (_bytes("call.raw", b"\x01" + _random(5_000)), ErrorCode.AUDIO_UNKNOWN_FORMAT),
    "a picture": (_bytes("call.mp3", b"\x89PNG\r\n\x1a\n" + _random(5_000)), ErrorCode.AUDIO_UNKNOWN_FORMAT),
    "a coding for ffmpeg": (_changed("pcm.wav", _tagged(0x0045)), ErrorCode.AUDIO_NEEDS_FFMPEG),
    "a coding without a name": (_changed("pcm.wav", _tagged(0x1234)), ErrorCode.AUDIO_NEEDS_FFMPEG),
    "a coding of another width": (
        _changed("pcm.wav", lambda wav: wav[:34] + struct.pack("<H", 99) + wav[36:]),
        ErrorCode.AUDIO_CODEC_UNREAD,
    ),
    "wav header cut": (_changed("pcm.wav", lambda data: data[:30]), ErrorCode.AUDIO_BROKEN),
    "wav without data chunk": (_changed("pcm.wav", lambda data: data[:36]), ErrorCode.AUDIO_BROKEN),
    "flac damaged": (
        _changed("call.flac", lambda data: data[:9000] + _random(3000) + data[12000:]),
        ErrorCode.AUDIO_BROKEN,
    ),
    "flac header only": (_changed("call.flac", lambda data: data[:20]), ErrorCode.AUDIO_BROKEN),
    "mp3 of nothing but sync": (
        _bytes("call.mp3", b"\xff\xfb\x90\x00" + _random(50_000)),
        ErrorCode.AUDIO_BROKEN,
    ),
    "all but nothing of a wav": (_changed("pcm.wav", lambda data: data[:2000]), ErrorCode.AUDIO_BROKEN),
    "a thousand channels": (
        _changed("pcm.wav", lambda wav: wav[:22] + struct.pack("<H", 1000) + wav[24:]),
        ErrorCode.AUDIO_BROKEN,
    ),
    "ogg header only": (_changed("vorbis.ogg", lambda data: data[:40]), ErrorCode.AUDIO_BROKEN),
    "no frames": (_of_sound("call.wav", np.zeros((0, 2), np.float32)), ErrorCode.AUDIO_NO_FRAMES),
    "a rate of 7 Hz": (_of_sound("call.wav", np.zeros((800, 2), np.float32), rate_hz=7), ErrorCode.AUDIO_BROKEN),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_recording_is_named_with_its_reason(kind: str, tmp_path: Path) -> None:
    make, code = BROKEN[kind]
    path = make(tmp_path)
    with pytest.raises(QADeskError) as raised:
        _without_ffmpeg(path)
    assert raised.value.code is code
    sentence = explain(raised.value)
    assert path.name in sentence
    assert "?" not in sentence
    assert "Error" not in sentence


@pytest.fixture
def nobody() -> Iterator[None]:
    """The test runs as somebody whom file permissions stop, even when the suite runs as root."""
    if os.name == "nt":
        pytest.skip("file permissions are another matter on Windows")
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


def test_recording_that_may_not_be_read_is_named(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path = write_format(tmp_path, "pcm.wav", two_voices(0.5))
    path.chmod(0)
    request.getfixturevalue("nobody")
    with pytest.raises(QADeskError) as raised:
        _without_ffmpeg(path)
    assert raised.value.code is ErrorCode.FILE_UNREADABLE
    assert "may not read" in explain(raised.value)


@pytest.mark.parametrize(
    ("name", "written_as"),
    [
        ("pcm.wav", "call.mp3"),
        ("call.mp3", "call.wav"),
        ("call.flac", "call.raw"),
        ("opus.opus", "call"),
        ("gsm.wav", "call.gsm"),
    ],
)
def test_wrong_ending_does_not_matter(name: str, written_as: str, tmp_path: Path) -> None:
    path = write_format(tmp_path, name, two_voices(1.0))
    clip = _without_ffmpeg(path.rename(tmp_path / written_as)).clip
    assert clip.duration_s == pytest.approx(1.0, abs=0.05)


SAVED: dict[str, tuple[Make, ErrorCode, float]] = {
    "wav without a length": (_changed("pcm.wav", _sized(0)), ErrorCode.AUDIO_SAVED, 8.0),
    "wav of a stream": (_changed("pcm.wav", _sized(0xFFFFFFFF)), ErrorCode.AUDIO_SAVED, 8.0),
    "a-law without a length": (
        _changed("alaw.wav", lambda wav: wav.replace(b"data" + struct.pack("<I", 128_000), b"data" + bytes(4))),
        ErrorCode.AUDIO_SAVED,
        8.0,
    ),
    "gsm without a length": (
        _changed("gsm.wav", lambda wav: wav.replace(b"data" + struct.pack("<I", 13_000), b"data" + bytes(4))),
        ErrorCode.AUDIO_SAVED,
        8.0,
    ),
    "wav half gone": (_changed("pcm.wav", _half), ErrorCode.AUDIO_CUT_SHORT, 4.0),
    "gsm half gone": (_changed("gsm.wav", _half), ErrorCode.AUDIO_CUT_SHORT, 4.0),
    "flac half gone": (_changed("call.flac", _half), ErrorCode.AUDIO_CUT_SHORT, 4.0),
    "mp3 half gone": (_changed("call.mp3", _half), ErrorCode.AUDIO_CUT_SHORT, 4.0),
    "vorbis half gone": (_changed("vorbis.ogg", _half), ErrorCode.AUDIO_END_MISSING, 2.6),
    "opus half gone": (_changed("opus.opus", _half), ErrorCode.AUDIO_END_MISSING, 3.0),
    "six channels": (
        _of_sound("call.wav", np.zeros((16_000, 6), np.float32)),
        ErrorCode.AUDIO_TOO_MANY_CHANNELS,
        2.0,
    ),
}


@pytest.mark.parametrize("kind", SAVED)
def test_what_is_there_of_a_damaged_recording_is_kept_and_the_rest_is_said(kind: str, tmp_path: Path) -> None:
    make, code, seconds = SAVED[kind]
    path = make(tmp_path)
    before = path.read_bytes()
    probed = _without_ffmpeg(path)
    assert probed.flaw is not None
    assert probed.flaw.code is code
    assert probed.clip.duration_s == pytest.approx(seconds, abs=0.8)
    assert probed.clip.channels <= 2
    assert path.name in explain(probed.flaw)
    assert "?" not in explain(probed.flaw)
    assert path.read_bytes() == before


def test_sound_of_a_recorder_that_broke_off_is_that_of_the_whole_file(tmp_path: Path) -> None:
    whole = write_format(tmp_path, "pcm.wav", two_voices(2.0))
    broken_off = tmp_path / "broken_off.wav"
    broken_off.write_bytes(_sized(0)(whole.read_bytes()))
    with BlockReader(whole) as expected, BlockReader(broken_off) as found:
        np.testing.assert_array_equal(found.read(20_000), expected.read(20_000))
        found.seek(1_234)
        expected.seek(1_234)
        np.testing.assert_array_equal(found.read(100), expected.read(100))


def test_an_empty_recording_with_remarks_behind_it_holds_no_sound(tmp_path: Path) -> None:
    path = write(tmp_path / "call.wav", np.zeros((0, 2), np.float32))
    path.write_bytes(path.read_bytes() + b"LIST" + struct.pack("<I", 4000) + b"INFO" * 1000)
    with pytest.raises(QADeskError) as raised:
        _without_ffmpeg(path)
    assert raised.value.code is ErrorCode.AUDIO_NO_FRAMES


@pytest.mark.parametrize("name", ["pcm.wav", "gsm.wav", "call.flac", "call.mp3", "vorbis.ogg", "opus.opus"])
def test_a_whole_recording_has_no_flaw(name: str, tmp_path: Path) -> None:
    assert _without_ffmpeg(write_format(tmp_path, name, two_voices(2.0))).flaw is None


def test_a_last_instant_that_is_missing_is_not_worth_a_word(tmp_path: Path) -> None:
    make = _changed("call.flac", lambda data: data[:-200])
    probed = _without_ffmpeg(make(tmp_path))
    assert 7.0 < probed.clip.duration_s < 8.0
    assert probed.flaw is None


def _without_first_frame(mp3: bytes) -> bytes:
    """The frame that states the length goes; the next one begins with the same version and layer."""
    return mp3[mp3.index(mp3[:2], 4) :]


@pytest.mark.parametrize("name", ["constant.mp3", "variable.mp3"])
def test_mp3_without_length_tag_is_as_long_as_its_frames(name: str, tmp_path: Path) -> None:
    whole = write_format(tmp_path, name, two_voices(8.0))
    untagged = tmp_path / "untagged.mp3"
    untagged.write_bytes(_without_first_frame(whole.read_bytes()))
    probed = _without_ffmpeg(untagged)
    assert probed.flaw is None
    assert probed.clip.duration_s == pytest.approx(8.0, abs=0.3)
    with BlockReader(whole) as expected, BlockReader(untagged) as found:
        # The tag also says how many samples the encoder put before the first one, so the sound lies a little later.
        sound, after = expected.read(40_000)[:, 0], found.read(45_000)[:, 0]
        delay = int(np.argmax(np.correlate(after[20_000:30_000], sound[20_000:24_000], "valid")))
        np.testing.assert_allclose(after[20_000 + delay : 24_000 + delay], sound[20_000:24_000], atol=1e-3)


def test_mp3_damaged_in_the_middle_is_kept_up_to_there_and_that_is_said(tmp_path: Path) -> None:
    def damaged(mp3: bytes) -> bytes:
        mp3 = _without_first_frame(mp3)
        return mp3[:9_000] + _random(700) + mp3[9_700:]

    probed = _without_ffmpeg(_changed("variable.mp3", damaged)(tmp_path))
    assert probed.flaw is not None
    assert probed.flaw.code is ErrorCode.AUDIO_CUT_SHORT
    assert probed.clip.duration_s > 3.0


def test_decoder_warnings_stay_off_the_terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = _changed("call.mp3", _half)(tmp_path)
    _without_ffmpeg(path)
    os.write(2, b"still there")
    assert capfd.readouterr().err == "still there"

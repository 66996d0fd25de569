"""What is wrong with a recording is said with its name and a plain reason, and never crashes."""

import os
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from qa_desk.audio.clip import probe
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


def _g726(wav: bytes) -> bytes:
    return wav[:20] + struct.pack("<H", 0x0045) + wav[22:]


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
    "a codec nobody reads": (_changed("pcm.wav", _g726), ErrorCode.AUDIO_UNKNOWN_FORMAT),
    "wav header cut": (_changed("pcm.wav", lambda data: data[:30]), ErrorCode.AUDIO_BROKEN),
    "wav without data chunk": (_changed("pcm.wav", lambda data: data[:36]), ErrorCode.AUDIO_BROKEN),
    "wav half gone": (_changed("pcm.wav", lambda data: data[: len(data) // 2]), ErrorCode.AUDIO_BROKEN),
    "gsm half gone": (_changed("gsm.wav", lambda data: data[: len(data) // 2]), ErrorCode.AUDIO_BROKEN),
    "wav data size 0": (
        _changed("pcm.wav", lambda data: data[:40] + bytes(4) + data[44:]),
        ErrorCode.AUDIO_BROKEN,
    ),
    "flac half gone": (_changed("call.flac", lambda data: data[: len(data) // 2]), ErrorCode.AUDIO_BROKEN),
    "flac damaged": (
        _changed("call.flac", lambda data: data[:9000] + _random(3000) + data[12000:]),
        ErrorCode.AUDIO_BROKEN,
    ),
    "flac header only": (_changed("call.flac", lambda data: data[:20]), ErrorCode.AUDIO_BROKEN),
    "mp3 cut": (_changed("call.mp3", lambda data: data[: len(data) // 2]), ErrorCode.AUDIO_BROKEN),
    "mp3 of nothing but sync": (
        _bytes("call.mp3", b"\xff\xfb\x90\x00" + _random(50_000)),
        ErrorCode.AUDIO_BROKEN,
    ),
    "ogg header only": (_changed("vorbis.ogg", lambda data: data[:40]), ErrorCode.AUDIO_BROKEN),
    "no frames": (_of_sound("call.wav", np.zeros((0, 2), np.float32)), ErrorCode.AUDIO_NO_FRAMES),
    "six channels": (_of_sound("call.wav", np.zeros((800, 6), np.float32)), ErrorCode.AUDIO_TOO_MANY_CHANNELS),
    "a rate of 7 Hz": (_of_sound("call.wav", np.zeros((800, 2), np.float32), rate_hz=7), ErrorCode.AUDIO_BROKEN),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_recording_is_named_with_its_reason(kind: str, tmp_path: Path) -> None:
    make, code = BROKEN[kind]
    path = make(tmp_path)
    with pytest.raises(QADeskError) as raised:
        probe(path)
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
        probe(path)
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
    clip = probe(path.rename(tmp_path / written_as))
    assert clip.duration_s == pytest.approx(1.0, abs=0.05)


def test_wav_of_a_recorder_that_streamed_is_read_to_its_end(tmp_path: Path) -> None:
    unknown_size = b"\xff" * 4
    make = _changed(
        "pcm.wav", lambda data: data[:4] + unknown_size + data[8:40] + unknown_size + data[44:], seconds=2.0
    )
    assert probe(make(tmp_path)).duration_s == 2.0


def test_a_last_instant_that_is_missing_does_not_refuse_a_call(tmp_path: Path) -> None:
    make = _changed("call.flac", lambda data: data[:-200])
    assert 7.0 < probe(make(tmp_path)).duration_s < 8.0


def _without_first_frame(mp3: bytes) -> bytes:
    """The frame that states the length goes; the next one begins with the same version and layer."""
    return mp3[mp3.index(mp3[:2], 4) :]


def test_mp3_without_length_tag_is_as_long_as_its_frames(tmp_path: Path) -> None:
    path = _changed("constant.mp3", _without_first_frame)(tmp_path)
    assert probe(path).duration_s == pytest.approx(8.0, abs=0.3)


def test_mp3_that_the_decoder_would_end_too_early_is_refused(tmp_path: Path) -> None:
    path = _changed("variable.mp3", _without_first_frame)(tmp_path)
    with pytest.raises(QADeskError) as raised:
        probe(path)
    assert raised.value.code is ErrorCode.AUDIO_BROKEN
    assert "of 8." in explain(raised.value)


def test_decoder_warnings_stay_off_the_terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = _changed("call.mp3", lambda data: data[: len(data) // 2])(tmp_path)
    with pytest.raises(QADeskError):
        probe(path)
    os.write(2, b"still there")
    assert capfd.readouterr().err == "still there"

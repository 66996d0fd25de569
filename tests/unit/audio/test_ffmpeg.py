"""ffmpeg opens nothing but the recording, is bounded in what it may do, and is gone when nobody reads any more."""

import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from qa_desk.audio.clip import examine
from qa_desk.audio.decoding import ffmpeg as room
from qa_desk.audio.decoding.ffmpeg import FfmpegReader, find_ffmpeg
from qa_desk.audio.headers import form_of
from qa_desk.domain.errors import ErrorCode, QADeskError
from tests.unit.audio.every_format import EVERY_FORMAT

_PATIENCE_S = 10.0

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-in for ffmpeg is a script")


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "call.amr"
    next(one for one in EVERY_FORMAT if one.name == "call.amr").make(path)
    return path


def stand_in(folder: Path, script: str) -> Path:
    """A program that is run in the place of ffmpeg; it writes its arguments and its process id beside itself."""
    path = folder / "ffmpeg"
    head = f"import os, pathlib, struct, sys, time\nhere = pathlib.Path({str(folder)!r})\n"
    note = (
        "(here / 'arguments').write_text('\\n'.join(sys.argv[1:]))\n(here / 'process').write_text(str(os.getpid()))\n"
    )
    path.write_text(f"#!{sys.executable}\n{head}{note}out = sys.stdout.buffer\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


AU = "out.write(struct.pack('>4sIIIII', b'.snd', 24, 0xFFFFFFFF, 3, 8000, 1)); out.flush()"


def _open(path: Path, ffmpeg: Path) -> FfmpegReader:
    form = form_of(path)
    assert form is not None
    return FfmpegReader(path, form, ffmpeg)


def _is_running(folder: Path) -> bool:
    return Path(f"/proc/{(folder / 'process').read_text()}").exists()


def test_it_reads_no_input_opens_local_files_only_and_never_guesses(recording: Path, tmp_path: Path) -> None:
    with _open(recording, stand_in(tmp_path, AU)):
        arguments = (tmp_path / "arguments").read_text().split("\n")
    assert "-nostdin" in arguments
    assert arguments[arguments.index("-protocol_whitelist") + 1] == "file,pipe"
    assert arguments[arguments.index("-f") + 1] == "amr"
    assert arguments[arguments.index("-i") + 1] == f"file:{recording}"
    assert arguments[arguments.index("-v") + 1] == "error"
    assert int(arguments[arguments.index("-t") + 1]) <= 86_400


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n"),
        ("list.m4a", "ffconcat version 1.0\nfile /etc/hostname\n"),
        ("list.wma", "[playlist]\nFile1=http://127.0.0.1:9/x\n"),
        ("list.mpd", '<?xml version="1.0"?><MPD type="static"></MPD>'),
    ],
)
def test_a_list_of_other_files_never_reaches_it(name: str, content: str, tmp_path: Path) -> None:
    ffmpeg = stand_in(tmp_path, AU)
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(QADeskError) as raised:
        examine(path, ffmpeg=ffmpeg)
    assert raised.value.code is ErrorCode.AUDIO_UNKNOWN_FORMAT
    assert not (tmp_path / "arguments").exists()


def test_it_is_gone_when_the_reader_is_closed(recording: Path, tmp_path: Path) -> None:
    reader = _open(recording, stand_in(tmp_path, AU + "\nwhile True: out.write(bytes(4096))"))
    assert len(reader.read(1_000)) == 1_000
    assert _is_running(tmp_path)
    reader.close()
    reader.close()
    assert not _is_running(tmp_path)


def test_what_says_nothing_is_ended(recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_PATIENCE_S", 0.3)
    with _open(recording, stand_in(tmp_path, AU + "\ntime.sleep(60)")) as reader:
        with pytest.raises(QADeskError) as raised:
            reader.read(1_000)
        assert raised.value.code is ErrorCode.AUDIO_BROKEN
    assert not _is_running(tmp_path)


def test_a_read_that_waits_ends_when_it_is_stopped(recording: Path, tmp_path: Path) -> None:
    with _open(recording, stand_in(tmp_path, AU + "\ntime.sleep(60)")) as reader:
        found: list[int] = []
        waiting = threading.Thread(target=lambda: found.append(len(reader.read(1_000))))
        waiting.start()
        time.sleep(0.05)
        reader.stop()
        waiting.join(_PATIENCE_S)
    assert found == [0]


def test_endless_complaints_neither_stop_it_nor_are_they_kept(recording: Path, tmp_path: Path) -> None:
    flood = "for _ in range(3000): sys.stderr.write('Error while decoding ' * 50 + '\\n')\nsys.stderr.flush()\n"
    with _open(recording, stand_in(tmp_path, flood + AU + "\nout.write(bytes(2000))")) as reader:
        assert len(reader.read(5_000)) == 1_000
        assert len(reader._process.complaints()) <= 4096


@pytest.mark.parametrize(
    ("complaint", "code"),
    [
        ("Decoder (codec g729) not found for input stream #0:0", ErrorCode.AUDIO_CODEC_UNREAD),
        ("Unknown input format: 'amr'", ErrorCode.AUDIO_CODEC_UNREAD),
        ("Invalid data found when processing input", ErrorCode.AUDIO_BROKEN),
    ],
)
def test_what_it_lacks_is_told_apart_from_what_is_broken(
    complaint: str, code: ErrorCode, recording: Path, tmp_path: Path
) -> None:
    with pytest.raises(QADeskError) as raised:
        _open(recording, stand_in(tmp_path, f"sys.stderr.write({complaint!r}); sys.exit(1)"))
    assert raised.value.code is code
    assert not _is_running(tmp_path)


def test_a_program_that_can_not_be_started_is_as_good_as_none(recording: Path, tmp_path: Path) -> None:
    nothing = tmp_path / "ffmpeg"
    nothing.write_text("not a program")
    with pytest.raises(QADeskError) as raised:
        examine(recording, ffmpeg=nothing)
    assert raised.value.code is ErrorCode.AUDIO_NEEDS_FFMPEG


def test_a_name_like_an_option_or_an_address_is_a_file(recording: Path, tmp_path: Path) -> None:
    found = find_ffmpeg()
    if found is None:
        pytest.skip("NO FFMPEG HERE: a name that looks like an address is not tried")
    for name in ("-version.amr", "http:call.amr", "pipe:0", "concat:a|b.amr", "%d.amr"):
        path = recording.rename(tmp_path / name)
        assert examine(path, ffmpeg=found).clip.duration_s == pytest.approx(3.0, abs=0.1)
        recording = path


def test_no_process_is_left_by_many_recordings(recording: Path, tmp_path: Path) -> None:
    found = find_ffmpeg()
    if found is None:
        pytest.skip("NO FFMPEG HERE: real processes are not counted")
    for _index in range(5):
        with _open(recording, found) as reader:
            reader.read(100)
    children = subprocess.run(["ps", "--ppid", str(os.getpid()), "-o", "comm="], capture_output=True, text=True)
    assert "ffmpeg" not in children.stdout

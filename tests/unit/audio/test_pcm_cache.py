"""Decoded sound is shared, whole or not there, bounded, and never a reason for a recording not to play."""

import os
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from qa_desk.audio.blocks import BLOCK_FRAMES, BlockReader, Sound
from qa_desk.audio.decoding.pcm_cache import CachedReader, PcmCache
from qa_desk.audio.reading import open_sound
from tests.unit.audio.recordings import two_voices, write_format

_PATIENCE_S = 10.0
_STEP = 1.01 * 0.5 / 32768


class HeldBack(BlockReader):
    """A recording whose decoder stops after some frames until it is let go on."""

    def __init__(self, path: Path, frames: int) -> None:
        super().__init__(path)
        self._held_at = frames
        self.go_on = threading.Event()

    def read(self, n_frames: int = BLOCK_FRAMES) -> Sound:
        if self.position < self._held_at:
            return super().read(min(n_frames, self._held_at - self.position))
        assert self.go_on.wait(_PATIENCE_S)
        return super().read(n_frames)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_format(tmp_path, "vorbis.ogg", two_voices(4.0))


@pytest.fixture
def sound(path: Path) -> Sound:
    with BlockReader(path) as reader:
        return np.clip(reader.read(100_000), -1.0, 1.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "pcm"


def _wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.002)


def _read_all(reader: CachedReader) -> Sound:
    reader.seek(0)
    return reader.read(100_000)


def test_sound_can_be_read_while_the_decoder_is_at_work(path: Path, sound: Sound, folder: Path) -> None:
    held = HeldBack(path, 8_000)
    with PcmCache(folder).open("call", lambda: held) as reader:
        np.testing.assert_allclose(reader.read(5_000), sound[:5_000], atol=_STEP)
        assert reader.is_ready(3_000)
        reader.seek(20_000)
        assert not reader.is_ready(100)
        found: list[Sound] = []
        waiting = threading.Thread(target=lambda: found.append(reader.read(1_000)))
        waiting.start()
        time.sleep(0.05)
        assert not found
        held.go_on.set()
        waiting.join(_PATIENCE_S)
        np.testing.assert_allclose(found[0], sound[20_000:21_000], atol=_STEP)


def test_closing_frees_whoever_waits_for_the_decoder(path: Path, folder: Path) -> None:
    held = HeldBack(path, 8_000)
    reader = PcmCache(folder).open("call", lambda: held)
    reader.seek(30_000)
    waiting = threading.Thread(target=lambda: reader.read(1_000))
    waiting.start()
    closing = threading.Thread(target=reader.close)
    closing.start()
    waiting.join(_PATIENCE_S)
    assert not waiting.is_alive()
    held.go_on.set()
    closing.join(_PATIENCE_S)
    assert not closing.is_alive()
    assert not list(folder.glob("*"))


def test_nobody_waits_until_decoded_sound_is_safe_on_the_disk(
    path: Path, sound: Sound, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_safe = threading.Event()
    monkeypatch.setattr("qa_desk.audio.decoding.pcm_file.os.fsync", lambda _file: is_safe.wait(_PATIENCE_S))
    cache = PcmCache(folder)
    with cache.open("call", lambda: BlockReader(path)) as reader:
        np.testing.assert_allclose(_read_all(reader), sound, atol=_STEP)
    assert not cache.holds("call")
    is_safe.set()
    _wait_until(lambda: cache.holds("call"))


def test_two_readers_share_one_decoder(path: Path, sound: Sound, folder: Path) -> None:
    n_opened = []

    def stream_of() -> BlockReader:
        n_opened.append(1)
        return BlockReader(path)

    cache = PcmCache(folder)
    with cache.open("call", stream_of) as one, cache.open("call", stream_of) as other:
        np.testing.assert_allclose(_read_all(other), sound, atol=_STEP)
        one.close()
        np.testing.assert_allclose(_read_all(other), sound, atol=_STEP)
    assert len(n_opened) == 1


def test_what_was_decoded_once_is_not_decoded_again(path: Path, sound: Sound, folder: Path) -> None:
    cache = PcmCache(folder)
    with cache.open("call", lambda: BlockReader(path)) as reader:
        _read_all(reader)
        _wait_until(lambda: cache.holds("call"))

    def never() -> BlockReader:
        raise AssertionError

    with PcmCache(folder).open("call", never) as reader:
        np.testing.assert_allclose(_read_all(reader), sound, atol=_STEP)
        assert reader.promised_frames == len(sound)


@pytest.mark.parametrize("damage", ["cut", "half a head", "another magic"])
def test_a_file_that_is_not_whole_is_never_believed(damage: str, path: Path, sound: Sound, folder: Path) -> None:
    cache = PcmCache(folder)
    with cache.open("call", lambda: BlockReader(path)) as reader:
        _read_all(reader)
        _wait_until(lambda: cache.holds("call"))
    (kept,) = folder.glob("*")
    content = kept.read_bytes()
    kept.write_bytes({"cut": content[:-2], "half a head": content[:10], "another magic": b"X" + content[1:]}[damage])
    assert not cache.holds("call")
    with PcmCache(folder).open("call", lambda: BlockReader(path)) as reader:
        np.testing.assert_allclose(_read_all(reader), sound, atol=_STEP)


def test_what_was_not_used_longest_goes_first(path: Path, sound: Sound, folder: Path) -> None:
    cache = PcmCache(folder, limit_bytes=3 * (4 * len(sound) + 100))
    for age, key in enumerate(("first", "second", "third", "fourth")):
        with cache.open(key, lambda: BlockReader(path)) as reader:
            _read_all(reader)
            _wait_until(lambda key=key: cache.holds(key))
        if key != "fourth":
            newest = max(folder.glob("*.pcm"), key=lambda file: file.stat().st_mtime)
            os.utime(newest, (1_000_000 + age, 1_000_000 + age))
        if key == "third":
            with cache.open("first", lambda: BlockReader(path)):
                pass
    # what is too much goes once the newest lies there
    _wait_until(lambda: not cache.holds("second"))
    assert [cache.holds(key) for key in ("first", "second", "third", "fourth")] == [True, False, True, True]


def test_sound_longer_than_the_whole_cache_is_read_without_it(path: Path, sound: Sound, folder: Path) -> None:
    with PcmCache(folder, limit_bytes=10_000).open("call", lambda: BlockReader(path)) as reader:
        np.testing.assert_allclose(_read_all(reader), sound, atol=_STEP)
        reader.seek(5_000)
        np.testing.assert_allclose(reader.read(500), sound[5_000:5_500], atol=_STEP)
    assert not list(folder.glob("*.pcm"))


def test_a_disk_that_is_full_stops_no_recording(
    path: Path, sound: Sound, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.parent.joinpath("pcm").write_text("a file where the folder should be")
    with PcmCache(folder).open("call", lambda: BlockReader(path)) as reader:
        np.testing.assert_allclose(_read_all(reader), sound, atol=_STEP)
        reader.seek(100)
        np.testing.assert_allclose(reader.read(50), sound[100:150], atol=_STEP)
    assert "could not be kept" in caplog.text


@pytest.mark.skipif(os.name == "nt", reason="files have no such limit there")
def test_a_disk_that_fills_up_in_the_middle_stops_no_recording(
    path: Path, sound: Sound, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def write(descriptor: int, data: bytes, real: Callable[[int, bytes], int] = os.write) -> int:
        if len(data) > 100:
            raise OSError(28, "No space left on device")
        return real(descriptor, data)

    monkeypatch.setattr("qa_desk.audio.decoding.pcm_file.os.write", write)
    with PcmCache(folder).open("call", lambda: BlockReader(path)) as reader:
        np.testing.assert_allclose(_read_all(reader), sound, atol=_STEP)
    assert "No space left" in caplog.text
    assert not list(folder.glob("*"))


def test_a_decoder_that_fails_unforeseen_leaves_nobody_waiting(
    path: Path, sound: Sound, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threading.excepthook", lambda _details: None)

    class Failing(BlockReader):
        def read(self, n_frames: int = BLOCK_FRAMES) -> Sound:
            raise MemoryError

    streams = iter([Failing(path), BlockReader(path)])
    with PcmCache(folder).open("call", lambda: next(streams)) as reader:
        np.testing.assert_allclose(_read_all(reader), sound, atol=_STEP)


def test_several_processes_decode_into_one_folder_at_once(path: Path, sound: Sound, folder: Path) -> None:
    code = (
        "import sys, zlib; from pathlib import Path\n"
        "from qa_desk.audio.decoding.pcm_cache import PcmCache; from qa_desk.audio.reading import open_sound\n"
        "with open_sound(Path(sys.argv[1]), key='call', cache=PcmCache(Path(sys.argv[2]))) as reader:\n"
        "    print(zlib.crc32(reader.read(100_000).tobytes()))"
    )
    command = [sys.executable, "-c", code, str(path), str(folder)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _index in range(3)]
    said = {process.communicate(timeout=60)[0] for process in running}
    with PcmCache(folder).open("call", lambda: BlockReader(path)) as reader:
        assert said == {f"{zlib.crc32(_read_all(reader).tobytes())}\n"}


def test_what_a_killed_process_left_is_swept_after_a_day(path: Path, folder: Path) -> None:
    folder.mkdir()
    old, young = folder / "old.part", folder / "young.part"
    old.write_bytes(b"x")
    young.write_bytes(b"x")
    os.utime(old, (1_000_000, 1_000_000))
    cache = PcmCache(folder)
    with cache.open("call", lambda: BlockReader(path)) as reader:
        _read_all(reader)
        _wait_until(lambda: not old.exists())
    assert young.exists()


def test_a_recording_that_changed_is_decoded_anew(path: Path, tmp_path: Path, folder: Path) -> None:
    cache = PcmCache(folder)
    with open_sound(path, cache=cache) as reader:
        before = reader.read(100_000)
    write_format(tmp_path, "vorbis.ogg", two_voices(2.0))
    with open_sound(path, cache=cache) as reader:
        assert len(reader.read(100_000)) < len(before)


def test_reading_beyond_the_end_gives_nothing(path: Path, sound: Sound, folder: Path) -> None:
    with PcmCache(folder).open("call", lambda: BlockReader(path)) as reader:
        reader.seek(len(sound) - 10)
        assert len(reader.read(100)) == 10
        assert len(reader.read(100)) == 0
        reader.seek(10 * len(sound))
        assert len(reader.read(100)) == 0
        assert reader.read(1).shape == (0, 2)


def test_a_decoder_that_is_slow_to_start_holds_up_no_other_recording_and_starts_once(
    path: Path, sound: Sound, folder: Path
) -> None:
    cache, may_start, n_started = PcmCache(folder), threading.Event(), list[int]()

    def slow() -> BlockReader:
        n_started.append(1)
        assert may_start.wait(_PATIENCE_S)
        return BlockReader(path)

    readers: list[CachedReader] = []
    waiting = [threading.Thread(target=lambda: readers.append(cache.open("slow", slow))) for _reader in range(3)]
    for thread in waiting:
        thread.start()
    _wait_until(lambda: bool(n_started))
    with cache.open("quick", lambda: BlockReader(path)) as quick:
        np.testing.assert_allclose(_read_all(quick), sound, atol=_STEP)
    assert readers == []
    may_start.set()
    for thread in waiting:
        thread.join(_PATIENCE_S)
    assert (len(readers), len(n_started)) == (3, 1)
    for reader in readers:
        np.testing.assert_allclose(_read_all(reader), sound, atol=_STEP)
        reader.close()

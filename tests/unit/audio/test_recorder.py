"""What is recorded is on the disk within a second, frame by frame, whatever happens to device, disk or program."""

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from qa_desk.audio.blocks import Sound
from qa_desk.audio.input.fed import FedInput
from qa_desk.audio.input.wav_writer import LARGEST_BYTES, WavWriter, finish_wav
from qa_desk.audio.recorder import RESERVE_BYTES, Recorder, RecorderState
from qa_desk.domain.errors import ErrorCode

RATE_HZ = 8000
_PATIENCE_S = 10.0


def noise(n_frames: int, channels: int = 1, *, seed: int = 1) -> Sound:
    """Frames of 16 bit, so that they can be compared exactly."""
    values = np.random.default_rng(seed).integers(-32768, 32768, (n_frames, channels))
    return (values / 32768).astype(np.float32)


def wait_until(is_so: Callable[[], bool]) -> None:
    until_s = time.monotonic() + _PATIENCE_S
    while not is_so():
        assert time.monotonic() < until_s, "it never came"
        time.sleep(0.01)


def started(device: FedInput, path: Path, **values: object) -> Recorder:
    recorder = Recorder(device, path, **values)  # pyright: ignore[reportArgumentType]
    recorder.start()
    wait_until(lambda: device.is_started or recorder.reading.state is RecorderState.ENDED)
    return recorder


def sound_of(path: Path) -> Sound:
    return np.asarray(soundfile.read(path, dtype="float32", always_2d=True)[0], np.float32)


@pytest.mark.parametrize("channels", [1, 2])
def test_every_frame_is_in_the_file_in_its_place(tmp_path: Path, channels: int) -> None:
    device, path = FedInput(RATE_HZ, channels), tmp_path / "call.wav"
    recorder = started(device, path)
    heard = noise(5 * RATE_HZ, channels)
    for place in range(0, len(heard), 400):
        device.feed(heard[place : place + 400])
    recorder.stop()
    assert np.array_equal(sound_of(path), heard)
    reading = recorder.reading
    assert (reading.state, reading.recorded_s, reading.error) == (RecorderState.ENDED, 5.0, None)


def test_when_the_format_is_full_what_comes_until_the_recorder_looks_still_has_room(tmp_path: Path) -> None:
    """All that the ring of the fastest card holds; the file is nothing but holes."""
    path = tmp_path / "call.wav"
    WavWriter(path, 192_000, 2).close()
    os.truncate(path, path.stat().st_size + LARGEST_BYTES + 20 * 192_000 * 4)
    assert finish_wav(path)


def test_what_is_too_loud_is_clipped_and_does_not_turn_over(tmp_path: Path) -> None:
    device, path = FedInput(), tmp_path / "call.wav"
    recorder = started(device, path)
    device.feed(np.array([[2.0], [-2.0], [1.0]], np.float32))
    recorder.stop()
    assert sound_of(path)[:, 0].tolist() == pytest.approx([1.0, -1.0, 1.0], abs=1e-4)


def test_the_level_follows_the_sound_and_falls_again(tmp_path: Path) -> None:
    device = FedInput(channels=2)
    recorder = started(device, tmp_path / "call.wav")
    device.feed(np.tile(np.array([[0.5, 0.0]], np.float32), (400, 1)))
    wait_until(lambda: recorder.reading.levels[:1] >= (0.4,))
    assert recorder.reading.levels[1] == 0.0
    wait_until(lambda: recorder.reading.levels[0] < 0.1)
    recorder.stop()


def test_without_a_sound_no_file_is_made(tmp_path: Path) -> None:
    begun: list[float] = []
    recorder = started(FedInput(), tmp_path / "call.wav", on_begun=begun.append)
    recorder.stop()
    assert list(tmp_path.iterdir()) == []
    assert begun == []


def test_it_is_told_once_and_before_there_is_a_file_when_the_sound_began(tmp_path: Path) -> None:
    device, path = FedInput(), tmp_path / "call.wav"
    told: list[tuple[float, bool]] = []
    recorder = started(device, path, on_begun=lambda ago_s: told.append((ago_s, path.exists())))
    device.feed(noise(4000))
    wait_until(path.exists)
    device.feed(noise(4000))
    recorder.stop()
    assert told == [(0.5, False)]


def test_a_device_that_is_not_there_is_said(tmp_path: Path) -> None:
    device = FedInput()
    device.is_missing = True
    recorder = started(device, tmp_path / "call.wav")
    recorder.stop()
    error = recorder.reading.error
    assert error is not None
    assert error.code is ErrorCode.AUDIO_INPUT_MISSING


def test_a_device_that_vanishes_loses_nothing_that_it_gave(tmp_path: Path) -> None:
    device, path = FedInput(), tmp_path / "call.wav"
    recorder = started(device, path)
    heard = noise(3 * RATE_HZ)
    device.feed(heard)
    device.is_lost = True
    wait_until(lambda: recorder.reading.state is RecorderState.ENDED)
    error = recorder.reading.error
    assert error is not None
    assert error.code is ErrorCode.AUDIO_INPUT_LOST
    assert np.array_equal(sound_of(path), heard)
    recorder.stop()  # a second time does nothing


def test_on_a_disk_that_fills_recording_stops_while_there_is_room_for_the_answers(tmp_path: Path) -> None:
    device, path = FedInput(), tmp_path / "call.wav"
    room = [RESERVE_BYTES]
    recorder = started(device, path, free_bytes=lambda _path: room[0])
    heard = noise(RATE_HZ)
    device.feed(heard)
    wait_until(path.exists)
    room[0] -= 1
    wait_until(lambda: recorder.reading.state is RecorderState.ENDED)
    error = recorder.reading.error
    assert error is not None
    assert error.code is ErrorCode.RECORDING_NO_ROOM
    assert np.array_equal(sound_of(path), heard)


def test_a_full_disk_keeps_what_found_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk takes 10 000 bytes of sound, then an odd piece of the next block, then nothing."""
    device, path = FedInput(RATE_HZ, 2), tmp_path / "call.wav"
    write, room = WavWriter.write, [10_000]

    def write_while_there_is_room(writer: WavWriter, block: Sound) -> None:
        n_frames = min(len(block), room[0] // 4)
        room[0] -= n_frames * 4
        write(writer, block[:n_frames])
        if n_frames < len(block):
            with path.open("ab") as file:
                file.write(b"\x07")
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(WavWriter, "write", write_while_there_is_room)
    recorder = started(device, path)
    heard = noise(RATE_HZ, 2)
    device.feed(heard)
    wait_until(lambda: recorder.reading.state is RecorderState.ENDED)
    error = recorder.reading.error
    assert error is not None
    assert error.code is ErrorCode.RECORDING_NO_ROOM
    assert finish_wav(path)
    assert np.array_equal(sound_of(path), heard[:2500])


def test_what_the_disk_kept_waiting_for_too_long_is_silence_of_the_same_length(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, path = FedInput(), tmp_path / "call.wav"
    recorder = started(device, path)
    write = WavWriter.write
    may_go_on: list[bool] = []

    def write_late(writer: WavWriter, block: Sound) -> None:
        wait_until(lambda: bool(may_go_on))
        write(writer, block)

    monkeypatch.setattr(WavWriter, "write", write_late)
    heard = noise(25 * RATE_HZ)
    for place in range(0, len(heard), RATE_HZ):
        device.feed(heard[place : place + RATE_HZ])
    may_go_on.append(True)
    wait_until(lambda: recorder.reading.recorded_s > 20)
    device.feed(heard[:RATE_HZ])
    recorder.stop()
    found = sound_of(path)
    assert len(found) == 26 * RATE_HZ
    n_lost = round(recorder.reading.lost_s * RATE_HZ)
    assert 4 * RATE_HZ <= n_lost <= 5 * RATE_HZ
    kept = 25 * RATE_HZ - n_lost
    assert np.array_equal(found[:kept], heard[:kept])
    assert not found[kept : 25 * RATE_HZ].any()
    assert np.array_equal(found[25 * RATE_HZ :], heard[:RATE_HZ])


def test_the_file_is_whole_at_every_flush(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    writer = WavWriter(path, RATE_HZ, 2)
    heard = noise(3000, 2)
    for place in (0, 1000, 2000):
        writer.write(heard[place : place + 1000])
        writer.flush()
        assert np.array_equal(sound_of(path), heard[: place + 1000])
    writer.close()


@pytest.mark.parametrize(
    "content", [None, b"", b"RIFF", b"RIFF" + bytes(40), b"not a recording at all, but a text of ours"]
)
def test_what_is_no_recording_is_not_taken_for_one(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "call.wav"
    if content is not None:
        path.write_bytes(content)
    assert not finish_wav(path)
    if content is not None:
        assert path.read_bytes() == content


_FILLS_ITS_DISK = """
import resource, signal, sys, time
from pathlib import Path
import numpy as np
from qa_desk.audio.input.fed import FedInput
from qa_desk.audio.recorder import Recorder, RecorderState
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_001, 100_001))
device = FedInput(8000, 2)
recorder = Recorder(device, Path(sys.argv[1]))
recorder.start()
while not device.is_started:
    time.sleep(0.01)
heard = np.arange(2 * 40_000).reshape(-1, 2) % 2000 / 4000
for place in range(0, len(heard), 5000):
    device.feed(heard[place : place + 5000].astype(np.float32))
    time.sleep(0.06)
while recorder.reading.state is not RecorderState.ENDED:
    time.sleep(0.01)
print(recorder.reading.error.code.value)
"""


@pytest.mark.skipif(os.name != "posix", reason="only there a program can be given a small disk")
def test_a_write_that_breaks_off_in_the_middle_of_a_frame_leaves_a_recording_of_whole_ones(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    root = str(Path(__file__).parents[3])
    command = [sys.executable, "-c", _FILLS_ITS_DISK, str(path)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": root}, timeout=60
    )
    assert done.stdout.strip() == ErrorCode.RECORDING_FAILED.value
    assert path.stat().st_size == 100_001
    n_frames = (100_001 - 44) // 4
    assert len(sound_of(path)) == n_frames, "the header says so before anything is mended"
    assert finish_wav(path)
    found = sound_of(path)
    assert np.allclose(found, (np.arange(2 * n_frames) % 2000 / 4000).reshape(-1, 2), atol=1e-4)


_RECORDS = """
import sys, time
from pathlib import Path
import numpy as np
from qa_desk.audio.input.fed import FedInput
from qa_desk.audio.recorder import Recorder
device = FedInput(8000)
recorder = Recorder(device, Path(sys.argv[1]))
recorder.start()
while not device.is_started:
    time.sleep(0.01)
place = 0
while True:
    device.feed((np.arange(place, place + 800) % 2000 / 4000).astype(np.float32)[:, None])
    place += 800
    if place == 24000:
        print("fed", flush=True)
    time.sleep(0.1 if place > 24000 else 0)
"""


def test_a_killed_program_leaves_a_recording_that_lacks_a_second_at_most(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    root = str(Path(__file__).parents[3])
    command = [sys.executable, "-c", _RECORDS, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": root}) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "fed\n"
        time.sleep(1.0)
        child.kill()
    assert finish_wav(path)
    found = sound_of(path)[:, 0]
    assert len(found) >= 24000
    assert np.allclose(found, np.arange(len(found)) % 2000 / 4000, atol=1e-4)

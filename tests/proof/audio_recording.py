"""Records from the sound card what another program plays into it, and measures it; run under null_sink.sh by the tests.

python -m tests.proof.audio_recording RATE TASK…    prints one line of JSON: what each task found
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

from qa_desk.audio.input.sound_card import SoundCardInput
from qa_desk.audio.output.devices import input_devices
from qa_desk.audio.recorder import Recorder, RecorderState
from tests.proof.audio_capture import Watch, place_of

_PATIENCE_S = 30.0
_PLAYED_S = 3.0
_SETTLE_S = 0.5
_SILENCE_S = 0.3
"""The server swallows some of the first frames of a stream."""

_BEFORE_KILL_S = 3.0


class Sitting:
    """One recording at a time in a folder of its own."""

    def __init__(self, rate_hz: int, folder: Path) -> None:
        self.rate_hz, self.folder = rate_hz, folder
        self.began_s: list[float] = []

    def recorder(self, name: str) -> Recorder:
        """A recording from the system's device that has begun to hear something."""
        recorder = Recorder(
            SoundCardInput(),
            self.folder / f"{name}.wav",
            on_begun=lambda ago_s: self.began_s.append(time.monotonic() - ago_s),
        )
        recorder.start()
        wait_until(lambda: recorder.reading.state is not RecorderState.OPENING)
        return recorder

    def sound(self, name: str) -> np.ndarray:
        """What was recorded, int32 (frames, channels)."""
        found, rate_hz = soundfile.read(self.folder / f"{name}.wav", dtype="int16", always_2d=True)
        assert rate_hz == self.rate_hz, f"recorded at {rate_hz} Hz"
        return found.astype(np.int32)


def wait_until(is_so: Callable[[], bool]) -> None:
    """Give it time."""
    until_s = time.monotonic() + _PATIENCE_S
    while not is_so():
        assert time.monotonic() < until_s, "it never came"
        time.sleep(0.02)


def played(rate_hz: int) -> np.ndarray:
    """Another tone on each side over a little noise, so that its place can be told to the frame."""
    times = np.arange(round(_PLAYED_S * rate_hz)) / rate_hz
    noise = np.random.default_rng(5).normal(0, 0.02, (len(times), 2))
    tones = np.stack([0.5 * np.sin(2 * np.pi * 440 * times), 0.3 * np.sin(2 * np.pi * 660 * times)], axis=1)
    return np.rint((tones + noise) * 32767).clip(-32768, 32767).astype("<i2")


def exact(sitting: Sitting) -> dict[str, object]:
    """Every frame that was played, on its side, in the file; and how long the file is beside the clock."""
    wanted = played(sitting.rate_hz)
    recorder = sitting.recorder("exact")
    time.sleep(_SETTLE_S)
    form = [f"--rate={sitting.rate_hz}", "--channels=2", "--format=s16le", "--raw"]
    silence = bytes(4 * round(_SILENCE_S * sitting.rate_hz))
    subprocess.run(["pacat", "--playback", *form], input=silence + wanted.tobytes() + silence, check=True)
    time.sleep(_SETTLE_S)
    recorder.stop()
    took_s = time.monotonic() - sitting.began_s[-1]
    found, expected = sitting.sound("exact"), wanted.astype(np.int32)
    start = place_of(found, expected)
    part = found[start : start + len(expected)]
    return {
        "n_captured": len(part),
        "n_expected": len(expected),
        "largest_difference": int(np.abs(part - expected[: len(part)]).max()),
        "channels": found.shape[1],
        "took_s": took_s,
        "recorded_s": len(found) / sitting.rate_hz,
        "lost_s": recorder.reading.lost_s,
        "error": recorder.reading.error is not None,
    }


def lose(sitting: Sitting) -> dict[str, object]:
    """The sound card taken away while it is recorded from."""
    recorder = sitting.recorder("lose")
    time.sleep(_BEFORE_KILL_S)
    os.kill(int(os.environ["QA_DESK_NULL_SINK_PID"]), signal.SIGKILL)
    lost_after_s = time.monotonic() - sitting.began_s[-1]
    wait_until(lambda: recorder.reading.state is RecorderState.ENDED)
    error = recorder.reading.error
    return {
        "error": error.code.value if error is not None else "",
        "lost_after_s": lost_after_s,
        "recorded_s": len(sitting.sound("lose")) / sitting.rate_hz,
    }


TASKS = {task.__name__: task for task in (exact, lose)}


def main() -> None:
    """Does the tasks named, in their order."""
    found: dict[str, object] = {"n_devices": len(input_devices())}
    with tempfile.TemporaryDirectory() as folder:
        sitting, watch = Sitting(int(sys.argv[1]), Path(folder)), Watch()
        try:
            for name in sys.argv[2:]:
                found[name] = TASKS[name](sitting)
        finally:
            found["longest_wait_s"] = watch.stop()
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()

"""Records what it feeds itself, in the time it takes, and says after each second how much that was; to be killed.

python -m tests.proof.killed_recording FILE
"""

import sys
import time
from pathlib import Path

import numpy as np

from qa_desk.audio.input.fed import FedInput
from qa_desk.audio.recorder import Recorder

RATE_HZ = 8000
_BLOCK = 400


def sound(start: int, n_frames: int) -> np.ndarray:
    """The frames from one on, int16 (frames, 1): each tells its own place."""
    return ((np.arange(start, start + n_frames) * 7) % 32000).astype(np.int16)[:, None]


def main() -> None:
    """Goes on until it is killed."""
    device = FedInput(RATE_HZ)
    Recorder(device, Path(sys.argv[1])).start()
    while not device.is_started:
        time.sleep(0.001)
    began_s, n_fed = time.monotonic(), 0
    while True:
        while n_fed / RATE_HZ <= time.monotonic() - began_s:
            device.feed((sound(n_fed, _BLOCK) / 32768).astype(np.float32))
            n_fed += _BLOCK
            sys.stdout.write(f"{n_fed}\n")
            sys.stdout.flush()
        time.sleep(0.005)


if __name__ == "__main__":
    main()

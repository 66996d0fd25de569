"""A program killed while it records, at random moments: what is left lacks a second at most, each frame as it was."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from qa_desk.audio.input.wav_writer import finish_wav
from tests.proof.killed_recording import RATE_HZ, sound

_N_KILLS = 20
_ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("number", range(_N_KILLS))
def test_a_kill_costs_a_second_of_the_recording_at_most(number: int, tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    command = [sys.executable, "-m", "tests.proof.killed_recording", str(path)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=_ROOT, env={**os.environ, "PYTHONPATH": str(_ROOT)})
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(random.Random(number).uniform(0.2, 4.0))
    child.kill()
    n_fed = int(child.stdout.read().splitlines()[-1])
    child.wait()
    assert finish_wav(path)
    found, rate_hz = soundfile.read(path, dtype="int16", always_2d=True)
    assert rate_hz == RATE_HZ
    assert len(found) >= n_fed - RATE_HZ
    assert np.array_equal(found, sound(0, len(found)))

"""What QA Desk plays arrives at the sound card sample by sample, and a card that vanishes costs nothing but a pause."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

_ROOT = Path(__file__).parents[2]
_PROGRAMS = ("pulseaudio", "pactl", "parec")
_N_TRIES = 5
_STARVED_S = 0.04
"""A wait this long, in another program, eats half of what the sound card has in hand: such a run proves nothing."""
_missing = [program for program in _PROGRAMS if shutil.which(program) is None]

pytestmark = pytest.mark.skipif(
    bool(_missing),
    reason=f"REAL PLAYBACK WAS NOT PROVED: {', '.join(_missing)} missing; "
    "install pulseaudio pulseaudio-utils libasound2-plugins libportaudio2",
)


def call(rate_hz: int, seconds: float) -> np.ndarray:
    """Two voices that resemble nothing else, in 0.3 s of silence, since PulseAudio swallows the first 20 ms."""
    random = np.random.default_rng(rate_hz)
    times = np.arange(round(seconds * rate_hz)) / rate_hz
    left = 0.5 * np.sin(2 * np.pi * (350 + 150 * times) * times) + random.normal(0, 0.05, len(times))
    right = random.normal(0, 0.12, len(times))
    sound = np.clip(np.stack([left, right], axis=1), -0.95, 0.95)
    silence = np.zeros((round(0.3 * rate_hz), 2))
    return np.concatenate([silence, sound, silence]).astype(np.float32)


def played(path: Path, *, rate_hz: int, task: str = "play") -> dict:
    capture = [sys.executable, "-m", "tests.proof.audio_capture", str(path), task]
    done = subprocess.run(
        [str(_ROOT / "tests/proof/null_sink.sh"), str(rate_hz), "--", *capture],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def played_exactly(path: Path, *, rate_hz: int) -> dict:
    """Played as often as the machine itself was too busy to play it; a difference in a quiet run counts at once."""
    for _try in range(_N_TRIES):
        found = played(path, rate_hz=rate_hz)
        is_exact = found["n_captured"] == found["n_expected"] and found["largest_difference"] <= 1
        if (is_exact and found["n_underflows"] == 0) or found["longest_wait_s"] < _STARVED_S:
            break
    return found


@pytest.mark.parametrize("rate_hz", [8000, 48000])
@pytest.mark.parametrize("ending", ["wav", "flac"])
def test_every_sample_of_a_call_reaches_the_sound_card(rate_hz: int, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"call.{ending}"
    soundfile.write(path, call(rate_hz, 4.0), rate_hz, subtype="PCM_16")
    found = played_exactly(path, rate_hz=rate_hz)
    assert found["is_loud"]
    assert found["n_captured"] == found["n_expected"]
    assert found["largest_difference"] <= 1, found
    assert found["n_underflows"] == 0
    assert found["notices"] == []


def test_the_time_line_keeps_step_with_the_sound(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    soundfile.write(path, call(8000, 4.0), 8000)
    found = played(path, rate_hz=8000)
    assert found["has_ended"]
    assert found["took_s"] == pytest.approx(found["duration_s"], abs=0.6)
    assert found["heard_s"] == pytest.approx(found["duration_s"], abs=0.1)
    assert found["last_position_s"] == pytest.approx(found["duration_s"], abs=0.05)
    assert found["n_positions"] > 60


def test_a_sound_card_that_vanishes_pauses_the_call_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    soundfile.write(path, call(8000, 20.0), 8000)
    found = played(path, rate_hz=8000, task="lose")
    assert found["has_paused"]
    assert found["notices"] == ["audio_device_lost"]
    assert found["has_kept_place"]
    assert found["lost_at_s"] - 0.05 <= found["stood_at_s"] <= found["lost_at_s"] + 1.0

"""Runs audio_capture at a sound card that plays into nothing, for the tests of real playback."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_ROOT = Path(__file__).parents[2]
_N_TRIES = 4
_STARVED_S = 0.04
"""A wait this long, in another program, eats half of what the sound card has in hand: such a run proves nothing."""

_missing = [program for program in ("pulseaudio", "pactl", "parec") if shutil.which(program) is None]

needs_a_sound_server = pytest.mark.skipif(
    bool(_missing),
    reason=f"REAL PLAYBACK WAS NOT TESTED: {', '.join(_missing)} missing; "
    "install pulseaudio pulseaudio-utils libasound2-plugins libportaudio2",
)


def captured(rate_hz: int, *tasks: str, timeout_s: float = 120) -> dict[str, Any]:
    """What the tasks found in one run."""
    return run_at_null_sink(rate_hz, "tests.proof.audio_capture", str(rate_hz), *tasks, timeout_s=timeout_s)


def run_at_null_sink(rate_hz: int, module: str, *arguments: str, timeout_s: float) -> dict[str, Any]:
    """The last line that a module prints, as JSON."""
    done = subprocess.run(
        [str(_ROOT / "tests/proof/null_sink.sh"), str(rate_hz), "--", sys.executable, "-m", module, *arguments],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def captured_undisturbed(rate_hz: int, *tasks: str) -> dict[str, Any]:
    """As `captured`, again where the machine was too busy to play and something was lost; then skips, loudly."""
    return run_undisturbed(is_whole, rate_hz, "tests.proof.audio_capture", *tasks)


def run_undisturbed(is_good: Callable[[Any], bool], rate_hz: int, module: str, *tasks: str) -> dict[str, Any]:
    """What the tasks of a module found, again where the machine was busy and what was found is no good; then skips."""
    found: dict[str, Any] = {}
    for _try in range(_N_TRIES):
        found = run_at_null_sink(rate_hz, module, str(rate_hz), *tasks, timeout_s=120)
        if is_good(found) or found["longest_wait_s"] < _STARVED_S:
            return found
    pytest.skip(f"REAL SOUND WAS NOT TESTED: the machine kept programs waiting {found['longest_wait_s']:.2f} s")


def is_whole(found: Any) -> bool:
    """Whether nothing was lost on the way to the sound card, in any task."""
    if not isinstance(found, dict):
        return True
    if found.get("n_underflows", 0) or found.get("largest_difference", 0) > 1 or found.get("step", 0.0) > 1.2:
        return False
    if max(found.get("largest_differences", [0])) > 1 or found.get("n_captured") != found.get("n_expected"):
        return False
    return all(is_whole(part) for part in found.values())

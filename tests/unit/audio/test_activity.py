"""Silence and overtalk are found where they were put."""

from pathlib import Path

import numpy as np
import pytest

from qa_desk.audio.activity import find_activity
from qa_desk.audio.heard import Heard
from qa_desk.audio.passage import Passage
from qa_desk.audio.peaks import compute_peaks
from tests.unit.audio.recordings import RATE_HZ, write

SECONDS = 40.0


def conversation(*, agent: list[tuple[float, float]], customer: list[tuple[float, float]], noise: float) -> np.ndarray:
    """Noise on the line and bursts like syllables while somebody speaks."""
    random = np.random.default_rng(9)
    times = np.arange(round(SECONDS * RATE_HZ)) / RATE_HZ
    sound = random.normal(0, noise, (len(times), 2))
    for channel, turns in enumerate((agent, customer)):
        for start_s, end_s in turns:
            speaks = (times >= start_s) & (times < end_s)
            syllables = 0.25 * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * times)) * np.sin(2 * np.pi * 180 * times)
            sound[speaks, channel] += syllables[speaks]
    return np.clip(sound, -1, 1).astype(np.float32)


@pytest.mark.parametrize("noise", [0.0, 0.0005, 0.004])
def test_silence_and_overtalk_are_found_within_a_tenth_of_a_second(noise: float, tmp_path: Path) -> None:
    sound = conversation(agent=[(1, 8), (22, 30)], customer=[(7, 12), (18, 23.5), (31, 38)], noise=noise)
    found = find_activity(compute_peaks(write(tmp_path / "call.wav", sound)))
    assert ends(found.silences) == pytest.approx([12, 18], abs=0.1)
    assert ends(found.overtalk) == pytest.approx([7, 8, 22, 23.5], abs=0.1)


def test_a_pause_shorter_than_the_limit_is_no_silence(tmp_path: Path) -> None:
    sound = conversation(agent=[(0, 10), (12.5, 40)], customer=[], noise=0.001)
    assert find_activity(compute_peaks(write(tmp_path / "call.wav", sound))).silences == ()


def test_a_mono_call_has_silence_but_no_overtalk(tmp_path: Path) -> None:
    sound = conversation(agent=[(0, 10), (20, 40)], customer=[], noise=0.001)
    found = find_activity(compute_peaks(write(tmp_path / "call.wav", sound, mono=True)))
    assert ends(found.silences) == pytest.approx([10, 20], abs=0.1)
    assert found.overtalk == ()


def test_a_recording_of_nothing_is_one_silence(tmp_path: Path) -> None:
    path = write(tmp_path / "call.wav", np.zeros((10 * RATE_HZ, 2), np.float32))
    assert find_activity(compute_peaks(path)).silences == (Passage(0.0, 10.0),)


def ends(passages: tuple[Passage, ...]) -> list[float]:
    return [place for passage in passages for place in (passage.start_s, passage.end_s)]


def test_heard_passages_melt_together_and_their_share_is_counted_once() -> None:
    heard = Heard((Passage(10.0, 20.0),))
    heard.add(30.0, 40.0)
    heard.add(15.0, 25.0)
    heard.add(25.05, 26.0)
    assert heard.passages == (Passage(10.0, 26.0), Passage(30.0, 40.0))
    assert heard.share(100.0) == pytest.approx(0.26)
    heard.add(0.0, 100.0)
    assert heard.passages == (Passage(0.0, 100.0),)
    assert heard.share(100.0) == 1.0


def test_nothing_heard_and_nothing_to_hear() -> None:
    heard = Heard()
    heard.add(5.0, 5.0)
    assert heard.passages == ()
    assert heard.share(0.0) == heard.share(10.0) == 0.0

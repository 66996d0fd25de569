"""Speed, loop and silences may be changed while a call plays: no click, no gap, and the place stays true."""

import random
from pathlib import Path

import numpy as np
import pytest

from qa_desk.audio.clip import ClipInfo, probe
from qa_desk.audio.listener import PlayerState
from qa_desk.audio.passage import Passage
from qa_desk.audio.track import Track
from tests.unit.audio.recordings import RATE_HZ, two_voices, write
from tests.unit.audio.sound_bench import FADE, Bench


@pytest.fixture
def tone(tmp_path: Path) -> ClipInfo:
    """A pure tone: any click shows as a step between two frames that the tone itself never makes."""
    times = np.arange(6 * RATE_HZ) / RATE_HZ
    sound = (0.5 * np.sin(2 * np.pi * 150 * times)).astype(np.float32)
    return probe(write(tmp_path / "tone.wav", np.stack([sound, sound], axis=1), subtype="FLOAT"))


@pytest.fixture
def ramp(tmp_path: Path) -> ClipInfo:
    """Every frame says by its value which one it is."""
    sound = np.linspace(-0.9, 0.9, 6 * RATE_HZ, dtype=np.float32)
    return probe(write(tmp_path / "ramp.wav", np.stack([sound, sound], axis=1), subtype="FLOAT"))


def second_told(value: float) -> float:
    return (value + 0.9) / 1.8 * (6 * RATE_HZ - 1) / RATE_HZ


def largest_step(sound: np.ndarray) -> float:
    return float(np.abs(np.diff(sound[FADE:, 0])).max())


TONE_STEP = 0.5 * 2 * np.pi * 150 / RATE_HZ


def test_a_change_of_speed_is_not_heard_as_a_click(bench: Bench, tone: ClipInfo) -> None:
    bench.player.load(Track.of(tone))
    bench.player.play()
    for speed in (1.0, 1.5, 0.6, 3.0, 1.0, 2.0, 1.0):
        bench.player.set_speed(speed)
        bench.run(0.31)
    assert largest_step(bench.device.played) < 1.2 * TONE_STEP
    assert bench.player.n_underflows == 0


@pytest.mark.parametrize("seed", range(4))
def test_the_place_stays_what_is_heard_through_any_changes_of_speed(bench: Bench, ramp: ClipInfo, seed: int) -> None:
    dice = random.Random(seed)
    bench.player.load(Track.of(ramp))
    bench.player.play()
    for _turn in range(12):
        bench.player.set_speed(dice.choice([0.5, 0.7, 1.0, 1.3, 2.0]))
        bench.run(dice.choice([0.05, 0.13, 0.29]))
        heard_s = second_told(float(bench.device.played[-1, 0]))
        # The stretcher searches 12 ms around, and 15 ms of a window run at their own pace.
        assert bench.player.position_s == pytest.approx(heard_s, abs=0.028)


def test_another_speed_is_heard_within_a_tenth_of_a_second(bench: Bench, ramp: ClipInfo) -> None:
    bench.player.load(Track.of(ramp))
    bench.player.play()
    bench.run(1.0)
    bench.player.set_speed(2.0)
    bench.run(1.0)
    assert bench.player.position_s == pytest.approx(3.0, abs=0.1)


def test_back_at_normal_speed_the_sound_is_the_recording_again(bench: Bench, ramp: ClipInfo) -> None:
    bench.player.load(Track.of(ramp))
    bench.player.set_speed(1.4)
    bench.player.play()
    bench.run(0.5)
    bench.player.set_speed(1.0)
    bench.run(0.5)
    played = bench.device.played[-800:, 0].astype(np.float64)
    np.testing.assert_allclose(np.diff(played), 1.8 / (6 * RATE_HZ - 1), atol=1e-6)
    assert bench.player.position_s == pytest.approx(second_told(played[-1]), abs=0.0002)


def test_one_key_goes_to_the_second_speed_and_comes_back(bench: Bench) -> None:
    bench.player.set_speed(1.2)
    bench.player.set_second_speed(2.1)
    bench.player.toggle_second_speed()
    assert bench.player.speed == 2.1
    bench.player.toggle_second_speed()
    assert bench.player.speed == 1.2


def test_a_loop_set_ahead_is_played_into_and_repeated(bench: Bench, ramp: ClipInfo) -> None:
    bench.player.load(Track.of(ramp))
    bench.player.play()
    bench.run(1.0)
    bench.player.set_loop((1.2, 1.5))
    bench.run(0.1)
    assert bench.player.position_s == pytest.approx(1.1, abs=0.011)
    bench.run(0.6)
    assert bench.player.position_s == pytest.approx(1.4, abs=0.011)


def test_a_loop_that_was_passed_neither_rewinds_nor_stops(bench: Bench, ramp: ClipInfo) -> None:
    bench.player.load(Track.of(ramp))
    bench.player.play()
    bench.run(1.0)
    bench.player.set_loop((0.2, 0.8))
    bench.run(1.0)
    assert bench.player.position_s == pytest.approx(2.0, abs=0.011)


def test_dragging_the_ends_of_a_loop_moves_nothing(bench: Bench, ramp: ClipInfo) -> None:
    bench.player.load(Track.of(ramp), start_s=2.0)
    for end_s in np.arange(1.0, 3.0, 0.05):
        bench.player.set_loop((0.5, float(end_s)))
        bench.run(0.02)
    assert bench.player.state is PlayerState.PAUSED
    assert bench.player.position_s == 2.0
    bench.player.play()
    for end_s in np.arange(5.0, 2.6, -0.1):
        bench.player.set_loop((0.5, float(end_s)))
        bench.run(0.02)
    assert bench.player.position_s == pytest.approx(2.48, abs=0.011)
    assert bench.player.n_underflows == 0


def test_a_loop_end_pulled_close_before_the_playhead_is_still_obeyed(bench: Bench, ramp: ClipInfo) -> None:
    bench.player.load(Track.of(ramp), start_s=1.0)
    bench.player.set_loop((1.0, 3.0))
    bench.player.play()
    bench.run(0.5)
    bench.player.set_loop((1.0, 1.7))
    bench.run(0.4)
    assert bench.player.position_s == pytest.approx(1.2, abs=0.011)


def test_silence_is_left_out_but_for_a_pause_and_told(bench: Bench, ramp: ClipInfo) -> None:
    bench.player.load(Track.of(ramp))
    bench.player.set_silences([Passage(1.0, 3.0)])
    bench.player.set_skips_silence(True)
    bench.player.play()
    bench.run(2.0)
    assert bench.player.position_s == pytest.approx(3.7, abs=0.011)
    assert bench.notebook.skipped == [(pytest.approx(1.15), pytest.approx(2.85))]
    assert bench.player.skipped_s == pytest.approx(1.7)
    assert sum(end - start for start, end in bench.notebook.heard) == pytest.approx(2.0, abs=0.03)
    assert not [part for part in bench.notebook.heard if part[0] < 2.84 and part[1] > 1.16]


def test_skipping_may_begin_while_playing_and_at_any_speed(bench: Bench, ramp: ClipInfo) -> None:
    bench.player.load(Track.of(ramp))
    bench.player.set_silences([Passage(1.0, 3.0)])
    bench.player.set_speed(2.0)
    bench.player.play()
    bench.run(0.4)
    bench.player.set_skips_silence(True)
    bench.run(0.6)
    assert bench.player.position_s == pytest.approx(3.7, abs=0.04)
    assert bench.player.skipped_s == pytest.approx(1.7)
    assert bench.player.position_s == pytest.approx(second_told(float(bench.device.played[-1, 0])), abs=0.028)


def test_what_was_chosen_to_be_heard_is_heard_with_its_silence(bench: Bench, ramp: ClipInfo) -> None:
    bench.player.load(Track.of(ramp))
    bench.player.set_silences([Passage(1.0, 3.0)])
    bench.player.set_skips_silence(True)
    bench.player.play_passage(0.8, 3.2)
    bench.run(1.0)
    assert bench.player.position_s == pytest.approx(1.8, abs=0.011)
    bench.player.seek(0.9)
    bench.player.set_loop((0.9, 2.9))
    bench.run(1.0)
    assert bench.player.position_s == pytest.approx(1.9, abs=0.011)
    assert bench.player.skipped_s == 0.0


def test_the_gap_between_two_recordings_is_skipped_as_silence(bench: Bench, tmp_path: Path) -> None:
    first = probe(write(tmp_path / "one.wav", two_voices(1.0)))
    track = Track((*Track.of(first).parts, *_later(first, 5.0)))
    bench.player.load(track)
    bench.player.set_skips_silence(True)
    bench.player.play()
    bench.run(1.5)
    assert bench.player.position_s == pytest.approx(5.2, abs=0.011)


def _later(clip: ClipInfo, start_s: float) -> tuple:
    part = Track.of(clip).parts[0]
    return (type(part)(clip, start_s),)


def test_a_nudge_is_exact_to_the_frame_and_heard_for_a_moment(bench: Bench, ramp: ClipInfo) -> None:
    bench.player.load(Track.of(ramp), start_s=1.0)
    bench.player.nudge()
    assert bench.player.position_s == 1.01
    bench.player.nudge(-0.02)
    assert bench.player.position_s == 0.99
    n_played = len(bench.device.played)
    bench.run(0.3)
    sound = bench.device.played[n_played:, 0]
    assert np.flatnonzero(sound).max() == pytest.approx(0.06 * RATE_HZ, abs=100)
    assert second_told(float(sound[FADE])) == pytest.approx(0.99 + FADE / RATE_HZ, abs=0.001)
    assert bench.player.position_s == 0.99
    assert bench.notebook.heard == []


def test_a_jump_while_playing_is_no_click(bench: Bench, tone: ClipInfo) -> None:
    bench.player.load(Track.of(tone))
    bench.player.play()
    bench.run(0.5)
    bench.player.seek(3.0017)
    bench.run(0.3)
    bench.player.pause()
    bench.run(0.1)
    assert largest_step(bench.device.played) < 2.5 * TONE_STEP

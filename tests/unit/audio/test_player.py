"""The player, driven by hand on a device whose time passes only when the test says so."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from qa_desk.audio.clip import ClipInfo, probe
from qa_desk.audio.listener import PlayerState
from qa_desk.audio.output.clock import ClockDevice
from qa_desk.audio.player import Player
from qa_desk.audio.track import Track
from qa_desk.domain.errors import ErrorCode
from tests.unit.audio.recordings import RATE_HZ, two_voices, write, write_format
from tests.unit.audio.sound_bench import FADE, Bench, Notebook


def source(seconds: float = 4.0) -> np.ndarray:
    return np.round(two_voices(seconds) * 32767) / 32768


def test_what_is_played_is_the_recording_frame_by_frame(bench: Bench, clip: ClipInfo) -> None:
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(5.0)
    np.testing.assert_allclose(bench.device.played[FADE : clip.frames], source()[FADE:], atol=2 / 32767)
    assert not bench.device.played[clip.frames :].any()
    assert bench.player.n_underflows == 0


def test_the_end_is_reported_once_and_playing_again_begins_anew(bench: Bench, clip: ClipInfo) -> None:
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(5.0)
    assert bench.notebook.n_ended == 1
    assert bench.player.state is PlayerState.PAUSED
    assert bench.player.position_s == pytest.approx(4.0)
    bench.player.play()
    bench.run(0.5)
    assert bench.player.position_s == pytest.approx(0.5, abs=0.011)


def test_positions_go_forward_in_steps_that_look_smooth(bench: Bench, clip: ClipInfo) -> None:
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(2.0)
    steps = np.diff(bench.notebook.positions)
    assert (steps > 0).all()
    assert steps.max() < 0.05


def test_pause_keeps_the_place_and_play_goes_on_from_it(bench: Bench, clip: ClipInfo) -> None:
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(1.0)
    bench.player.pause()
    stood_at = bench.player.position_s
    n_played = len(bench.device.played)
    bench.run(0.5)
    assert bench.player.position_s == stood_at == pytest.approx(1.0, abs=0.011)
    assert not bench.device.played[n_played + FADE :].any()
    n_played = len(bench.device.played)
    bench.player.play()
    bench.run(0.5)
    frame = round(stood_at * RATE_HZ)
    played = bench.device.played[n_played:]
    np.testing.assert_allclose(played[FADE:800], source()[frame + FADE : frame + 800], atol=1e-4)


def test_position_is_what_is_heard_and_not_what_the_card_was_given(
    make_bench: Callable[..., Bench], clip: ClipInfo
) -> None:
    bench = make_bench(latency_s=0.2)
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(1.0)
    assert bench.player.position_s == pytest.approx(0.8, abs=0.011)
    bench.run(3.05)
    assert bench.notebook.n_ended == 0
    bench.run(0.3)
    assert bench.notebook.n_ended == 1


def test_a_seek_while_playing_is_heard_at_once(bench: Bench, clip: ClipInfo) -> None:
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(0.5)
    n_played = len(bench.device.played)
    bench.player.seek(3.0)
    assert bench.player.position_s == 3.0
    bench.run(0.2)
    np.testing.assert_allclose(bench.device.played[n_played:][FADE:800], source()[24000 + FADE : 24800], atol=1e-4)


def test_jumps_stop_at_both_ends(bench: Bench, clip: ClipInfo) -> None:
    bench.player.load(Track.of(clip), start_s=1.0)
    bench.player.jump(-5)
    assert bench.player.position_s == 0.0
    bench.player.jump(50)
    assert bench.player.position_s == 4.0


def test_a_passage_is_played_once_and_stands_at_its_end(bench: Bench, clip: ClipInfo) -> None:
    bench.player.load(Track.of(clip))
    bench.player.play_passage(1.0, 1.5)
    bench.run(1.0)
    assert bench.player.state is PlayerState.PAUSED
    assert bench.player.position_s == pytest.approx(1.5)
    assert bench.notebook.n_ended == 0
    played = bench.device.played
    np.testing.assert_allclose(played[FADE:4000], source()[8000 + FADE : 12000], atol=1e-4)
    assert not played[4000:].any()
    bench.player.play()
    bench.run(0.5)
    assert bench.player.position_s == pytest.approx(2.0, abs=0.011)


def test_a_loop_repeats_without_a_gap(bench: Bench, clip: ClipInfo) -> None:
    bench.player.load(Track.of(clip), start_s=1.0)
    bench.player.set_loop((1.0, 1.25))
    assert bench.player.loop_s == (1.0, 1.25)
    bench.player.play()
    bench.run(1.0)
    rounds = bench.device.played[:8000].reshape(4, 2000, 2)
    # 5 ms at each seam are faded from what follows the loop into its beginning.
    for one in rounds:
        np.testing.assert_allclose(one[40:], source()[8040:10000], atol=1e-4)
    assert 1.0 <= bench.player.position_s < 1.25
    assert all(1.0 <= start <= end <= 1.25 for start, end in bench.notebook.heard)
    assert sum(end - start for start, end in bench.notebook.heard) == pytest.approx(1.0, abs=0.03)
    bench.player.set_loop(None)
    bench.run(0.5)
    assert bench.player.position_s > 1.3


def test_heard_passages_cover_what_was_played_and_nothing_else(bench: Bench, clip: ClipInfo) -> None:
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(1.0)
    bench.player.seek(3.0)
    bench.run(5.0)
    heard = bench.notebook.heard
    assert sum(end - start for start, end in heard) == pytest.approx(2.0, abs=0.05)
    assert not [part for part in heard if part[0] < 3.0 and part[1] > 1.05]


@pytest.mark.parametrize("speed", [0.5, 1.5, 2.0, 3.0])
def test_speed_changes_the_pace_of_the_position(bench: Bench, clip: ClipInfo, speed: float) -> None:
    bench.player.set_speed(speed)
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(1.0)
    assert bench.player.position_s == pytest.approx(speed, abs=0.04)
    bench.run(4.0 / speed)
    assert bench.notebook.n_ended == 1
    sounding = np.flatnonzero(np.abs(bench.device.played).max(axis=1) > 1e-3)
    assert sounding[-1] / RATE_HZ == pytest.approx(4.0 / speed, abs=0.1)


def test_speed_stays_within_what_can_be_understood(bench: Bench) -> None:
    bench.player.set_speed(40)
    assert bench.player.speed == 3.0
    bench.player.set_speed(0)
    assert bench.player.speed == 0.5


@pytest.mark.parametrize(("balance", "is_left", "silent"), [(-1.0, True, 1), (1.0, True, 0), (-1.0, False, 1)])
def test_balance_silences_the_other_speaker(
    bench: Bench, clip: ClipInfo, balance: float, is_left: bool, silent: int
) -> None:
    bench.player.load(Track.of(clip, agent_is_left=is_left))
    bench.player.set_balance(balance)
    bench.player.play()
    bench.run(1.0)
    played = bench.device.played
    assert not played[:, silent].any()
    heard = 1 - silent if is_left else silent
    np.testing.assert_allclose(played[FADE:4000, 1 - silent], source()[FADE:4000, heard], atol=1e-4)


def test_balance_does_not_touch_a_mono_call(bench: Bench, tmp_path: Path) -> None:
    bench.player.set_balance(1.0)
    bench.player.load(Track.of(probe(write_format(tmp_path, "mono.wav", two_voices(1.0)))))
    bench.player.play()
    bench.run(0.5)
    played = bench.device.played
    assert played[:, 0].any()
    np.testing.assert_array_equal(played[:, 0], played[:, 1])


def test_volume_scales_both_channels(bench: Bench, clip: ClipInfo) -> None:
    bench.player.load(Track.of(clip))
    bench.player.set_volume(0.5)
    bench.player.play()
    bench.run(0.5)
    np.testing.assert_allclose(bench.device.played[FADE:3000], source()[FADE:3000] / 2, atol=1e-4)


def test_without_a_device_time_runs_on_a_clock_and_says_so_once(bench: Bench, clip: ClipInfo) -> None:
    bench.device.is_missing = True
    for _call in range(2):
        bench.player.load(Track.of(clip))
        bench.player.play()
        bench.run(1.0)
        assert bench.player.position_s == pytest.approx(1.0, abs=0.03)
    assert bench.notebook.notices == [ErrorCode.AUDIO_DEVICE_MISSING]
    assert not bench.player.is_audible


def test_a_device_plugged_in_later_is_used_with_the_next_recording(bench: Bench, clip: ClipInfo) -> None:
    bench.device.is_missing = True
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(0.5)
    bench.device.is_missing = False
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(0.5)
    assert bench.player.is_audible
    assert len(bench.device.played) > 0


def test_a_device_that_vanishes_pauses_and_keeps_the_place(bench: Bench, clip: ClipInfo) -> None:
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(1.0)
    bench.device.is_lost = True
    bench.run(0.5)
    assert bench.player.state is PlayerState.PAUSED
    assert bench.notebook.notices == [ErrorCode.AUDIO_DEVICE_LOST]
    assert bench.player.position_s == pytest.approx(1.0, abs=0.011)
    bench.device.is_lost = False
    bench.player.play()
    bench.run(0.5)
    assert bench.player.position_s == pytest.approx(1.5, abs=0.02)


def test_a_recording_that_is_gone_is_named_and_nothing_plays(bench: Bench, clip: ClipInfo) -> None:
    bench.player.load(Track.of(clip))
    bench.run(0.1)
    bench.player.unload()
    bench.run(0.1)
    clip.path.unlink()
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(0.5)
    assert bench.notebook.notices == [ErrorCode.FILE_MISSING]
    assert bench.player.state is PlayerState.PAUSED
    assert bench.player.position_s == 0.0


def test_a_recording_damaged_since_the_import_plays_to_the_damage_and_stands_there(
    bench: Bench, tmp_path: Path
) -> None:
    clip = probe(write_format(tmp_path, "call.flac", two_voices(4.0)))
    data = clip.path.read_bytes()
    clip.path.write_bytes(data[: len(data) // 2])
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(5.0)
    assert bench.notebook.notices == [ErrorCode.AUDIO_BROKEN]
    assert bench.notebook.n_ended == 0
    assert 0.5 < bench.player.position_s < 3.0


def test_recordings_of_different_rates_follow_one_another(bench: Bench, clip: ClipInfo, tmp_path: Path) -> None:
    other = probe(write(tmp_path / "other.wav", two_voices(1.0, rate_hz=16000), rate_hz=16000))
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(0.3)
    bench.player.load(Track.of(other))
    bench.player.play()
    bench.run(0.2)
    assert bench.device.rate_hz == 16000
    assert bench.player.position_s == pytest.approx(0.1, abs=0.011)


def test_orders_with_nothing_loaded_do_nothing(bench: Bench) -> None:
    for order in (bench.player.play, bench.player.pause, bench.player.toggle, lambda: bench.player.seek(3.0)):
        order()
    bench.player.play_passage(0.0, 1.0)
    bench.player.set_loop((0.0, 1.0))
    bench.run(0.1)
    assert bench.player.state is PlayerState.EMPTY
    assert bench.notebook.states == []


def test_the_device_rests_after_a_while_of_pause(bench: Bench, clip: ClipInfo) -> None:
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(0.2)
    bench.player.pause()
    bench.run(7.0)
    assert not bench.device.is_started
    bench.player.play()
    bench.run(0.2)
    assert bench.device.is_started


def test_a_listener_that_left_hears_nothing(bench: Bench, clip: ClipInfo) -> None:
    late = Notebook()
    bench.player.listen(late)()
    bench.player.load(Track.of(clip))
    assert late.states == []
    assert bench.notebook.states == [PlayerState.PAUSED]


def test_with_its_own_thread_it_plays_on_a_clock_in_real_time(clip: ClipInfo) -> None:
    notebook = Notebook()
    player = Player(ClockDevice())
    try:
        player.listen(notebook)
        player.load(Track.of(clip), start_s=3.8)
        player.play()
        assert _wait(lambda: notebook.n_ended == 1)
        assert player.position_s == pytest.approx(4.0)
    finally:
        player.close()


def _wait(is_done: Callable[[], bool]) -> bool:
    pause = threading.Event()
    return any(is_done() or pause.wait(0.02) for _turn in range(250)) or is_done()

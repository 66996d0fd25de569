"""The device is chosen by name, kept from call to call, and replaced while it is away."""

from collections.abc import Callable

import pytest

from qa_desk.audio.clip import ClipInfo
from qa_desk.audio.listener import PlayerState
from qa_desk.audio.track import Track
from qa_desk.domain.errors import ErrorCode
from tests.unit.audio.sound_bench import Bench

NAMES = ("speakers", "headset")


@pytest.fixture
def bench(make_bench: Callable[..., Bench]) -> Bench:
    return make_bench(names=NAMES)


def test_sound_goes_on_at_the_same_place_on_the_device_chosen(bench: Bench, clip: ClipInfo) -> None:
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(1.0)
    assert bench.player.device_name == "speakers"
    bench.player.choose_device("headset")
    bench.run(0.5)
    assert bench.player.device_name == "headset"
    assert bench.notebook.devices == ["headset"]
    assert bench.player.state is PlayerState.PLAYING
    assert bench.player.position_s == pytest.approx(1.5, abs=0.021)


def test_the_choice_is_kept_from_call_to_call(bench: Bench, clip: ClipInfo) -> None:
    bench.player.choose_device("headset")
    for _call in range(2):
        bench.player.load(Track.of(clip))
        bench.player.play()
        bench.run(0.2)
        assert bench.player.device_name == "headset"
    assert bench.player.chosen_device == "headset"


def test_after_a_device_vanished_the_next_play_takes_the_systems_default(bench: Bench, clip: ClipInfo) -> None:
    bench.player.choose_device("headset")
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(1.0)
    bench.device.is_lost, bench.device.names = True, ("speakers",)
    bench.run(0.2)
    assert bench.player.state is PlayerState.PAUSED
    assert bench.notebook.notices == [ErrorCode.AUDIO_DEVICE_LOST]
    bench.device.is_lost = False
    bench.player.play()
    bench.run(0.5)
    assert bench.player.device_name == "speakers"
    assert bench.notebook.devices == ["speakers"]
    assert bench.player.position_s == pytest.approx(1.5, abs=0.021)


def test_a_chosen_device_that_comes_back_is_found_with_the_next_call(bench: Bench, clip: ClipInfo) -> None:
    bench.device.names = ("speakers",)
    bench.player.choose_device("headset")
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(0.2)
    assert bench.player.device_name == "speakers"
    bench.device.names = NAMES
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(0.2)
    assert bench.player.device_name == "headset"


def test_a_device_that_takes_the_place_of_the_chosen_one_is_told_from_the_first_sound_on(
    bench: Bench, clip: ClipInfo
) -> None:
    bench.player.choose_device("telephone")
    for _call in range(2):
        bench.player.load(Track.of(clip))
        bench.player.play()
        bench.run(0.2)
    assert bench.notebook.devices == ["speakers"]
    bench.player.choose_device(None)
    bench.run(0.2)
    assert bench.notebook.devices == ["speakers", "speakers"], "now it is the one wanted"
    bench.player.choose_device("telephone")
    bench.run(0.2)
    assert bench.notebook.devices == ["speakers", "speakers", "speakers"]


def test_a_device_that_vanishes_while_nothing_plays_is_not_worth_a_word(bench: Bench, clip: ClipInfo) -> None:
    bench.player.load(Track.of(clip))
    bench.run(0.2)
    assert bench.device.is_started
    bench.device.is_lost = True
    bench.run(0.2)
    assert bench.notebook.notices == []
    bench.device.is_lost = False
    bench.player.play()
    bench.run(0.2)
    assert bench.player.position_s == pytest.approx(0.2, abs=0.011)


def test_without_any_device_the_clock_has_no_name(bench: Bench, clip: ClipInfo) -> None:
    bench.player.load(Track.of(clip))
    bench.player.play()
    bench.run(0.2)
    bench.device.is_missing = True
    bench.player.choose_device("headset")
    bench.run(0.2)
    assert bench.player.device_name == ""
    assert not bench.player.is_audible
    assert bench.notebook.devices == [""]
    assert bench.notebook.notices == [ErrorCode.AUDIO_DEVICE_MISSING]

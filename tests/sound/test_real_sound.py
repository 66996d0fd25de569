"""What QA Desk plays arrives at the sound card: captured from a sink that plays into nothing, and compared.

Few tests with much in each, because every sitting at the sound server takes seconds to begin.
"""

from typing import Any

import pytest

from tests.proof.real_sound import captured, captured_undisturbed, needs_a_sound_server

pytestmark = needs_a_sound_server


def assert_exact(found: dict[str, Any]) -> None:
    assert found["is_loud"]
    assert found["n_captured"] == found["n_expected"]
    assert found["largest_difference"] <= 1  # of 16 bit


def test_every_sample_arrives_in_the_ears_it_should_and_the_time_line_keeps_step() -> None:
    found = captured_undisturbed(8000, "exact", "voices", "loop")
    whole = found["exact"]
    assert_exact(whole)
    assert found["n_underflows"] == 0
    assert whole["took_s"] == pytest.approx(whole["duration_s"], abs=0.6)
    assert whole["heard_s"] == pytest.approx(whole["duration_s"], abs=0.1)
    assert whole["last_position_s"] == pytest.approx(whole["duration_s"], abs=0.01)
    assert whole["n_positions"] > 40
    for what in ("solo", "mute", "swapped"):
        assert_exact(found["voices"][what])
    assert found["loop"]["largest_differences"] == pytest.approx([0, 0, 0], abs=1)


def test_speed_changes_the_length_and_not_the_pitch_and_is_changed_without_a_click() -> None:
    found = captured_undisturbed(48000, "exact", "speeds", "change")
    assert_exact(found["exact"])
    for speed in ("0.5", "1.5", "3.0"):
        assert found["speeds"][speed]["length"] == pytest.approx(1.0, abs=0.003), speed
        assert found["speeds"][speed]["pitch"] == pytest.approx(1.0, abs=0.003), speed
    assert found["change"]["step"] < 1.2
    assert 1.0 < found["change"]["seconds"] < 1.7
    assert found["n_underflows"] == 0


def test_a_sound_card_that_vanishes_pauses_the_call_and_time_goes_on_without_it() -> None:
    found = captured(8000, "lose")["lose"]
    assert found["n_devices"] > 0
    assert found["has_paused"]
    assert found["has_kept_place"]
    assert found["lost_at_s"] - 0.05 <= found["stood_at_s"] <= found["lost_at_s"] + 1.0
    assert found["notices"] == ["audio_device_lost", "audio_device_missing"]
    assert 0.5 < found["went_on_s"] < 1.2

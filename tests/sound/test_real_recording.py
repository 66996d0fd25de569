"""What another program plays is in the file that QA Desk records, frame by frame; a card that vanishes costs a second.

From the monitor of a sink that plays into nothing.
"""

import pytest

from tests.proof.real_sound import is_whole, needs_a_sound_server, run_undisturbed

pytestmark = needs_a_sound_server
RATE_HZ = 44100


def test_what_is_heard_is_recorded_and_a_card_that_vanishes_loses_nothing_that_was() -> None:
    found = run_undisturbed(
        lambda found: is_whole(found["exact"]), RATE_HZ, "tests.proof.audio_recording", "exact", "lose"
    )
    assert found["n_devices"] > 0
    exact = found["exact"]
    assert exact["channels"] == 2
    assert exact["n_captured"] == exact["n_expected"]
    assert exact["largest_difference"] <= 1  # of 16 bit
    assert not exact["error"]
    assert exact["lost_s"] == 0
    assert exact["recorded_s"] == pytest.approx(exact["took_s"], abs=0.5)
    lose = found["lose"]
    assert lose["error"] == "audio_input_lost"
    assert lose["recorded_s"] > lose["lost_after_s"] - 1.0

"""`make bench`: how soon a key is heard, how fast a whole call is drawn, and what another speed costs."""

from tests.benchmarks import overview_speed, playing_speed


def test_a_key_is_heard_at_once_and_another_speed_costs_next_to_nothing() -> None:
    assert playing_speed.main() == 0


def test_a_whole_call_is_drawn_about_as_fast_as_it_is_decoded() -> None:
    assert overview_speed.main() == 0

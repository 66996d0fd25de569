"""`make bench`: how long the waveform takes to draw, and whether a plain plot of the same peaks is faster."""

from tests.benchmarks import drawing


def test_the_waveform_draws_no_slower_than_a_plain_plot() -> None:
    assert drawing.main() == 0

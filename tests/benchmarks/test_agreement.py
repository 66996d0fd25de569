"""`make bench`: the agreement engine beside its plain-numpy bounds; prints the ratios and fails where one is missed."""

from tests.benchmarks import agreement_speed


def test_the_agreement_engine_keeps_its_ratios_to_plain_numpy() -> None:
    assert agreement_speed.main() == 0

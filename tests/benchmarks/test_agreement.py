"""`make bench`: the agreement engine beside plain-numpy bounds and other packages; fails where a ratio is missed."""

import pytest

from tests.benchmarks import agreement_peers, agreement_speed


def test_the_agreement_engine_keeps_its_ratios_to_plain_numpy() -> None:
    assert agreement_speed.main() == 0


@pytest.mark.skipif(not agreement_peers.PYTHON.is_file(), reason="`make bench` sets up the packages to compare with")
def test_no_other_package_is_faster() -> None:
    assert agreement_peers.main() == 0

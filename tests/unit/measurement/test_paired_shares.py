"""The paired difference of two shares: the published example, symmetry, and limits that stay where shares can lie."""

import pytest

from qa_desk.agreement.estimate import Undefined
from qa_desk.measurement.paired_shares import paired_difference


def test_the_limits_are_those_of_newcombe() -> None:
    # Newcombe (1998), Stat Med 17, 2635–2650: 36 both, 12 first only, 2 second only, none neither; method 10
    found = paired_difference(36, 2, 12, 0)
    assert found.value == pytest.approx(0.2)
    assert (found.ci_low, found.ci_high) == (pytest.approx(0.0569, abs=5e-5), pytest.approx(0.3404, abs=5e-5))


def test_swapping_first_and_second_mirrors_the_difference() -> None:
    one, other = paired_difference(20, 2, 12, 16), paired_difference(20, 12, 2, 16)
    assert one.value == pytest.approx(-(other.value or 0.0))
    assert (one.ci_low, one.ci_high) == (pytest.approx(-other.ci_high), pytest.approx(-other.ci_low))  # type: ignore[operator]


@pytest.mark.parametrize("counts", [(0, 0, 0, 9), (9, 0, 0, 0), (0, 9, 0, 0), (0, 0, 9, 0), (3, 1, 2, 3)])
def test_the_value_lies_within_limits_that_are_differences_of_shares(counts: tuple[int, int, int, int]) -> None:
    found = paired_difference(*counts)
    assert found.value is not None
    assert found.ci_low is not None
    assert found.ci_high is not None
    assert -1 <= found.ci_low <= found.value <= found.ci_high <= 1


def test_more_cases_of_the_same_kind_say_it_more_sharply() -> None:
    few, many = paired_difference(3, 1, 2, 3), paired_difference(30, 10, 20, 30)
    widths = [(one.ci_high or 0.0) - (one.ci_low or 0.0) for one in (few, many)]
    assert widths[1] < widths[0] / 2


def test_one_case_is_a_description_without_limits() -> None:
    found = paired_difference(0, 0, 1, 0)
    assert (found.value, found.has_interval) == (1.0, False)


def test_without_cases_there_is_no_difference() -> None:
    assert paired_difference(0, 0, 0, 0).undefined is Undefined.NO_ITEMS

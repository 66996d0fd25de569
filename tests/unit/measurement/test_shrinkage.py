"""Shrunken estimates: baseball and rats as published, and what must hold whatever the figures are."""

import math

import numpy as np
import pytest

from qa_desk.measurement.shrinkage import (
    Floats,
    Shrunken,
    chance_above,
    chance_among_best,
    shrunken_means,
    shrunken_shares,
)

# Efron & Morris (1975), table 1: hits of 45 times at bat, and the average of the rest of the season
_HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7.0])
_SEASON = np.array(
    [.346, .298, .276, .222, .273, .270, .263, .210, .269, .230, .264, .256, .303, .264, .226, .286, .316, .200]
)  # fmt: skip
# Tarone (1982), as in Gelman et al. (2013), table 5.1: tumours among rats, in 71 experiments
_RATS = """0/20 0/20 0/20 0/20 0/20 0/20 0/20 0/19 0/19 0/19 0/19 0/18 0/18 0/17 1/20 1/20 1/20 1/20 1/19 1/19 1/18
1/18 2/25 2/24 2/23 2/20 2/20 2/20 2/20 2/20 2/20 1/10 5/49 2/19 5/46 3/27 2/17 7/49 7/47 3/20 3/20 2/13 9/48 10/50
4/20 4/20 4/20 4/20 4/20 4/20 4/20 10/48 4/19 4/19 4/19 5/22 11/46 12/49 5/20 5/20 6/23 5/19 6/22 6/20 6/20 6/20 16/52
15/47 15/46 9/24 4/14"""


def _generator() -> np.random.Generator:
    return np.random.default_rng(7)


def _means(values: Floats, variances: Floats) -> Shrunken:
    return shrunken_means(values, variances, generator=_generator(), n_draws=2_000)


def _baseball() -> tuple[Floats, Shrunken]:
    averages = _HITS / 45
    grand = averages.mean()
    return averages, _means(averages, np.full(18, grand * (1 - grand) / 45))


def test_baseball_shrinks_as_published() -> None:
    averages, found = _baseball()
    variance = averages.mean() * (1 - averages.mean()) / 45
    james_stein = 1 - 15 * variance / float(((averages - averages.mean()) ** 2).sum())
    assert james_stein == pytest.approx(0.212, abs=0.001)  # as printed
    assert found.centre == pytest.approx(0.265, abs=0.001)
    # averaged over A ≥ 0 the pull can't exceed 1, so more is kept than James and Stein keep
    assert james_stein < found.kept[0] < james_stein + 0.2
    assert found.value[0] == pytest.approx(averages.mean() + found.kept[0] * (averages[0] - averages.mean()))


def test_baseball_predicts_the_season_better_than_the_averages_do() -> None:
    averages, found = _baseball()
    plain, shrunken = (float(((one - _SEASON) ** 2).sum()) for one in (averages, found.value))
    assert plain == pytest.approx(0.077, abs=0.002)  # as printed
    assert shrunken < plain / 2.5


def test_the_pull_of_equal_variances_is_the_integral_over_their_spread() -> None:
    """A second way: B's density is that of Gamma((k−3)/2, S/2v) cut at 1."""
    averages, found = _baseball()
    variance = averages.mean() * (1 - averages.mean()) / 45
    half = float(((averages - averages.mean()) ** 2).sum()) / (2 * variance)
    b = (np.arange(200_000) + 0.5) / 200_000
    density = b ** (15 / 2 - 1) * np.exp(-half * b)
    assert 1 - found.kept[0] == pytest.approx(float((b * density).sum() / density.sum()), abs=1e-4)


def test_rats_shrink_as_published() -> None:
    pairs = np.array([[float(part) for part in one.split("/")] for one in _RATS.split()])
    found = shrunken_shares(pairs[:, 0], pairs[:, 1], generator=_generator())
    # the mean of what is believed of α and β is printed as 2.4 and 14.3; the last experiment, 4 of 14, as 0.21
    assert found.centre == pytest.approx(2.4 / 16.7, abs=0.005)
    assert found.value[-1] == pytest.approx(0.21, abs=0.01)
    assert np.all(found.value[:14] > 0.04)


@pytest.mark.parametrize(("shift", "scale"), [(100.0, 1.0), (0.0, 50.0), (-3.0, 0.01)])
def test_a_change_of_scale_changes_the_scale_alone(shift: float, scale: float) -> None:
    values, variances = np.array([80.0, 84, 91, 70, 88, 95]), np.array([9.0, 4, 16, 25, 9, 4])
    plain, other = _means(values, variances), _means(shift + scale * values, scale**2 * variances)
    assert other.value == pytest.approx(shift + scale * plain.value, rel=1e-6, abs=1e-6 * scale)
    assert other.high - other.low == pytest.approx(scale * (plain.high - plain.low), rel=1e-5)


def test_the_order_of_parts_does_not_matter() -> None:
    values, variances = np.array([80.0, 84, 91, 70, 88]), np.array([9.0, 4, 16, 25, 9])
    assert _means(values[::-1], variances[::-1]).value[::-1] == pytest.approx(_means(values, variances).value)
    hits, calls = np.array([0.0, 1, 3, 0, 2]), np.array([10.0, 20, 15, 5, 30])
    backwards = shrunken_shares(hits[::-1], calls[::-1], generator=_generator())
    assert backwards.value[::-1] == pytest.approx(shrunken_shares(hits, calls, generator=_generator()).value)


def test_what_few_calls_say_is_believed_less() -> None:
    means = _means(np.array([95.0, 95, 85, 85, 86, 84]), np.array([4.0, 64, 4, 4, 4, 4]))
    assert means.value[0] > means.value[1]
    assert means.high[0] - means.low[0] < means.high[1] - means.low[1]
    shares = shrunken_shares(np.array([0.0, 0, 5, 6, 4]), np.array([5.0, 100, 100, 100, 100]), generator=_generator())
    assert shares.value[1] < shares.value[0] < 0.08


def test_values_are_between_their_own_and_the_centre() -> None:
    values = np.array([80.0, 84, 91, 70, 88, 95])
    found = _means(values, np.array([9.0, 4, 16, 25, 9, 4]))
    assert found.centre is not None
    assert np.all(np.abs(found.value - found.centre) <= np.abs(values - found.centre) + 0.5)
    assert np.all((found.kept > 0) & (found.kept < 1))


def test_almost_without_error_the_values_stay() -> None:
    values = np.array([80.0, 84, 91, 70, 88, 95])
    assert _means(values, np.full(6, 1e-6)).value == pytest.approx(values, abs=1e-3)


def test_all_alike_are_drawn_together() -> None:
    found = _means(np.full(20, 88.0), np.full(20, 9.0))
    assert found.value == pytest.approx(np.full(20, 88.0))
    assert chance_among_best(found.draws) == pytest.approx(np.full(20, 0.05), abs=0.03)


def test_three_parts_stand_for_themselves() -> None:
    found = _means(np.array([80.0, 90, 95]), np.array([4.0, 4, 4]))
    assert list(found.value) == [80, 90, 95]
    assert found.centre is None
    assert found.low[0] == pytest.approx(80 - 1.959964 * 2)
    shares = shrunken_shares(np.array([0.0, 1]), np.array([10.0, 10]), generator=_generator())
    assert list(shares.value) == pytest.approx([0.5 / 11, 1.5 / 11])


def test_nobody_failing_is_no_proof_that_nobody_can() -> None:
    found = shrunken_shares(np.zeros(10), np.full(10, 5.0), generator=_generator())
    assert np.all((found.value > 0) & (found.value < 0.1))
    assert np.all(found.high > 0.01)


def test_shares_of_a_second_way_by_plain_summing() -> None:
    """The same prior on a plain even grid, with the gamma function of the standard library."""
    hits, calls = [1.0, 4, 0, 7], [20.0, 20, 10, 30]
    top, bottom, whole = [0.0] * 4, 0.0, 0.0
    steps = [(place + 0.5) / 120 for place in range(120)]
    for mean in steps:
        for root in steps:
            a, b = mean / root**2, (1 - mean) / root**2
            log = sum(
                math.lgamma(a + y) - math.lgamma(a) + math.lgamma(b + n - y) - math.lgamma(b)
                + math.lgamma(a + b) - math.lgamma(a + b + n)
                for y, n in zip(hits, calls, strict=True)
            )  # fmt: skip
            chance = math.exp(log + 40)
            whole += chance
            bottom += chance * mean
            for place in range(4):
                top[place] += chance * (a + hits[place]) / (a + b + calls[place])
    found = shrunken_shares(np.array(hits), np.array(calls), generator=_generator())
    assert found.value == pytest.approx(np.array(top) / whole, abs=2e-3)
    assert found.centre == pytest.approx(bottom / whole, abs=2e-3)


def test_chances_to_be_among_the_best_sum_to_the_places() -> None:
    found = _means(np.array([80.0, 84, 91, 70, 88, 95]), np.full(6, 16.0))
    for k in (1, 2, 3):
        assert chance_among_best(found.draws, k).sum() == pytest.approx(k)
    assert np.argmax(chance_among_best(found.draws)) == 5
    assert list(chance_among_best(found.draws, 6)) == [1.0] * 6
    assert list(chance_above(found.draws, -1e9)) == [1.0] * 6


def test_the_same_generator_gives_the_same_draws() -> None:
    values, variances = np.array([80.0, 84, 91, 70]), np.full(4, 9.0)
    assert np.array_equal(_means(values, variances).draws, _means(values, variances).draws)

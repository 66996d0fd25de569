"""Places and schemes: known answers, exact sizes, and inclusion as often as stated."""

import hashlib
import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_desk.measurement.drawing.places import Places, again, places_of, uniforms
from qa_desk.measurement.drawing.schemes import Chosen, probabilities_of, risk_weighted, simple, spread_over_time

KEYS = [f"call-{number}" for number in range(60)]
Draw = Callable[[Places], Chosen]

N_DRAWS = 1_500
"""Draws of each simulation here; ten thousand of each are drawn in tests/proof."""


def frequencies_fit(n_hits: np.ndarray, stated: np.ndarray, n_draws: int) -> bool:
    """Whether each call was drawn as often as stated, within 4.5 standard errors for every one of them."""
    expected = n_draws * stated
    allowed = 4.5 * np.sqrt(n_draws * stated * (1 - stated)) + 1e-9
    return bool(np.all(np.abs(n_hits - expected) <= allowed))


def hits_of(draw: Draw, n: int) -> np.ndarray:
    """How often each of n calls was drawn over all seeds."""
    hits = np.zeros(n)
    for seed in range(N_DRAWS):
        hits[draw(places_of(seed, KEYS[:n])).indices] += 1
    return hits


def test_a_place_is_the_beginning_of_the_sha_256_of_seed_and_key() -> None:
    digest = hashlib.sha256((7).to_bytes(8, "big", signed=True) + b"1043").digest()
    assert int(places_of(7, ["1043"])[0]) == int.from_bytes(digest[:8], "big")


def test_places_are_the_same_for_ever() -> None:
    assert [int(place) for place in places_of(20261122, ["1043", "通话"])] == [
        14415516036381077694,
        11683909254003155936,
    ]
    assert [int(place) for place in again(places_of(20261122, ["1043"]), 0)] == [13525281960324002643]


def test_uniforms_lie_strictly_between_nothing_and_one() -> None:
    edges = uniforms(np.array([0, 2**64 - 1], dtype=np.uint64))
    assert 0.0 < edges[0] < 1e-15
    assert 1.0 - 1e-15 < edges[1] < 1.0


def test_places_decided_again_have_nothing_to_do_with_the_first() -> None:
    places = places_of(1, [str(number) for number in range(4000)])
    assert abs(np.corrcoef(uniforms(places), uniforms(again(places, 3)))[0, 1]) < 0.07


def test_what_is_drawn_does_not_hang_on_the_order_of_the_calls() -> None:
    keys = KEYS[:]
    first = simple(places_of(3, keys), 9)
    named = [keys[index] for index in first.indices]
    keys.reverse()
    assert [keys[index] for index in simple(places_of(3, keys), 9).indices] == named


@given(n_calls=st.integers(0, 40), n=st.integers(0, 50), seed=st.integers(-(2**63), 2**63 - 1))
def test_every_scheme_draws_exactly_as_many_different_calls_as_asked_for(n_calls: int, n: int, seed: int) -> None:
    places = places_of(seed, KEYS[:n_calls])
    weights = np.array([1.0 + number % 5 for number in range(n_calls)])
    found: tuple[Chosen, ...] = (
        simple(places, n),
        spread_over_time(places, np.arange(n_calls, dtype=float), n),
        risk_weighted(places, weights, n),
    )
    for chosen in found:
        assert len(set(chosen.indices.tolist())) == len(chosen) == min(n, n_calls)
        assert np.all((chosen.probabilities > 0) & (chosen.probabilities <= 1))
        assert np.all(np.diff(places[chosen.indices].astype(float)) >= 0)


def test_simple_sampling_draws_each_call_as_often_as_stated() -> None:
    hits = hits_of(lambda places: simple(places, 12), 60)
    assert frequencies_fit(hits, np.full(60, 0.2), N_DRAWS)


def test_a_spread_sample_has_one_call_in_each_slice_of_time() -> None:
    times = np.arange(60, dtype=float)
    chosen = spread_over_time(places_of(5, KEYS), times, 12)
    assert sorted(int(times[index] // 5) for index in chosen.indices) == list(range(12))
    assert chosen.probabilities == pytest.approx(np.full(12, 0.2))


def test_every_call_of_a_spread_sample_stands_for_as_many_as_stated_also_when_slices_differ() -> None:
    stands_for = np.zeros(37)
    for seed in range(N_DRAWS):
        chosen = spread_over_time(places_of(seed, KEYS[:37]), np.arange(37, dtype=float), 8)
        stands_for[chosen.indices] += 1 / chosen.probabilities
    assert np.all(np.abs(stands_for / N_DRAWS - 1) < 4.5 * np.sqrt((37 / 8 - 1) / N_DRAWS))


def test_weights_become_probabilities_and_what_would_exceed_one_is_certain() -> None:
    found = probabilities_of(np.array([1.0, 1.0, 2.0, 96.0]), 2)
    assert found == pytest.approx([0.25, 0.25, 0.5, 1.0])
    assert probabilities_of(np.array([3.0, 1.0]), 2) == pytest.approx([1.0, 1.0])


def test_risk_weighted_sampling_draws_each_call_as_often_as_its_weight_says() -> None:
    weights = np.array([1.0, 1, 1, 2, 2, 3, 4, 8, 8, 30])
    hits = hits_of(lambda places: risk_weighted(places, weights, 4), 10)
    assert frequencies_fit(hits, probabilities_of(weights, 4), N_DRAWS)


def test_the_probabilities_of_a_risk_weighted_draw_are_stated_with_its_calls() -> None:
    weights = np.array([1.0, 1, 1, 2, 2, 3, 4, 8, 8, 30])
    chosen = risk_weighted(places_of(1, KEYS[:10]), weights, 4)
    assert chosen.probabilities == pytest.approx(probabilities_of(weights, 4)[chosen.indices])


def test_samples_come_as_often_as_sampfords_formula_says() -> None:
    weights = np.array([1.0, 2, 3, 4])
    wanted = probabilities_of(weights, 2)
    odds = wanted / (1 - wanted)
    formula = {
        pair: sum(wanted[one] * math.prod(odds[other] for other in pair if other != one) for one in pair)
        for pair in itertools.combinations(range(4), 2)
    }
    whole = sum(formula.values())
    counts = dict.fromkeys(formula, 0)
    for seed in range(N_DRAWS):
        indices = risk_weighted(places_of(seed, KEYS[:4]), weights, 2).indices
        counts[(int(indices.min()), int(indices.max()))] += 1
    share = np.array([formula[pair] / whole for pair in formula])
    assert frequencies_fit(np.array(list(counts.values()), dtype=float), share, N_DRAWS)

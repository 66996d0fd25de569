"""Ten thousand draws of each scheme: drawn as often as stated, estimates without bias, intervals that cover."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import chi2

from qa_desk.measurement.drawing.places import Places, places_of
from qa_desk.measurement.drawing.schemes import Chosen, probabilities_of, risk_weighted, simple, spread_over_time
from qa_desk.measurement.survey import DrawnSample, total, weighted_mean, weighted_share

Draw = Callable[[Places], Chosen]

_N_DRAWS = 10_000
_N_CALLS = 120
_N_DRAWN = 24
_KEYS = [f"call-{number}" for number in range(_N_CALLS)]
_GENERATOR = np.random.default_rng(7)
_WEIGHTS = np.where(_GENERATOR.random(_N_CALLS) < 0.25, 4.0, 1.0)
_TIMES = np.sort(_GENERATOR.uniform(0, 7 * 86_400, _N_CALLS))
_SCORES = np.clip(np.where(_WEIGHTS > 1, 70.0, 90.0) + _GENERATOR.normal(0, 8, _N_CALLS), 0, 100)
_FAILED = (_SCORES < 72).astype(float)

_SCHEMES: dict[str, tuple[Draw, np.ndarray]] = {
    "simple": (lambda places: simple(places, _N_DRAWN), np.full(_N_CALLS, _N_DRAWN / _N_CALLS)),
    "spread": (
        lambda places: spread_over_time(places, _TIMES, _N_DRAWN),
        np.full(_N_CALLS, _N_DRAWN / _N_CALLS),
    ),
    "risk": (lambda places: risk_weighted(places, _WEIGHTS, _N_DRAWN), probabilities_of(_WEIGHTS, _N_DRAWN)),
}


@pytest.fixture(scope="module", params=sorted(_SCHEMES))
def drawn(request: pytest.FixtureRequest) -> tuple[str, np.ndarray, list[Chosen]]:
    """A scheme: its name, the chance it states for each call, and ten thousand draws by it."""
    draw, stated = _SCHEMES[request.param]
    return request.param, stated, [draw(places_of(seed, _KEYS)) for seed in range(_N_DRAWS)]


def test_each_call_is_drawn_as_often_as_stated(drawn: tuple[str, np.ndarray, list[Chosen]]) -> None:
    name, stated, draws = drawn
    hits = np.zeros(_N_CALLS)
    for chosen in draws:
        hits[chosen.indices] += 1
        assert chosen.probabilities == pytest.approx(stated[chosen.indices])
    # samples of one size leave one degree of freedom less, over which the same variance is spread
    statistic = float(np.sum((hits - _N_DRAWS * stated) ** 2 / (_N_DRAWS * stated * (1 - stated))))
    p_value = float(chi2.sf(statistic * (_N_CALLS - 1) / _N_CALLS, _N_CALLS - 1))
    print(f"\n{name}: chi-square {statistic:.1f}, p {p_value:.3f}")  # noqa: T201  # a figure of the proof
    assert p_value > 0.001


def test_the_estimated_total_is_right_on_average(drawn: tuple[str, np.ndarray, list[Chosen]]) -> None:
    _name, _stated, draws = drawn
    totals = np.array([total(_sample(chosen), _SCORES[chosen.indices]) for chosen in draws])
    error = totals.mean() - _SCORES.sum()
    assert abs(error) < 4 * totals.std() / np.sqrt(_N_DRAWS)


def test_intervals_of_means_and_shares_cover_what_they_say(drawn: tuple[str, np.ndarray, list[Chosen]]) -> None:
    name, _stated, draws = drawn
    covered = {"mean": 0, "share": 0}
    for chosen in draws:
        sample = _sample(chosen)
        of_scores = weighted_mean(sample, _SCORES[chosen.indices], upper=100.0)
        of_failures = weighted_share(sample, _FAILED[chosen.indices])
        for kind, found, truth in (("mean", of_scores, _SCORES.mean()), ("share", of_failures, _FAILED.mean())):
            assert found.ci_low is not None
            assert found.ci_high is not None
            covered[kind] += found.ci_low <= truth <= found.ci_high
    rates = {kind: n / _N_DRAWS for kind, n in covered.items()}
    print(f"\n{name}: " + ", ".join(f"{kind} {rate:.3f}" for kind, rate in rates.items()))  # noqa: T201  # a figure of the proof
    assert rates["mean"] > 0.93
    assert rates["share"] > 0.93


def _sample(chosen: Chosen) -> DrawnSample:
    return DrawnSample(chosen.probabilities, np.zeros(len(chosen), dtype=np.intp))

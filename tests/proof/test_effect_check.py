"""How often the effect check shows an effect where nothing was done, on thousands of simulated centres."""

import math

import pytest

from tests.simulated_effects import false_effects

_N_CENTRES = 4_000
_STATED = 0.025


@pytest.mark.parametrize("against_others", [True, False])
@pytest.mark.parametrize("n_agents", [3, 6, 10, 20, 50])
def test_an_effect_is_shown_no_more_often_than_stated_though_agents_differ(n_agents: int, against_others: bool) -> None:
    found, _naive = false_effects(n_agents, n_centres=_N_CENTRES, seed=17, against_others=against_others)
    assert found <= _STATED + 3 * math.sqrt(_STATED * (1 - _STATED) / _N_CENTRES)


def test_taking_calls_as_independent_shows_far_too_many() -> None:
    _found, naive = false_effects(6, n_centres=_N_CENTRES, seed=17)
    assert naive > 1.5 * _STATED

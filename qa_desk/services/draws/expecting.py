"""What precision a draw will have, before anybody has scored a call of it, and how many calls another would take."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from qa_desk.domain.sampling import Expected, Level
from qa_desk.measurement.drawing.places import Shares
from qa_desk.measurement.precision import (
    calls_for_margin,
    calls_for_mean,
    margin_of_calls,
    margin_of_mean,
    margin_of_share,
)
from qa_desk.services.draws.sampling_views import DrawView, ScoreSpread, WantedCalls

CENTRE = ""
_DAYS_OF_A_MONTH = 30
_SAYS_NOTHING = 50.0
"""Limits of ± 50 points of a score leave all of it open."""


def expected_of_centre(chances: Shares, spread: ScoreSpread) -> Expected:
    """The precision of the whole: by the size that a simple random sample of the same precision would have.

    Args:
        chances: the probability of each call of the population, 0 where nothing is drawn of its stratum; such strata
            are not spoken for.
        spread: how far scores lie apart.

    Source:
        Weighting costs precision: in expectation the effective size is N² / Σ 1/π (Kish 1965, Survey Sampling, § 11.7).
    """
    return _expected(Level.CENTRE, CENTRE, chances, spread)


def expected_by(
    level: Level, chances: Shares, keys: Sequence[str], spread: ScoreSpread, names: Mapping[str, str] | None = None
) -> tuple[Expected, ...]:
    """The precision of each unit or agent; `keys` has one entry a call, "" for none; `names` names them for people."""
    kinds, part = np.unique(np.array(keys, dtype=object).astype(str), return_inverse=True)
    order = np.argsort(part, kind="stable")
    ends = np.cumsum(np.bincount(part, minlength=len(kinds)))
    found: list[Expected] = []
    for place, kind in enumerate(kinds.tolist()):
        if kind:
            members = order[ends[place - 1] if place else 0 : ends[place]]
            one = _expected(level, str(kind), chances[members], spread)
            found.append(replace(one, name=(names or {}).get(str(kind), str(kind))))
    return tuple(found)


def calls_wanted(view: DrawView, level: Level, points: float) -> WantedCalls | None:
    """How many calls give each part of a level ± so many points; None where there is no part to speak of."""
    assert view.spread is not None, "what was tried out says what it rests on"
    parts = {Level.CENTRE: (view.centre,), Level.UNIT: view.units, Level.AGENT: view.agents}[level]
    sizes = [one.n_population for one in parts if one is not None and one.n_population]
    if not sizes:
        return None
    kinds, counts = np.unique(np.array(sizes), return_counts=True)
    sd = _sd(view.spread, level)
    pairs = [(size, n) for size, n in zip(kinds.tolist(), counts.tolist(), strict=True)]
    n_for_share = sum(n * calls_for_margin(points / 100, size) for size, n in pairs)
    n_for_score = sum(n * calls_for_mean(points, size, sd) for size, n in pairs)
    months = ((view.days.last - view.days.first).days + 1) / _DAYS_OF_A_MONTH
    n_agents = len(view.agents)
    each = max(n_for_share, n_for_score) / n_agents / months if n_agents else None
    return WantedCalls(n_for_share, n_for_score, each)


def _sd(spread: ScoreSpread, level: Level) -> float:
    return {Level.CENTRE: spread.sd, Level.UNIT: spread.sd_in_units, Level.AGENT: spread.sd_in_agents}[level]


def _expected(level: Level, key: str, chances: Shares, spread: ScoreSpread) -> Expected:
    spoken_for = chances[chances > 0]
    size, n_calls = len(spoken_for), float(spoken_for.sum())
    if n_calls < 1:
        return Expected(level, key, size, n_calls, None)
    effective = size**2 / float(np.sum(1.0 / spoken_for))
    of_score = margin_of_mean(effective, size, _sd(spread, level))
    return Expected(
        level,
        key,
        size,
        n_calls,
        margin_of_calls(effective, size),
        None if of_score is None or of_score >= _SAYS_NOTHING else of_score,
        margin_of_share(effective, size, spread.share_failing),
    )

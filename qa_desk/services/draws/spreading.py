"""How far scores lay apart of late, which the precision of a draw is reckoned from; named assumptions without any."""

import math
from collections.abc import Hashable, Sequence
from datetime import timedelta

from qa_desk.services.draws.sampling_views import ScoreSpread
from qa_desk.services.periods import Days
from qa_desk.store.repositories.drawn_scores import ScoreSums
from qa_desk.store.unit_of_work import UnitOfWork

ASSUMED = ScoreSpread(sd=15.0, sd_in_units=15.0, sd_in_agents=15.0, share_failing=0.5)
"""Scores of calls that lie 15 points apart, as forms of 0…100 mostly have it, and the share that is known worst."""

_FEWEST = 30
_LONGEST = timedelta(days=92)


def observed_spread(uow: UnitOfWork, scorecard_key: str, days: Days) -> ScoreSpread:
    """The spread in a period as long as that of the draw before it; in three months where that holds too few scores."""
    last = days.first - timedelta(days=1)
    for length in (days.last - days.first + timedelta(days=1), _LONGEST):
        before = Days(days.first - length, last)
        sums = uow.drawn_scores.sums(scorecard_key, before.first, before.last)
        if sum(one.n for one in sums) >= _FEWEST:
            return _spread(sums, before)
    return ASSUMED


def _spread(sums: Sequence[ScoreSums], days: Days) -> ScoreSpread:
    n = sum(one.n for one in sums)
    return ScoreSpread(
        sd=_sd_within(sums, [None] * len(sums)),
        sd_in_units=_sd_within(sums, [one.unit_id for one in sums]),
        sd_in_agents=_sd_within(sums, [one.agent_id for one in sums]),
        share_failing=sum(one.n_failed for one in sums) / n,
        n_calls=n,
        first_day=days.first,
        last_day=days.last,
    )


def _sd_within(sums: Sequence[ScoreSums], keys: Sequence[Hashable]) -> float:
    """The standard deviation within groups, pooled over them: √(Σ (yy − y²/n) / Σ (n − 1))."""
    groups: dict[Hashable, tuple[int, float, float]] = {}
    for key, one in zip(keys, sums, strict=True):
        n, y, yy = groups.get(key, (0, 0.0, 0.0))
        groups[key] = (n + one.n_scores, y + one.y, yy + one.yy)
    squares = sum(yy - y * y / n for n, y, yy in groups.values() if n)
    df = sum(n - 1 for n, _y, _yy in groups.values() if n)
    return math.sqrt(max(0.0, squares) / df) if df > 0 else ASSUMED.sd

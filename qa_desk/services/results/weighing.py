"""Whether the scored calls of a period come from a draw, so that their figures can speak for all calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from qa_desk.domain.ids import CallId
from qa_desk.domain.sampling import Draw
from qa_desk.measurement.survey import DrawnSample
from qa_desk.services.draws.estimating import side_by_side, strata_of
from qa_desk.services.results.scored import ScoredCall
from qa_desk.store.unit_of_work import UnitOfWork


class Weighting(StrEnum):
    """Why figures are weighted by the draw, or are not."""

    BY_DRAW = "by_draw"
    NOT_DRAWN = "not_drawn"
    PARTLY_DRAWN = "partly_drawn"
    SEVERAL_PLANS = "several_plans"
    NOT_OPEN = "not_open"


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """The calls that figures rest on, in the order of their columns.

    Args:
        calls: with `sample` every scored call of the draws, wanted or not; else those wanted.
        sample: their chances; None where figures are plain means.
        n_drawn: of the calls wanted those that a draw of these days drew.
    """

    calls: tuple[ScoredCall, ...]
    weighting: Weighting
    sample: DrawnSample | None
    n_drawn: int


def basis_of(
    uow: UnitOfWork, first_day: date, last_day: date, everything: Sequence[ScoredCall], wanted: Sequence[ScoredCall]
) -> Basis:
    """The draws of one plan that all calls wanted come from, or why there are none.

    Args:
        uow: where draws are read.
        first_day, last_day: draws count that lie in these days whole.
        everything: all scored calls of these days.
        wanted: those of them that figures are wanted of.
    """
    found = [uow.sampling.draw(one) for one in uow.sampling.draws_between(first_day, last_day)]
    keys = {one.outcome.call_id for one in wanted}
    draws = [one for one in found if one is not None and any(call.call_id in keys for call in one.calls)]
    drawn = {call.call_id for one in draws for call in one.calls if not call.is_dropped}
    n_drawn = len(keys & drawn)
    if not draws:
        return Basis(tuple(wanted), Weighting.NOT_DRAWN, None, 0)
    if n_drawn < len(keys):
        return Basis(tuple(wanted), Weighting.PARTLY_DRAWN, None, n_drawn)
    if len(side_by_side(draws)) > 1:
        return Basis(tuple(wanted), Weighting.SEVERAL_PLANS, None, n_drawn)
    return _weighted(draws, {one.outcome.call_id: one for one in everything}, n_drawn)


def _weighted(draws: Sequence[Draw], scored: Mapping[CallId, ScoredCall], n_drawn: int) -> Basis:
    calls: list[ScoredCall] = []
    chances: list[float] = []
    homes: list[int] = []
    sizes: list[float] = []
    for draw in draws:
        strata = strata_of(draw)
        places = {name: len(sizes) + at for at, name in enumerate(strata)}
        sizes += [float(n_population) for _name, n_population, _wanted in strata.values()]
        for item in draw.calls:
            if not item.is_dropped and item.call_id in scored:
                calls.append(scored[item.call_id])
                chances.append(item.inclusion_probability)
                homes.append(places[item.stratum])
    sample = DrawnSample(
        np.array(chances, dtype=np.float64), np.array(homes, dtype=np.intp), np.array(sizes, dtype=np.float64)
    )
    return Basis(tuple(calls), Weighting.BY_DRAW, sample, n_drawn)

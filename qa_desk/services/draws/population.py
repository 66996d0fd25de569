"""The calls that a plan may draw from, as columns: what strata, weights and exemptions need to know of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from qa_desk.domain.ids import CallId
from qa_desk.domain.sampling_plan import Risk

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Population:
    """One entry a call in every column, in any order.

    Args:
        keys: the centre's own call ids, which decide a call's place in a draw.
        started_at: seconds since 1970; calls without a moment are not part of a population.
        agents: external ids; "" for an unknown agent.
        units: paths of the units that served them; "" where none is known.
        grades: of the agents, now.
        strata: for each field a plan makes strata of, what each call has there, in words.
        is_new: the agent was hired lately.
        risks: which of the risks that the plan weighs each call has.
    """

    ids: Sequence[CallId]
    keys: Sequence[str]
    started_at: NDArray[np.float64]
    agents: Sequence[str]
    units: Sequence[str]
    grades: Sequence[str]
    strata: Mapping[str, Sequence[str]]
    is_new: Flags
    risks: Mapping[Risk, Flags] = field(default_factory=dict[Risk, Flags])

    def __len__(self) -> int:
        return len(self.ids)

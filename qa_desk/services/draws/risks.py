"""Which calls of a population have the risks that a plan weighs; of the others nothing is read."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import numpy as np

from qa_desk.domain.sampling import Selection
from qa_desk.domain.sampling_plan import Field, PlanDefinition, Risk
from qa_desk.services.draws.population import Flags
from qa_desk.store.repositories.population import Callers, CallFact, KeptIds, PopulationColumns

LONG_SILENCE_S = 20.0
MUCH_OVERTALK = 0.05
LOW_CSAT_SHARE = 0.4
"""A satisfaction in the lowest two fifths of its scale counts as low: 1 and 2 of 5, up to 4 of 10."""

CALLS_AGAIN_WITHIN = timedelta(days=7)

_FACTS: dict[Risk, tuple[str, ...]] = {
    Risk.COMPLAINT: (Field.COMPLAINT,),
    Risk.LOW_CSAT: (Field.CSAT, CallFact.CSAT_SCALE),
    Risk.LONG_SILENCE: (CallFact.LONGEST_SILENCE_S,),
    Risk.OVERTALK: (CallFact.OVERTALK_SHARE,),
}


def weighs(plan: PlanDefinition, risk: Risk) -> bool:
    """Whether the draw hangs on a risk."""
    return plan.selection is Selection.RISK_WEIGHTED and any(one == risk for one, _weight in plan.weights)


def facts_for(plan: PlanDefinition) -> tuple[str, ...]:
    """What has to be read of each call for the risks that a plan weighs."""
    return tuple(name for risk, names in _FACTS.items() if weighs(plan, risk) for name in names)


def risks_of(
    plan: PlanDefinition, calls: PopulationColumns, is_new: Flags, callers: Callable[[], Callers]
) -> dict[Risk, Flags]:
    """The calls with each risk that the plan weighs; `callers` reads who else called, where that matters."""
    known = calls.known
    tests: dict[Risk, Callable[[], Sequence[bool] | Flags]] = {
        Risk.COMPLAINT: lambda: [value is True for value in known[Field.COMPLAINT]],
        Risk.LOW_CSAT: lambda: [
            csat is not None and is_low_csat(csat, scale)
            for csat, scale in zip(known[Field.CSAT], known[CallFact.CSAT_SCALE], strict=True)
        ],
        Risk.LONG_SILENCE: lambda: [(value or 0) >= LONG_SILENCE_S for value in known[CallFact.LONGEST_SILENCE_S]],
        Risk.OVERTALK: lambda: [(value or 0) >= MUCH_OVERTALK for value in known[CallFact.OVERTALK_SHARE]],
        Risk.REPEAT_CALLER: lambda: calls.ids.among(_called_again(callers())),
        Risk.NEW_AGENT: lambda: is_new,
    }
    return {risk: np.array(test(), dtype=bool) for risk, test in tests.items() if weighs(plan, risk)}


def _called_again(callers: Callers) -> KeptIds:
    """The calls of customers who had called within days before; of two at one moment both."""
    codes = {customer: code for code, customer in enumerate(dict.fromkeys(callers.customers))}
    customer = np.fromiter(map(codes.__getitem__, callers.customers), dtype=np.int64, count=len(callers.customers))
    started_us = np.array(callers.started_us, dtype=np.int64)
    order = np.lexsort((started_us, customer))
    is_same = customer[order][1:] == customer[order][:-1]
    apart_us = np.diff(started_us[order])
    is_again = np.zeros(len(order), dtype=bool)
    is_again[order[1:]] = is_same & (apart_us <= CALLS_AGAIN_WITHIN // timedelta(microseconds=1))
    is_again[order[:-1]] |= is_same & (apart_us == 0)
    return callers.ids.at(np.flatnonzero(is_again).tolist())


def is_low_csat(csat: float, scale: str) -> bool:
    """Whether a satisfaction lies low on its scale."""
    share = csat_share(csat, scale)
    return share is not None and share <= LOW_CSAT_SHARE


def csat_share(csat: float, scale: str) -> float | None:
    """How far up its scale a satisfaction lies, 0…1; the scale is given as "1-5" or by its highest value."""
    ends = [float(part) for part in scale.replace("–", "-").split("-") if part.replace(".", "", 1).isdigit()]
    low, high = (ends[0], ends[-1]) if len(ends) == 2 else (0.0, ends[0] if ends else 5.0)
    return (csat - low) / (high - low) if high > low else None

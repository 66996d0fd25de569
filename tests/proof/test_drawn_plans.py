"""Whole plans drawn two thousand times: strata, exempt and new agents, non-response; do the intervals hold?

What `draw` states as chances goes into the estimates as it does at the centre: sizes of strata known, calls that could
not be scored replaced by the next of their stratum, by chance within it.
"""

from dataclasses import replace
from datetime import date
from uuid import UUID

import numpy as np
import pytest

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.ids import CallId
from qa_desk.domain.sampling import Selection
from qa_desk.domain.sampling_plan import Exemption, ExemptionOf, PlanDefinition, Quota, QuotaKind, Risk
from qa_desk.measurement.survey import DrawnSample, weighted_mean, weighted_share
from qa_desk.services.draws.drawing import draw
from qa_desk.services.draws.population import Population

_N_DRAWS = 2_000
_N_CALLS = 600
_EXEMPT = frozenset({"agent-0", "agent-1"})
_AGENTS = range(2, 11)
"""Each in turn: those who are neither exempt nor new."""

_GENERATOR = np.random.default_rng(11)
_AGENT = _GENERATOR.integers(0, 12, _N_CALLS)
_UNIT = np.minimum(2, _AGENT // 4)
_IS_COMPLAINT = _GENERATOR.random(_N_CALLS) < 0.15
_AT = np.sort(_GENERATOR.uniform(0, 28 * 86_400, _N_CALLS))
# units differ, complaints go worse, mornings go better, and exempt agents are indeed excellent
_SCORES = np.clip(
    78.0 + 6 * _UNIT - 15 * _IS_COMPLAINT + 10 * (_AGENT < 2) + 4 * np.cos(_AT / 43_200 * np.pi)
    + _GENERATOR.normal(0, 9, _N_CALLS), 0, 100,
)  # fmt: skip
_FAILED = (_SCORES < 70).astype(float)
_CANNOT_BE_SCORED = _GENERATOR.random(_N_CALLS) < 0.08

_EXEMPTION = Exemption("A", ExemptionOf.AGENTS, 1.0, date(2026, 12, 31), 0.2)
_PLAN = PlanDefinition("proof", "service", Quota(QuotaKind.TOTAL, 90), strata=("unit",), exemptions=(_EXEMPTION,))


def _population() -> Population:
    units = tuple(f"unit {number}" for number in _UNIT.tolist())
    return Population(
        ids=tuple(CallId(UUID(int=number + 1)) for number in range(_N_CALLS)),
        keys=tuple(f"call-{number}" for number in range(_N_CALLS)),
        started_at=_AT,
        agents=tuple(f"agent-{number}" for number in _AGENT.tolist()),
        units=units,
        grades=tuple("A" if number < 2 else "B" for number in _AGENT.tolist()),
        strata={"unit": units},
        is_new=_AGENT == 11,
        risks={Risk.COMPLAINT: _IS_COMPLAINT},
    )


@pytest.mark.parametrize("selection", list(Selection))
def test_intervals_of_whole_plans_cover_what_they_say(selection: Selection) -> None:
    population = _population()
    plan = replace(_PLAN, selection=selection, new_hire_multiplier=2.0)
    in_unit = (_UNIT == 1).astype(float)
    truths = {
        "score": _SCORES.mean(),
        "share": _FAILED.mean(),
        "score of a unit": _SCORES[_UNIT == 1].mean(),
        "score of an agent": 0.0,
        "share of an agent": 0.0,
    }
    covered, told, values = dict.fromkeys(truths, 0), dict.fromkeys(truths, 0), list[float]()
    n_theirs = list[float]()
    for seed in range(_N_DRAWS):
        sample, at = _drawn(plan, population, seed)
        found = {
            "score": weighted_mean(sample, _SCORES[at], upper=100.0),
            "share": weighted_share(sample, _FAILED[at]),
            "score of a unit": weighted_mean(sample, _SCORES[at] * in_unit[at], upper=100.0, counts=in_unit[at]),
        }
        agent = _AGENTS[seed % len(_AGENTS)]
        is_theirs = np.equal(_AGENT, agent)
        theirs = is_theirs[at].astype(float)
        n_theirs.append(float(theirs.sum()))
        truths |= {"score of an agent": _SCORES[is_theirs].mean(), "share of an agent": _FAILED[is_theirs].mean()}
        found["score of an agent"] = weighted_mean(sample, _SCORES[at] * theirs, upper=100.0, counts=theirs)
        found["share of an agent"] = weighted_share(sample, _FAILED[at] * theirs, counts=theirs)
        assert found["score"].value is not None
        values.append(found["score"].value)
        for name, estimate in found.items():
            if estimate.has_interval:
                told[name] += 1
                covered[name] += _covers(estimate, truths[name])
    rates = {name: covered[name] / told[name] for name in truths}
    bias = float(np.mean(values)) - truths["score"]
    told_rates = ", ".join(f"{name} {rate:.3f}" for name, rate in rates.items())
    n_each = np.mean(n_theirs)
    print(f"\n{selection.value}: bias {bias:+.3f}, an agent has {n_each:.1f} calls, {told_rates}")  # noqa: T201  # a figure of the proof
    assert abs(bias) < 4 * float(np.std(values)) / np.sqrt(_N_DRAWS) + 0.05
    assert min(told.values()) > 0.95 * _N_DRAWS
    assert all(rate > 0.93 for rate in rates.values())


def _drawn(plan: PlanDefinition, population: Population, seed: int) -> tuple[DrawnSample, np.ndarray]:
    """The calls of a draw that could be scored, those replaced among them; calls that can't are as any others else."""
    found = draw(plan, population, seed, exempt_agents=_EXEMPT)
    cells = {cell.name: place for place, cell in enumerate(found.cells)}
    chance = np.random.default_rng(seed)
    index_of = {call_id: place for place, call_id in enumerate(population.ids)}
    taken = {index_of[call.call_id] for call in found.calls}
    at, probabilities, strata = list[int](), list[float](), list[int]()
    for call in found.calls:
        index = index_of[call.call_id]
        if _CANNOT_BE_SCORED[index]:
            free = [one for one in found.cells[cells[call.stratum]].members.tolist() if one not in taken]
            if not free:
                continue
            index = int(chance.choice(free))
            taken.add(index)
            if _CANNOT_BE_SCORED[index]:
                continue
        at.append(index)
        probabilities.append(call.inclusion_probability)
        strata.append(cells[call.stratum])
    sizes = np.array([len(cell.members) for cell in found.cells], dtype=float)
    return DrawnSample(np.array(probabilities), np.array(strata, dtype=np.intp), sizes), np.array(at)


def _covers(found: Estimate, truth: float) -> bool:
    assert found.ci_low is not None
    assert found.ci_high is not None
    return found.ci_low <= truth <= found.ci_high

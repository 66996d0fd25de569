"""Draws by plans: numbers kept, chances as stated, shortages told, exempt and new agents treated as the plan says."""

from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from qa_desk.domain.ids import CallId
from qa_desk.domain.sampling import Selection
from qa_desk.domain.sampling_plan import (
    Exemption,
    ExemptionOf,
    PlanDefinition,
    Quota,
    QuotaKind,
    Risk,
    WhenShort,
)
from qa_desk.services.draws.drawing import Drawing, draw, exempt_agents_of
from qa_desk.services.draws.population import Population

HALLS = ("Hall 1", "Hall 2", "Hall 3")
N = 240


def population(n: int = N) -> Population:
    """Calls of three halls (a half, a third, a sixth), twelve agents, every fourth agent new, some complaints."""
    halls = tuple(HALLS[0 if at % 6 < 3 else 1 if at % 6 < 5 else 2] for at in range(n))
    agents = tuple(f"a{at % 12:02}" for at in range(n))
    return Population(
        ids=tuple(CallId(UUID(int=at + 1)) for at in range(n)),
        keys=tuple(str(1000 + at) for at in range(n)),
        started_at=np.arange(n, dtype=float) * 600,
        agents=agents,
        units=halls,
        grades=tuple("A" if agent < "a03" else "B" for agent in agents),
        strata={"unit": halls},
        is_new=np.array([at % 12 % 4 == 3 for at in range(n)]),
        risks={Risk.COMPLAINT: np.array([at % 10 == 0 for at in range(n)])},
    )


def plan(quota: Quota, **further: Any) -> PlanDefinition:
    return PlanDefinition(name="weekly", scorecard="service", quota=quota, **further)


def per_stratum(drawing: Drawing) -> dict[str, int]:
    counts: dict[str, int] = {}
    for call in drawing.calls:
        counts[call.stratum] = counts.get(call.stratum, 0) + 1
    return counts


def test_the_same_plan_calls_and_seed_draw_the_same_calls() -> None:
    wanted = plan(Quota(QuotaKind.TOTAL, 24), strata=("unit",))
    first, again, other = (draw(wanted, population(), seed) for seed in (5, 5, 6))
    assert first.calls == again.calls
    assert first.calls != other.calls


def test_a_total_is_shared_out_by_the_size_of_the_strata() -> None:
    found = draw(plan(Quota(QuotaKind.TOTAL, 24), strata=("unit",)), population(), 1)
    assert per_stratum(found) == {"Hall 1": 12, "Hall 2": 8, "Hall 3": 4}
    assert not found.shortages


def test_small_strata_get_at_least_one_call_of_a_total() -> None:
    found = draw(plan(Quota(QuotaKind.TOTAL, 3), strata=("unit",)), population(), 1)
    assert per_stratum(found) == {"Hall 1": 1, "Hall 2": 1, "Hall 3": 1}


def test_each_stratum_gets_its_own_quota_and_unnamed_ones_nothing() -> None:
    quota = Quota(QuotaKind.OWN, own=(("Hall 2", 7), ("Hall 3", 2)))
    assert per_stratum(draw(plan(quota, strata=("unit",)), population(), 1)) == {"Hall 2": 7, "Hall 3": 2}


def test_a_percentage_has_a_minimum_in_every_stratum() -> None:
    found = draw(plan(Quota(QuotaKind.PERCENT, 5, minimum=5), strata=("unit",)), population(), 1)
    assert per_stratum(found) == {"Hall 1": 6, "Hall 2": 5, "Hall 3": 5}


def test_a_quota_per_agent_draws_as_many_of_each() -> None:
    drawing = draw(plan(Quota(QuotaKind.PER_AGENT, 2)), population(), 1)
    assert set(per_stratum(drawing).values()) == {2}
    assert len(drawing.calls) == 24


def test_a_quota_per_agent_is_raised_for_new_agents() -> None:
    drawing = draw(plan(Quota(QuotaKind.PER_AGENT, 2), new_hire_multiplier=1.5), population(), 1)
    counts = per_stratum(drawing)
    assert {name: n for name, n in counts.items() if "new" in name} == {f"a{at:02} · new": 3 for at in (3, 7, 11)}
    assert sum(counts.values()) == 9 * 2 + 3 * 3


def test_the_probabilities_add_up_to_the_number_of_calls() -> None:
    calls = population()
    for selection in Selection:
        found = draw(plan(Quota(QuotaKind.TOTAL, 30), strata=("unit",), selection=selection), calls, 3)
        stands_for = sum(1 / call.inclusion_probability for call in found.calls)
        assert stands_for == pytest.approx(N, rel=0.35 if selection is Selection.RISK_WEIGHTED else 0.05)


def test_a_complaint_is_four_times_as_likely_in_a_risk_weighted_draw() -> None:
    calls = population()
    wanted = plan(Quota(QuotaKind.TOTAL, 24), selection=Selection.RISK_WEIGHTED, weights=((Risk.COMPLAINT, 4.0),))
    chances = {
        call.call_id: call.inclusion_probability for seed in range(60) for call in draw(wanted, calls, seed).calls
    }
    of_complaints = {chances[calls.ids[at]] for at in range(0, N, 10) if calls.ids[at] in chances}
    of_others = {chances[calls.ids[at]] for at in range(N) if at % 10 and calls.ids[at] in chances}
    assert min(of_complaints) == pytest.approx(4 * max(of_others))


def test_a_stratum_that_is_short_is_told_and_drawn_whole() -> None:
    found = draw(plan(Quota(QuotaKind.PER_STRATUM, 50), strata=("unit",)), population(), 1)
    assert per_stratum(found) == {"Hall 1": 50, "Hall 2": 50, "Hall 3": 40}
    (short,) = found.shortages
    assert (short.stratum, short.n_wanted, short.n_there, short.n_elsewhere) == ("Hall 3", 50, 40, 0)


def test_what_one_stratum_lacks_is_drawn_from_the_others_when_the_plan_says_so() -> None:
    wanted = plan(Quota(QuotaKind.PER_STRATUM, 50), strata=("unit",), when_short=WhenShort.SPREAD)
    found = draw(wanted, population(), 1)
    assert len(found.calls) == 150
    assert per_stratum(found)["Hall 3"] == 40
    assert found.shortages[0].n_elsewhere == 10


def test_more_than_there_is_draws_everything() -> None:
    found = draw(plan(Quota(QuotaKind.TOTAL, 500)), population(), 1)
    assert len(found.calls) == N
    assert {call.inclusion_probability for call in found.calls} == {1.0}


def test_an_empty_population_draws_nothing() -> None:
    found = draw(plan(Quota(QuotaKind.TOTAL, 5), strata=("unit",)), population(0), 1)
    assert found.calls == ()


def test_new_agents_are_drawn_more_often_by_the_multiplier() -> None:
    found = draw(plan(Quota(QuotaKind.TOTAL, 60), new_hire_multiplier=3.0), population(), 1)
    rates = {cell.is_new: cell.n_wanted / len(cell.members) for cell in found.cells}
    assert rates[True] == pytest.approx(3 * rates[False], rel=0.03)


EXEMPTION = Exemption("A", ExemptionOf.AGENTS, 1.0, date(2026, 12, 31), 0.1)


def test_exempt_agents_are_still_drawn_at_a_low_rate_with_the_chance_stated() -> None:
    calls = population()
    wanted = plan(Quota(QuotaKind.TOTAL, 60), exemptions=(EXEMPTION,))
    exempt = {"a00", "a01", "a02"}
    n_draws, stands_for, n_exempt = 400, 0.0, 0
    for seed in range(n_draws):
        of_exempt = [call for call in draw(wanted, calls, seed, exempt_agents=exempt).calls if "exempt" in call.stratum]
        n_exempt += len(of_exempt)
        stands_for += sum(1 / call.inclusion_probability for call in of_exempt)
    assert n_exempt / n_draws == pytest.approx(60 / 4 * 0.1, rel=0.15)
    assert stands_for / n_draws == pytest.approx(N / 4, rel=0.15)


def test_a_share_of_the_agents_of_a_grade_is_exempt_and_stays_the_same() -> None:
    half = Exemption("A", ExemptionOf.AGENTS, 0.5, date(2026, 12, 31), 0.1)
    agents = [(f"a{number:02}", "A") for number in range(10)] + [("b", "B"), ("", "A")]
    (found,) = exempt_agents_of(plan(Quota(QuotaKind.TOTAL, 5), exemptions=(half,)), agents)
    (again,) = exempt_agents_of(plan(Quota(QuotaKind.TOTAL, 9), exemptions=(half,)), reversed(agents))
    assert len(found) == 5
    assert found == again


def test_calls_come_in_an_order_that_tells_nothing_of_their_strata() -> None:
    found = draw(plan(Quota(QuotaKind.PER_STRATUM, 20), strata=("unit",)), population(), 2)
    halves = [call.stratum for call in found.calls[:30]]
    assert len(set(halves)) == 3

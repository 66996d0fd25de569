"""Centres where nothing was done: agents differ, some join and leave, and each drifts on its own; what is "shown"?

Used by a small seeded test and by the proof.
"""

import numpy as np

from qa_desk.measurement.agent_clusters import BeforeAfter, Clusters
from qa_desk.measurement.effect import Verdict, effect_of

RATE, CLUSTERING, DRIFT = 0.25, 0.15, 0.08
"""Calls failed; the intraclass correlation of calls of one agent; how far each agent's own rate wanders (sd)."""
_N_CALLS = 12


def false_effects(n_agents: int, *, n_centres: int, seed: int, against_others: bool = True) -> tuple[float, float]:
    """How often an effect is shown though nothing was done: with agents as clusters, and taking calls as independent.

    A tenth of the agents before are gone afterwards, and as many are new.
    """
    rng = np.random.default_rng(seed)
    n_clustered = n_naive = 0
    for _centre in range(n_centres):
        here = _unit(rng, n_agents)
        elsewhere = _unit(rng, n_agents) if against_others else None
        n_clustered += effect_of(here, elsewhere).verdict is Verdict.SHOWN
        plain = effect_of(Clusters((), here.total), Clusters((), elsewhere.total) if elsewhere else None)
        n_naive += plain.verdict is Verdict.SHOWN
    return n_clustered / n_centres, n_naive / n_centres


def _unit(rng: np.random.Generator, n_agents: int) -> Clusters:
    weight = 1 / CLUSTERING - 1
    before = rng.beta(RATE * weight, (1 - RATE) * weight, n_agents)
    after = np.clip(before + rng.normal(0.0, DRIFT, n_agents), 0.0, 1.0)
    n_new = max(1, n_agents // 10)
    agents: list[BeforeAfter] = []
    for place in range(n_agents):
        n_before, n_after = (1 + int(n) for n in rng.poisson(_N_CALLS - 1, 2))
        counts = int(rng.binomial(n_before, before[place])), int(rng.binomial(n_after, after[place]))
        is_changing = place < n_new
        agents.append(BeforeAfter(counts[0], n_before, 0 if is_changing else counts[1], 0 if is_changing else n_after))
    for rate in rng.beta(RATE * weight, (1 - RATE) * weight, n_new):
        n_after = 1 + int(rng.poisson(_N_CALLS - 1))
        agents.append(BeforeAfter(0, 0, int(rng.binomial(n_after, rate)), n_after))
    return Clusters(tuple(agents))

"""The set of a sitting: which cases meet a blueprint, and what the library lacks where none do.

Pure; the order in which cases are given decides which of several sets it is, so the caller orders them by its seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_desk.domain.qualification import FamilyRule, Plan, Quota, SetCase


@dataclass(frozen=True, slots=True)
class Lack:
    """What a set must have and can't get: cases of a quota, judgements of a rule, or (neither) cases in all."""

    n_wanted: int
    n_there: int
    quota: Quota | None = None
    rule: FamilyRule | None = None


@dataclass(frozen=True, slots=True)
class _Need:
    n: int
    quota: Quota | None = None
    rule: FamilyRule | None = None

    def brought_by(self, case: SetCase) -> int:
        if self.quota is not None:
            return int(case.meets(self.quota))
        return case.n_for(self.rule) if self.rule is not None else 0


def lacks_of(plan: Plan, cases: Sequence[SetCase], *, n_taken: int | None = None) -> tuple[Lack, ...]:
    """What even all these cases together can't give; `n_taken` of them at most where not all can be taken."""
    n_cases = len(cases) if n_taken is None else n_taken
    found = [Lack(plan.n_cases, len(cases))] if len(cases) < plan.n_cases else []
    for need in _needs(plan):
        brought = sorted((need.brought_by(case) for case in cases), reverse=True)[:n_cases]
        if sum(brought) < need.n:
            found.append(Lack(need.n, sum(brought), need.quota, need.rule))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class DrawnSet:
    """The cases of a set in their order, or else what is lacking."""

    cases: tuple[SetCase, ...] = ()
    lacks: tuple[Lack, ...] = ()


def drawn_set(plan: Plan, cases: Sequence[SetCase]) -> DrawnSet:
    """The set, in the order of the cases given, or what is lacking.

    First what meets the most of what is still needed, the earlier case where two meet as much; then whatever comes
    first. What is left unmet is sought by exchanging one case for another for as long as that brings it nearer.
    """
    lacking = lacks_of(plan, cases, n_taken=plan.n_cases)
    if lacking:
        return DrawnSet(lacks=lacking)
    needs = _needs(plan)
    taken: list[int] = []
    while len(taken) < plan.n_cases:
        open_needs = _unmet(needs, [cases[at] for at in taken])
        free = [at for at in range(len(cases)) if at not in taken]
        taken.append(max(free, key=lambda at: (_help(open_needs, cases[at]), -at)))
    taken = _exchanged(needs, cases, taken)
    chosen = [cases[at] for at in sorted(taken)]
    unmet = _unmet(needs, chosen)
    if unmet:
        return DrawnSet(lacks=tuple(Lack(n.n, n.n - short, n.quota, n.rule) for n, short in unmet))
    return DrawnSet(tuple(chosen))


def _needs(plan: Plan) -> tuple[_Need, ...]:
    return (
        *(_Need(quota.n_cases, quota=quota) for quota in plan.quotas),
        *(_Need(rule.n_judgements, rule=rule) for rule in plan.rules),
    )


def _unmet(needs: Sequence[_Need], chosen: Sequence[SetCase]) -> list[tuple[_Need, int]]:
    """The needs that are not met yet, and by how much they fall short."""
    short = [(need, need.n - sum(need.brought_by(case) for case in chosen)) for need in needs]
    return [(need, by) for need, by in short if by > 0]


def _help(open_needs: Sequence[tuple[_Need, int]], case: SetCase) -> float:
    """How much of what is needed a case brings, each need weighing as much as any other."""
    return sum(min(need.brought_by(case), short) / need.n for need, short in open_needs)


def _exchanged(needs: Sequence[_Need], cases: Sequence[SetCase], taken: list[int]) -> list[int]:
    def distance(places: Sequence[int]) -> float:
        return sum(short / need.n for need, short in _unmet(needs, [cases[at] for at in places]))

    best = distance(taken)
    while best > 0:
        tries = (
            [*(one for one in taken if one != out), into]
            for out in taken
            for into in range(len(cases))
            if into not in taken
        )
        nearer = next((places for places in tries if distance(places) < best - 1e-12), None)
        if nearer is None:
            return taken
        taken, best = nearer, distance(nearer)
    return taken

"""From drawn calls to a board: shrunken figures, who is eligible, who may be the best or the last."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qa_desk.domain.recognition import Eligibility, Grade, RecognitionRules
from qa_desk.measurement.group_means import Floats, GroupMeans, group_means
from qa_desk.measurement.shrinkage import Shrunken, chance_among_best, shrunken_means, shrunken_shares
from qa_desk.services.issues.issue_views import SMALL_NUMBER
from qa_desk.services.results.recognition_views import Believed, Board, Ranked
from qa_desk.store.repositories.drawn_scores import AgentCall

SEED = 20_260_101
"""Of the draws of what may be true: the same calls give the same chances."""

_HIGHEST = 100.0


@dataclass(frozen=True, slots=True)
class Member:
    """A call as one of an agent or a unit, told by `key`."""

    name: str
    key: str
    unit_path: str
    call: AgentCall


@dataclass(frozen=True, slots=True)
class _Figures:
    """Everything that is reckoned, a place each agent or unit."""

    keys: list[str]
    names: list[str]
    paths: list[str]
    n_calls: list[int]
    n_failed: list[int]
    means: GroupMeans
    scores: Shrunken
    plain_critical: Floats
    critical: Shrunken
    fits: list[Eligibility]
    best: Floats
    last: Floats


def ranked_board(members: Sequence[Member], rules: RecognitionRules, *, are_units: bool, is_awarded: bool) -> Board:
    """Agents or units from the best down.

    Args:
        members: every call that counts.
        are_units: units have their own fewest calls, answer for no single critical failure, and have no long tail.
        is_awarded: whether the best are recognised.
    """
    n_calls = Counter(one.key for one in members)
    shown = [one for one in members if n_calls[one.key] >= SMALL_NUMBER]
    n_small = sum(n < SMALL_NUMBER for n in n_calls.values())
    if not shown:
        return Board(n_small=n_small)
    figures = _figures(shown, rules, are_units=are_units)
    ranked = [_ranked(figures, place, rules, is_awarded=is_awarded) for place in range(len(figures.names))]
    ranked.sort(key=lambda one: (-one.score.value, one.name))
    return Board(tuple(ranked), n_small, figures.scores.centre, figures.means.sd)


def _figures(shown: Sequence[Member], rules: RecognitionRules, *, are_units: bool) -> _Figures:
    names = {one.key: one.name for one in shown}
    keys = sorted(names, key=lambda key: (names[key], key))
    at = {key: place for place, key in enumerate(keys)}
    group = np.array([at[one.key] for one in shown], dtype=np.intp)
    weights = np.array([1 / one.call.chance for one in shown])
    failed = np.array([one.call.has_failed for one in shown], dtype=np.float64)
    means = group_means(group, np.array([one.call.score for one in shown]), weights, len(keys))
    generator = np.random.default_rng(SEED)
    scores = shrunken_means(means.mean, means.variance, generator=generator)
    failing = np.bincount(group, weights * failed, len(keys)) / np.bincount(group, weights, len(keys))
    critical = shrunken_shares(np.minimum(failing, 1.0) * means.n_effective, means.n_effective, generator=generator)
    n_calls = [int(n) for n in np.bincount(group, minlength=len(keys))]
    n_failed = [int(n) for n in np.bincount(group, failed, len(keys))]
    fits = [_fits(n, n_bad, rules, are_units=are_units) for n, n_bad in zip(n_calls, n_failed, strict=True)]
    last = np.zeros(len(keys)) if are_units else chance_among_best(-scores.draws, rules.n_in_tail(len(keys)))
    return _Figures(
        keys=keys,
        names=[names[key] for key in keys],
        paths=_paths(shown, keys),
        n_calls=n_calls,
        n_failed=n_failed,
        means=means,
        scores=scores,
        plain_critical=failing,
        critical=critical,
        fits=fits,
        best=_chance_best(scores.draws, fits),
        last=last,
    )


def _paths(shown: Sequence[Member], keys: Sequence[str]) -> list[str]:
    """The unit of most calls of each; of several the first by name."""
    found: dict[str, Counter[str]] = {key: Counter() for key in keys}
    for one in shown:
        found[one.key][one.unit_path] += 1
    return [min(paths, key=lambda path: (-paths[path], path)) for paths in found.values()]


def _fits(n_calls: int, n_failed: int, rules: RecognitionRules, *, are_units: bool) -> Eligibility:
    if n_calls < (rules.fewest_calls_of_unit if are_units else rules.fewest_calls):
        return Eligibility.TOO_FEW_CALLS
    if n_failed and not (are_units or rules.forgives_critical):
        return Eligibility.CRITICAL_FAILURE
    return Eligibility.ELIGIBLE


def _chance_best(draws: Floats, fits: Sequence[Eligibility]) -> Floats:
    """How probably each of those eligible is the best of them; one alone has nobody to be compared with."""
    is_in = np.array([one is Eligibility.ELIGIBLE for one in fits])
    best = np.zeros(len(fits))
    if is_in.any():
        best[is_in] = chance_among_best(draws[:, is_in])
    return best


def _ranked(figures: _Figures, place: int, rules: RecognitionRules, *, is_awarded: bool) -> Ranked:
    fits, best, last = figures.fits[place], float(figures.best[place]), float(figures.last[place])
    score = _believed(figures.scores, place, float(figures.means.mean[place]), _HIGHEST)
    grade = rules.grade_of(score.value)
    return Ranked(
        key=figures.keys[place],
        name=figures.names[place],
        unit_path=figures.paths[place],
        n_calls=figures.n_calls[place],
        n_effective=float(figures.means.n_effective[place]),
        score=score,
        kept=float(figures.scores.kept[place]),
        n_critical=figures.n_failed[place],
        critical=_believed(figures.critical, place, float(figures.plain_critical[place]), 1.0),
        eligibility=fits,
        chance_best=best,
        chance_of_tail=last,
        grade=grade,
        grade_chance=_chance_of(grade, figures.scores.draws[:, place], rules),
        is_recognised=is_awarded and fits is Eligibility.ELIGIBLE and best >= rules.tie_bound,
        is_in_tail=last >= rules.tail_bound,
    )


def _believed(found: Shrunken, place: int, plain: float, highest: float) -> Believed:
    """Within what is possible: near the top a normal distribution reaches beyond it."""
    value, low, high = (min(max(float(one[place]), 0.0), highest) for one in (found.value, found.low, found.high))
    return Believed(value, low, high, plain)


def _chance_of(grade: Grade, draws: Floats, rules: RecognitionRules) -> float:
    bounds = (np.inf, *rules.grade_bounds, -np.inf)
    place = list(Grade).index(grade)
    return float(np.mean((draws < bounds[place]) & (draws >= bounds[place + 1])))

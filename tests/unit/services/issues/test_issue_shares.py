"""Shares of reasons and of critical criteria have the interval that the calls themselves give."""

import random
from math import fsum, sqrt

import pytest

from qa_desk.domain.evaluation import CauseOwnerKind
from qa_desk.domain.text import NO_TEXT
from qa_desk.services.issues.issue_shares import Whole, critical_shares, reason_counts
from qa_desk.store.issue_queries import TogetherCount, WhyCount
from qa_desk.store.why_numbers import Why

N_CALLS = 200
NORMAL_975 = 1.959963984540054

Kind = tuple[str, tuple[str, ...]]
"""A criterion that failed, and the reasons noted."""


def interval(ys: list[float], xs: list[float]) -> tuple[float, float, float]:
    """Ratio of sums and its limits from residuals call by call: Cochran (1977), § 2.11."""
    ratio, mean = sum(ys) / sum(xs), sum(xs) / len(xs)
    residual = fsum((y - ratio * x) ** 2 for y, x in zip(ys, xs, strict=True))
    margin = NORMAL_975 * sqrt(residual / (len(xs) * (len(xs) - 1))) / mean
    return ratio, ratio - margin, ratio + margin


def test_a_reason_has_the_interval_that_its_calls_give() -> None:
    chance = random.Random(7)
    kinds = [("tone", ("late",)), ("tone", ("late", "rude")), ("pace", ("late",)), ("pace", ())]
    calls = [{kind: float(chance.randint(1, 9)) for kind in _one_a_criterion(kinds, chance)} for _ in range(N_CALLS)]
    xs = [sum(call.values()) for call in calls]
    counts = [_count(kind, calls, xs) for kind in kinds]
    whole = Whole(N_CALLS, sum(xs), sum(x * x for x in xs))
    tone = [count for count in counts if count.why.criterion_key == "tone"]
    found = {one.key: one for one in reason_counts(tone, {"late": NO_TEXT, "rude": NO_TEXT}, whole)}
    for reason in ("late", "rude"):
        ys = [sum(lost / len(kind[1]) for kind, lost in call.items() if kind[0] == "tone" and reason in kind[1])
              for call in calls]  # fmt: skip
        share = found[reason].points_share
        assert (share.value, share.ci_low, share.ci_high) == pytest.approx(interval(ys, xs))
        assert found[reason].points == pytest.approx(sum(ys))


def test_critical_failures_of_one_call_are_not_taken_for_calls_of_their_own() -> None:
    chance = random.Random(11)
    # two that mostly fail together, and one alone
    calls = [
        {"consent", "identity"} if chance.random() < 0.2 else {"payment"} if chance.random() < 0.1 else set[str]()
        for _ in range(N_CALLS)
    ]
    together: dict[str, TogetherCount] = {}
    for key in ("consent", "identity", "payment"):
        own = [call for call in calls if key in call]
        together[key] = TogetherCount(len(own), sum(len(call) for call in own))
    found = critical_shares(together, N_CALLS)
    for key, share in found.items():
        expected = interval([float(key in call) for call in calls], [float(len(call)) for call in calls])
        assert (share.value, share.ci_low, share.ci_high) == pytest.approx(expected)
    assert sum(share.value or 0.0 for share in found.values()) == pytest.approx(1.0)


def test_without_points_there_is_no_share() -> None:
    (late,) = reason_counts(
        [WhyCount(Why("tone", ("late",), CauseOwnerKind.AGENT, ""), 3, 0.0, 0.0, 0.0)],
        {"late": NO_TEXT},
        Whole(N_CALLS, 0.0, 0.0),
    )
    assert (late.n_calls, late.points_share.value) == (3, None)


def _one_a_criterion(kinds: list[Kind], chance: random.Random) -> list[Kind]:
    by_criterion: dict[str, Kind] = {}
    for kind in chance.sample(kinds, chance.randint(0, len(kinds))):
        by_criterion[kind[0]] = kind
    return list(by_criterion.values())


def _count(kind: Kind, calls: list[dict[Kind, float]], xs: list[float]) -> WhyCount:
    own = [(call[kind], x) for call, x in zip(calls, xs, strict=True) if kind in call]
    return WhyCount(
        Why(*kind, CauseOwnerKind.AGENT, ""),
        len(own),
        sum(y for y, _x in own),
        sum(y * y for y, _x in own),
        sum(y * x for y, x in own),
    )

"""Parts of what was lost with their intervals: of criteria, of reasons, and of criteria among critical failures."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.text import LocalText
from qa_desk.measurement.shares import CallSums, ratio_of_sums
from qa_desk.services.issues.issue_views import ReasonCount
from qa_desk.store.issue_queries import TogetherCount, WhyCount


@dataclass(frozen=True, slots=True)
class Part:
    """Sums over calls of a part y of what each lost in all, x."""

    y: float
    yy: float
    xy: float


@dataclass(frozen=True, slots=True)
class Whole:
    """All that calls lost: how many calls there are, and the sums over them of x and of x²."""

    n_calls: int
    x: float
    xx: float

    def share(self, part: Part) -> Estimate:
        """The part of the whole; calls are the sample, so that what is lost in one call together counts once."""
        return ratio_of_sums(CallSums(self.n_calls, part.y, self.x, part.yy, part.xy, self.xx))


def added(parts: Sequence[Part]) -> Part:
    """Parts of which no call has two."""
    return Part(fsum(one.y for one in parts), fsum(one.yy for one in parts), fsum(one.xy for one in parts))


def reason_counts(found: Sequence[WhyCount], titles: Mapping[str, LocalText], whole: Whole) -> tuple[ReasonCount, ...]:
    """Most often first; the points of a failure with several reasons are shared out among them alike."""
    n_calls: Counter[str] = Counter()
    parts: dict[str, list[Part]] = defaultdict(list)
    for one in found:
        n_reasons = len(one.why.reason_keys)
        for key in one.why.reason_keys:
            n_calls[key] += one.n_failed
            parts[key].append(Part(one.points / n_reasons, one.yy / n_reasons**2, one.xy / n_reasons))
    order = sorted((key for key in n_calls if key in titles), key=lambda key: (-n_calls[key], key))
    return tuple(_reason(key, titles[key], n_calls[key], added(parts[key]), whole) for key in order)


def critical_shares(together: Mapping[str, TogetherCount], n_calls: int) -> dict[str, Estimate]:
    """Of each critical criterion that failed, its part of all critical failures."""
    n_failures = sum(one.n_failed for one in together.values())
    whole = Whole(n_calls, n_failures, sum(one.n_with for one in together.values()))
    return {key: whole.share(Part(one.n_failed, one.n_failed, one.n_with)) for key, one in together.items()}


def _reason(key: str, title: LocalText, n_calls: int, part: Part, whole: Whole) -> ReasonCount:
    return ReasonCount(key, title, n_calls, part.y, whole.share(part))

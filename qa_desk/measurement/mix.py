"""Whether other people, rather than other work, may explain that a rate moved: raters, agents or units."""

from collections.abc import Mapping

from qa_desk.agreement.intervals import wilson

_MOSTLY = 0.5


def mix_changed(before: Mapping[str, tuple[int, int]], after: Mapping[str, tuple[int, int]]) -> bool:
    """Whether the mix of parts, such as inspectors or agents, changed so far that it may explain that the rate moved.

    Args:
        before: calls failed and calls scored of each part.
        after: the same afterwards.

    Returns:
        True when more than half of the calls after are of parts without calls before, when more than half of those
        before are of parts without calls after, or when the other mix alone moves the rate by more than half the
        margin of its interval: Σ (share of calls after − share before) × own rate, a direct standardisation. Own
        rates are drawn towards that of all as far as parts don't differ beyond chance (moments): the rate of a
        handful of calls explains nothing.

    Source:
        Fleiss, Levin & Paik (2003), Statistical Methods for Rates and Proportions, 3rd ed., ch. 19; DerSimonian &
        Laird (1986), Controlled Clinical Trials 7, 177–188, for the variance between parts.
    """
    n_before = sum(n for _failed, n in before.values())
    n_after = sum(n for _failed, n in after.values())
    if not n_before or not n_after:
        return False
    joined = sum(n for part, (_failed, n) in after.items() if not before.get(part, (0, 0))[1])
    left = sum(n for part, (_failed, n) in before.items() if not after.get(part, (0, 0))[1])
    if joined > _MOSTLY * n_after or left > _MOSTLY * n_before:
        return True
    rates = _rates({part: _sum(before, after, part) for part in {*before, *after}})
    shift = sum(
        (after.get(part, (0, 0))[1] / n_after - before.get(part, (0, 0))[1] / n_before) * rate
        for part, rate in rates.items()
    )
    low, high = wilson(sum(failed for failed, _n in after.values()), n_after, confidence=0.95)
    return abs(shift) > (high - low) / 4


def _sum(before: Mapping[str, tuple[int, int]], after: Mapping[str, tuple[int, int]], part: str) -> tuple[int, int]:
    (failed_before, n_before), (failed_after, n_after) = before.get(part, (0, 0)), after.get(part, (0, 0))
    return failed_before + failed_after, n_before + n_after


def _rates(parts: Mapping[str, tuple[int, int]]) -> dict[str, float]:
    """The rate of each part, drawn towards that of all."""
    known = {part: counts for part, counts in sorted(parts.items()) if counts[1]}
    n_all = sum(n for _failed, n in known.values())
    overall = sum(failed for failed, _n in known.values()) / n_all
    chance = overall * (1 - overall)
    misfit = sum(n * (failed / n - overall) ** 2 for failed, n in known.values())
    spread = n_all - sum(n * n for _failed, n in known.values()) / n_all
    between = max(0.0, (misfit - (len(known) - 1) * chance) / spread) if spread > 0 else 0.0
    if between == 0.0:
        return dict.fromkeys(known, overall)
    return {
        part: overall + (failed / n - overall) * between / (between + chance / n) for part, (failed, n) in known.items()
    }

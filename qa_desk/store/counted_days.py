"""Criteria counted by day: kept as the database sums them, and put together only by what somebody asks for.

There are tens of thousands of days times criteria in two years; a figure is of a few stretches of them.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DayCount:
    """One criterion on one day."""

    criterion_key: str
    day: date
    version_number: int
    n_calls: int
    n_failed: int


@dataclass(slots=True)
class StretchCount:
    """One criterion over some days, and the latest version that its calls were scored on."""

    n_calls: int = 0
    n_failed: int = 0
    version_number: int = 0


@dataclass(frozen=True, slots=True)
class CountedDays:
    """Calls by day, version and set of criteria; failures by day, version and criterion; the criteria of each set."""

    calls: Sequence[tuple[date, int, int, int]]
    failed: Sequence[tuple[date, int, str, int]]
    applied: Mapping[int, tuple[str, ...]]

    def each(self) -> tuple[DayCount, ...]:
        """Every criterion on every day by version, in order of days."""
        calls: Counter[tuple[date, int, str]] = Counter()
        for day, version, number, n in self.calls:
            for key in self.applied[number]:
                calls[day, version, key] += n
        failed = {(day, version, key): n for day, version, key, n in self.failed}
        return tuple(
            DayCount(place[2], place[0], place[1], calls[place], failed.get(place, 0)) for place in sorted(calls)
        )

    def by_stretch(self, start_of: Mapping[date, date]) -> dict[str, dict[date, StretchCount]]:
        """Of each criterion the stretches that its days begin with; a day without one is left out."""
        of_sets: dict[tuple[date, int], list[int]] = {}
        for day, version, number, n in self.calls:
            if day in start_of:
                one = of_sets.setdefault((start_of[day], number), [0, 0])
                one[0] += n
                one[1] = max(one[1], version)
        found: dict[str, dict[date, StretchCount]] = defaultdict(lambda: defaultdict(StretchCount))
        for (start, number), (n, version) in of_sets.items():
            for key in self.applied[number]:
                cell = found[key][start]
                cell.n_calls += n
                cell.version_number = max(cell.version_number, version)
        for day, _version, key, n in self.failed:
            start = start_of.get(day)
            if start is not None and key in found and start in found[key]:
                found[key][start].n_failed += n
        return {key: dict(stretches) for key, stretches in found.items()}

    def between(self, first_day: date, last_day: date) -> dict[str, StretchCount]:
        """Each criterion over these days."""
        asked = {day: first_day for day, _version, _number, _n in self.calls if first_day <= day <= last_day}
        return {key: found[first_day] for key, found in self.by_stretch(asked).items()}

    def failing(self, criterion_keys: Collection[str], first_day: date, last_day: date) -> dict[str, dict[date, int]]:
        """How often each of these failed on each of these days; days without a failure are left out."""
        found: dict[str, dict[date, int]] = {key: {} for key in criterion_keys}
        for day, _version, key, n in self.failed:
            if key in found and first_day <= day <= last_day:
                found[key][day] = found[key].get(day, 0) + n
        return found

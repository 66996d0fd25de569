"""The real evaluations that a form is judged by: those of record, and those of calls that several inspectors scored."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.ids import CallId, EvaluationId, VersionId
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import FEWEST_COUNTED, Visibility, counting_of, visibility_of
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.store.unit_of_work import UnitOfWork

_AT_ONCE = 500
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evaluations that may be counted, with the versions they were scored on.

    `call_keys` names the calls of those that the reader may see; the others are counted and not named.
    """

    evaluations: tuple[Evaluation, ...]
    versions: Mapping[VersionId, ScorecardVersion]
    call_keys: Mapping[CallId, str]
    seen: frozenset[EvaluationId]

    def named(self, evaluations: Iterable[Evaluation]) -> tuple[CallId, ...]:
        """The calls of these evaluations, of those that the reader may see."""
        return tuple(one.call_id for one in evaluations if one.id in self.seen)


def of_record(uow: UnitOfWork, key: str, first_day: date, last_day: date, actor: Actor) -> Evidence:
    """The evaluations of record on a scorecard for calls of these days."""
    return _evidence(uow, key, lambda sight: uow.scorecards.of_record(key, first_day, last_day, sight), actor)


def scored_by_several(uow: UnitOfWork, key: str, first_day: date, last_day: date, actor: Actor) -> Evidence:
    """What several inspectors answered independently on the same calls, handed in on these days of the centre."""
    zone = ZoneInfo(uow.settings.time_zone())
    since, until = (
        datetime.combine(day, time(), zone).astimezone(UTC) for day in (first_day, last_day + timedelta(days=1))
    )
    return _evidence(uow, key, lambda sight: uow.scorecards.scored_by_several(key, since, until, sight), actor)


def _evidence(
    uow: UnitOfWork, key: str, found_in: Callable[[Visibility], Sequence[EvaluationId]], actor: Actor
) -> Evidence:
    reading, counting = visibility_of(actor), counting_of(actor)
    seen = found_in(reading)
    ids, sight = seen, reading
    if counting != reading:
        counted = found_in(counting)
        if len(counted) - len(seen) >= FEWEST_COUNTED:
            ids, sight = counted, counting
    found = [one for part in _parts(ids) for one in uow.evaluations.visible(part, sight)]
    may_name = frozenset(seen)
    calls: dict[CallId, str] = {}
    for part in _parts({one.call_id for one in found if one.id in may_name}):
        calls |= {call_id: call.key for call_id, call in uow.calls.calls(part).items()}
    return Evidence(tuple(found), {version.id: version for version in uow.scorecards.versions(key)}, calls, may_name)


def _parts(items: Iterable[T]) -> Iterator[list[T]]:
    """As many at a time as a statement may name."""
    left = iter(items)
    while part := list(islice(left, _AT_ONCE)):
        yield part

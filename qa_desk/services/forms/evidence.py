"""The real evaluations that a form is judged by: those of record, and those of calls that several inspectors scored."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from qa_desk.domain.evaluation import Evaluation
from qa_desk.domain.ids import CallId, EvaluationId, VersionId
from qa_desk.domain.permissions import Visibility
from qa_desk.domain.scorecard import ScorecardVersion
from qa_desk.store.unit_of_work import UnitOfWork

_AT_ONCE = 500
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evaluations that the reader may see, with the versions they were scored on and the calls' own ids."""

    evaluations: tuple[Evaluation, ...]
    versions: Mapping[VersionId, ScorecardVersion]
    call_keys: Mapping[CallId, str]


def of_record(uow: UnitOfWork, key: str, first_day: date, last_day: date, visibility: Visibility) -> Evidence:
    """The evaluations of record on a scorecard for calls of these days."""
    return _evidence(uow, key, uow.scorecards.of_record(key, first_day, last_day, visibility), visibility)


def scored_by_several(uow: UnitOfWork, key: str, first_day: date, last_day: date, visibility: Visibility) -> Evidence:
    """What several inspectors answered independently on the same calls, handed in on these days of the centre."""
    zone = ZoneInfo(uow.settings.time_zone())
    since, until = (
        datetime.combine(day, time(), zone).astimezone(UTC) for day in (first_day, last_day + timedelta(days=1))
    )
    return _evidence(uow, key, uow.scorecards.scored_by_several(key, since, until, visibility), visibility)


def _evidence(uow: UnitOfWork, key: str, ids: Iterable[EvaluationId], visibility: Visibility) -> Evidence:
    found = [one for part in _parts(ids) for one in uow.evaluations.visible(part, visibility)]
    calls: dict[CallId, str] = {}
    for part in _parts({one.call_id for one in found}):
        calls |= {call_id: call.key for call_id, call in uow.calls.calls(part).items()}
    return Evidence(tuple(found), {version.id: version for version in uow.scorecards.versions(key)}, calls)


def _parts(items: Iterable[T]) -> Iterator[list[T]]:
    """As many at a time as a statement may name."""
    left = iter(items)
    while part := list(islice(left, _AT_ONCE)):
        yield part

"""A centre with millions of answers of record, entered in bulk: two years by 40 halls on a form of 20 criteria.

Each evaluation has its call, 19 or 20 criteria that applied, and 2.4 failures with a passage marked for two in three.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from json import dumps
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine

from qa_desk.domain.criteria.base import Reason
from qa_desk.domain.criteria.pass_fail import PassFail
from qa_desk.domain.ids import ScorecardId, VersionId
from qa_desk.domain.issue import set_number, why_number
from qa_desk.domain.scorecard import (
    Criterion,
    CriticalFamily,
    CriticalPolicy,
    PolicyKind,
    ScorecardVersion,
    Section,
    VersionState,
)
from qa_desk.domain.text import LocalText
from qa_desk.store.engine import is_sqlite
from tests.benchmarks.million_calls import Ids, in_bulk, mixed
from tests.store.furnishing import NOW, Centre

N_CRITERIA, N_UNITS = 20, 40
N_DAYS = 730
FIRST_DAY = date(2024, 3, 1)
LAST_DAY = FIRST_DAY + timedelta(days=N_DAYS - 1)
SCORECARD = "hotline"
_N_INSPECTORS, _N_AGENTS, _N_CRITICAL = 30, 600, 3
_KEYS = tuple(f"criterion_{place:02}" for place in range(N_CRITERIA))
_STAGES = ("opening", "finding out", "solving", "closing")

_PLACED = (
    "evaluation_id, call_id, day, unit_id, agent_id, inspector_id, scorecard_key, version_number, business_type,"
    " campaign, customer_segment, service_stage"
)
_SCORED = f"{_PLACED}, score, score_before_policy, agent_score, passed, points_lost, applied_set"
_DEDUCTION = (
    f"id, {_PLACED}, section_key, criterion_key, reason_keys, points, critical, cause_owner_kind, cause_owner_name,"
    " call_points, owner_points, why"
)
_CALL = (
    "id, key, started_at, agent_id, unit_id, duration_s, mode, queue, business_type, campaign, customer_id,"
    " customer_segment, service_stage, channel, direction, csat, csat_scale, complaint, resolved, imported_at, version"
)
_ASSIGNMENT = (
    "id, call_id, inspector_id, version_id, purpose, state, assigned_by, assigned_at, position, hides_agent, version"
)
_EVALUATION = (
    "id, assignment_id, call_id, inspector_id, version_id, purpose, mode, state, sealed, started_at, submitted_at,"
    " late, comment, listened_share, worked_s, score_before_policy, score, agent_score, passed"
)
_MARK = "id, evaluation_id, sealed, criterion_key, recording_id, start_s, end_s, note, positive"


def fill(centre: Centre, engine: Engine, n_answers: int) -> None:
    """So many answers, of which only what is counted is entered: 19 or 20 to an evaluation."""
    versions = _publish(centre)
    rows = _Rows(Ids(is_sqlite(engine)), n_answers // N_CRITERIA, versions)
    with in_bulk(engine) as enter:
        enter("units", "id, name, parent_id, path", rows.units())
        enter("people", "id, external_id, name, unit_id, grade, version", rows.people())
        enter("calls", _CALL, rows.calls())
        enter("assignments", _ASSIGNMENT, rows.assignments())
        enter("evaluations", _EVALUATION, rows.evaluations())
        enter("marks", _MARK, rows.marks())
        enter("scored_facts", _SCORED, rows.scored())
        enter("opportunity_facts", "evaluation_id, criterion_key, day, unit_id", rows.opportunities())
        enter("deduction_facts", _DEDUCTION, rows.deductions())
        enter("deduction_reason_facts", "deduction_id, reason_key, day, unit_id, criterion_key", rows.reasons())


def _publish(centre: Centre) -> tuple[ScorecardVersion, ScorecardVersion]:
    reasons = tuple(Reason(f"reason_{place}", LocalText.of(f"Reason {place}")) for place in range(4))
    criteria = tuple(
        Criterion(
            key,
            LocalText.of(f"Criterion {place}"),
            PassFail(),
            weight=0.0 if place >= N_CRITERIA - _N_CRITICAL else 1.0 + place % 5,
            critical=CriticalFamily.CUSTOMER if place >= N_CRITERIA - _N_CRITICAL else None,
            reasons=reasons,
            na_allowed=place == N_CRITERIA - 1,
        )
        for place, key in enumerate(_KEYS)
    )
    first = ScorecardVersion(
        id=VersionId(uuid4()),
        scorecard_id=ScorecardId(uuid4()),
        scorecard_key=SCORECARD,
        number=1,
        title=LocalText.of("Hotline"),
        state=VersionState.PUBLISHED,
        policy=CriticalPolicy(PolicyKind.REPORT_SEPARATELY),
        sections=(Section("section", LocalText.of("Section"), criteria),),
        published_at=NOW,
    )
    second = replace(first, id=VersionId(uuid4()), number=2)
    with centre.store.unit_of_work(centre.actor("lead"), centre.clock) as uow:
        uow.scorecards.add(first)
        uow.scorecards.add(second)
        uow.commit()
    return first, second


class _Rows:
    def __init__(self, ids: Ids, n: int, versions: tuple[ScorecardVersion, ScorecardVersion]) -> None:
        self._ids, self._n, self._versions = ids, n, versions

    def units(self) -> Iterator[Sequence[Any]]:
        for i in range(N_UNITS):
            yield self._ids.of("b", i), f"Floor {i}", None, f"Floor {i}"

    def people(self) -> Iterator[Sequence[Any]]:
        for i in range(_N_AGENTS):
            yield self._ids.of("a", i), f"x{i}", f"Agent {i:03}", self._ids.of("b", i % N_UNITS), "", 1
        for i in range(_N_INSPECTORS):
            yield self._ids.of("9", i), f"y{i}", f"Inspector {i:02}", None, "", 1

    def calls(self) -> Iterator[Sequence[Any]]:
        for i in range(self._n):
            at = self._at(i)
            yield (
                self._ids.of("c", i), f"k{i}", at, self._agent(i), self._unit(i), 180.0, "sampled", "",
                *self._about(i)[:2], f"m{i % 300_000}", *self._about(i)[2:], "phone", "inbound", None, "", None, None,
                at, 1,
            )  # fmt: skip

    def assignments(self) -> Iterator[Sequence[Any]]:
        for i in range(self._n):
            inspector, version = self._inspector(i), self._ids.as_kept(self._version(i).id)
            yield (
                self._ids.of("e", i), self._ids.of("c", i), inspector, version, "routine", "done", inspector,
                self._at(i), 0, False, 1,
            )  # fmt: skip

    def evaluations(self) -> Iterator[Sequence[Any]]:
        for i in range(self._n):
            at, left = self._at(i), 100 - sum(points for _place, points in _failed(i))
            yield (
                self._ids.of("f", i), self._ids.of("e", i), self._ids.of("c", i), self._inspector(i),
                self._ids.as_kept(self._version(i).id), "routine", "sampled", "submitted", False, at, at, False, "",
                1.0, 60.0, left, left, left, True,
            )  # fmt: skip

    def marks(self) -> Iterator[Sequence[Any]]:
        for i in range(self._n):
            for at, (place, _points) in enumerate(_failed(i)):
                if (i + at) % 3:
                    start_s = float(mixed(i + at) % 170)
                    key, of = self._ids.of("7", 8 * i + at), self._ids.of("f", i)
                    yield key, of, False, _KEYS[place], None, start_s, start_s + 6.0, "heard", False

    def scored(self) -> Iterator[Sequence[Any]]:
        whole, without = set_number(_KEYS), set_number(_KEYS[:-1])
        for i in range(self._n):
            lost = float(sum(points for _place, points in _failed(i)))
            yield (*self._place(i), 100 - lost, 100 - lost, 100 - lost, True, lost, without if i % 3 == 0 else whole)

    def opportunities(self) -> Iterator[Sequence[Any]]:
        for i in range(self._n):
            evaluation, day, unit = self._ids.of("f", i), self._day(i), self._unit(i)
            for key in _KEYS[:-1] if i % 3 == 0 else _KEYS:
                yield evaluation, key, day, unit

    def deductions(self) -> Iterator[Sequence[Any]]:
        for i in range(self._n):
            failed = _failed(i)
            lost = float(sum(points for _place, points in failed))
            owners = [_owner(i, at) for at in range(len(failed))]
            for at, (place, points) in enumerate(failed):
                critical = "customer" if place >= N_CRITERIA - _N_CRITICAL else None
                owned = sum(
                    lost_here for (_place, lost_here), owner in zip(failed, owners, strict=True) if owner == owners[at]
                )
                yield (
                    self._ids.of("d", 8 * i + at), *self._place(i), "section", _KEYS[place], dumps([_reason(i)]),
                    points, critical, *owners[at], lost, owned, _why(_KEYS[place], critical, _reason(i), *owners[at]),
                )  # fmt: skip

    def reasons(self) -> Iterator[Sequence[Any]]:
        for i in range(self._n):
            for at, (place, _points) in enumerate(_failed(i)):
                yield self._ids.of("d", 8 * i + at), _reason(i), self._day(i), self._unit(i), _KEYS[place]

    def _place(self, i: int) -> tuple[Any, ...]:
        return (
            self._ids.of("f", i), self._ids.of("c", i), self._ids.day(self._on(i)), self._unit(i), self._agent(i),
            self._inspector(i), SCORECARD, self._version(i).number, *self._about(i),
        )  # fmt: skip

    def _about(self, i: int) -> tuple[str, str, str, str]:
        """Business type, campaign, segment of customers and service stage of a call."""
        r = mixed(i + 5)
        about = "billing" if i % 2 else "roaming"
        return about, "spring" if r % 20 == 0 else "", "business" if r % 3 == 0 else "private", _STAGES[r % 4]

    def _version(self, i: int) -> ScorecardVersion:
        return self._versions[0 if i < self._n // 2 else 1]

    def _on(self, i: int) -> date:
        return FIRST_DAY + timedelta(days=i * N_DAYS // self._n)

    def _day(self, i: int) -> Any:
        return self._ids.day(self._on(i))

    def _at(self, i: int) -> Any:
        moment = datetime.combine(self._on(i), time(8), UTC) + timedelta(seconds=mixed(i) % 36_000)
        return moment if not isinstance(self._day(i), str) else moment.strftime("%Y-%m-%d %H:%M:%S.%f")

    def _unit(self, i: int) -> Any:
        return self._ids.of("b", mixed(i) % N_UNITS)

    def _agent(self, i: int) -> Any:
        return self._ids.of("a", mixed(i + 3) % _N_AGENTS)

    def _inspector(self, i: int) -> Any:
        return self._ids.of("9", mixed(i) % _N_INSPECTORS)


def _failed(i: int) -> list[tuple[int, float]]:
    """Which criteria failed, by place, and what each cost; the first ones more often, the last three are critical."""
    places = sorted({(mixed(i + 17 * at) % 400 * (mixed(i + 31 * at) % 400)) // 8_050 for at in range(mixed(i) % 6)})
    kept = [place for place in places if place < N_CRITERIA - 1]
    return [(place, 0.0 if place >= N_CRITERIA - _N_CRITICAL else 1.0 + place % 5) for place in kept]


def _owner(i: int, at: int) -> tuple[str, str]:
    """Kind and name of who owned the cause of a failure."""
    return ("department", f"Department {i % 4}") if mixed(i + at) % 5 == 0 else ("agent", "")


@cache
def _why(key: str, critical: str | None, reason: str, owner_kind: str, owner_name: str) -> int:
    return why_number(key, critical, (reason,), owner_kind, owner_name)


def _reason(i: int) -> str:
    return f"reason_{mixed(i) % 4}"

"""The board of drift: every inspector with their charts, who is in alarm first, then who lies farthest off."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from qa_desk.agreement.estimate import Estimate
from qa_desk.domain.drift import DriftRestart, DriftSubject, SubjectKind
from qa_desk.domain.ids import PersonId
from qa_desk.measurement.drift.size import beyond_usual, mean_deviation
from qa_desk.measurement.drift.watch import (
    Course,
    Direction,
    chances_of_sessions,
    sessions_until_told,
    watch,
)
from qa_desk.services.drift.deviations import TOTAL_POINTS, Deviations, Stretch, deviations_of
from qa_desk.services.figures.facts import CalibrationFacts, FactInspector, FactSession

LATELY = 6
"""Over so many of the last sessions the size of what is not in alarm is told."""


@dataclass(frozen=True, slots=True)
class LineKey:
    """Names one line of the board."""

    person_id: PersonId
    scorecard_key: str
    subject: str


@dataclass(frozen=True, slots=True)
class DriftAlarm:
    """A chart beyond its limits that nobody has acknowledged; `size` is over the sessions from `since` on."""

    direction: Direction
    since: FactSession
    told: FactSession
    size: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class DriftLine:
    """One inspector on one subject: a course for each stretch, the last one is that of today.

    `size`: the mean deviation from the standard, −1…1, since the alarm began or else lately; times `unit_points` it is
    in points of the total or in points of a hundred. `beyond`: how far that is from what is usual. `ended_by`: what was
    noted after the last session, so that the next one begins a new chart, and no alarm waits.
    """

    inspector: FactInspector
    subject: DriftSubject
    stretches: tuple[Stretch, ...]
    courses: tuple[Course, ...]
    alarm: DriftAlarm | None
    size: Estimate
    beyond: float
    ended_by: DriftRestart | None = None

    @property
    def key(self) -> LineKey:
        """Its name."""
        return LineKey(self.inspector.id, self.subject.scorecard_key, self.subject.key)

    @property
    def current(self) -> Course:
        """The chart of today."""
        return self.courses[-1]

    @property
    def unit_points(self) -> float:
        """What a deviation of 1 is in points."""
        return TOTAL_POINTS if self.subject.kind is SubjectKind.TOTAL else 100.0

    @property
    def order(self) -> tuple[bool, bool, float]:
        """In alarm first, too few sessions last, the farthest off before the others."""
        return self.alarm is None, self.current.is_short, -abs(self.beyond)


@dataclass(frozen=True, slots=True, eq=False)
class InspectorDrift:
    """One inspector with all lines, in the order of the board."""

    inspector: FactInspector
    lines: tuple[DriftLine, ...]

    @property
    def n_alarms(self) -> int:
        """How many charts are in alarm."""
        return sum(line.alarm is not None for line in self.lines)

    @property
    def total(self) -> DriftLine | None:
        """The chart of the total; None where nothing was scored."""
        return next((line for line in self.lines if line.subject.kind is SubjectKind.TOTAL), None)


@dataclass(frozen=True, slots=True)
class Promise:
    """What the board promises: false alarms a year over all of it, and how soon a drift is told.

    `chance` is that of a false alarm at one point, for the last session; `told_after` by shift in standard deviations
    of a session, in sessions of the inspector.
    """

    a_year: float
    n_charts: int
    n_points: int
    chance: float
    told_after: tuple[tuple[float, float | None], ...] = field(default=())


@dataclass(frozen=True, slots=True, eq=False)
class DriftBoard:
    """Everything watched; `sessions` is what the courses' sessions point into."""

    inspectors: tuple[InspectorDrift, ...]
    sessions: tuple[FactSession, ...]
    promise: Promise
    facts: CalibrationFacts
    deviations: Deviations
    zone: ZoneInfo

    @property
    def n_alarms(self) -> int:
        """How many charts are in alarm."""
        return sum(one.n_alarms for one in self.inspectors)

    def line(self, key: LineKey) -> DriftLine | None:
        """The line of that name."""
        return next((line for one in self.inspectors for line in one.lines if line.key == key), None)

    def only(self, person_id: PersonId) -> "DriftBoard":
        """What somebody sees who watches nobody else; the promise stays that of the whole board."""
        own = tuple(one for one in self.inspectors if one.inspector.id == person_id)
        return replace(self, inspectors=own)


def board_of(facts: CalibrationFacts, restarts: Sequence[DriftRestart], *, a_year: float, zone: ZoneInfo) -> DriftBoard:
    """The board of these facts, at so many false alarms a year over all of it."""
    deviations = deviations_of(facts, restarts)
    chances, n_points = _chances(facts, deviations, a_year, zone)
    courses, _usual = watch(deviations.judgements, chances, n_subjects=max(deviations.n_subjects, 1))
    lines = _lines(facts, deviations, courses, restarts)
    by_person: dict[PersonId, list[DriftLine]] = {}
    for line in lines:
        by_person.setdefault(line.inspector.id, []).append(line)
    inspectors = [
        InspectorDrift(own[0].inspector, tuple(sorted(own, key=lambda line: line.order))) for own in by_person.values()
    ]
    inspectors.sort(key=lambda one: (-min(one.n_alarms, 1), one.lines[0].order, one.inspector.name))
    chance = float(chances[-1]) if len(chances) else 0.0
    told = tuple((shift, sessions_until_told(chance, shift) if chance else None) for shift in (1.0, 2.0))
    return DriftBoard(
        tuple(inspectors), facts.sessions, Promise(a_year, len(lines), n_points, chance, told), facts, deviations, zone
    )


def _chances(
    facts: CalibrationFacts, deviations: Deviations, a_year: float, zone: ZoneInfo
) -> tuple[NDArray[np.float64], int]:
    """The chance of a false alarm at each point of a session, and how many points there are in all."""
    is_point = np.zeros((len(deviations.stretches), len(facts.sessions)), dtype=np.bool_)
    is_point[deviations.judgements.series, deviations.judgements.session] = True
    n_points = np.count_nonzero(is_point, axis=0)
    days = np.array([_day(session.held_at, zone) for session in facts.sessions], dtype=np.intp)
    return chances_of_sessions(days, n_points, a_year=a_year), int(n_points.sum())


def _day(moment: datetime, zone: ZoneInfo) -> int:
    return moment.astimezone(zone).date().toordinal()


def _lines(
    facts: CalibrationFacts, deviations: Deviations, courses: Sequence[Course], restarts: Sequence[DriftRestart]
) -> list[DriftLine]:
    """One line for each inspector and subject, of all its stretches."""
    grouped: dict[tuple[int, DriftSubject], list[Course]] = {}
    for course in courses:
        stretch = deviations.stretches[course.series]
        grouped.setdefault((stretch.inspector, stretch.subject), []).append(course)
    return [
        _line(facts, _Drawn(facts.inspectors[inspector], subject, tuple(own)), deviations, restarts)
        for (inspector, subject), own in grouped.items()
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """The courses of one inspector on one subject."""

    inspector: FactInspector
    subject: DriftSubject
    courses: tuple[Course, ...]


def _line(
    facts: CalibrationFacts, drawn: _Drawn, deviations: Deviations, restarts: Sequence[DriftRestart]
) -> DriftLine:
    current = drawn.courses[-1]
    signal = current.signal
    since = signal.since if signal else max(0, len(current.session) - LATELY)
    size = mean_deviation(current, since=since, is_share=drawn.subject.kind is not SubjectKind.TOTAL)
    last = facts.sessions[int(current.session[-1])]
    ended = [one for one in restarts if one.at >= last.held_at and one.concerns(drawn.inspector.id, drawn.subject)]
    alarm = None
    if signal is not None and not ended:
        began, told = (facts.sessions[int(current.session[at])] for at in (signal.since, signal.at))
        alarm = DriftAlarm(signal.direction, began, told, size)
    return DriftLine(
        drawn.inspector,
        drawn.subject,
        tuple(deviations.stretches[course.series] for course in drawn.courses),
        drawn.courses,
        alarm,
        size,
        beyond_usual(current, since=since),
        ended[-1] if ended else None,
    )

"""The course of an agent's score over the two stretches that a report compares, and when they were told something."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qa_desk.services.feedback.told import ToldCall
from qa_desk.services.periods import Days, Period, period_end, period_start

_SHORT_DAYS = 14
"""Stretches shorter than that are cut by day, longer ones by week."""


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """The calls of a day or week: means of both scores, None where none is scored. `is_now`: of the later stretch."""

    first_day: date
    n_calls: int
    agent_score: float | None
    quality: float | None
    is_now: bool


@dataclass(frozen=True, slots=True)
class Course:
    """What an agent scored, in order of time.

    Args:
        told_on: the last day on which results were released to them that has a point after it.
        coached_on: the days on which a note was given to them that have one.
    """

    by: Period
    points: tuple[CoursePoint, ...]
    told_on: date | None = None
    coached_on: tuple[date, ...] = ()

    def after(self, day: date) -> CoursePoint | None:
        """The first point of calls that came after a day; None where there is none."""
        return next((one for one in self.points if one.first_day > day), None)


def course_of(
    stretches: tuple[tuple[Days, Sequence[ToldCall]], tuple[Days, Sequence[ToldCall]]],
    told_on: Sequence[date],
    coached_on: Sequence[date],
    first_weekday: int,
) -> Course:
    """The course of two stretches, the earlier first; a week that lies in both is cut in two.

    Days and weeks without calls stay, as time goes on; but for parts of weeks, and what is before the first call or
    after the last.
    """
    (before, earlier), (days, calls) = stretches
    by = Period.DAY if (days.last - days.first).days + 1 < _SHORT_DAYS else Period.WEEK
    found = [*_points(earlier, before, by, first_weekday), *_points(calls, days, by, first_weekday, is_now=True)]
    with_calls = [place for place, one in enumerate(found) if one.n_calls]
    course = Course(by, tuple(found[with_calls[0] : with_calls[-1] + 1]) if with_calls else ())
    followed = [day for day in told_on if before.first <= day and course.after(day) is not None]
    coached = (day for day in coached_on if before.first <= day and course.after(day) is not None)
    return Course(by, course.points, max(followed, default=None), tuple(sorted(set(coached))))


def _points(
    calls: Sequence[ToldCall], days: Days, by: Period, first_weekday: int, *, is_now: bool = False
) -> Iterator[CoursePoint]:
    start = days.first
    while start <= days.last:
        first = period_start(start, by, first_weekday)
        last = period_end(first, by)
        end = min(last, days.last)
        own = [one for one in calls if start <= one.day <= end]
        agent_score = _mean([one.own.score_before_policy for one in own])
        quality = _mean([one.result.score_before_policy for one in own])
        if own or (first, last) == (start, end):
            yield CoursePoint(start, len(own), agent_score, quality, is_now)
        start = end + timedelta(days=1)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if known else None

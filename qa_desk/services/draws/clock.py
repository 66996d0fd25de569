"""The centre's clock at the beginning of very many calls: the time zone is asked by the day, not for each call."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from qa_desk.domain.sampling_plan import Field, Narrowing

SECOND_US = 1_000_000
_HOUR_US = 3600 * SECOND_US
_DAY_US = 24 * _HOUR_US
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_THURSDAY = 3
"""1970 began on one, counted from 0."""

Moments = NDArray[np.int64]


class Clock:
    """When calls began, in microseconds since 1970, and what the clock on the wall said then."""

    def __init__(self, started_us: Sequence[int] | Moments, zone: ZoneInfo) -> None:
        self.started_us = np.asarray(started_us, dtype=np.int64)
        self._zone = zone

    @cached_property
    def days(self) -> Moments:
        """The centre's days, counted from that of 1970 on which time begins."""
        return self._local_us // _DAY_US

    @property
    def hours(self) -> Moments:
        """0…23."""
        return self._local_us // _HOUR_US % 24

    @property
    def weekdays(self) -> Moments:
        """Monday is 1."""
        return (self.days + _THURSDAY) % 7 + 1

    def fits(self, one: Narrowing) -> NDArray[np.bool_]:
        """Which calls a condition on the hour or the weekday leaves."""
        values = self.hours if one.field == Field.HOUR else self.weekdays
        fitting = np.ones(len(values), dtype=bool)
        if one.least is not None:
            fitting &= values >= one.least
        if one.most is not None:
            fitting &= values <= one.most
        return fitting

    def at(self, places: NDArray[np.intp]) -> "Clock":
        """Those at some places."""
        return Clock(self.started_us[places], self._zone)

    @cached_property
    def _local_us(self) -> Moments:
        days, day_of = np.unique(self.started_us // _DAY_US, return_inverse=True)
        at_first = np.array([self._ahead_us(day * _DAY_US) for day in days.tolist()], dtype=np.int64)
        at_last = np.array([self._ahead_us((day + 1) * _DAY_US) for day in days.tolist()], dtype=np.int64)
        local = self.started_us + at_first[day_of]
        for place in np.flatnonzero((at_first != at_last)[day_of]).tolist():
            # of a day on which the clocks are changed it is the moment that decides
            moment = int(self.started_us[place])
            local[place] = moment + self._ahead_us(moment)
        return local

    def _ahead_us(self, moment_us: int) -> int:
        """By how much the clock on the wall is ahead of UTC."""
        moment = (_EPOCH + moment_us * _MICROSECOND).astimezone(self._zone)
        ahead = moment.utcoffset()
        assert ahead is not None, "a moment in a time zone has its offset"
        return ahead // _MICROSECOND

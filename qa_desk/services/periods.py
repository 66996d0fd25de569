"""The stretches of time that reports are asked for in words, and where the centre's days, weeks and months begin."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Period(StrEnum):
    """By what time is cut; days, weeks and months are the centre's."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class NamedPeriod(StrEnum):
    """What people say instead of two dates."""

    LAST_WEEK = "last_week"
    LAST_FOUR_WEEKS = "last_four_weeks"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    LAST_THREE_MONTHS = "last_three_months"


@dataclass(frozen=True, slots=True)
class Days:
    """From a day to a day, both included."""

    first: date
    last: date


def period_start(day: date, by: Period, first_weekday: int) -> date:
    """The first day of the day, week or month that a day lies in; `first_weekday` 0 is Monday."""
    if by is Period.WEEK:
        return day - timedelta(days=(day.weekday() - first_weekday) % 7)
    return day.replace(day=1) if by is Period.MONTH else day


def period_end(first_day: date, by: Period) -> date:
    """The last day of the day, week or month that begins on this day."""
    if by is Period.WEEK:
        return first_day + timedelta(days=6)
    after = (first_day + timedelta(days=31)).replace(day=1)
    return after - timedelta(days=1) if by is Period.MONTH else first_day


def periods_back(last_day: date, by: Period, first_weekday: int, n_periods: int) -> date:
    """The first day of so many days, weeks or months, the one that a day lies in being the last of them."""
    start = period_start(last_day, by, first_weekday)
    for _step in range(n_periods - 1):
        start = period_start(start - timedelta(days=1), by, first_weekday)
    return start


def days_of(named: NamedPeriod, today: date, first_weekday: int) -> Days:
    """The days meant: last week and last month are whole ones, the last four weeks end today."""
    if named is NamedPeriod.LAST_FOUR_WEEKS:
        return Days(today - timedelta(days=27), today)
    if named is NamedPeriod.LAST_WEEK:
        monday = period_start(today, Period.WEEK, first_weekday)
        return Days(monday - timedelta(days=7), monday - timedelta(days=1))
    month = today.replace(day=1)
    if named is NamedPeriod.THIS_MONTH:
        return Days(month, today)
    before = month - timedelta(days=1)
    if named is NamedPeriod.LAST_MONTH:
        return Days(before.replace(day=1), before)
    first = month
    for _month in range(3):
        first = (first - timedelta(days=1)).replace(day=1)
    return Days(first, before)

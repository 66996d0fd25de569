"""Stretches of time in words: whole weeks and months of the centre, whatever day it is."""

from datetime import date

import pytest

from qa_desk.services.periods import Days, NamedPeriod, Period, days_of, period_start

WEDNESDAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("named", "first", "last"),
    [
        (NamedPeriod.LAST_WEEK, date(2026, 11, 9), date(2026, 11, 15)),
        (NamedPeriod.LAST_FOUR_WEEKS, date(2026, 10, 22), WEDNESDAY),
        (NamedPeriod.THIS_MONTH, date(2026, 11, 1), WEDNESDAY),
        (NamedPeriod.LAST_MONTH, date(2026, 10, 1), date(2026, 10, 31)),
        (NamedPeriod.LAST_THREE_MONTHS, date(2026, 8, 1), date(2026, 10, 31)),
    ],
)
def test_named_periods_of_a_wednesday(named: NamedPeriod, first: date, last: date) -> None:
    assert days_of(named, WEDNESDAY, 0) == Days(first, last)


def test_a_week_begins_on_the_centres_first_weekday() -> None:
    assert period_start(WEDNESDAY, Period.WEEK, 6) == date(2026, 11, 15)
    assert days_of(NamedPeriod.LAST_WEEK, WEDNESDAY, 6) == Days(date(2026, 11, 8), date(2026, 11, 14))
    assert period_start(date(2026, 11, 15), Period.WEEK, 6) == date(2026, 11, 15)


def test_months_cross_the_year() -> None:
    assert days_of(NamedPeriod.LAST_THREE_MONTHS, date(2027, 1, 31), 0) == Days(date(2026, 10, 1), date(2026, 12, 31))

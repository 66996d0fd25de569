"""On which days a recurring session is to be opened."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from qa_desk.domain.ids import PersonId, RecurrenceId
from qa_desk.domain.recurrence import Every, Evidence, Recurrence, next_occurrence, occurrence

START = date(2026, 11, 18)
WEDNESDAY = 2


def recurring(every: Every, weekday: int) -> Recurrence:
    return Recurrence(
        RecurrenceId(uuid4()), "Weekly", every, weekday, START, 3, Evidence.ANY, (), PersonId(uuid4()), "service"
    )


@pytest.mark.parametrize(
    ("every", "weekday", "days"),
    [
        (Every.WEEK, WEDNESDAY, (date(2026, 11, 18), date(2026, 11, 25), date(2026, 12, 2))),
        (Every.WEEK, 0, (date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7))),
        (Every.TWO_WEEKS, WEDNESDAY, (date(2026, 11, 18), date(2026, 12, 2), date(2026, 12, 16))),
        (Every.MONTH, 0, (date(2026, 12, 7), date(2027, 1, 4), date(2027, 2, 1))),
    ],
)
def test_the_days_follow_from_the_rule(every: Every, weekday: int, days: tuple[date, ...]) -> None:
    one = recurring(every, weekday)
    found = [day for ahead in range(120) if occurrence(one, day := START + timedelta(days=ahead)) == day]
    assert tuple(found[:3]) == days
    assert next_occurrence(one, START - timedelta(days=1)) == days[0]
    assert next_occurrence(one, days[0]) == days[1]


@pytest.mark.parametrize("every", list(Every))
def test_between_two_days_the_earlier_one_holds(every: Every) -> None:
    one = recurring(every, WEDNESDAY)
    for ahead in range(100):
        day = START + timedelta(days=ahead)
        found = occurrence(one, day)
        assert found is None or (found <= day and found.weekday() == WEDNESDAY and found >= START)
        assert next_occurrence(one, day) > day


def test_before_the_first_day_there_is_none() -> None:
    assert occurrence(recurring(Every.WEEK, 0), START) is None
    assert occurrence(recurring(Every.MONTH, WEDNESDAY), START) is None

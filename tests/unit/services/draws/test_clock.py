"""The clock of very many calls says of each what its time zone says, on days on which clocks are changed as well."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from qa_desk.domain.sampling_plan import Narrowing
from qa_desk.services.draws.clock import Clock

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# both changes of clocks in a year of Berlin, and one of Lord Howe's by half an hour
MOMENTS = [
    first + number * timedelta(minutes=37, microseconds=11)
    for first in (datetime(2026, 3, 28, 20, 0, tzinfo=UTC), datetime(2026, 10, 24, 20, 0, tzinfo=UTC),
                  datetime(2026, 4, 4, 3, 0, tzinfo=UTC), datetime(1969, 12, 31, 3, 0, tzinfo=UTC))
    for number in range(60)
]  # fmt: skip


@pytest.mark.parametrize("name", ["UTC", "Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"])
def test_days_hours_and_weekdays_are_those_of_the_zone(name: str) -> None:
    zone = ZoneInfo(name)
    clock = Clock([(moment - _EPOCH) // _MICROSECOND for moment in MOMENTS], zone)
    local = [moment.astimezone(zone) for moment in MOMENTS]
    assert clock.hours.tolist() == [one.hour for one in local]
    assert clock.weekdays.tolist() == [one.isoweekday() for one in local]
    assert clock.days.tolist() == [(one.date() - date(1970, 1, 1)).days for one in local]


def test_conditions_include_both_ends() -> None:
    clock = Clock([hour * 3_600_000_000 for hour in range(24)], ZoneInfo("UTC"))
    assert clock.hours[clock.fits(Narrowing("hour", least=9, most=11))].tolist() == [9, 10, 11]
    assert clock.hours[clock.fits(Narrowing("hour", least=22))].tolist() == [22, 23]
    assert not clock.fits(Narrowing("weekday", most=3)).any(), "1970 began on a Thursday"
    assert clock.fits(Narrowing("weekday", least=4, most=4)).all()


def test_no_calls_have_no_hours() -> None:
    assert Clock([], ZoneInfo("Europe/Berlin")).hours.tolist() == []

"""Times as spreadsheets write them; without an offset they are the centre's."""

import re
from datetime import UTC, datetime, tzinfo

_DAY_FIRST_YEAR = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*(.*)")
_CLOCK = re.compile(r"T?\s*(\d{1,2})[:时](\d{2})(?:[:分](\d{2})(?:\.\d+)?)?秒?")


def moment_of(cell: str, time_zone: tzinfo) -> datetime | None:
    """The moment in UTC; a day alone is its beginning. None for what is no time, or could be two (3/4/2025)."""
    text = cell.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = _spreadsheet_moment(text)
    if moment is None:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=time_zone)).astimezone(UTC)
    except OverflowError:
        return None


def _spreadsheet_moment(text: str) -> datetime | None:
    """Year, month and day in this order, parted as people do, with or without a clock time."""
    found = _DAY_FIRST_YEAR.fullmatch(text)
    if not found:
        return None
    year, month, day, rest = found.groups()
    clock = _CLOCK.fullmatch(rest) if rest else None
    if rest and clock is None:
        return None
    hour, minute, second = (int(part or 0) for part in clock.groups()) if clock else (0, 0, 0)
    try:
        # the caller gives it the zone of the centre
        return datetime(int(year), int(month), int(day), hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return None

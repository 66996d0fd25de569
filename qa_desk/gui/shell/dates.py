"""Days, times and lengths as people read them: in their language, in the centre's time zone. Stored times are UTC."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QLocale

from qa_desk.i18n import _, current_language

if TYPE_CHECKING:
    from qa_desk.bootstrap import Services


def local_day(moment: datetime, time_zone: str) -> date:
    """The centre's day on which a moment fell."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def centre_today(services: Services) -> date:
    """The day it is where the centre is; reads the centre's time zone, so for a job."""
    return local_day(services.now(), services.administering.centre().time_zone)


def day_text(day: date) -> str:
    """A day of this year or a nearby one: "12 Nov"."""
    # Translators: a day as Qt writes it, see QLocale::toString
    return _locale().toString(_qdate(day), _("d MMM"))


def day_and_year(day: date) -> str:
    """A day with its year: "31 Dec 2026"."""
    # Translators: a day with its year as Qt writes it
    return _locale().toString(_qdate(day), _("d MMM yyyy"))


def days_text(first: date, last: date) -> str:
    """Days of this year or a nearby one: "9 Nov to 15 Nov"; one day stands by itself."""
    if first == last:
        return day_text(first)
    return _("{first} to {last}").format(first=day_text(first), last=day_text(last))


def weekday_and_day(day: date) -> str:
    """A day with its weekday: "Fri 20 Nov"."""
    # Translators: a day with its weekday as Qt writes it
    return _locale().toString(_qdate(day), _("ddd d MMM"))


def time_text(moment: datetime, time_zone: str) -> str:
    """The hour and minute of a moment: "14:02"."""
    return f"{moment.astimezone(ZoneInfo(time_zone)):%H:%M}"


def time_to_second(moment: datetime, time_zone: str) -> str:
    """The same to the second: "14:03:22"."""
    return f"{moment.astimezone(ZoneInfo(time_zone)):%H:%M:%S}"


def day_and_time(moment: datetime, time_zone: str) -> str:
    """A moment of this year or a nearby one: "12 Nov 14:02"."""
    return f"{day_text(local_day(moment, time_zone))} {time_text(moment, time_zone)}"


def length_text(seconds: float) -> str:
    """How long something lasts: "6:41", with hours "1:06:41"; what is finer is dropped, as on a clock that plays it."""
    whole = max(0, int(seconds + 1e-6))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def worked_text(seconds: float) -> str:
    """How long somebody worked, to the minute: "12 min", "1 h 05 min"."""
    hours, minutes = divmod(max(0, int(seconds)) // 60, 60)
    if hours:
        return _("{hours} h {minutes:02} min").format(hours=hours, minutes=minutes)
    return _("{minutes} min").format(minutes=minutes) if minutes or seconds <= 0 else _("under 1 min")


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _locale() -> QLocale:
    return QLocale(current_language())

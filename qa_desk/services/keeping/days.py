"""The day it is at the centre, whose days, weeks and months all figures and due dates go by."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from qa_desk.store.unit_of_work import UnitOfWork


def centre_day(uow: UnitOfWork, moment: datetime) -> date:
    """The day that a moment falls on in the centre's time zone."""
    return moment.astimezone(ZoneInfo(uow.settings.time_zone())).date()

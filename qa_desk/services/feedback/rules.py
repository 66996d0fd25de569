"""What the centre has settled about results of agents, and the days that follow from it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from qa_desk.domain.feedback import DEFAULT_DISPUTE_DAYS, Feedback, FeedbackRules
from qa_desk.services.keeping.days import centre_day
from qa_desk.store.unit_of_work import UnitOfWork

DELAY_DAYS = "feedback_delay_days"
"""The setting: so many days after handing in; anything but a number means that a lead releases."""

DISPUTE_DAYS = "dispute_days"


def rules_on(uow: UnitOfWork, day: date) -> FeedbackRules:
    """What holds on a day."""
    settings = uow.settings.on(day)
    delay, disputing = settings.get(DELAY_DAYS, False), settings.get(DISPUTE_DAYS, DEFAULT_DISPUTE_DAYS)
    return FeedbackRules(None if isinstance(delay, bool) else int(delay), int(disputing))


def last_day(uow: UnitOfWork, feedback: Feedback, now: datetime) -> date:
    """The last day on which a result that was released can be disputed."""
    assert feedback.released_at is not None, "what is held can't be disputed"
    return rules_on(uow, centre_day(uow, now)).last_day_to_dispute(centre_day(uow, feedback.released_at))


def due_before(uow: UnitOfWork, now: datetime) -> datetime | None:
    """What was handed in before this moment falls due; None where nothing is released by itself."""
    today = centre_day(uow, now)
    delay = rules_on(uow, today).delay_days
    if delay is None:
        return None
    first_too_young = today - timedelta(days=delay) + timedelta(days=1)
    return datetime.combine(first_too_young, time(), ZoneInfo(uow.settings.time_zone()))

"""Tracked items in several states for tests of the report: one with an effect, one confounded, one overdue."""

from datetime import UTC, date, datetime
from uuid import UUID

from qa_desk.domain.ids import PersonId, TrackedItemId
from qa_desk.domain.issue import AttributionState, TrackedItem, TrackedState
from qa_desk.domain.text import LocalText
from qa_desk.measurement.agent_clusters import BeforeAfter, Clusters
from qa_desk.measurement.effect import effect_of
from qa_desk.reports.tracked_items import TrackedItemsData
from qa_desk.services.periods import Days
from qa_desk.services.tracked.effects import Confounder, ItemEffect
from qa_desk.services.tracked.following import Goals, Returned, WeekView
from qa_desk.services.tracked.tracking_views import Cause, TrackedView

MADE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
BEFORE, AFTER = Days(date(2026, 8, 10), date(2026, 10, 4)), Days(date(2026, 11, 2), date(2026, 11, 22))

HERE = Clusters(
    tuple(BeforeAfter(*counts) for counts in ((20, 50, 3, 30), (16, 50, 4, 30), (13, 50, 2, 30), (11, 50, 3, 30)))
)
ELSEWHERE = Clusters(tuple(BeforeAfter(*counts) for counts in ((22, 100, 12, 60), (18, 100, 10, 60)) * 2))


def item(number: int, title: str, state: TrackedState, due_on: date) -> TrackedItem:
    """An item opened in October."""
    owner = PersonId(UUID(int=100))
    return TrackedItem(
        TrackedItemId(UUID(int=number)), title, "tone", None, None, owner, due_on, "Coach", state, owner, MADE
    )


SHOWN = item(1, "Tone slips", TrackedState.EFFECT_SHOWN, date(2026, 11, 20))
DONE = item(2, "Silence", TrackedState.DONE, date(2026, 11, 25))
LATE = item(3, "=Wrong <b>bill</b>", TrackedState.OPEN, date(2026, 11, 10))


def data() -> TrackedItemsData:
    """What the report of a week gathers."""
    cause = Cause("Billing", "He Jun", "Ma Chao", date(2026, 11, 12), AttributionState.PROPOSED, "", True, False, False)
    criterion = LocalText.of("Tone")
    effects = (
        ItemEffect(SHOWN, BEFORE, AFTER, effect_of(HERE, ELSEWHERE), (), 3, 4),
        ItemEffect(
            DONE,
            BEFORE,
            AFTER,
            effect_of(Clusters((), BeforeAfter(30, 100, 5, 60)), None, is_confounded=True),
            (Confounder.FORM, Confounder.AGENTS),
            0,
        ),
    )
    week = WeekView(
        Days(date(2026, 11, 16), date(2026, 11, 22)),
        Days(date(2026, 11, 1), date(2026, 11, 30)),
        Goals(),
        (SHOWN,),
        (LATE,),
        3,
        1,
    )
    views = (
        TrackedView(SHOWN, "Xu Lei", "Wang Fang", "Liu Yang", "", False, criterion),
        TrackedView(DONE, "Xu Lei", "Wang Fang", "", "Hall A", False, criterion),
        TrackedView(LATE, "He Jun", "Wang Fang", "", "", True, criterion, cause=cause),
    )
    return TrackedItemsData(views, effects, week, (Returned(SHOWN, 12, 25),), MADE, "Wang Fang")

"""What the queue says of calls: groups, minutes, and never that one is scored twice."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from qa_desk.domain.evaluation import AssignmentState, Purpose, WorkItem
from qa_desk.domain.ids import AssignmentId, CallId
from qa_desk.gui.my_calls.queue import QueueRow, Today, purposes, queue_rows, summary

NOW = datetime(2026, 11, 18, 17, 30, tzinfo=UTC)  # Thursday 19 November, 01:30, in Shanghai
TODAY = Today(NOW, "Asia/Shanghai", 0)
DAY = date(2026, 11, 19)


def item(
    state: AssignmentState = AssignmentState.WAITING,
    *,
    due_on: date | None = None,
    purpose: Purpose = Purpose.ROUTINE,
    submitted_at: datetime | None = None,
    undo_until: datetime | None = None,
    duration_s: float | None = 90.0,
) -> WorkItem:
    """A call of the queue."""
    return WorkItem(
        AssignmentId(uuid4()), CallId(uuid4()), "1043", "Li Na", "roaming", purpose, state, duration_s, due_on,
        submitted_at=submitted_at, undo_until=undo_until,
    )  # fmt: skip


def row(work: WorkItem) -> QueueRow:
    """The only row of the page."""
    (only,) = queue_rows((work,), TODAY)
    return only


@pytest.mark.parametrize(
    ("work", "group"),
    [
        (item(AssignmentState.BEGUN, due_on=DAY - timedelta(days=3)), "Begun"),
        (item(due_on=DAY - timedelta(days=1)), "Overdue"),
        (item(due_on=DAY), "Due today"),
        (item(due_on=DAY + timedelta(days=3)), "This week"),
        (item(due_on=DAY + timedelta(days=4)), "Later"),
        (item(), "Later"),
        (item(AssignmentState.DONE, submitted_at=NOW), "Submitted today"),
    ],
)
def test_a_call_stands_in_its_group_by_the_day_of_the_centre(work: WorkItem, group: str) -> None:
    assert row(work).group == group


def test_the_week_ends_where_the_centre_says() -> None:
    assert TODAY.last_of_week == date(2026, 11, 22)
    assert Today(NOW, "Asia/Shanghai", 6).last_of_week == date(2026, 11, 21)


def test_groups_come_in_the_order_of_what_presses() -> None:
    items = (item(), item(due_on=DAY), item(AssignmentState.BEGUN), item(AssignmentState.DONE, submitted_at=NOW))
    assert [one.group for one in queue_rows(items, TODAY)] == ["Begun", "Due today", "Later", "Submitted today"]


def test_what_was_submitted_yesterday_by_the_clock_of_the_centre_is_gone() -> None:
    before_midnight = datetime(2026, 11, 18, 15, 59, tzinfo=UTC)
    assert queue_rows((item(AssignmentState.DONE, submitted_at=before_midnight),), TODAY) == ()


def test_the_minutes_left_for_undoing_are_counted_up_to_the_last() -> None:
    def words(seconds: int) -> str:
        until = NOW + timedelta(seconds=seconds)
        return row(item(AssignmentState.DONE, submitted_at=NOW, undo_until=until)).due_words

    assert [words(seconds) for seconds in (600, 301, 300, 20)] == [
        "Undo, 10 min",
        "Undo, 6 min",
        "Undo, 5 min",
        "Undo, 1 min",
    ]
    assert words(-1) == "01:30", "too late to undo: when it was submitted"


def test_the_summary_counts_what_waits_and_its_sound() -> None:
    rows = queue_rows((item(), item(AssignmentState.BEGUN), item(AssignmentState.DONE, submitted_at=NOW)), TODAY)
    assert summary(rows) == "2 wait, 3 minutes of sound · 1 done today"
    assert summary(()) == "nothing waits"


def test_purposes_are_counted_without_what_is_done() -> None:
    done = item(AssignmentState.DONE, submitted_at=NOW, purpose=Purpose.PRACTICE)
    rows = queue_rows((item(), item(), item(purpose=Purpose.CALIBRATION), done), TODAY)
    assert purposes(rows) == ((Purpose.ROUTINE, 2), (Purpose.CALIBRATION, 1))

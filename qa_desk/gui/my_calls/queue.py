"""The queue in words: groups in their order, purposes to filter by, what a row says. No widgets."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qa_desk.domain.evaluation import AssignmentState, Purpose, WorkItem
from qa_desk.gui.shell.dates import local_day, time_text, weekday_and_day
from qa_desk.i18n import _, ngettext

_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Today:
    """The centre's clock as the queue needs it; `first_weekday` counts from Monday = 0."""

    now: datetime
    time_zone: str
    first_weekday: int

    @property
    def day(self) -> date:
        """The centre's day."""
        return local_day(self.now, self.time_zone)

    @property
    def last_of_week(self) -> date:
        """The last day of the centre's week."""
        passed = (self.day.weekday() - self.first_weekday) % 7
        return self.day + timedelta(days=6 - passed)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A call of the queue with the group it stands in."""

    item: WorkItem
    group: str
    today: Today

    @property
    def is_done(self) -> bool:
        """Whether it is handed in."""
        return self.item.state is AssignmentState.DONE

    @property
    def minutes_to_undo(self) -> int | None:
        """How many minutes submitting can still be undone; None when it can't."""
        until = self.item.undo_until
        if until is None or until <= self.today.now:
            return None
        return max(1, -(-round((until - self.today.now).total_seconds()) // _MINUTE_S))

    @property
    def is_pressing(self) -> bool:
        """Whether it waits longer than it should."""
        return not self.is_done and self.item.due_on is not None and self.item.due_on < self.today.day

    @property
    def due_words(self) -> str:
        """When it is due, or for what is handed in: how long that can be undone, else when it was."""
        item, today = self.item, self.today
        if self.is_done:
            minutes = self.minutes_to_undo
            if minutes is not None:
                return _("Undo, {n} min").format(n=minutes)
            return time_text(item.submitted_at, today.time_zone) if item.submitted_at else ""
        if item.due_on is None:
            return ""
        if item.due_on == today.day:
            return _("today")
        return weekday_and_day(item.due_on)


def queue_rows(items: Sequence[WorkItem], today: Today) -> tuple[QueueRow, ...]:
    """The rows of the page, group by group; what was handed in before today is left out."""
    order = (_("Begun"), _("Overdue"), _("Due today"), _("This week"), _("Later"), _("Submitted today"))
    rows = [QueueRow(item, _group(item, today), today) for item in items if _is_of_today(item, today)]
    return tuple(sorted(rows, key=lambda row: order.index(row.group)))


def waiting(rows: Sequence[QueueRow]) -> tuple[QueueRow, ...]:
    """What is still to be scored, in the order of the page."""
    return tuple(row for row in rows if not row.is_done)


def purposes(rows: Sequence[QueueRow]) -> tuple[tuple[Purpose, int], ...]:
    """How many calls wait for each purpose, in the order of `Purpose`; purposes that none waits for are left out."""
    counts = Counter(row.item.purpose for row in waiting(rows))
    return tuple((purpose, counts[purpose]) for purpose in Purpose if counts[purpose])


def summary(rows: Sequence[QueueRow]) -> str:
    """How much waits and how far one is: "7 wait, 46 minutes of sound · 2 overdue · 3 done today"."""
    open_rows = waiting(rows)
    n_overdue, n_done = sum(row.is_pressing for row in open_rows), len(rows) - len(open_rows)
    parts = [_open_words(open_rows)]
    if n_overdue:
        parts.append(ngettext("{n} overdue", "{n} overdue", n_overdue).format(n=n_overdue))
    if n_done:
        parts.append(ngettext("{n} done today", "{n} done today", n_done).format(n=n_done))
    return " · ".join(parts)


def _open_words(open_rows: Sequence[QueueRow]) -> str:
    minutes = round(sum(row.item.duration_s or 0.0 for row in open_rows) / _MINUTE_S)
    if not open_rows:
        return _("nothing waits")
    calls = ngettext("{n} waits", "{n} wait", len(open_rows)).format(n=len(open_rows))
    sound = ngettext("{n} minute of sound", "{n} minutes of sound", minutes).format(n=minutes)
    return _("{calls}, {sound}").format(calls=calls, sound=sound)


def _group(item: WorkItem, today: Today) -> str:
    if item.state is AssignmentState.DONE:
        return _("Submitted today")
    if item.state is AssignmentState.BEGUN:
        return _("Begun")
    if item.due_on is None or item.due_on > today.last_of_week:
        return _("Later")
    if item.due_on < today.day:
        return _("Overdue")
    return _("Due today") if item.due_on == today.day else _("This week")


def _is_of_today(item: WorkItem, today: Today) -> bool:
    if item.submitted_at is None:
        return True
    return local_day(item.submitted_at, today.time_zone) == today.day

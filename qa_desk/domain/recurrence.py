"""Calibration sessions that come back: every week, two weeks or month, on a weekday, on calls chosen by a rule.

Days are the centre's. An occurrence is a day; a session is opened for the latest one that has come, and for each only
once: those that were missed meanwhile are not made up for.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qa_desk.domain.calibration import SessionKind
from qa_desk.domain.ids import PersonId, RecurrenceId


class Every(StrEnum):
    """How often a session comes back; a month means the first such weekday of each."""

    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    MONTH = "month"


class Evidence(StrEnum):
    """Why a call is worth bringing to a session; ANY takes the strongest of all of them."""

    ANY = "any"
    LOW_AGREEMENT = "low_agreement"
    DISPUTED = "disputed"
    BORDERLINE = "borderline"
    RARE_FAILURE = "rare_failure"
    NOT_LATELY = "not_lately"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A session that comes back. `weekday` counts from Monday, 0…6; what is ended opens no further session.

    Each session is on the version in force of the scorecard with that key and due `due_days` after it was opened.
    `agent_ids` sit in a session with agents; `apart_days` lie between the trials of the same inspector again.
    """

    id: RecurrenceId
    title: str
    every: Every
    weekday: int
    starts_on: date
    n_calls: int
    evidence: Evidence
    panel_ids: tuple[PersonId, ...]
    lead_id: PersonId
    scorecard_key: str
    due_days: int = 7
    quorum: int | None = None
    hides_agent: bool = False
    criteria: tuple[str, ...] = ()
    kind: SessionKind = SessionKind.PANEL
    agent_ids: tuple[PersonId, ...] = ()
    apart_days: int | None = None
    ended_on: date | None = None

    def is_running(self, day: date) -> bool:
        """Whether it opens sessions on that day."""
        return self.starts_on <= day and (self.ended_on is None or day < self.ended_on)


def occurrence(recurrence: Recurrence, day: date) -> date | None:
    """The latest day up to this one on which a session is to be opened; None before the first."""
    found = _in_month(recurrence.weekday, day) if recurrence.every is Every.MONTH else _in_weeks(recurrence, day)
    return found if found >= recurrence.starts_on else None


def next_occurrence(recurrence: Recurrence, day: date) -> date:
    """The first day after this one on which a session is to be opened."""
    ahead = max(day + timedelta(days=1), recurrence.starts_on)
    while occurrence(recurrence, ahead) != ahead:
        ahead += timedelta(days=1)
    return ahead


def _in_weeks(recurrence: Recurrence, day: date) -> date:
    first = recurrence.starts_on + timedelta(days=(recurrence.weekday - recurrence.starts_on.weekday()) % 7)
    step = 14 if recurrence.every is Every.TWO_WEEKS else 7
    return first + timedelta(days=(day - first).days // step * step)


def _in_month(weekday: int, day: date) -> date:
    first = day.replace(day=1)
    found = first + timedelta(days=(weekday - first.weekday()) % 7)
    return found if found <= day else _in_month(weekday, first - timedelta(days=1))

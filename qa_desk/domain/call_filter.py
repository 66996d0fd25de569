"""What people ask of calls: the conditions a filter is made of, and filters kept under a name.

The list of calls is narrowed by these; days are the centre's, and a period in words moves along with the calendar.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from qa_desk.domain.calls import MonitoringMode
from qa_desk.domain.evaluation import Purpose
from qa_desk.domain.ids import PersonId, SavedFilterId, UnitId
from qa_desk.domain.sampling_plan import Field, Narrowing

TEXT_FIELDS = (
    Field.BUSINESS_TYPE,
    Field.QUEUE,
    Field.CAMPAIGN,
    Field.CUSTOMER_SEGMENT,
    Field.SERVICE_STAGE,
    Field.CHANNEL,
    Field.DIRECTION,
)
"""Attributes of a call that take one of a few words."""

RANGE_FIELDS = (Field.DURATION_S, Field.CSAT)
"""Attributes of a call that are numbers."""

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class CallConditions:
    """What a call must be like; what is None or empty does not narrow.

    Args:
        narrowings: by the words and numbers of a call, and by columns of the centre's own.
        is_scored: on the record, as far as the reader may know.
        scored_by: handed in an evaluation of it that the reader may see.
        purpose: of an evaluation that the reader may see.
        critical_failed: whether the score of record failed a critical criterion.
    """

    unit_id: UnitId | None = None
    agent_id: PersonId | None = None
    narrowings: tuple[Narrowing, ...] = ()
    complaint: bool | None = None
    resolved: bool | None = None
    mode: MonitoringMode | None = None
    has_recording: bool | None = None
    has_transcript: bool | None = None
    is_scored: bool | None = None
    scored_by: PersonId | None = None
    purpose: Purpose | None = None
    critical_failed: bool | None = None


@dataclass(frozen=True, slots=True)
class WantedCalls(CallConditions):
    """A filter as a person chose it: conditions, words sought, and a period in words (`period`) or between two days."""

    text: str = ""
    period: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class CallPlace:
    """A place in an ordered list: the stretch of the list, and the values of the call there. Only lists read it."""

    stretch: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter kept under a name; one that is shared is offered to everybody."""

    id: SavedFilterId
    owner_id: PersonId
    name: str
    wanted: WantedCalls
    is_shared: bool = False
    owner_name: str = ""

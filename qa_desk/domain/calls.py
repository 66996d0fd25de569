"""Calls, their recordings and the attributes that matter for drawing and reporting."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from qa_desk.domain.ids import CallId, DepartmentId, PersonId, RecordingId, UnitId, WordingId
from qa_desk.domain.text import LocalText


class MonitoringMode(StrEnum):
    """How a call came to be heard; only sampled recordings enter estimates that claim to speak for all calls."""

    SAMPLED = "sampled"
    LIVE = "live"
    SIDE_BY_SIDE = "side_by_side"
    TEST_CALL = "test_call"


class AgentChannel(StrEnum):
    """Where the agent is heard in the recording."""

    LEFT = "left"
    RIGHT = "right"
    MONO = "mono"


class RecordingState(StrEnum):
    """Whether the sound is there: MISSING when a row of calls.csv named a file that did not come."""

    PRESENT = "present"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class CallAttributes:
    """What the centre knows of a call beside who and when; empty or None is unknown; `custom` keeps further columns."""

    queue: str = ""
    business_type: str = ""
    campaign: str = ""
    customer_id: str = ""
    customer_segment: str = ""
    service_stage: str = ""
    channel: str = ""
    direction: str = ""
    csat: float | None = None
    csat_scale: str = ""
    complaint: bool | None = None
    resolved: bool | None = None
    custom: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """One customer contact; `key` is the centre's own call id, `started_at` in UTC."""

    id: CallId
    key: str
    started_at: datetime | None = None
    agent_id: PersonId | None = None
    unit_id: UnitId | None = None
    duration_s: float | None = None
    mode: MonitoringMode = MonitoringMode.SAMPLED
    attributes: CallAttributes = field(default_factory=CallAttributes)
    version: int = 1

    @property
    def is_monitored(self) -> bool:
        """Whether it was heard as it was spoken, with a recording or without."""
        return self.mode is not MonitoringMode.SAMPLED

    @property
    def is_going_on(self) -> bool:
        """Whether it is monitored and nobody has said yet that it has ended."""
        return self.is_monitored and self.duration_s is None

    @property
    def heard_from(self) -> datetime | None:
        """The moment that is second 0 of a monitored call; any other call begins with its first recording."""
        return self.started_at if self.is_monitored else None


@dataclass(frozen=True, slots=True)
class Recording:
    """One sound file of a call, kept by content; `time_line.lay_out` says where it plays among several of one call.

    `started_at` is when its sound begins, in UTC; without it, it follows the one before by `position`.
    """

    id: RecordingId
    call_id: CallId
    position: int
    original_name: str
    state: RecordingState
    sha256: str = ""
    relative_path: str = ""
    format: str = ""
    codec: str = ""
    rate_hz: int = 0
    channels: int = 0
    duration_s: float = 0.0
    size_bytes: int = 0
    agent_channel: AgentChannel = AgentChannel.MONO
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CallSummary:
    """A call as lists show it: with its people by name and its score of record where the reader may see it."""

    id: CallId
    key: str
    started_at: datetime | None
    agent_name: str
    unit_path: str
    business_type: str
    duration_s: float | None
    complaint: bool | None
    has_recording: bool
    score: float | None = None
    passed: bool | None = None
    n_evaluations: int = 0
    queue: str = ""
    campaign: str = ""
    customer_segment: str = ""
    csat: float | None = None
    mode: MonitoringMode = MonitoringMode.SAMPLED


@dataclass(frozen=True, slots=True)
class StandardWording:
    """What customers are told about a matter, for one business type or campaign, with validity and its department."""

    id: WordingId
    title: LocalText
    text: LocalText
    business_type: str
    campaign: str
    valid_from: date
    valid_until: date | None
    department_id: DepartmentId | None
    version: int = 1

    def is_valid(self, day: date) -> bool:
        """Whether it holds on that day; both ends count."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def overlaps(self, other: "StandardWording") -> bool:
        """Whether both hold on some day for calls of one kind: of one business type or of one campaign."""
        same_kind = (self.business_type and self.business_type == other.business_type) or (
            self.campaign and self.campaign == other.campaign
        )
        begins_in_time = other.valid_until is None or self.valid_from <= other.valid_until
        ends_in_time = self.valid_until is None or other.valid_from <= self.valid_until
        return bool(same_kind) and begins_in_time and ends_in_time

    def is_on_same_matter(self, other: "StandardWording") -> bool:
        """Whether both have one title in some language: two of them at once contradict each other."""
        return not set(self.title.by_language).isdisjoint(other.title.by_language)

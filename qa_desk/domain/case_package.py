"""What a package of standard cases holds (`.qacase`): cases in the form that travels, their calls, files and sender.

Times are seconds of the recording in the package: of a case that is a passage only the passage travels. What names a
person or a customer is not here, so it can't travel.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from qa_desk.domain.calls import AgentChannel
from qa_desk.domain.criteria.base import RatingValue
from qa_desk.domain.ids import CallId
from qa_desk.domain.scorecard import ScorecardDefinition
from qa_desk.domain.standard_case import Difficulty

FINGERPRINT_LETTERS = 32


@dataclass(frozen=True, slots=True)
class PackedAnswer:
    """The settled answer to one criterion, and why."""

    criterion_key: str
    rating: RatingValue | None
    na: bool
    reasons: tuple[str, ...]
    rationale: str


@dataclass(frozen=True, slots=True)
class PackedMark:
    """A passage of evidence; without a criterion it stands for itself."""

    criterion_key: str | None
    start_s: float
    end_s: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class PackedCase:
    """One version of a case, known by its id and the fingerprint of the centre where it is at home.

    `number` is that of the version there; `form` is the path of its scorecard in the package.
    """

    id: UUID
    home: str
    number: int
    code: str
    created_at: datetime
    call_id: CallId
    form: str
    title: str
    difficulty: Difficulty
    language: str
    business_type: str
    rationale: str
    tags: tuple[str, ...]
    answers: tuple[PackedAnswer, ...]
    marks: tuple[PackedMark, ...] = ()
    is_benchmark: bool = False
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class PackedCall:
    """The sound of one or more cases, with what of its call travels; `masked` plays as a tone."""

    id: CallId
    recording: str
    duration_s: float
    rate_hz: int
    channels: int
    agent_channel: AgentChannel
    masked: tuple[tuple[float, float], ...] = ()
    business_type: str = ""
    channel: str = ""
    direction: str = ""
    service_stage: str = ""


@dataclass(frozen=True, slots=True)
class PackedWords:
    """A passage of what was said; `speaker` is never a name."""

    start_s: float
    end_s: float
    text: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class PackedForm:
    """A scorecard version as a file of the package; `number` is the one it had with the sender."""

    path: str
    key: str
    number: int
    definition: ScorecardDefinition


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of the package as the manifest says it."""

    path: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Centre:
    """Who signed a package; `name` is what they call themselves, the fingerprint is what they are known by."""

    name: str
    public_key: bytes
    fingerprint: str

    @property
    def shown_fingerprint(self) -> str:
        """The fingerprint as people compare it: groups of four letters."""
        return in_groups(self.fingerprint)


@dataclass(frozen=True, slots=True)
class CasePackage:
    """A package whose every part was checked; `sha256` is that of the whole file."""

    sha256: str
    centre: Centre
    cases: tuple[PackedCase, ...]
    calls: tuple[PackedCall, ...]
    forms: tuple[PackedForm, ...]
    words: tuple[tuple[CallId, tuple[PackedWords, ...]], ...] = ()
    files: tuple[PackedFile, ...] = ()

    def call(self, call_id: CallId) -> PackedCall:
        """The call of a case. Raises KeyError."""
        return {one.id: one for one in self.calls}[call_id]

    def form(self, path: str) -> PackedForm:
        """The scorecard of a case. Raises KeyError."""
        return {one.path: one for one in self.forms}[path]

    def file(self, path: str) -> PackedFile:
        """A part by its name. Raises KeyError."""
        return {one.path: one for one in self.files}[path]


def in_groups(fingerprint: str) -> str:
    """A fingerprint in groups of four letters."""
    letters = fingerprint.upper()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))

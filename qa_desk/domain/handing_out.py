"""What left the workspace as a file, and which calls it tells of: asked for when a customer is to be forgotten."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qa_desk.domain.ids import CallId, HandOutId


class HandOutKind(StrEnum):
    """What kind of file it was."""

    SOUND = "sound"
    SCORES = "scores"
    REPORT = "report"
    PACKAGE = "package"


@dataclass(frozen=True, slots=True)
class HandOut:
    """A file that left: its name without its folder, who took it and when, and the calls in it."""

    id: HandOutId
    kind: HandOutKind
    name: str
    person_name: str
    handed_out_at: datetime
    call_ids: tuple[CallId, ...]

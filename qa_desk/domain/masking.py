"""What of a call must not be heard or read: passages of its recordings, proposed and confirmed, and covered words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qa_desk.domain.ids import MaskId, PersonId, RecordingId

COVER = "■"
"""Stands for each character that was covered."""

_TOUCHING_S = 0.05


class PrivateKind(StrEnum):
    """What is said there."""

    RESIDENT_ID = "resident_id"
    PAYMENT_CARD = "payment_card"
    MOBILE = "mobile"
    OTHER = "other"


class MaskState(StrEnum):
    """Only what is confirmed plays as a tone: what a call sounds like is not changed by one of its inspectors."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class MaskedPassage:
    """A passage that must not be heard, in seconds of its recording, so that it stays where it is on any time line."""

    id: MaskId
    recording_id: RecordingId
    start_s: float
    end_s: float
    kind: PrivateKind
    state: MaskState
    proposed_by: PersonId
    proposed_at: datetime
    decided_by: PersonId | None = None
    decided_at: datetime | None = None


def covered(text: str) -> str:
    """The text with every letter and digit covered; spaces and signs stay, so that its length can be seen."""
    return "".join(COVER if character.isalnum() else character for character in text)


def is_covered_at(start_s: float, end_s: float, masks: Iterable[tuple[float, float]]) -> bool:
    """Whether what was said from one second to the other falls into a masked passage, be it in part."""
    return any(first < end_s - _TOUCHING_S and last > start_s + _TOUCHING_S for first, last in masks)

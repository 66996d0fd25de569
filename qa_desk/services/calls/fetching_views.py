"""What fetching tells of the place that recordings lie in."""

from dataclasses import dataclass

from qa_desk.domain.errors import QADeskError


@dataclass(frozen=True, slots=True)
class StoreState:
    """Where recordings lie, and whether they can be reached.

    Args:
        address: the folder or URL.
        is_local: they lie on this machine and are read in place.
        away: why the store was out of reach when it was asked last; None while it answers.
        used_bytes, limit_bytes: of the copies kept on this machine; 0 where they are read in place.
    """

    address: str
    is_local: bool
    away: QADeskError | None = None
    used_bytes: int = 0
    limit_bytes: int = 0

"""A time range of a sound; everything that is found, heard, marked or played is told as passages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A time range of a recording or of a call, in seconds."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        """Its length in seconds."""
        return self.end_s - self.start_s

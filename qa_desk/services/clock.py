"""What time it is, passed in so that tests can say so."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

_NOTICEABLE = timedelta(seconds=2)


class Clock(Protocol):
    """Tells the time in UTC."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock, put right by how far another one is ahead of it."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC) + self.ahead


def clock_beside(moment: datetime | None) -> SystemClock:
    """The clock to go by beside a server on which it is this moment now (None: no server).

    Times that the server says itself, such as the end of a sitting, are counted down to on many computers, whose
    clocks are often minutes off.
    """
    ahead = moment - datetime.now(UTC) if moment is not None else timedelta()
    return SystemClock(ahead if abs(ahead) >= _NOTICEABLE else timedelta())


@dataclass(slots=True)
class FixedClock:
    """A clock that stands until it is set anew; `moment` carries a time zone."""

    moment: datetime

    def now(self) -> datetime:
        """The moment it was set to, in UTC."""
        return self.moment.astimezone(UTC)

"""How long work says how far it is and learns that it is no longer wanted."""

from typing import Protocol


class Progress(Protocol):
    """The two-way line between long work and whoever waits for it; asked from the working thread."""

    def report(self, done: int, total: int | None, what: str) -> None:
        """So many of so many steps are done (`total` None while unknown); `what` names the present one."""
        ...

    @property
    def is_cancelled(self) -> bool:
        """Whether to stop at the next safe point."""
        ...


class NoProgress:
    """Nobody watches, nobody stops it."""

    def report(self, done: int, total: int | None, what: str) -> None:
        """Says nothing."""

    @property
    def is_cancelled(self) -> bool:
        """Never."""
        return False

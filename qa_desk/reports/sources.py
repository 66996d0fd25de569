"""What the services of many reports offer alike: the time of making, and the sound of passages."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from qa_desk.domain.ids import CallId
from qa_desk.domain.people import Actor


class Timed(Protocol):
    """Services that know the time."""

    @property
    def now(self) -> Callable[[], datetime]:
        """The time that is printed on the report."""
        ...


class Momentary(Protocol):
    """Services that can be asked several things of the same moment."""

    @property
    def one_moment(self) -> Callable[[], AbstractContextManager[None]]:
        """What is read within agrees, and is read once."""
        ...


class Sound(Protocol):
    """Cuts passages out of recordings."""

    def excerpt(self, actor: Actor, call_id: CallId, start_s: float, end_s: float) -> bytes:
        """The sound of a passage, ready for a page."""
        ...


class Sounding(Protocol):
    """Services that have the sound of calls."""

    @property
    def listening(self) -> Sound:
        """Where passages come from."""
        ...

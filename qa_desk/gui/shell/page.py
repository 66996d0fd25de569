"""What a page is to the window: its spec for the side bar, what it is given, and what the window calls on it.

Rooms derive theirs from `shell.room_page.RoomPage`, which adds the head and the states empty, busy, error and denied.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may
from qa_desk.gui.shell.change_hub import ChangeHub
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.navigation import Crumb, Navigation, Place
from qa_desk.gui.shell.notices import Notices
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.undo import UndoStack
from qa_desk.i18n import N_

if TYPE_CHECKING:
    from qa_desk.bootstrap import Services
    from qa_desk.gui.shell.player_bridge import PlayerBridge


class PageGroup(StrEnum):
    """The groups of the side bar, in their order; NONE is reached by command or link only."""

    WORK = "work"
    MEASURE = "measure"
    IMPROVE = "improve"
    MANAGE = "manage"
    NONE = "none"


GROUP_TITLES: dict[PageGroup, str] = {
    PageGroup.WORK: N_("Work"),
    PageGroup.MEASURE: N_("Measure"),
    PageGroup.IMPROVE: N_("Improve"),
    PageGroup.MANAGE: N_("Manage"),
}


@dataclass(frozen=True, slots=True)
class PageContext:
    """All that a page may use; made anew for each person who signs in."""

    services: Services
    actor: Actor
    jobs: Jobs
    hub: ChangeHub
    theme: Theme
    settings: SettingsStore
    navigation: Navigation
    commands: CommandRegistry
    notices: Notices
    undo: UndoStack
    player: PlayerBridge | None = None

    def may(self, action: Action) -> bool:
        """Whether the person who signed in may do it."""
        return may(self.actor, action)


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page as the registry lists it.

    Args:
        key: its name in places and settings.
        title: what the side bar says; marked for translation.
        icon: a name in resources/icons.
        group: where it stands in the side bar.
        build: makes the page when it is first shown.
        action: what one must be allowed to do to see it; None for everybody.
        count: how much waits there, asked on the store lane; 0 shows nothing.
        counts_of: the kinds of change after which it is asked again.
        has_sound: whether the transport stands below it.
    """

    key: str
    title: str
    icon: str
    group: PageGroup
    build: Callable[[PageContext], Page]
    action: Action | None = None
    count: Callable[[Services, Actor], int] | None = None
    counts_of: frozenset[ObjectKind] = frozenset()
    has_sound: bool = False

    def is_for(self, actor: Actor) -> bool:
        """Whether this person sees the page."""
        return self.action is None or may(actor, self.action)


class Page(QWidget):
    """One page, as the window knows it.

    Signals:
        crumbs_changed: the way here reads differently; the top bar asks `crumbs()` and `position()`.
    """

    crumbs_changed = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self.setObjectName("page")

    def title(self) -> str:
        """The page's title."""
        raise NotImplementedError

    def crumbs(self) -> tuple[Crumb, ...]:
        """The way here, this page last; a room overrides it when it shows one thing of many."""
        return (Crumb(self.title()),)

    def position(self) -> str:
        """Where among its brothers the thing shown stands ("3 of 7"), or an empty text."""
        return ""

    def shown(self, place: Place) -> None:
        """The page is on the screen now, for this place; called again when only the arguments differ."""

    def refresh(self, changes: Changes | None) -> None:
        """Read again what these changes touch; None means everything (F5)."""

    def leave(self) -> None:
        """The page goes off the screen: keep what is typed, stop what sounds."""

    def focus_find(self) -> bool:
        """Put the cursor into the page's own search or filter; false when it has none."""
        return False

"""What a page is: its spec for the side bar, what it is given, and the widget that rooms derive theirs from.

A room fills `body` once, reads through `context.jobs` and calls one of `show_body`, `show_empty`, `show_busy`,
`show_error`, `show_denied`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import shiboken6
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from qa_desk.domain.accounts import AgentVisit
from qa_desk.domain.changes import Changes, ObjectKind
from qa_desk.domain.people import Actor
from qa_desk.domain.permissions import Action, may
from qa_desk.gui.shell.change_hub import ChangeHub
from qa_desk.gui.shell.command_registry import CommandRegistry
from qa_desk.gui.shell.jobs import Jobs
from qa_desk.gui.shell.navigation import Crumb, FoundThing, Navigation, Place
from qa_desk.gui.shell.notices import Notices, sentence
from qa_desk.gui.shell.page_head import PageHead
from qa_desk.gui.shell.page_state import EmptyState, PageAction, PageState
from qa_desk.gui.shell.settings import SettingsStore
from qa_desk.gui.shell.sound import SoundPlace
from qa_desk.gui.shell.theme import Theme
from qa_desk.gui.shell.undo import UndoStack
from qa_desk.i18n import N_, _

if TYPE_CHECKING:
    from qa_desk.bootstrap import Services
    from qa_desk.gui.shell.player_bridge import PlayerBridge


class OpenWorkspace(Protocol):
    """The workspace behind the window, as bootstrap opened it."""

    @property
    def services(self) -> Services: ...
    @property
    def folder(self) -> Path: ...
    @property
    def is_demo(self) -> bool: ...
    @property
    def is_team(self) -> bool: ...


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
    """All that a page may use; made anew for each person who signs in, and for an agent's `visit`."""

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
    sound: SoundPlace
    player: PlayerBridge | None = None
    visit: AgentVisit | None = None

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
        other_action: what opens it as well.
        count: how much waits there, asked on the store lane; 0 shows nothing.
        counts_of: the kinds of change after which it is asked again.
        waits: so many things that wait there for this very person, in words; None where the count is not of such.
        has_sound: whether the transport stands below it.
        is_led_to: whether it shows something only where another page leads, so that the palette leaves it out.
    """

    key: str
    title: str
    icon: str
    group: PageGroup
    build: Callable[[PageContext], Page]
    action: Action | None = None
    other_action: Action | None = None
    count: Callable[[Services, Actor], int] | None = None
    counts_of: frozenset[ObjectKind] = frozenset()
    waits: Callable[[int], str] | None = None
    has_sound: bool = False
    is_led_to: bool = False

    def is_for(self, actor: Actor) -> bool:
        """Whether this person sees the page."""
        wanted = [action for action in (self.action, self.other_action) if action is not None]
        return not wanted or any(may(actor, action) for action in wanted)


FindThings = Callable[["Services", Actor, str], tuple[FoundThing, ...]]
"""What a text finds, as places to go to; asked on the store lane."""


class Page(QWidget):
    """One page: `head` over `body`, or a state in its place. Enter takes the main step while nothing else wants it.

    Signals:
        crumbs_changed: the way here reads differently; the top bar asks `crumbs()` and `position()`.
    """

    crumbs_changed = Signal()

    def __init__(self, context: PageContext, *, title: str, has_head: bool = True) -> None:
        super().__init__()
        self._is_just_shown = False
        self._begins_at: QWidget | None = None
        self.context = context
        self.setObjectName("page")
        self.head = PageHead(theme=context.theme, commands=context.commands)
        self.head.set_title(title)
        if not has_head:
            self.head.hide()
        self.body = QWidget()
        self.body.setObjectName("page_body")
        self._state = PageState(theme=context.theme)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.body)
        self._stack.addWidget(self._state)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self._stack, 1)
        can_act = {"list.open": lambda: self._main_action() is not None}
        context.commands.bind(self, {"list.open": self._take_main_step}, enabled=can_act)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)

    def title(self) -> str:
        """The page's title."""
        return self.head.title()

    def crumbs(self) -> tuple[Crumb, ...]:
        """The way here, this page last; a room overrides it when it shows one thing of many."""
        return (Crumb(self.title()),)

    def position(self) -> str:
        """Where among its brothers the thing shown stands ("3 of 7"), or an empty text."""
        return ""

    def shown(self, place: Place) -> None:
        """The page is on the screen now, for this place; called again when only the arguments differ."""

    def give_keyboard(self, widget: QWidget) -> None:
        """Once after the page came on the screen, else only while nothing has it: news from others take it from nobody.

        Args:
            widget: where the work on this page begins.
        """
        if self._is_just_shown or QApplication.focusWidget() in (None, self.window()):
            widget.setFocus()
        self._is_just_shown = False
        self._begins_at = widget

    def refresh(self, changes: Changes | None) -> None:
        """Read again what these changes touch; None means everything (F5)."""

    def leave(self) -> None:
        """The page goes off the screen: keep what is typed, stop what sounds."""

    def focus_find(self) -> bool:
        """Put the cursor into the page's own search or filter; false when it has none."""
        return False

    @property
    def is_body_shown(self) -> bool:
        """Whether the page shows what it is for."""
        return self._stack.currentWidget() is self.body

    def show_body(self) -> None:
        """Show what the page is for."""
        self._stack.setCurrentWidget(self.body)

    def show_empty(self, state: EmptyState) -> None:
        """Nothing yet or nothing matches: teach, and offer the first step."""
        self._state.show_empty(state)
        self._stack.setCurrentWidget(self._state)

    def show_busy(self, what: str = "") -> None:
        """Something longer than 50 ms is under way and there is nothing older to show."""
        self._state.show_busy(what or _("Reading …"))
        self._stack.setCurrentWidget(self._state)

    def show_error(self, error: Exception, retry: Callable[[], object] | None = None) -> None:
        """What happened, what was kept and what to do now, in the page."""
        action = PageAction(_("Try again"), retry) if retry is not None else None
        self._state.show_error(sentence(error), action)
        self._stack.setCurrentWidget(self._state)

    def show_denied(self, who_can: str = "") -> None:
        """The person's role does not allow this; say who can allow it."""
        self._state.show_denied(who_can)
        self._stack.setCurrentWidget(self._state)

    def _on_focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        """What had the keyboard went away: Qt hands it to nobody, or to whatever comes next in the window."""
        if not self.isVisible() or not self.isActiveWindow() or self._is_within(now):
            return
        is_gone = now is None or (old is not None and shiboken6.isValid(old) and not old.isVisible())
        if is_gone and (old is None or self._is_within(old)):
            QTimer.singleShot(0, self, self._take_keyboard_back)

    def _take_keyboard_back(self) -> None:
        begins_at = self._begins_at
        if begins_at is not None and shiboken6.isValid(begins_at) and begins_at.isVisible():
            begins_at.setFocus()

    def _is_within(self, widget: QWidget | None) -> bool:
        return widget is not None and shiboken6.isValid(widget) and self.isAncestorOf(widget)

    def _main_action(self) -> Callable[[], object] | None:
        return self.head.primary() if self.is_body_shown else self._state.primary()

    def _take_main_step(self) -> None:
        action = self._main_action()
        assert action is not None
        action()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._is_just_shown = True

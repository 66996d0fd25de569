"""The page that rooms derive theirs from: `head` over `body`, or a state (empty, busy, error, denied) in its place.

A room fills `body` once, reads through `context.jobs` and calls one of `show_body`, `show_empty`, `show_busy`,
`show_error`, `show_denied`.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from qa_desk.gui.shell.notices import sentence
from qa_desk.gui.shell.page import Page, PageContext
from qa_desk.gui.shell.page_head import PageHead
from qa_desk.gui.shell.page_state import EmptyState, PageAction, PageState
from qa_desk.i18n import _


class RoomPage(Page):
    """A page with a head and a body; Enter takes its main step while nothing else wants it."""

    def __init__(self, context: PageContext, *, title: str, has_head: bool = True) -> None:
        super().__init__(context)
        self.head = PageHead(theme=context.theme, commands=context.commands)
        self.head.set_title(title)
        self.head.setVisible(has_head)
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

    def title(self) -> str:
        return self.head.title()

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

    def _main_action(self) -> Callable[[], object] | None:
        return self.head.primary() if self.is_body_shown else self._state.primary()

    def _take_main_step(self) -> None:
        action = self._main_action()
        assert action is not None
        action()

"""What a signed-in person works in: side bar, top bar, the page on the screen, notices, job line and transport.

Builds each page when it is first shown, tells it what changed while it was away, and keeps the counts of the side bar.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from qa_desk.domain.changes import Changes
from qa_desk.domain.people import Role
from qa_desk.domain.permissions import Action
from qa_desk.gui.main_window.job_line import JobLine
from qa_desk.gui.main_window.keyboard import KeyboardWatch
from qa_desk.gui.main_window.named_sound import NamedSound
from qa_desk.gui.main_window.recordings_watch import RecordingsWatch
from qa_desk.gui.main_window.side_bar import SideBar, SideBarEntry
from qa_desk.gui.main_window.top_bar import TopBar
from qa_desk.gui.main_window.waiting import WhatWaits
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext, PageSpec
from qa_desk.gui.widgets.notice_bar import NoticeStack
from qa_desk.i18n import _

MakeTransport = Callable[[PageContext], QWidget]


class Frame(QWidget):
    """The pages of one person. Made anew when another signs in or the language changes."""

    def __init__(
        self,
        context: PageContext,
        specs: tuple[PageSpec, ...],
        *,
        menu: QMenu,
        told: dict[str, int],
        make_transport: MakeTransport | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._specs = {spec.key: spec for spec in specs if spec.is_for(context.actor)}
        self._pages: dict[str, Page] = {}
        self._missed: dict[str, Changes] = {}
        self._make_transport = make_transport
        self._what_waits = WhatWaits(context, self._specs.values(), told, self)
        self._transport: QWidget | None = None
        self._build(menu)
        self._connect()
        RecordingsWatch(context, self)
        NamedSound(context, self)
        KeyboardWatch(self, lambda: self.page)
        self._fold(context.settings.current.is_sidebar_folded)
        self._show_history()
        for spec in self._specs.values():
            self._count(spec)
        if context.services.safekeeping.is_for_viewing:
            words = _("This workspace can only be looked at: its folder can't be written. Nothing you change is saved.")
            context.notices.warning(words, key="for_viewing")

    @property
    def specs(self) -> tuple[PageSpec, ...]:
        """The pages that this person sees, in the order of the registry."""
        return tuple(self._specs.values())

    @property
    def page(self) -> Page | None:
        """The page on the screen."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    @property
    def side_bar(self) -> SideBar:
        """The side bar."""
        return self._side_bar

    @property
    def top_bar(self) -> TopBar:
        """The top bar."""
        return self._top_bar

    def first_place(self) -> Place | None:
        """Where this person begins: the first page of the side bar, for an agent their results."""
        keys = self._side_bar.keys or tuple(self._specs)
        if self._context.actor.roles == {Role.AGENT}:
            own = [key for key, spec in self._specs.items() if spec.action is Action.VIEW_OWN_RESULTS]
            keys = (*own, *keys)
        return Place.to(keys[0]) if keys else None

    def show_place(self, place: Place) -> None:
        """Put the place's page on the screen."""
        spec = self._specs.get(place.page)
        if spec is None:
            self._context.notices.warning(_("This page is not open to your role."), key="navigation")
            return
        # Before the page is made: what is bound last comes first, and a page with marks knows more about their keys.
        self._show_transport(spec.has_sound)
        page = self._page(spec)
        before = self.page
        if before is not None and before is not page:
            before.leave()
            self._context.notices.turn_page()
        self._stack.setCurrentWidget(page)
        page.shown(place)
        missed = self._missed.pop(spec.key, None)
        if missed is not None:
            page.refresh(missed)
        self._show_way()

    def refresh(self) -> None:
        """Read the page on the screen and all counts again."""
        if self.page is not None:
            self.page.refresh(None)
        for spec in self._specs.values():
            self._count(spec)

    def leave(self) -> None:
        """The window goes: let the page keep what is typed."""
        if self.page is not None:
            self.page.leave()

    def retire(self) -> None:
        """Another frame takes the place of this one, which must not follow where the next person goes."""
        self.leave()
        self._context.navigation.moved.disconnect(self.show_place)
        self._context.navigation.changed.disconnect(self._show_history)
        self._what_waits.retire()

    def set_projector(self, projector: bool) -> None:
        """Leave out what a meeting room need not see."""
        self._side_bar.setVisible(not projector)
        self._top_bar.setVisible(not projector)

    def _build(self, menu: QMenu) -> None:
        context = self._context
        self._side_bar = SideBar(theme=context.theme, commands=context.commands)
        entries = (SideBarEntry(spec.key, _(spec.title), spec.icon, spec.group) for spec in self._specs.values())
        self._side_bar.show_entries(tuple(entries))
        self._top_bar = TopBar(theme=context.theme, commands=context.commands)
        self._top_bar.show_person(context.actor.name, menu)
        self._stack = QStackedWidget()
        self._stack.setObjectName("pages")
        self._notice_place = QWidget()
        notices = QVBoxLayout(self._notice_place)
        edge, gap = context.theme.size("xl"), context.theme.size("sm")
        notices.setContentsMargins(edge, gap, edge, gap)
        notices.addWidget(NoticeStack(context.notices, theme=context.theme, parent=self))
        if not context.notices.standing:
            self._notice_place.hide()
        self._job_line = JobLine(theme=context.theme, jobs=context.jobs)
        self._transport_place = QWidget()
        self._transport_place.setObjectName("transport_place")
        self._transport_place.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        QVBoxLayout(self._transport_place).setContentsMargins(0, 0, 0, 0)
        self._transport_place.hide()
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._top_bar)
        column.addWidget(self._stack, 1)
        for widget in (self._notice_place, self._job_line, self._transport_place):
            column.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side_bar)
        row.addLayout(column, 1)

    def _connect(self) -> None:
        context, navigation = self._context, self._context.navigation
        self._side_bar.page_requested.connect(lambda key: navigation.go(Place.to(key)))
        self._side_bar.fold_requested.connect(lambda folded: context.settings.change(is_sidebar_folded=folded))
        self._top_bar.back_requested.connect(navigation.back)
        self._top_bar.forward_requested.connect(navigation.forward)
        self._top_bar.place_requested.connect(navigation.go)
        navigation.moved.connect(self.show_place)
        navigation.changed.connect(self._show_history)
        context.settings.changed.connect(self._on_settings_changed)
        context.hub.changed.connect(self._on_changed)
        context.notices.changed.connect(self._on_notices_changed)

    def _page(self, spec: PageSpec) -> Page:
        if spec.key not in self._pages:
            page = spec.build(self._context)
            page.crumbs_changed.connect(partial(self._on_crumbs_changed, page))
            self._pages[spec.key] = page
            self._stack.addWidget(page)
        return self._pages[spec.key]

    def _show_transport(self, wanted: bool) -> None:
        if wanted and self._transport is None and self._make_transport is not None:
            self._transport = self._make_transport(self._context)
            layout = self._transport_place.layout()
            assert layout is not None
            layout.addWidget(self._transport)
        self._transport_place.setVisible(wanted and self._transport is not None)

    def _count(self, spec: PageSpec) -> None:
        count = spec.count
        if count is None:
            return
        services, actor = self._context.services, self._context.actor
        self._context.jobs.run(
            self,
            _(spec.title),
            lambda _progress: count(services, actor),
            partial(self._on_counted, spec.key),
            is_quiet=True,
        )

    def _on_counted(self, key: str, n: int) -> None:
        self._side_bar.set_count(key, n)
        self._what_waits.counted(key, n)

    def _fold(self, folded: bool) -> None:
        self._side_bar.set_folded(folded)

    def _show_way(self) -> None:
        """Say where the page on the screen is; a page without a row of its own belongs to one it was reached by."""
        if self.page is not None:
            crumbs = self.page.crumbs()
            self._top_bar.show_crumbs(crumbs, self.page.position())
            above = [crumb.place.page for crumb in crumbs if crumb.place is not None]
            key = next(one for one, page in self._pages.items() if page is self.page)
            self._side_bar.choose(next((one for one in (key, *above) if one in self._side_bar.keys), key))

    def _show_history(self) -> None:
        self._top_bar.show_history(self._context.navigation.can_go_back, self._context.navigation.can_go_forward)

    def _on_crumbs_changed(self, page: Page) -> None:
        if page is self.page:
            self._show_way()

    def _on_notices_changed(self) -> None:
        self._notice_place.setVisible(bool(self._context.notices.standing))

    def _on_settings_changed(self, names: frozenset[str]) -> None:
        if "is_sidebar_folded" in names:
            self._fold(self._context.settings.current.is_sidebar_folded)

    def _on_changed(self, changes: Changes) -> None:
        for key, page in self._pages.items():
            if page is self.page:
                page.refresh(changes)
            else:
                self._missed[key] = self._missed.get(key, Changes()) | changes
        for spec in self._specs.values():
            if changes.touches(*spec.counts_of):
                self._count(spec)

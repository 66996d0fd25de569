"""Tells what waits for the person: when the window opens, and when something comes that was not there before.

One quiet notice says it for all pages together, and not again for the same things. Left out is what the page on the
screen counts itself, and what the person took up; who shows something to a room is told afterwards.
"""

from collections.abc import Iterable

from PySide6.QtCore import QObject

from qa_desk.domain.changes import Changes
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import PageContext, PageSpec
from qa_desk.i18n import _, listed

NOTICE = "waiting"
"""The key of the notice."""


class WhatWaits(QObject):
    """Follows the counts of the side bar for one person."""

    def __init__(self, context: PageContext, specs: Iterable[PageSpec], told: dict[str, int], parent: QObject) -> None:
        """`told` is how much the person knows of by page; it outlives this, as a change of language makes another."""
        super().__init__(parent)
        self._context = context
        self._specs = {spec.key: spec for spec in specs if spec.waits is not None}
        self._told = told
        self._counts: dict[str, int] = {}
        self._pages: tuple[str, ...] = ()
        self._taken_up: set[str] = set()
        context.hub.taken_up.connect(self._on_taken_up)
        context.navigation.moved.connect(self._on_moved)
        context.theme.changed.connect(self._on_theme_changed)

    def retire(self) -> None:
        """Another takes the place of this one."""
        self._context.hub.taken_up.disconnect(self._on_taken_up)
        self._context.navigation.moved.disconnect(self._on_moved)
        self._context.theme.changed.disconnect(self._on_theme_changed)

    def counted(self, key: str, n: int) -> None:
        """So much waits on a page now."""
        if key in self._specs:
            self._counts[key] = n
            self._told[key] = n if key in self._taken_up else min(n, self._told.get(key, 0))
            self._taken_up.discard(key)
            self._tell()

    def _tell(self) -> None:
        """Once all counts are there, so that the first notice says everything at once."""
        place = self._context.navigation.current
        if place is None or self._context.theme.is_projector or len(self._counts) < len(self._specs):
            return
        self._know(place.page)
        new = {key: n - self._told[key] for key, n in self._counts.items() if n > self._told[key]}
        if not new:
            return
        is_first = not any(self._told.values())
        what = listed(waits(n) for key, n in new.items() if (waits := self._specs[key].waits) is not None)
        words = _("Waiting for you: {what}.") if is_first else _("New for you: {what}.")
        page = next(iter(new))
        self._context.notices.info(
            words.format(what=what),
            action_title=_("Go to {page}").format(page=_(self._specs[page].title)),
            action=lambda: self._context.navigation.go(Place.to(page)),
            key=NOTICE,
        )
        self._told.update(self._counts)
        self._pages = tuple(new)

    def _know(self, page: str) -> None:
        """Who is on a page knows what waits there."""
        if page in self._counts:
            self._told[page] = self._counts[page]
        if page in self._pages:
            self._pages = ()
            self._context.notices.close_key(NOTICE)

    def _on_taken_up(self, changes: Changes) -> None:
        """What somebody took up themself is no news: the next counts of these pages are known."""
        self._taken_up.update(key for key, spec in self._specs.items() if changes.touches(*spec.counts_of))

    def _on_theme_changed(self) -> None:
        """What waits for one person is not for the room to read."""
        if self._context.theme.is_projector:
            self._pages = ()
            self._context.notices.close_key(NOTICE)

    def _on_moved(self, _place: Place) -> None:
        self._tell()

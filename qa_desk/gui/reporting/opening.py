"""From a row or something drawn of a report to what stands behind it: calls on the page Calls, or one thing's page."""

from functools import partial

from qa_desk.domain.changes import ObjectKind
from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.disclosing import note_shown
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page
from qa_desk.gui.shell.these_calls import TheseCalls
from qa_desk.i18n import _, ngettext
from qa_desk.reports.document import AnyBehind, Behind, ThingBehind
from qa_desk.services.results.behind import FoundCalls, KnownCalls

_NOTICE = "calls_behind"
_PAGES: dict[ObjectKind, tuple[str, str, Action]] = {
    ObjectKind.TRACKED_ITEM: ("tracked", "item", Action.TRACK),
    ObjectKind.STANDARD_CASE: ("library", "case", Action.VIEW_CASES),
    ObjectKind.SESSION: ("calibration", "session", Action.VIEW_SESSIONS),
}
"""Where a thing has its page: that page, what it calls the thing, and who may go there."""


class Opening:
    """Leads there who may; `owner` is the page that the report is on."""

    def __init__(self, owner: Page) -> None:
        self._owner = owner

    def may(self, behind: AnyBehind) -> bool:
        """Whether whoever sits here may look at it."""
        action = _PAGES[behind.kind][2] if isinstance(behind, ThingBehind) else Action.VIEW_CALLS
        return self._owner.context.may(action)

    def open(self, behind: AnyBehind) -> None:
        """Go there; calls are found first, and what is not open to the reader is said."""
        if isinstance(behind, ThingBehind):
            page, name, _action = _PAGES[behind.kind]
            self._owner.context.navigation.go(Place.to(page, **{name: behind.key}))
            return
        if isinstance(behind.calls, KnownCalls):
            note_shown(self._owner, self._owner.context, behind.calls.evaluation_ids)
        self._find(behind)

    def _find(self, behind: Behind) -> None:
        context = self._owner.context
        service, actor = context.services.summarising, context.actor
        context.jobs.run(
            self._owner,
            _("Finding the calls"),
            lambda _progress: service.calls_behind(actor, behind.calls),
            partial(self._on_found, behind),
            partial(context.notices.error, key=_NOTICE),
            is_quiet=True,
        )

    def _on_found(self, behind: Behind, found: FoundCalls) -> None:
        context = self._owner.context
        if not found.call_ids:
            context.notices.info(_("None of these calls is open to you."), key=_NOTICE)
            return
        words = behind.words
        if found.n_more:
            words = _("{what}, the latest {count}").format(what=words, count=f"{len(found.call_ids):,}")
        if found.n_closed:
            closed = ngettext("{n} more is not open to you", "{n} more are not open to you", found.n_closed)
            words = _("{what} ({closed})").format(what=words, closed=closed.format(n=found.n_closed))
        context.navigation.go(TheseCalls.of(words, found.call_ids).place())

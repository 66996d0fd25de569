"""What the tracked-items page says of all items: the line at its head, what waits, and that there are none yet."""

from collections.abc import Callable

from qa_desk.domain.issue import TrackedState
from qa_desk.gui.shell.page_state import EmptyState, PageAction, Step
from qa_desk.i18n import _, listed, ngettext
from qa_desk.services.tracked.tracking_views import Reminders, TrackedView

_UNFINISHED = frozenset({TrackedState.OPEN, TrackedState.IN_WORK, TrackedState.REOPENED})


def summary(items: tuple[TrackedView, ...]) -> str:
    """How many are open, and overdue."""
    n_open = sum(view.item.state in _UNFINISHED for view in items)
    n_overdue = sum(view.is_overdue for view in items)
    if not items:
        return ""
    words = ngettext("{n} open", "{n} open", n_open).format(n=n_open)
    late = ngettext("{n} overdue", "{n} overdue", n_overdue).format(n=n_overdue)
    return f"{words} · {late}" if n_overdue else words


def reminder_words(reminders: Reminders) -> str:
    """What waits for the reader, in a sentence."""
    late = [view for view in reminders.answers_due if view.cause is not None and view.cause.is_late]
    counted = (
        (len(reminders.overdue), lambda n: ngettext("{n} item is overdue", "{n} items are overdue", n)),
        (
            len(reminders.answers_due) - len(late),
            lambda n: ngettext("{n} cause waits for an answer", "{n} causes wait for an answer", n),
        ),
        (
            len(late),
            lambda n: ngettext("{n} cause was not answered in time", "{n} causes were not answered in time", n),
        ),
        (
            len(reminders.rejected),
            lambda n: ngettext(
                "{n} cause was rejected and needs another owner", "{n} causes were rejected and need other owners", n
            ),
        ),
        (
            len(reminders.to_sign),
            lambda n: ngettext("{n} effect waits to be signed", "{n} effects wait to be signed", n),
        ),
    )
    return listed(words(n).format(n=n) for n, words in counted if n)


def waits_words(n_items: int) -> str:
    """The same before the page is opened."""
    words = ngettext(
        "{n} tracked item overdue or waiting for you",
        "{n} tracked items overdue or waiting for you",
        n_items,
    )
    return words.format(n=n_items)


def nothing_yet(to_issues: Callable[[], None], begin: Callable[[], None]) -> EmptyState:
    """What the page teaches while nothing is followed."""
    return EmptyState(
        "issues",
        _("Nothing is followed yet"),
        _("A tracked item gives a common issue an owner, a day and an action, and QA signs whether it helped."),
        (
            PageAction(_("Look at the common issues"), to_issues, "bars"),
            PageAction(_("New item"), begin, "plus"),
        ),
        (
            Step(_("Choose what costs most"), _("On Common issues, T follows the criterion you are on.")),
            Step(_("Name who mends it"), _("An owner, a day and what is to be done.")),
            Step(_("Sign the effect"), _("QA compares the figures; the owner never signs.")),
        ),
    )

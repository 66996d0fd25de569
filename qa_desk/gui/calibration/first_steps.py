"""What the calibration page teaches while there is no session yet."""

from collections.abc import Callable

from qa_desk.gui.shell.page_state import EmptyState, PageAction, Step
from qa_desk.i18n import _


def first_steps(may_run: bool, begin: Callable[[], None]) -> EmptyState:
    """What is shown while there is no session; `begin` opens the form of the first one, for those who may."""
    actions: tuple[PageAction, ...] = ()
    text = _(
        "In a calibration session several inspectors score the same calls, each on their own. Then everything is "
        "revealed, talked through and settled, and the page says how far the panel can be trusted."
    )
    if may_run:
        actions = (PageAction(_("New session"), begin, "plus"),)
    else:
        text = _("{text} The calibration lead opens sessions; yours will wait here.").format(text=text)
    return EmptyState(
        "calibration",
        _("No session yet"),
        text,
        actions,
        (
            Step(_("Blind"), _("Everybody scores alone. Nobody sees another's answers, not even the lead.")),
            Step(_("Revealed"), _("Criterion by criterion, the largest difference first, with everybody's marks.")),
            Step(_("Settled"), _("What the panel agrees on is kept with its reason, and so are the figures.")),
        ),
    )

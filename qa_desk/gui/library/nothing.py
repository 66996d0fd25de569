"""What the library says before the first case is kept: what it is for, and how a case comes in."""

from qa_desk.gui.shell.page_state import EmptyState, PageAction, Step
from qa_desk.i18n import _


def nothing_yet(actions: tuple[PageAction, ...]) -> EmptyState:
    """The empty page, with the steps that the person may take."""
    return EmptyState(
        "cases",
        _("No standard case yet"),
        _(
            "A standard case is a call whose answers a panel has settled, with the reason and the passage that "
            "proves each. It shows newcomers where the line is, and everybody that it stays there."
        ),
        actions,
        (
            Step(_("Calibrate"), _("A panel scores a call blind and settles the answers.")),
            Step(_("Keep"), _("In the session, “Keep as standard case” brings the call here.")),
            Step(_("Approve"), _("A second person approves it; then everybody may hear it.")),
        ),
    )

"""The library's way to what is shared, for whoever may share: a button in its head, a step of its empty page."""

from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import Page, PageContext
from qa_desk.gui.shell.page_state import PageAction
from qa_desk.i18n import _


def add_entrance(page: Page) -> None:
    """Add the button to the head of the library."""
    for step in steps_to_shared(page.context):
        page.head.add_action(_("Share …"), step.action, name="share_cases")


def steps_to_shared(context: PageContext) -> tuple[PageAction, ...]:
    """The step that an empty library offers; none to whoever may not share."""
    if not context.may(Action.SHARE_CASES):
        return ()
    return (PageAction(_("Take a package in"), lambda: context.navigation.go(Place.to("shared_cases")), "external"),)

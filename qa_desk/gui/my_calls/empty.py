"""What stands in the place of an empty queue: what will come here, what to do until then, and the keys of the desk."""

from functools import partial

from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.navigation import Place
from qa_desk.gui.shell.page import PageContext
from qa_desk.gui.shell.page_state import EmptyState, PageAction, Step
from qa_desk.i18n import _


def empty_queue(context: PageContext) -> EmptyState:
    """The state to show; its keys are those that the person chose."""
    go = context.navigation.go
    actions = [PageAction(_("Hear the standard cases"), partial(go, Place.to("library")), "book")]
    if context.may(Action.VIEW_CALLS):
        actions.append(PageAction(_("See all calls"), partial(go, Place.to("calls"))))

    def caps(*commands: str) -> tuple[str, ...]:
        return tuple(hint for hint in map(context.commands.hint, commands) if hint)

    listen = caps("sound.play_pause", "sound.short_back", "sound.short_forward")
    score = (*caps("form.previous", "form.next"), "1 … 9")
    mark = caps("sound.mark_start", "sound.mark_end", "sound.mark")
    return EmptyState(
        "calls",
        _("No call waits for you"),
        _(
            "Calls that are drawn or chosen for you appear here, with the day they are due. "
            "Until then you can hear calls whose right answers are settled."
        ),
        tuple(actions),
        (
            Step(_("Listen"), _("Play, jump back, slow down. The sound stays where you left it."), listen),
            Step(_("Score"), _("Go down the form by keyboard. Every answer is saved at once."), score),
            Step(_("Leave evidence"), _("Mark the passage, so that nobody has to hunt for it again."), mark),
        ),
    )

"""The step to a coaching note, from wherever an agent or a result of theirs is looked at."""

from qa_desk.gui.shell.buttons import Button, ButtonKind
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _


def coach_button(context: PageContext, title: str = "", *, kind: ButtonKind = "plain", small: bool = True) -> Button:
    """Its key is `list.coach`, which the widget it stands on binds."""
    return Button(
        title or _("Coaching note"),
        theme=context.theme,
        kind=kind,
        small=small,
        icon="comment",
        commands=context.commands,
        command="list.coach",
        name="coach_button",
    )

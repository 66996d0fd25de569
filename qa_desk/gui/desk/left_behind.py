"""Recordings that have not joined their calls: left by a program that was killed, or by a disk that was full."""

from functools import partial

from PySide6.QtCore import QObject

from qa_desk.domain.permissions import Action
from qa_desk.gui.shell.dates import length_text
from qa_desk.gui.shell.page import PageContext
from qa_desk.i18n import _, listed
from qa_desk.services.calls.monitoring_views import JoinedRecording

LEFT_BEHIND = "left-recording"


def join_left_behind(context: PageContext, owner: QObject) -> None:
    """Let the person's recordings that were left behind join their calls, and tell of it."""
    if not context.may(Action.SCORE):
        return
    monitoring, actor = context.services.monitoring, context.actor
    context.jobs.run(
        owner,
        _("Looking for recordings left behind"),
        lambda _progress: monitoring.join_left_behind(actor),
        partial(_tell, context),
        partial(_tell_problem, context, owner),
        lane="files",
        is_quiet=True,
    )


def _tell(context: PageContext, joined: tuple[JoinedRecording, ...]) -> None:
    context.notices.close_key(LEFT_BEHIND)
    if not joined:
        return
    calls = listed(
        _("{call} ({length})").format(call=one.call_key, length=length_text(one.duration_s)) for one in joined
    )
    told = _("A recording that was broken off was found and has joined its call: {calls}.").format(calls=calls)
    context.notices.info(told, key=LEFT_BEHIND)
    for one in joined:
        context.hub.announce(one.changes)


def _tell_problem(context: PageContext, owner: QObject, error: Exception) -> None:
    again = partial(join_left_behind, context, owner)
    context.notices.error(error, action_title=_("Try again"), action=again, key=LEFT_BEHIND)

"""What the head of the meeting says of its session. No Qt."""

from qa_desk.domain.calibration import SessionState
from qa_desk.gui.calibration.shown_session import ShownSession
from qa_desk.gui.shell.dates import day_and_time
from qa_desk.i18n import _
from qa_desk.services.calibration.session_words import session_state_title


def meeting_summary(session: ShownSession) -> str:
    """When it was revealed, and why it was opened again."""
    panel = session.view.session
    told = [session_state_title(panel.state)]
    if panel.revealed_at is not None:
        when = day_and_time(panel.revealed_at, session.time_zone)
        told = [_("revealed {when}").format(when=when)]
    if panel.reopened_reason and panel.state is not SessionState.CLOSED:
        told.append(_("re-opened: {reason}").format(reason=panel.reopened_reason))
    return " · ".join(told)

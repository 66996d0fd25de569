"""What is said of a session before the reveal: its head, what the reveal waits for, and a reminder for who is late."""

from qa_desk.gui.calibration.shown_session import ShownSession
from qa_desk.gui.shell.dates import day_text, local_day
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _, listed, ngettext
from qa_desk.services.calibration.session_words import reminder_words, session_kind_title, session_state_title


def blind_summary(session: ShownSession) -> str:
    """State, kind, day and form, in a line."""
    panel, version = session.view.session, session.view.version
    parts = [session_state_title(panel.state), session_kind_title(panel.kind)]
    if panel.due_at is not None:
        told = _("due {day}, overdue") if session.view.is_overdue else _("due {day}")
        parts.append(told.format(day=day_text(local_day(panel.due_at, session.time_zone))))
    parts.append(_("{title}, version {number}").format(title=in_words(version.title), number=version.number))
    if panel.criteria:
        n = len(version.criteria)
        parts.append(ngettext("{n} criterion only", "{n} criteria only", n).format(n=n))
    return " · ".join(parts)


def reveal_problem(session: ShownSession) -> str:
    """What the reveal waits for; empty when it is permitted."""
    if session.view.may_reveal:
        return ""
    panel = session.view.session
    told = ngettext(
        "The reveal waits for {n} inspector; {done} is done.",
        "The reveal waits for {n} inspectors; {done} are done.",
        panel.n_waited_for,
    )
    return told.format(n=panel.n_waited_for, done=panel.n_done)


def late_words(session: ShownSession) -> str:
    """Who is late, once the day is over; empty before."""
    names = session.view.session.late_names
    if not session.view.is_overdue:
        return ""
    told = ngettext(
        "{names} is late. The reveal does not wait any longer.",
        "{names} are late. The reveal does not wait any longer.",
        len(names),
    )
    return told.format(names=listed(names))


def reminder(session: ShownSession) -> str:
    """The line to send to who is late."""
    panel = session.view.session
    due_on = local_day(panel.due_at, session.time_zone) if panel.due_at else None
    return reminder_words(panel.title, panel.late_names, due_on)

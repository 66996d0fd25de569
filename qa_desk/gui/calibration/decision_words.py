"""A decision of a meeting in a line. No Qt."""

from qa_desk.gui.shell.dates import day_text
from qa_desk.i18n import _, with_label
from qa_desk.reports.panel_words import DECISION_TITLES
from qa_desk.services.calibration.meeting_views import DecisionView


def decision_words(one: DecisionView) -> str:
    """What was decided, by whom it is done, until when."""
    parts = [with_label(_(DECISION_TITLES[one.decision.kind]), one.decision.text), one.owner_name]
    if one.decision.due_on is not None:
        parts.append(_("due {day}").format(day=day_text(one.decision.due_on)))
    return " · ".join(part for part in parts if part)

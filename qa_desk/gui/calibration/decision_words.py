"""Decisions of a meeting in words: what each kind is called, and one decision in a line. No Qt."""

from qa_desk.domain.meeting import DecisionKind
from qa_desk.gui.shell.dates import day_text
from qa_desk.i18n import N_, _, with_label
from qa_desk.services.meeting_views import DecisionView

KIND_TITLES: dict[DecisionKind, str] = {
    DecisionKind.GUIDANCE: N_("Guidance"),
    DecisionKind.STANDARD_CASE: N_("Standard case"),
    DecisionKind.TRACKED_ITEM: N_("Tracked item"),
    DecisionKind.TRAINING_NOTE: N_("Training note"),
    DecisionKind.ACTION: N_("Action"),
}


def decision_words(one: DecisionView) -> str:
    """What was decided, by whom it is done, until when."""
    parts = [with_label(_(KIND_TITLES[one.decision.kind]), one.decision.text), one.owner_name]
    if one.decision.due_on is not None:
        parts.append(_("due {day}").format(day=day_text(one.decision.due_on)))
    return " · ".join(part for part in parts if part)

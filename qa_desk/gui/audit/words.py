"""What the actions of the audit chain are called on the page; nothing that was scored or written is in them."""

from qa_desk.i18n import N_, _

_ACTIONS: dict[str, str] = {
    "call.heard": N_("listened to a call"),
    "call.sound_exported": N_("exported sound"),
    "call.recorded": N_("recorded a call"),
    "call.monitored": N_("began to monitor a call"),
    "call.ended": N_("ended a monitored call"),
    "call.made": N_("entered a call"),
    "mask.proposed": N_("proposed a mask"),
    "mask.set": N_("masked a passage"),
    "mask.confirmed": N_("confirmed a mask"),
    "mask.removed": N_("took a mask off"),
    "number.covered": N_("covered a private number"),
    "number.kept": N_("let a number stay"),
    "scores.exported": N_("exported scores"),
    "report.exported": N_("exported a report"),
    "scores.imported": N_("imported scores"),
    "evaluation.submitted": N_("submitted an evaluation"),
    "evaluation.reopened": N_("re-opened an evaluation"),
    "evaluation.imported": N_("imported an evaluation"),
    "session.created": N_("began a calibration session"),
    "session.revealed": N_("revealed a session"),
    "session.settled": N_("settled a session"),
    "session.closed": N_("closed a session"),
    "session.reopened": N_("re-opened a session"),
    "answer.settled": N_("settled an answer"),
    "person.saved": N_("changed a person"),
    "people.imported": N_("imported people"),
    "department.saved": N_("changed a department"),
    "target.set": N_("set a target"),
    "setting.set": N_("changed a setting"),
    "import.begun": N_("began an import"),
    "import.finished": N_("finished an import"),
    "import.cancelled": N_("cancelled an import"),
    "scorecard.imported": N_("imported a scorecard"),
    "scorecard.published": N_("published a scorecard"),
    "scorecard.begun": N_("began a scorecard draft"),
    "scorecard.saved": N_("changed a scorecard draft"),
    "scorecard.withdrawn": N_("withdrew a scorecard draft"),
    "scorecard.retired": N_("retired a scorecard version"),
    "case.kept": N_("kept a standard case"),
    "case.approved": N_("approved a standard case"),
    "case.retired": N_("retired a standard case"),
    "tracked_item.opened": N_("opened a tracked item"),
    "retention.applied": N_("removed what had its time"),
    "customer.erased": N_("forgot a customer"),
    "workspace.begun": N_("began the workspace"),
}


def action_title(action: str) -> str:
    """The action in words; one that came later than this table by its own name."""
    found = _ACTIONS.get(action)
    return _(found) if found else action.replace(".", " ").replace("_", " ")

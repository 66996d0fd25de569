"""What was agreed with the agent, in the report to them: the notes, who looks again on which day, what came of it."""

from datetime import date

from qa_desk.i18n import _, current_language, with_label
from qa_desk.reports.document import Block, Heading, Paragraph
from qa_desk.services.feedback.feeding_back_views import AgentFeedback, AgreedNote


def agreed_blocks(feedback: AgentFeedback) -> list[Block]:
    """A heading, and each note with what came of it; nothing where none is meant for the agent."""
    blocks: list[Block] = [Heading(_("What was agreed"))] if feedback.agreed else []
    for note in feedback.agreed:
        about = note.criterion_title.in_language(current_language()) or _("The work as a whole")
        blocks += [Paragraph(with_label(about, note.text)), Paragraph(_outcome(note, feedback.query.last_day))]
    return blocks


def _outcome(note: AgreedNote, last_day: date) -> str:
    if note.done_on is not None:
        told = _("Given by {giver} on {day}. {name} looked again on {again}: {result}")
    elif note.follow_up_on < last_day:
        told = _("Given by {giver} on {day}. {name} was to look again on {again} and has not said what came of it.")
    else:
        told = _("Given by {giver} on {day}. {name} looks again on {again}.")
    return told.format(
        giver=note.given_by,
        day=note.given_on,
        name=note.done_by or note.follow_up_by,
        again=note.done_on or note.follow_up_on,
        result=note.result,
    )

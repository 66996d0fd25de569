"""What was agreed with the agent, in the report to them: the notes, who looks again on which day, what came of it."""

from qa_desk.i18n import _, current_language
from qa_desk.reports.agent_feedback_words import outcome_words
from qa_desk.reports.document import Block, Cell, CellKind, Heading, Table, TableColumn, without_empty
from qa_desk.services.feedback.feeding_back_views import AgentFeedback, AgreedNote


def agreed_blocks(feedback: AgentFeedback) -> list[Block]:
    """A heading and the notes; nothing where none is meant for the agent."""
    if not feedback.agreed:
        return []
    columns = (
        TableColumn("about", _("about")),
        TableColumn("note", _("what was agreed")),
        TableColumn("given_on", _("given on")),
        TableColumn("given_by", _("given by")),
        TableColumn("follow_up_on", _("to look again")),
        TableColumn("follow_up_by", _("who looks again")),
        TableColumn("outcome", _("what came of it")),
    )
    rows = tuple(_row(feedback, note) for note in feedback.agreed)
    table = Table("agreed", "", columns, rows)
    return [Heading(_("What was agreed")), without_empty(table, "given_by", "follow_up_by")]


def _row(feedback: AgentFeedback, note: AgreedNote) -> tuple[Cell, ...]:
    about = note.criterion_title.in_language(current_language()) or _("the call as a whole")
    return (
        Cell(about, is_strong=True),
        Cell(note.text),
        Cell(note.given_on, CellKind.DATE),
        Cell(note.given_by or None),
        Cell(note.done_on or note.follow_up_on, CellKind.DATE),
        Cell((note.done_by or note.follow_up_by) or None),
        Cell(outcome_words(note, feedback.query.last_day)),
    )

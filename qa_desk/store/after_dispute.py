"""What an accepted dispute led to: the score of record, but nobody's independent judgement of a call.

Who decided knew the earlier answers and kept most of them, so no figure on how inspectors score counts it as theirs.
"""

from sqlalchemy import ColumnElement, exists

from qa_desk.store.tables.evaluations import EvaluationRow
from qa_desk.store.tables.following import FeedbackRow


def follows_dispute() -> ColumnElement[bool]:
    """Whether the evaluation that the statement is at was made by deciding a dispute."""
    # the second condition lets a server that reads them all at once do so off the index, past all other results
    return exists().where(FeedbackRow.superseding_id == EvaluationRow.id, FeedbackRow.superseding_id.is_not(None))

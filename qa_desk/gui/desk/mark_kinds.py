"""The sign and colour of a mark on the desk: those of the answer that it is evidence of."""

from qa_desk.domain.evaluation import Mark
from qa_desk.domain.scoring import AnswerState
from qa_desk.gui.desk.scoring import Scoring
from qa_desk.gui.widgets.waveform.marks import MarkKind

_KINDS = {AnswerState.FULL: MarkKind.PASSED, AnswerState.PARTIAL: MarkKind.BELOW_FULL}


def mark_kind(scoring: Scoring, mark: Mark) -> MarkKind:
    """The sign of a mark: that of its criterion's answer, a star for what went well, a flag where it is by itself."""
    if mark.positive:
        return MarkKind.POSITIVE
    if mark.criterion_key is None:
        return MarkKind.FREE
    result = scoring.result.result(mark.criterion_key)
    if result.state is AnswerState.FAILED:
        return MarkKind.CRITICAL if result.criterion.critical is not None else MarkKind.FAILURE
    return _KINDS.get(result.state, MarkKind.EVIDENCE)

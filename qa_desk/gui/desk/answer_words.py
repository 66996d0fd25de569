"""An answer in words, as lists and differences show it: what was chosen, why, and whom a failure was put down to."""

from qa_desk.domain.criteria.base import PromptKind
from qa_desk.domain.evaluation import Answer
from qa_desk.domain.scorecard import Criterion
from qa_desk.domain.scoring import AnswerState, rate
from qa_desk.gui.shell.words import in_words
from qa_desk.i18n import _, listed


def rating_words(criterion: Criterion, answer: Answer | None) -> str:
    """What was answered: the words of the option, or points; empty while it is missing."""
    result = rate(criterion, answer)
    if result.state is AnswerState.NA:
        return _("N/A")
    if answer is None or not result.applies:
        return ""
    prompt = criterion.scale.prompt()
    if prompt.kind is PromptKind.OPTIONS:
        label = next((in_words(option.label) for option in prompt.options if option.code == answer.rating), "")
        if all(option.passed is not None for option in prompt.options):
            return label
    return _("{points:g} of {maximum:g}").format(points=result.points, maximum=criterion.scale.maximum)


def reason_words(criterion: Criterion, answer: Answer | None) -> str:
    """The reasons that were noted, in a row."""
    return listed(in_words(reason.title) for reason in criterion.reasons_of(answer.reasons)) if answer else ""

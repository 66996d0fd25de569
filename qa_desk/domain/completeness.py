"""What an evaluation still lacks before it can be handed in: answers, comments, reasons, in the order of the form."""

from dataclasses import dataclass
from enum import StrEnum

from qa_desk.domain.criteria.base import PromptKind
from qa_desk.domain.evaluation import Answer, Evaluation
from qa_desk.domain.scorecard import Criterion, ScorecardVersion
from qa_desk.domain.scoring import is_shown, rate


class MissingKind(StrEnum):
    """What is missing of a criterion."""

    ANSWER = "answer"
    REASON = "reason"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class MissingPart:
    """One thing that is still to be given."""

    criterion_key: str
    what: MissingKind


def missing_parts(version: ScorecardVersion, evaluation: Evaluation) -> tuple[MissingPart, ...]:
    """Everything that keeps the evaluation from being handed in; empty when it is complete.

    A failed criterion that offers reasons needs one of them; where the form asks for it, a failure needs a comment.
    """
    answers = {answer.criterion_key: answer for answer in evaluation.answers}
    parts: list[MissingPart] = []
    for criterion in version.criteria:
        if is_shown(criterion, version, answers):
            parts += [MissingPart(criterion.key, what) for what in _missing(criterion, answers.get(criterion.key))]
    return tuple(parts)


def _missing(criterion: Criterion, answer: Answer | None) -> list[MissingKind]:
    if answer is None or not answer.is_given:
        return [MissingKind.ANSWER]
    if not rate(criterion, answer).has_failed:
        return []
    wanted: list[MissingKind] = []
    is_deduction = criterion.scale.prompt().kind is PromptKind.REASONS
    if criterion.reasons and not is_deduction and not answer.reasons:
        wanted.append(MissingKind.REASON)
    if criterion.comment_required_on_failure and not answer.comment.strip():
        wanted.append(MissingKind.COMMENT)
    return wanted

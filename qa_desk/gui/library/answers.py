"""Settled answers in words: what was agreed on a criterion, with its glyph."""

from dataclasses import dataclass

from qa_desk.domain.evaluation import Answer
from qa_desk.domain.scorecard import Criterion
from qa_desk.domain.scoring import AnswerState as Scored
from qa_desk.domain.scoring import CriterionResult
from qa_desk.domain.standard_case import CaseAnswer
from qa_desk.gui.shell.words import in_words
from qa_desk.gui.widgets.glyphs import AnswerState
from qa_desk.i18n import _
from qa_desk.reports.render.numbers import number_text
from qa_desk.services.cases.curating import CaseView


@dataclass(frozen=True, slots=True)
class SettledLine:
    """One criterion of a case: the section it stands in, what was settled, and why."""

    section: str
    criterion: Criterion
    answer: CaseAnswer | None
    state: AnswerState
    words: str
    fraction: float | None


def settled_lines(view: CaseView) -> tuple[SettledLine, ...]:
    """Every criterion of the form in its order, but those that were hidden on this call."""
    given = {answer.criterion_key: answer for answer in view.case.answers}
    lines: list[SettledLine] = []
    for section in view.version.sections:
        for criterion in section.criteria:
            result = view.result.result(criterion.key)
            if result.state is Scored.HIDDEN:
                continue
            answer = given.get(criterion.key)
            lines.append(
                SettledLine(
                    in_words(section.title),
                    criterion,
                    answer,
                    glyph_of(result),
                    answer_words(criterion, answer, result),
                    result.fraction,
                )
            )
    return tuple(lines)


def glyph_of(result: CriterionResult) -> AnswerState:
    """The glyph that stands for what a criterion came to."""
    if result.state is Scored.MISSING:
        return AnswerState.MISSING
    if result.state is Scored.NA:
        return AnswerState.NOT_APPLICABLE
    if not result.has_failed:
        return AnswerState.FULL
    if result.criterion.critical is not None:
        return AnswerState.CRITICAL_FAILED
    return AnswerState.FAILED if result.fraction == 0 else AnswerState.BELOW_FULL


def own_words(view: CaseView) -> dict[str, str]:
    """By criterion what the reader answered last; empty for who never handed this version in."""
    own, result = view.own, view.own_result
    if own is None or result is None:
        return {}
    asked = [one for one in view.version.criteria if result.result(one.key).state is not Scored.HIDDEN]
    return {one.key: answer_words(one, own.answer(one.key), result.result(one.key)) for one in asked}


def answer_words(criterion: Criterion, answer: Answer | CaseAnswer | None, result: CriterionResult) -> str:
    """What was settled: pass or fail by its word, everything else in points."""
    if answer is None or result.state is Scored.MISSING:
        return _("not settled")
    if answer.na:
        return _("N/A")
    for option in criterion.scale.prompt().options:
        if option.passed is not None and option.code == answer.rating:
            return in_words(option.label)
    return f"{_plain(result.points)} / {_plain(criterion.scale.maximum)}"


def _plain(points: float) -> str:
    return number_text(points, 0 if points == int(points) else 1)

"""A cell as an answer on its criterion's scale, an answer as its cell, and what an odd word likely means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import isclose

from qa_desk.domain.criteria.base import Prompt, PromptKind, RatingValue, Reason, number_of
from qa_desk.domain.errors import QADeskError
from qa_desk.domain.evaluation import Answer
from qa_desk.domain.scorecard import Criterion
from qa_desk.domain.text import LocalText
from qa_desk.i18n import _, listed
from qa_desk.services.exchange.words import (
    LIKELY_FAIL,
    LIKELY_NA,
    LIKELY_PASS,
    NA_WORDS,
    NOT_APPLICABLE,
    folded,
    split_list,
)

_POINTS = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(?:%|分|points?|pts?|p|/\s*[0-9]+(?:[.,][0-9]+)?)?")
_NEAR = 0.75
_MOST_STEPS = 200
_EXACT = 1e-9


def means_na(cell: str) -> bool:
    """Whether the cell says that the criterion did not apply."""
    return folded(cell) in NA_WORDS


def rating_of(criterion: Criterion, cell: str, reasons: Sequence[str]) -> RatingValue | None:
    """The rating a cell means, None when it means none on this scale.

    A deduction is what its reasons leave: a number has to agree with them, a word may only say that it was looked at.
    """
    prompt = criterion.scale.prompt()
    if prompt.kind is PromptKind.REASONS:
        return _deduction(criterion, cell, reasons)
    number = number_of(cell)
    codes = [option.code for option in prompt.options if not isinstance(option.code, bool)]
    if number is not None and number in codes:
        # a label may be a number too, but what we write are the points
        return next(code for code in codes if code == number)
    try:
        return criterion.scale.parse(cell)
    except QADeskError:
        return None


def cell_of(criterion: Criterion, answer: Answer) -> str:
    """The cell that says an answer; `rating_of` reads it back the same."""
    if answer.na:
        return NOT_APPLICABLE
    rating = answer.rating
    if rating is None:
        return ""
    if criterion.scale.prompt().kind is PromptKind.REASONS:
        return plain_number(criterion.scale.points(rating, criterion.reasons_of(answer.reasons)))
    if isinstance(rating, bool):
        return "pass" if rating else "fail"
    return plain_number(rating) if isinstance(rating, int | float) else rating


def expected_of(criterion: Criterion) -> str:
    """What a cell of this criterion may say, for an error."""
    prompt = criterion.scale.prompt()
    if prompt.kind is PromptKind.OPTIONS:
        codes = [option.code for option in prompt.options]
        words = [("pass" if code else "fail") if isinstance(code, bool) else f"{code:g}" for code in codes]  # type: ignore[str-format]
        return _("one of {choices}").format(choices=listed(words))
    if prompt.kind is PromptKind.NUMBER:
        return _("points from 0 to {maximum} in steps of {step}").format(
            maximum=f"{prompt.maximum:g}", step=f"{prompt.step:g}"
        )
    return _("the points that its reasons leave of {maximum}").format(maximum=f"{prompt.maximum:g}")


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """A cell that is read as an answer, and its words where the scale has some."""

    cell: str
    label: LocalText | None = None


def cells_of(criterion: Criterion) -> tuple[AnswerCell, ...]:
    """What a word of somebody's own may be settled as: every answer of the scale, N/A where it is allowed."""
    prompt = criterion.scale.prompt()
    if prompt.kind is PromptKind.OPTIONS:
        cells = [AnswerCell(_written(option.code), option.label) for option in prompt.options]
    elif prompt.kind is PromptKind.NUMBER:
        n_steps = min(round(prompt.maximum / prompt.step), _MOST_STEPS)
        cells = [AnswerCell(plain_number(round(at * prompt.step, 6))) for at in range(n_steps + 1)]
    else:
        # what else a deduction leaves is said by its reasons
        cells = [AnswerCell(plain_number(prompt.maximum))]
    return (*cells, AnswerCell(NOT_APPLICABLE)) if criterion.na_allowed else tuple(cells)


def suggestion_for(criterion: Criterion, cell: str) -> str:
    """What an odd word likely means, as a cell that is read; "" when that is anybody's guess."""
    word = folded(cell)
    if word in LIKELY_NA:
        return NOT_APPLICABLE if criterion.na_allowed else ""
    prompt = criterion.scale.prompt()
    if prompt.kind is PromptKind.REASONS:
        return ""
    guesses = [_by_verdict(criterion, word), _by_label(prompt, word), _by_number(criterion, word)]
    return next((guess for guess in guesses if guess and rating_of(criterion, guess, ()) is not None), "")


def plain_number(number: float) -> str:
    """A number as short as it can be written and read back the same."""
    return str(int(number)) if float(number).is_integer() else repr(float(number))


def reason_keys(criterion: Criterion, cell: str) -> tuple[tuple[str, ...], str]:
    """The reasons that a cell lists by key or title, and the first part that is none ("" when all are)."""
    if not cell.strip():
        return (), ""
    whole = _reason(criterion.reasons, cell)
    if whole is not None:
        return (whole,), ""
    keys: list[str] = []
    for part in split_list(cell):
        key = _reason(criterion.reasons, part)
        if key is None:
            return (), part
        keys.append(key)
    return tuple(dict.fromkeys(keys)), ""


def _reason(reasons: Sequence[Reason], told: str) -> str | None:
    word = folded(told)
    for reason in reasons:
        if word == folded(reason.key) or word in {folded(words) for _language, words in reason.title.by_language}:
            return reason.key
    return None


def _deduction(criterion: Criterion, cell: str, reasons: Sequence[str]) -> RatingValue | None:
    left = criterion.scale.points(True, criterion.reasons_of(tuple(reasons)))
    number = number_of(cell)
    if number is not None:
        return True if isclose(number, left, abs_tol=_EXACT) else None
    word = folded(cell)
    if word in {"pass", "passed", "ok", "true", "yes"} | LIKELY_PASS:
        return True if left == criterion.scale.maximum else None
    return True if word in {"fail", "failed", "false", "no"} | LIKELY_FAIL and reasons else None


def _by_verdict(criterion: Criterion, word: str) -> str:
    options = sorted(criterion.scale.prompt().options, key=lambda option: option.points)
    if word in LIKELY_PASS | {"pass", "passed", "yes", "y", "true", "ok", "通过", "合格", "是"}:
        best = options[-1].code if options else criterion.scale.maximum
        return _written(best)
    if word in LIKELY_FAIL | {"fail", "failed", "no", "n", "false", "不通过", "不合格", "否"}:
        return _written(options[0].code if options else 0)
    return ""


def _by_label(prompt: Prompt, word: str) -> str:
    labels = {folded(label): option.code for option in prompt.options for _language, label in option.label.by_language}
    near = get_close_matches(word, labels, n=1, cutoff=_NEAR)
    return _written(labels[near[0]]) if near else ""


def _by_number(criterion: Criterion, word: str) -> str:
    """Points with their unit, a share of the maximum, and, for a verdict, all points or none."""
    found = _POINTS.fullmatch(word)
    number = number_of(found.group(1)) if found else None
    if number is None:
        return ""
    points = number * criterion.scale.maximum / 100 if word.endswith("%") else number
    verdicts = [option for option in criterion.scale.prompt().options if option.passed is not None]
    if verdicts:
        full = {criterion.scale.maximum, 100.0}
        return "pass" if number in full else "fail" if number == 0 else ""
    return plain_number(points)


def _written(code: RatingValue) -> str:
    if isinstance(code, bool):
        return "pass" if code else "fail"
    return plain_number(code) if isinstance(code, int | float) else code

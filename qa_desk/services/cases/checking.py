"""What a sheet must hold before it becomes a version of a case: answers that fit its form, passages of its call."""

from math import isfinite
from uuid import UUID

from qa_desk.domain.criteria.base import PromptKind
from qa_desk.domain.errors import ErrorCode, QADeskError
from qa_desk.domain.evaluation import Answer
from qa_desk.domain.ids import AnswerId, EvaluationId
from qa_desk.domain.scorecard import Criterion, ScorecardVersion, VersionState
from qa_desk.domain.scoring import is_shown, rate
from qa_desk.domain.standard_case import CaseAnswer, CaseMark
from qa_desk.i18n import _, current_language
from qa_desk.services.cases.sheets import CaseSheet
from qa_desk.services.keeping.brought_text import clean_line, clean_text, typed_text

_SLACK_S = 0.5
"""How far a passage may reach past what the recordings are said to last: lengths are rounded, sounds are not."""


def as_answers(answers: tuple[CaseAnswer, ...]) -> dict[str, Answer]:
    """The answers of a case as ones that can be scored, by criterion."""
    nobody = AnswerId(UUID(int=0)), EvaluationId(UUID(int=0))
    return {
        answer.criterion_key: Answer(*nobody, answer.criterion_key, answer.rating, answer.na, answer.reasons)
        for answer in answers
    }


def checked_title(sheet: CaseSheet) -> str:
    """The title in one clean line. Raises VALUE_INVALID for an empty one."""
    title = clean_line(sheet.title)
    if not title:
        raise QADeskError(ErrorCode.VALUE_INVALID, value="", what=_("title"), expected=_("some words"))
    return title


def checked_tags(sheet: CaseSheet) -> tuple[str, ...]:
    """Each tag once, in a clean line."""
    return tuple(dict.fromkeys(word for tag in sheet.tags if (word := clean_line(tag))))


def checked_answers(sheet: CaseSheet, version: ScorecardVersion) -> tuple[CaseAnswer, ...]:
    """The answers that the form asks for, in its order.

    A case may leave criteria open, as a passage shows but a part. Raises VALUE_INVALID without any answer, for a
    draft of a form, and for a failure that says neither a reason nor why; ANSWER_INVALID for a rating off its scale.
    """
    if version.state is VersionState.DRAFT:
        expected = _("a version that was published")
        raise QADeskError(ErrorCode.VALUE_INVALID, value=version.number, what=_("scorecard"), expected=expected)
    given = {answer.criterion_key: answer for answer in sheet.answers if answer.na or answer.rating is not None}
    as_given = as_answers(tuple(given.values()))
    asked = [one for one in version.criteria if one.key in given and is_shown(one, version, as_given)]
    if not asked:
        expected = _("at least one answer")
        raise QADeskError(ErrorCode.VALUE_INVALID, value="", what=_("standard case"), expected=expected)
    return tuple(_checked(given[criterion.key], criterion) for criterion in asked)


def _checked(answer: CaseAnswer, criterion: Criterion) -> CaseAnswer:
    title = criterion.title.in_language(current_language())
    if answer.na and not criterion.na_allowed:
        raise QADeskError(ErrorCode.VALUE_INVALID, value=_("N/A"), what=title, expected=_("a rating"))
    rating = None if answer.na or answer.rating is None else criterion.scale.parse(answer.rating)
    known = {reason.key for reason in criterion.reasons}
    reasons = () if answer.na else tuple(key for key in answer.reasons if key in known)
    why = typed_text(answer.rationale, _("rationale")).strip()
    kept = CaseAnswer(criterion.key, rating, answer.na, reasons, why)
    scored = rate(criterion, as_answers((kept,))[criterion.key])
    is_deduction = criterion.scale.prompt().kind is PromptKind.REASONS
    if scored.has_failed and not reasons and not why and not is_deduction:
        raise QADeskError(ErrorCode.VALUE_INVALID, value="", what=title, expected=_("a reason, or words that say why"))
    return kept if scored.has_failed or is_deduction else CaseAnswer(criterion.key, rating, answer.na, (), why)


def checked_passage(sheet: CaseSheet, duration_s: float | None) -> tuple[float | None, float | None]:
    """Where the case begins and ends; nothing for the whole call. Raises VALUE_INVALID outside the call."""
    if sheet.start_s is None or sheet.end_s is None:
        return None, None
    _require_within(sheet.start_s, sheet.end_s, 0.0, duration_s)
    if sheet.start_s == sheet.end_s:
        raise _bad_passage(sheet.start_s)
    return sheet.start_s, sheet.end_s


def checked_marks(
    sheet: CaseSheet, version: ScorecardVersion, passage: tuple[float | None, float | None], duration_s: float | None
) -> tuple[CaseMark, ...]:
    """The marks on criteria of the form and free-standing ones, by time. Raises VALUE_INVALID outside the passage."""
    keys = {criterion.key for criterion in version.criteria}
    start_s, end_s = passage
    kept: list[CaseMark] = []
    for mark in sheet.marks:
        if mark.criterion_key is not None and mark.criterion_key not in keys:
            continue
        _require_within(mark.start_s, mark.end_s, start_s or 0.0, duration_s if end_s is None else end_s)
        kept.append(CaseMark(mark.criterion_key, mark.start_s, mark.end_s, clean_text(mark.note)))
    return tuple(sorted(kept, key=lambda one: (one.start_s, one.end_s, one.criterion_key or "", one.note)))


def _require_within(start_s: float, end_s: float, first_s: float, last_s: float | None) -> None:
    is_in_order = isfinite(start_s) and isfinite(end_s) and start_s <= end_s
    is_inside = start_s >= first_s and (last_s is None or end_s <= last_s + _SLACK_S)
    if not (is_in_order and is_inside):
        raise _bad_passage(start_s)


def _bad_passage(start_s: float) -> QADeskError:
    expected = _("a beginning before its end, both within the call and the passage of the case")
    return QADeskError(ErrorCode.VALUE_INVALID, value=f"{start_s:.1f} s", what=_("passage"), expected=expected)
